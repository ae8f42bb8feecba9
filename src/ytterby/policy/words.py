"""The words a law file may use: places, elements, stages, goods; each refused with its nearest neighbour when misspelt."""

from __future__ import annotations

import re

__all__ = ["ELEMENTS", "END_USES", "EU_MEMBERS", "GOODS", "PLACES", "STAGES", "folded_code"]

STAGES = ("mine", "separation", "metal", "alloy", "magnet", "scrap", "product")  # of worlds too (world/checks.py)
END_USES = ("any", "civil", "military")

# Symbols of the periodic table to uranium: law names elements that the shipped world does not model (Lu, Sc, Ga, W ...).
_ELEMENTS = """
H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh
Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr
Ra Ac Th Pa U
"""
ELEMENTS = tuple(_ELEMENTS.split())

# First part of a good's id: forms of the shipped world up to `magnet`, then goods that law and talks name.
_GOODS = """
concentrate oxide metal alloy magnet scrap goods agri energy ethane chemicals nuclear weapon motor vehicle ship battery graphite
superhard chip ai_chip chip_tool chip_software jet_engine ree_tech ree_equipment tungsten gallium germanium antimony
"""
GOODS = tuple(_GOODS.split())

# ISO 3166-1 alpha-3, then the customs union and the rest of the world.
_PLACES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU
BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA
DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM
GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT
LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ
MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF
QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD
TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB
ZWE EU ROW
"""
PLACES = tuple(_PLACES.split())

# Treaty on European Union, the 27 members since 2020-02-01.
_EU_MEMBERS = "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE"
EU_MEMBERS = tuple(_EU_MEMBERS.split())


def folded_code(code: str) -> str:
    """The digits of a customs code, so that 8505.11 and 850511 are one code.

    >>> folded_code("8505.11")
    '850511'
    """
    return re.sub(r"\D", "", code)
