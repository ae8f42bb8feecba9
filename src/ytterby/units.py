"""Unit strings and conversions; the only place where a conversion factor is written.

Bases of mass never mix: ``REO`` (rare-earth oxide), ``metal`` (contained or pure metal), ``alloy`` (mass of cast alloy),
``magnet`` (mass of finished magnets), ``scrap`` (mass of alloy in it), ``concentrate`` (counted as the REO it contains). A flow
of a good is in tonnes a month of that good's own basis.
"""

from __future__ import annotations

__all__ = ["KG_PER_T", "METAL_PER_OXIDE", "POUND_KG", "million_usd"]

KG_PER_T = 1000.0
POUND_KG = 0.45359237  # exact, international pound

# Mass fraction of metal in the customary oxide, from the formula and IUPAC 2021 standard atomic weights; NdPr is 3:1.
# All rare earths but promethium, which has no trade. Oxides are R2O3 but CeO2, Pr6O11 and Tb4O7.
METAL_PER_OXIDE = {
    "Sc": 0.6520, "Y": 0.7874, "La": 0.8527, "Ce": 0.8141, "Pr": 0.8277, "Nd": 0.8574, "NdPr": 0.8500, "Sm": 0.8624, "Eu": 0.8636,
    "Gd": 0.8676, "Tb": 0.8502, "Dy": 0.8713, "Ho": 0.8730, "Er": 0.8745, "Tm": 0.8756, "Yb": 0.8782, "Lu": 0.8794,
}  # fmt: skip


def million_usd(tonnes: float, usd_per_kg: float) -> float:
    """Value in million USD of a mass in tonnes at a price in USD/kg.

    >>> million_usd(100.0, 60.0)
    6.0
    """
    return tonnes * KG_PER_T * usd_per_kg / 1e6
