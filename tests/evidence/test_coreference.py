"""Who and what is meant across sentences, headings, lists and tables: all made up."""

import pytest

from ytterby.evidence import Claim, read_text


def claims(text: str, kind: str) -> list[Claim]:
    return [c for c in read_text(text, published="2026-06-10").claims if c.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "actors", "objects"),
    [
        (
            "Indonesia mines most of the world's nickel. It exported 90,000 tonnes of the metal in 2025.",
            "quantity",
            ("IDN",),
            ("Ni",),
        ),
        ("China controls gallium and germanium. Prices of the two metals rose 8% in May.", "price_change", (), ("Ga", "Ge")),
        ("Almonty owns a tungsten mine in Korea. The company produced 420 tonnes in April.", "quantity", ("Almonty",), ("W",)),
        ("Beijing put tellurium under licence in 2025. Licences are valid for six months.", "licence_term", ("CHN",), ("Te",)),
        ("Tokyo restricts exports of photoresist and gallium. Military users are excluded.", "exclusion", ("JPN",), ("Ga",)),
        (
            "Chile and Argentina hold talks on lithium. Both countries agreed to share data on reserves.",
            "agreement",
            ("CHL", "ARG"),
            ("Li",),
        ),
    ],
)
def test_later_words_point_to_earlier_names(text: str, kind: str, actors: tuple[str, ...], objects: tuple[str, ...]) -> None:
    found = claims(text, kind)
    assert any(set(c.actors) == set(actors) and c.objects in (objects, ()) for c in found), found


def test_a_lead_carries_what_its_list_names_and_each_item_says_the_same() -> None:
    notice = (
        "From 1 May 2027 the Ministry of Economy of Japan requires a licence for exports of the following items:\n"
        "(1) gallium oxide wafers;\n(2) germanium ingots;\n(3) tungsten powders.\nNotice ends.\n"
    )
    lead, *items = claims(notice, "export_control")
    assert (lead.actors, lead.objects, lead.date) == (("JPN",), ("Ga", "Ge", "W"), "2027-05-01")
    assert [c.objects for c in items] == [("Ga",), ("Ge",), ("W",)]
    assert {c.actors for c in items} == {("JPN",)}


def test_goods_listed_by_form_are_told_one_by_one() -> None:
    notice = "China placed SmCo magnets, holmium oxides and erbium metal under licence on 9 October 2025."
    (claim,) = claims(notice, "export_control")
    assert {"Sm", "magnet", "Ho", "Er"} == set(claim.objects)
    assert claim.date == "2025-10-09"


def test_the_head_of_a_table_says_what_its_numbers_are() -> None:
    table = "Minor metals\n\nMetal | Price, USD/kg | Change\nIndium | 385 | +2.5%\nBismuth | 31.40 | -4%\n"
    prices = {c.objects: c.value for c in claims(table, "quantity")}
    assert prices == {("In",): 385.0, ("Bi",): 31.4}
    assert {c.objects: c.value for c in claims(table, "price_change")} == {("In",): 2.5, ("Bi",): -4.0}


def test_a_head_that_names_a_place_says_who_relies_on_whom() -> None:
    table = (
        "EU reliance on imports\n\nMineral | EU import reliance | Main source\nMagnesium | 97% | China\nBorate | 99% | Turkey\n"
    )
    found = [c for c in claims(table, "dependency") if c.value]
    assert [(c.actors, c.targets, c.value) for c in found] == [(("EU",), ("CHN",), 97.0), (("EU",), ("TUR",), 99.0)]


def test_we_in_a_company_report_is_the_company() -> None:
    report = (
        "Redhill Tungsten Ltd\nQuarterly report\n\n"
        "We produced 210 tonnes of concentrate. Our plant will reach a capacity of 400 tonnes.\n"
    )
    assert claims(report, "quantity")[0].actors == claims(report, "capacity")[0].actors == ("Redhill Tungsten",)


def test_what_is_said_is_read_and_who_says_it_is_named() -> None:
    (claim,) = claims("Exports of gallium from China fell 20% in April, two traders said on Monday.", "trade_change")
    assert (claim.actors, claim.value) == (("CHN",), -20.0)
    assert claim.speaker is not None
    assert "traders" in claim.speaker


@pytest.mark.parametrize("opening", ["", "Prices rose. "])
def test_a_quote_over_two_sentences_is_one_speakers(opening: str) -> None:
    text = f'{opening}"Turkey will ban exports of boron from May. It will not license borates," a trader in Izmir said.'
    spoken = [c for c in read_text(text, published="2026-03-10").claims if "boron" in c.quote]
    assert spoken
    assert {c.speaker for c in spoken} == {"a trader in Izmir"}
