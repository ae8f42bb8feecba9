"""Sentences of many kinds of report, all made up: what each says, who does what to whom, and with which number."""

import pytest

from ytterby.evidence import Claim, read_text

Fields = dict[str, object]


def claims(text: str, kind: str) -> list[Claim]:
    return [c for c in read_text(text, published="2026-06-10").claims if c.kind == kind]


def held(text: str, kind: str, fields: Fields) -> None:
    found = claims(text, kind)
    told = [{name: getattr(c, name) for name in fields} for c in found]
    assert fields in told, (told, [(c.kind, c.quote) for c in read_text(text, published="2026-06-10").claims])


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Jakarta banned exports of bauxite in June 2023.", {"actors": ("IDN",), "objects": ("Al",), "date": "2023-06"}),
        (
            "Exports of graphite to Sweden were suspended by Beijing.",
            {"actors": ("CHN",), "targets": ("SWE",), "objects": ("graphite",)},
        ),
        (
            "The Netherlands requires a licence for shipments of lithography machines to China.",
            {"actors": ("NLD",), "targets": ("CHN",), "objects": ("chip_tool",)},
        ),
        ("Japan added 21 items to its export control list.", {"actors": ("JPN",), "value": 21.0, "unit": "count"}),
        (
            "Gabon will ban exports of raw manganese from January 2029.",
            {"actors": ("GAB",), "objects": ("Mn",), "date": "2029-01"},
        ),
        (
            "China's export controls on gallium and germanium took effect on 1 August 2023.",
            {"actors": ("CHN",), "objects": ("Ga", "Ge")},
        ),
        ("Zimbabwe lifted its ban on exports of chrome ore.", {"actors": ("ZWE",), "objects": ("Cr",)}),
        ("Kinshasa replaced the ban on cobalt exports with quotas.", {"actors": ("COD",), "objects": ("Co",)}),
        ("A ban on shipments of lithium ore was imposed by Namibia in June 2023.", {"actors": ("NAM",), "objects": ("Li",)}),
    ],
)
def test_a_state_controls_exports(text: str, fields: Fields) -> None:
    held(text, "export_control", fields)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Brussels imposed anti-dumping duties of 34.9% on silicon metal from Angola.",
            {"actors": ("EU",), "targets": ("AGO",), "value": 34.9},
        ),
        (
            "Washington raised its tariff on Chinese graphite from 25% to 93.5%.",
            {"actors": ("USA",), "targets": ("CHN",), "objects": ("graphite",), "value_from": 25.0, "value": 93.5},
        ),
        (
            "A duty of 10 per cent was levied by India on imports of magnets from China.",
            {"actors": ("IND",), "targets": ("CHN",), "objects": ("magnet",), "value": 10.0},
        ),
        (
            "Indonesia charges an export duty of between 5% and 10% on copper.",
            {"actors": ("IDN",), "value": 5.0, "value_to": 10.0},
        ),
        (
            "Mexico will put a 50% tariff on goods from China from 1 January 2027.",
            {"actors": ("MEX",), "targets": ("CHN",), "value": 50.0, "date": "2027-01-01"},
        ),
        ("Canada cut its duties on American steel to 12.5% from 25%.", {"actors": ("CAN",), "value": 12.5, "value_from": 25.0}),
    ],
)
def test_a_state_levies_a_duty(text: str, fields: Fields) -> None:
    held(text, "tariff", fields)


@pytest.mark.parametrize(
    "goes_on",
    [
        "Ottawa will extend its tariffs on Indian goods by another 60 days.",
        "Ottawa plans to keep its tariffs on Indian goods for a further 60 days.",
        "Ottawa will prolong its tariffs on Indian goods by an additional 60 days.",
        "Ottawa's tariffs on Indian goods will remain in force for 60 more days after 4 August.",
        "Ottawa's tariffs on Indian goods will run 60 days longer.",
    ],
)
def test_a_duty_goes_on_for_a_time(goes_on: str) -> None:
    held(goes_on, "tariff", {"actors": ("CAN",), "targets": ("IND",), "value": 60.0, "unit": "day", "modality": "proposed"})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Chile holds about a third of the world's lithium reserves.",
            {"actors": ("CHL",), "aspect": "reserves", "value": 33.3, "qualifier": "about"},
        ),
        (
            "Indonesia accounted for 61% of mined nickel in 2025.",
            {"actors": ("IDN",), "objects": ("Ni",), "aspect": "mining", "date": "2025"},
        ),
        (
            "South Africa mines over 70 per cent of all platinum.",
            {"actors": ("ZAF",), "objects": ("Pt",), "value": 70.0, "qualifier": "over"},
        ),
        ("China's share of graphite refining fell to 88% from 93%.", {"actors": ("CHN",), "value": 88.0, "value_from": 93.0}),
        ("Three quarters of the world's cobalt comes from Congo.", {"objects": ("Co",), "value": 75.0}),
        (
            "Kazakhstan produces 12 per cent of the world's beryllium, and Russia 8 per cent.",
            {"actors": ("RUS",), "objects": ("Be",), "value": 8.0},
        ),
    ],
)
def test_a_party_has_a_share(text: str, fields: Fields) -> None:
    held(text, "share", fields)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Japanese imports of indium rose 12% in May 2026.",
            {"actors": ("JPN",), "objects": ("In",), "value": 12.0, "date": "2026-05"},
        ),
        (
            "Exports of tungsten from Vietnam to Korea dropped by a fifth last year.",
            {"actors": ("VNM",), "targets": ("KOR",), "value": -20.0, "date": "2025"},
        ),
        (
            "Shipments of manganese ore from Gabon more than doubled.",
            {"actors": ("GAB",), "value": 2.0, "unit": "x", "qualifier": "over"},
        ),
        (
            "Germany's imports of antimony from Tajikistan were 30% lower than a year earlier.",
            {"actors": ("DEU",), "targets": ("TJK",), "value": -30.0},
        ),
        (
            "Korea imported 15% less lithium hydroxide in the first quarter.",
            {"actors": ("KOR",), "value": -15.0, "date": "2026-01"},
        ),
    ],
)
def test_trade_changes(text: str, fields: Fields) -> None:
    held(text, "trade_change", fields)


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("Vanadium pentoxide gained 6% to $5.40/lb.", "price_change", {"objects": ("V",), "value": 6.0, "unit": "%"}),
        ("Vanadium pentoxide gained 6% to $5.40/lb.", "price_change", {"value": 5.4, "unit": "USD/lb"}),
        ("The price of tellurium halved in 2025.", "price_change", {"objects": ("Te",), "value": -50.0, "date": "2025"}),
        (
            "Molybdenum oxide traded at $21.50-22.00/lb in Rotterdam.",
            "quantity",
            {"objects": ("Mo",), "value": 21.5, "value_to": 22.0, "unit": "USD/lb"},
        ),
        (
            "Lithium carbonate in China averaged 72,500 yuan a tonne in April.",
            "quantity",
            {"value": 72_500.0, "unit": "CNY/t", "date": "2026-04"},
        ),
        ("Uranium slipped below $70 a pound.", "price_change", {"objects": ("U",), "value": 70.0, "unit": "USD/lb"}),
        ("Niobium prices have tripled since 2021.", "price_change", {"value": 3.0, "unit": "x"}),
    ],
)
def test_a_price_stands_or_moves(text: str, kind: str, fields: Fields) -> None:
    held(text, kind, fields)


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        (
            "Australia exported 3.4 million tonnes of spodumene in 2025.",
            "quantity",
            {"actors": ("AUS",), "value": 3.4e6, "unit": "t", "aspect": "exports", "date": "2025"},
        ),
        (
            "Zambia mined 820,000 tonnes of copper last year.",
            "quantity",
            {"actors": ("ZMB",), "aspect": "mining", "date": "2025"},
        ),
        (
            "Lynas plans to build a plant with a capacity of 1,500 tonnes of heavy rare earths a year.",
            "capacity",
            {"actors": ("Lynas",), "value": 1500.0, "unit": "t"},
        ),
        (
            "Umicore will invest 350 million euros in a cobalt refinery.",
            "investment",
            {"actors": ("Umicore",), "value": 350e6, "unit": "EUR"},
        ),
        (
            "Canada granted a loan of C$80 million for a gallium project.",
            "investment",
            {"actors": ("CAN",), "value": 80e6, "unit": "CAD"},
        ),
        ("Shares in Almonty jumped 14%.", "market_move", {"objects": ("equity",), "value": 14.0}),
    ],
)
def test_amounts_and_money(text: str, kind: str, fields: Fields) -> None:
    held(text, kind, fields)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "China's licences for antimony are valid for six months.",
            {"actors": ("CHN",), "objects": ("Sb",), "value": 6.0, "unit": "month"},
        ),
        (
            "Seoul reviews applications to export graphite within 20 days.",
            {"actors": ("KOR",), "value": 20.0, "qualifier": "up_to"},
        ),
        (
            "Beijing has granted licences for yttrium to three German firms.",
            {"actors": ("CHN",), "targets": ("DEU",), "objects": ("Y",)},
        ),
        ("Applications for gallium from military end users are refused by China.", {"actors": ("CHN",), "objects": ("Ga",)}),
        ("A licence for indium covers a single shipment, said China.", {"objects": ("In",), "value": 1.0, "unit": "shipment"}),
        ("JL MAG received a general licence for magnets.", {"actors": ("JL MAG",), "objects": ("magnet",)}),
    ],
)
def test_how_licences_work(text: str, fields: Fields) -> None:
    held(text, "licence_term", fields)


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        (
            "Japan relies on China for two thirds of its yttrium.",
            "dependency",
            {"actors": ("JPN",), "targets": ("CHN",), "objects": ("Y",), "value": 66.7},
        ),
        ("Gallium is essential for radar.", "dependency", {"objects": ("Ga",), "targets": ("sector:defence",)}),
        ("India and Australia signed an agreement on lithium.", "agreement", {"actors": ("IND", "AUS"), "objects": ("Li",)}),
        (
            "Beijing would retaliate if Brussels raised duties on magnets.",
            "trigger",
            {"actors": ("CHN",), "modality": "conditional"},
        ),
        ("Canada called for a common stockpile of gallium.", "statement", {"actors": ("CAN",), "objects": ("Ga",)}),
        ("China warned that it would respond to the curbs.", "statement", {"actors": ("CHN",)}),
        ("Carmakers in Germany face a shortage of magnets.", "market_move", {"objects": ("magnet",)}),
        ("Japan held firm on its tariffs in the talks.", "statement", {"actors": ("JPN",)}),
        ("Seoul's top priority is a secure supply of gallium.", "statement", {"actors": ("KOR",), "objects": ("Ga",)}),
        ("Canada's known deposits of niobium lie in Quebec.", "capacity", {"actors": ("CAN",), "objects": ("Nb",)}),
        ("Turbines mostly use neodymium.", "dependency", {"objects": ("Nd",)}),
        ("Buyers of graphite in Korea are treated as trusted by Beijing.", "licence_term", {"actors": ("CHN",)}),
    ],
)
def test_words_without_numbers(text: str, kind: str, fields: Fields) -> None:
    held(text, kind, fields)


@pytest.mark.parametrize(
    "text",
    [
        "The conference took place in Singapore, where delegates visited a museum.",
        "He joined the company in 2009 and studied in Canada.",
        "Will China lift its controls on gallium?",
        "Subscribe to our newsletter for more.",
        "History suggests that such moments pass.",
    ],
)
def test_background_says_nothing(text: str) -> None:
    assert read_text(text, published="2026-06-10").claims == ()


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("Mongolian fluorspar may not be exported without prior authorisation.", "export_control", {"objects": ("F",)}),
        ("Namibia: ferro-alloys of manganese do not require an export licence.", "exclusion", {"objects": ("Mn",)}),
        ("Should Bolivia close its ports, Chile will take further measures.", "trigger", {}),
        ("Peru's smelters have run short of bismuth.", "market_move", {"actors": ("PER",)}),
        ("Norway has hardly any titanium refining of its own.", "capacity", {"actors": ("NOR",), "objects": ("Ti",)}),
        ("Tellurium has no ready substitute in solar panels.", "dependency", {"objects": ("Te",)}),
    ],
)
def test_common_words_of_law_and_the_press_make_claims(text: str, kind: str, fields: Fields) -> None:
    held(text, kind, fields)


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("Gabon will stop exporting unprocessed manganese in 2029.", "export_control", {"actors": ("GAB",), "objects": ("Mn",)}),
        ("If Laos closes its mines, Thailand will invoke the treaty.", "trigger", {"actors": ("THA",)}),
        ("Tokyo will subsidise half the cost of the scandium plant.", "investment", {"actors": ("JPN",), "value": 50.0}),
        ("Rotterdam bismuth fell by $2 to $9/lb.", "price_change", {"objects": ("Bi",)}),
        ("Europe buys 98% of its magnets from China.", "dependency", {"actors": ("EUROPE",), "targets": ("CHN",), "value": 98.0}),
    ],
)
def test_who_acts_and_what_a_number_is_of(text: str, kind: str, fields: Fields) -> None:
    held(text, kind, fields)
