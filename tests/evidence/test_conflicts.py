"""Which claims meet: laws over made-up claims of any mineral, then the pairs planted in our own texts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.scoring import TEXTS, Row, claim_of, rows

from ytterby.evidence import Claim, Reading, conflicts

SPEAKING = {"exact": "", "about": "about ", "over": "over ", "under": "under "}


def claim(name: str, quote: str, **fields: object) -> Claim:
    """A claim of a document of its own, named before the dash."""
    base = Claim(name, name.split("-")[0], "share", 0, len(quote), quote)
    if fields.get("value") is not None:
        fields.setdefault("qualifier", "exact")
    return replace(base, **fields)  # type: ignore[arg-type]


def share(name: str, value: float, **fields: object) -> Claim:
    told = {"actors": ("COD",), "objects": ("Co",), "aspect": "mining", "unit": "%", "date": "2026", **fields}
    return claim(name, f"Congo mines {value:g} percent of the world's cobalt", value=value, **told)


def verdicts(claims: Sequence[Claim], published: Mapping[str, date | None] | None = None) -> dict[frozenset[str], str]:
    return {frozenset((pair.a, pair.b)): pair.type for pair in conflicts(claims, published)}


def verdict(a: Claim, b: Claim) -> str | None:
    return verdicts([a, b]).get(frozenset((a.id, b.id)))


@given(st.floats(1.0, 99.0), st.floats(1.0, 99.0))
def test_exact_shares_of_one_total_agree_if_equal_and_conflict_if_apart(one: float, other: float) -> None:
    apart = abs(one - other) > 0.01 * max(one, other)
    found = verdict(share("a-1", one), share("b-1", other))
    assert found == "conflict" if apart else found in ("agree", "conflict")
    assert verdict(share("a-1", one), share("b-1", one)) == "agree"


@given(st.floats(5.0, 80.0), st.sampled_from(sorted(SPEAKING)), st.sampled_from(sorted(SPEAKING)), st.floats(1.3, 3.0))
def test_no_word_of_roughness_lets_numbers_far_apart_agree(value: float, one: str, other: str, far: float) -> None:
    assert verdict(share("a-1", value, qualifier=one), share("b-1", value * (1.0 + far), qualifier=other)) == "conflict"


def test_what_bounds_allow_agrees_and_a_bound_against_its_own_number_is_near() -> None:
    assert verdict(share("a-1", 80, qualifier="over"), share("b-1", 90, qualifier="about")) == "agree"
    assert verdict(share("a-1", 80), share("b-1", 90)) == "conflict"
    assert verdict(share("a-1", 30, qualifier="over"), share("b-1", 30)) == "near"


@pytest.mark.parametrize(
    "changed",
    [
        {"actors": ("IDN",)},
        {"objects": ("Ni",)},
        {"date": "2019"},
        {"unit": "t"},
        {"modality": "conditional"},
        {"kind": "statement"},
    ],
)
def test_claims_of_other_parties_things_times_and_futures_are_not_in_conflict(changed: dict[str, object]) -> None:
    assert verdict(share("a-1", 70), share("b-1", 45, **changed)) is None


def test_one_number_of_two_measures_is_near_and_never_agreement() -> None:
    assert verdict(share("a-1", 70), share("b-1", 70, aspect="refining")) == "near"
    assert verdict(share("a-1", 70), share("b-1", 45, aspect="refining")) is None


def test_what_one_relies_on_is_what_the_other_supplies() -> None:
    relies = claim(
        "a-1", "Korea relies on China for 88 percent of its graphite", kind="dependency", actors=("KOR",), targets=("CHN",),
        objects=("graphite",), value=88.0, unit="%",
    )  # fmt: skip
    supplied = claim(
        "b-1", "Korea bought 61 percent of its graphite from China", actors=("KOR",), targets=("CHN",), objects=("graphite",),
        aspect="imports", value=61.0, unit="%",
    )  # fmt: skip
    assert verdict(relies, supplied) == "conflict"
    assert verdict(relies, replace(supplied, value=88.2)) == "agree"


def test_speakers_of_one_document_may_disagree_but_two_figures_of_one_speaker_are_not_compared() -> None:
    usgs, trade = (share(f"a-{n}", v, speaker=who) for n, v, who in ((1, 60.0, "a survey"), (2, 48.0, "a consultancy")))
    assert verdict(usgs, trade) == "conflict"
    assert verdict(usgs, replace(trade, speaker="a survey")) is None


def test_undated_shares_of_documents_years_apart_are_of_different_times() -> None:
    old, new = share("a-1", 70, date=None), share("b-1", 60, date=None)
    pair = frozenset(("a-1", "b-1"))
    assert verdicts([old, new])[pair] == "conflict"
    assert verdicts([old, new], {"a": date(2026, 1, 5), "b": date(2026, 8, 5)})[pair] == "conflict"
    assert pair not in verdicts([old, new], {"a": date(2019, 1, 5), "b": date(2026, 8, 5)})


def test_mirror_statistics_conflict_and_a_diversion_is_near() -> None:
    sold = claim(
        "a-1", "exports of antimony oxide to Europe fell 83 per cent", kind="trade_change", actors=("CHN",), targets=("EU",),
        objects=("Sb",), aspect="exports", value=-83.0, unit="%",
    )  # fmt: skip
    bought = replace(
        sold,
        id="b-1",
        doc="b",
        actors=("EU",),
        targets=("CHN",),
        aspect="imports",
        value=-57.0,
        quote="Europe bought 57 per cent less",
    )
    assert verdict(sold, bought) == "conflict"
    elsewhere = replace(bought, actors=("IND",), value=40.0, quote="Indian imports grew by 40 per cent")
    assert verdict(sold, elsewhere) == "near"


LISTS = [
    ("gallium and germanium were put under licence", ("Ga", "Ge"), "gallium and indium were", ("Ga", "In"), "conflict"),
    ("Jakarta placed controls on nickel ore", ("Ni",), "Jakarta banned all exports of nickel ore", ("Ni",), "conflict"),
    ("Jakarta banned all exports of nickel ore", ("Ni",), "Indonesia halted nickel ore exports", ("Ni",), "agree"),
    ("Jakarta suspended its ban on nickel ore", ("Ni",), "Indonesia's ban on nickel ore remains in force", ("Ni",), "conflict"),
    ("Jakarta placed controls on nickel ore", ("Ni",), "Jakarta placed controls on bauxite", ("Al",), None),
]


@pytest.mark.parametrize(("one", "first", "other", "second", "expected"), LISTS)
def test_acts_of_a_state_meet_by_list_and_by_how_hard_they_are(
    one: str, first: tuple[str, ...], other: str, second: tuple[str, ...], expected: str | None
) -> None:
    told = {"kind": "export_control", "actors": ("IDN",), "date": "2026"}
    assert verdict(claim("a-1", one, objects=first, **told), claim("b-1", other, objects=second, **told)) == expected


LICENCE, ISSUED = "licence_term", "Congo issued the first permits for cobalt"
ACTS = [
    (("agreement", "Congo agreed to lift its ban on cobalt"), ("statement", "Kinshasa has yet to agree to anything"), "conflict"),
    ((LICENCE, ISSUED), (LICENCE, "traders have yet to receive a permit"), "conflict"),
    ((LICENCE, ISSUED), (LICENCE, "two refiners received cobalt permits"), "agree"),
    (("exclusion", "artisanal cobalt is outside the scheme"), ("exclusion", "the quota leaves artisanal cobalt out"), "agree"),
    (("exclusion", "artisanal cobalt is outside the scheme"), ("exclusion", "transit through Zambia is exempt"), None),
]


@pytest.mark.parametrize(("one", "other", "expected"), ACTS)
def test_promises_licences_and_exclusions_meet(one: tuple[str, str], other: tuple[str, str], expected: str | None) -> None:
    told = {"actors": ("COD",), "targets": ("CHN",), "objects": ("Co",)}
    a, b = (claim(f"{doc}-1", quote, kind=kind, **told) for doc, (kind, quote) in (("a", one), ("b", other)))
    assert verdict(a, b) == expected


def test_two_days_of_one_measure_conflict_and_two_measures_a_year_apart_do_not() -> None:
    told = {"kind": "deadline", "actors": ("JPN",), "objects": ("Sm",)}
    one = claim("a-1", "the rule takes effect on 1 December 2027", date="2027-12-01", **told)
    other = claim("b-1", "the rule takes effect on 15 December 2027", date="2027-12-15", **told)
    assert verdict(one, other) == "conflict"
    assert verdict(one, replace(other, date="2027-12-01")) == "agree"
    assert verdict(one, replace(other, date="2028-12-15")) is None


@given(st.permutations([share(f"d{n}-1", value) for n, value in enumerate((70.0, 70.0, 76.0, 76.0, 76.0, 60.0))]))
def test_cards_hold_the_same_claims_in_whatever_order_they_come(claims: Sequence[Claim]) -> None:
    reading = Reading((), tuple(claims), conflicts(claims), (), True)
    (card,) = reading.cards
    assert (card.type, card.low, card.high, card.unit) == ("conflict", 60.0, 76.0, "%")
    assert sorted(sorted(c.id for c in side.claims) for side in card.sides) == [
        ["d0-1", "d1-1"],
        ["d2-1", "d3-1", "d4-1"],
        ["d5-1"],
    ]


def test_a_hundred_documents_that_say_the_same_are_one_side_of_one_card() -> None:
    claims = [share(f"d{n}-1", 70.0) for n in range(100)]
    pairs = conflicts(claims)
    assert len(pairs) == 99
    (card,) = Reading((), tuple(claims), pairs, (), True).cards
    assert len(card.sides) == 1
    assert len(card.sides[0].claims) == 100


def test_pairs_planted_in_our_own_texts_are_found_from_what_was_annotated() -> None:
    published = {row["doc"]: date.fromisoformat(row["published"]) for row in rows(TEXTS / "docs.jsonl")}
    found = verdicts([claim_of(row) for row in rows(TEXTS / "gold.jsonl")], published)
    planted: list[Row] = rows(TEXTS / "pairs.jsonl")
    wrong = [row for row in planted if found.get(frozenset((row["a"], row["b"]))) != row["type"]]
    assert not wrong
