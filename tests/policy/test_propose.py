"""Claims become proposals in terms of the law: the same, contradicting or new; nothing holds until it is accepted."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.policy.standin import world

from ytterby.policy import Instrument, Proposal, Timeline, load_timeline, propose
from ytterby.policy.terms import LicenceTerms

LAW = load_timeline()
LICENCE = "chn/licence-medium-heavy-2025"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "evidence" / "gold_seeds.jsonl"
LAW_KINDS = ("tariff", "export_control", "licence_term", "exclusion", "deadline", "trigger")


@dataclass(frozen=True)
class Claim:
    id: str = "c1"
    doc: str = "notice"
    kind: str = "export_control"
    quote: str = ""
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    aspect: str | None = None
    value: float | None = None
    value_from: float | None = None
    value_to: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    date: str | None = None
    date_end: str | None = None
    modality: str = "fact"
    speaker: str | None = None
    confidence: float = 1.0
    start: int = 0
    end: int = 0
    more: dict[str, str] = field(default_factory=dict)


NOTICE = (
    Claim("a", actors=("CHN",), targets=("JPN",), objects=("W", "Y"), date="2027-03-01", modality="proposed",
          quote="from 1 March 2027 exporters of tungsten and yttrium to Japan need a licence"),
    Claim("b", kind="licence_term", actors=("CHN",), targets=("JPN",), objects=("W", "Y"), value=6, unit="month",
          qualifier="exact", quote="a licence valid for six months"),
    Claim("c", kind="exclusion", actors=("CHN",), targets=("sector:defence",), quote="military users are excluded"),
    Claim("d", kind="tariff", actors=("CHN",), objects=("magnet",), value=25, unit="%",
          quote="imports of magnets carry a duty of 25 %"),
)  # fmt: skip


def by_status(found: tuple[Proposal, ...], status: str) -> dict[str, Proposal]:
    return {one.instrument: one for one in found if one.status == status}


def instrument(one: Proposal) -> Instrument:
    assert isinstance(one.amendment, Instrument)
    return one.amendment


@pytest.mark.parametrize("keep", [range(4), (0, 3, 2, 1), (3, 2, 1, 0)])
def test_a_notice_nobody_has_seen_becomes_a_licence_and_a_duty(keep: tuple[int, ...]) -> None:
    found = by_status(propose([NOTICE[i] for i in keep], LAW, "2026-11-22"), "new")
    assert len(found) == 2
    licence, duty = sorted(found.values(), key=lambda one: instrument(one).kind)
    law = instrument(licence)
    assert (law.kind, law.issuer, law.scope.elements, law.scope.destinations) == ("export_licence", "CHN", ("W", "Y"), ("JPN",))
    assert law.history[0].start.isoformat() == duty.start == "2027-03-01"
    terms = law.history[0].terms
    assert terms.validity_months.value == 6  # type: ignore[union-attr]
    assert terms.barred_end_uses == ("military",)  # type: ignore[union-attr]
    assert sorted(licence.claims) == ["a", "b", "c"]
    tariff = instrument(duty)
    assert (tariff.scope.stages, tariff.scope.destinations, tariff.scope.origins) == (("magnet",), ("CHN",), None)
    assert tariff.history[0].terms.percent.value == 25  # type: ignore[union-attr]


@pytest.mark.parametrize("issuer", ["KOR", "IND", "AUS", "BRA"])
def test_the_issuer_is_whoever_acts(issuer: str) -> None:
    found = propose([replace(claim, actors=(issuer,)) for claim in NOTICE], LAW, "2026-11-22")
    assert {instrument(one).issuer for one in found if one.status == "new"} == {issuer}


def test_a_party_that_a_clause_does_not_name_is_the_document_s() -> None:
    found = propose([NOTICE[0], *(replace(claim, actors=()) for claim in NOTICE[1:])], LAW, "2026-11-22")
    assert {instrument(one).issuer for one in found} == {"CHN"}


def test_a_notice_that_names_no_issuer_is_taken_as_the_only_licensor_s_and_says_so() -> None:
    found = propose([replace(claim, actors=()) for claim in NOTICE], LAW, "2026-11-22")
    assert [instrument(one).issuer for one in found] == ["CHN", "CHN"]
    assert all("names no issuer: taken as CHN" in one.mapping and "(assumed)" in one.mapping for one in found)
    for objects in (("Co",), ("W", "Co"), ("magnet",)):  # nobody licenses all of these: no issuer is guessed
        assert propose([replace(claim, actors=(), objects=objects) for claim in NOTICE], LAW, "2026-11-22") == ()
    towards = [replace(claim, actors=(), targets=("CHN",)) for claim in NOTICE]
    assert propose(towards, LAW, "2026-11-22") == ()


EXPORT_DUTIES = (
    "A levy of 10 % on exports of nickel matte takes effect on 1 June 2027",
    "Exports of nickel matte carry a duty of 10 %",
    "a 10 % tax on nickel exports to China",
    "an export duty of 10 % on nickel",
    "exporters will pay a 10 % levy on exports of nickel",
)
IMPORT_DUTIES = (
    "a duty of 10 % on imports of nickel, whose exports to China fell",
    "Imports of nickel carry a duty of 10 %",
    "a tariff of 10 % on nickel from Indonesia",
)


@pytest.mark.parametrize("quote", [*EXPORT_DUTIES, *IMPORT_DUTIES])
def test_a_duty_on_exports_is_none_on_imports(quote: str) -> None:
    claim = Claim(kind="tariff", actors=("IDN",), objects=("Ni",), value=10, unit="%", date="2027-06-01", quote=quote)
    (found,) = propose([claim], LAW, "2027-02-04")
    law = instrument(found)
    assert (law.scope.origins == ("IDN",)) == (quote in EXPORT_DUTIES) == (law.scope.destinations is None)


def test_a_duty_beyond_a_quantity_is_none_on_all_that_comes() -> None:
    claim = Claim(
        kind="tariff", actors=("EU",), objects=("goods",), value=20, unit="%", quote="Above that quantity a duty of 20 % applies"
    )
    assert propose([claim], LAW, "2027-02-04") == ()


def test_a_headline_and_its_text_announce_one_ban_with_its_end() -> None:
    short = Claim("a", actors=("COD",), objects=("Co",), quote="Congo extends cobalt export ban")
    long = replace(short, id="b", date="2027-06-30", quote="It extended its ban on cobalt exports until 30 June 2027")
    for told in ((short, long), (long, short)):
        (found,) = propose(told, LAW, "2027-02-22")
        assert (found.start, found.until, set(found.claims)) == ("2027-02-22", "2027-06-30", {"a", "b"})
    (_, _) = propose((short, replace(long, doc="other")), LAW, "2027-02-22")


def test_a_ban_on_ores_is_no_licence_on_oxides() -> None:
    claim = Claim(
        actors=("MYS",), targets=("JPN",), objects=("Dy",), quote="Exports to Japan of dysprosium oxide will need a licence"
    )
    (found,) = propose([claim], LAW, "2027-02-23")
    assert (instrument(found).kind, instrument(found).scope.stages) == ("export_licence", ("separation",))
    ores = replace(claim, objects=("REE",), quote="Malaysia bans exports of unprocessed rare earths", targets=())
    (kept,) = propose([ores], LAW, "2027-02-23")
    assert (kept.status, kept.instrument) == ("same", "mys/ban-raw-ore-2024")


def test_nothing_holds_until_it_is_accepted_and_then_it_acts() -> None:
    before = LAW.digest
    found = propose(NOTICE, LAW, "2026-11-22")
    assert LAW.digest == before
    after = LAW.accept(found)
    assert len(LAW.diff(after)) == 2
    here = world()
    duty = {"good": "magnet/NdFeB", "origin": "JPN", "destination": "CHN", "world": here}
    assert after.duty_on("2027-03-01", **duty) == pytest.approx(LAW.duty_on("2027-03-01", **duty) + 0.25)  # type: ignore[arg-type]
    entry = after[next(one.instrument for one in found)].history[0]
    assert entry.source == ("what-if",)
    kept = LAW.accept(found, source="our reading of the notice", published=entry.start)
    assert kept.known_on(entry.start).diff(LAW.known_on(entry.start))
    assert not kept.known_on("2027-02-28").diff(LAW.known_on("2027-02-28"))


def test_a_list_with_elements_the_law_does_not_name_contradicts_it() -> None:
    claim = Claim(actors=("CHN",), objects=("Nd", "Dy", "Pr"), date="2025-04", quote="China tightened controls on rare earths")
    (one,) = propose([claim], LAW, "2025-12-01")
    assert (one.status, one.instrument) == ("contradicts", LICENCE)
    assert "Nd, Pr" in one.mapping
    (one,) = propose([replace(claim, objects=("Dy", "Sm"))], LAW, "2025-12-01")
    assert (one.status, one.instrument) == ("same", LICENCE)


def test_exports_said_to_have_stopped_contradict_a_licence() -> None:
    claim = Claim(actors=("CHN",), objects=("REE", "magnet"), date="2025-04", quote="the decision to suspend magnet exports")
    (one,) = propose([claim], LAW, "2025-12-01")
    assert (one.status, one.instrument) == ("contradicts", LICENCE)


def test_a_ban_replaces_a_licence_by_no_grants_at_all_and_only_where_it_is_on_all_of_its_goods() -> None:
    whole = Claim(actors=("CHN",), objects=("REE",), quote="China has banned exports of rare earths")
    (one,) = propose([whole], LAW, "2025-12-01")
    assert one.instead is not None
    after = LAW.with_entry(
        LICENCE, {**one.instead.model_dump(mode="json", by_alias=True, exclude_unset=True), "source": "what-if"}
    )
    terms = after.on("2025-12-01")[LICENCE].terms
    assert isinstance(terms, LicenceTerms)
    assert terms.approval_share is not None
    assert terms.approval_share.value == 0.0
    assert (terms.approval_by_destination, terms.green_channel, terms.general_licence) == (None, None, None)
    part = replace(whole, objects=("Y",), quote="China has banned exports of yttrium")
    towards = replace(whole, targets=("JPN",), quote="China has banned exports of rare earths to Japan")
    for claim in (part, towards):
        assert [found.instead for found in propose([claim], LAW, "2025-12-01")] == [None]


def test_a_total_of_duties_is_compared_with_the_sum_in_force() -> None:
    cut = Claim(kind="tariff", actors=("USA",), targets=("CHN",), objects=("goods",), value=30, value_from=145, unit="%",
                qualifier="exact", date="2025-05", quote="duties on Chinese goods went from 145 % to 30 %")  # fmt: skip
    (one,) = propose([cut], LAW, "2025-06-13")
    assert one.status == "same"
    assert "20 (usa/tariff-fentanyl-china) + 10 (usa/tariff-reciprocal-china) = 30" in one.mapping
    (one,) = propose([replace(cut, value=40.0)], LAW, "2025-06-13")
    assert one.status == "contradicts"


def test_an_announced_total_amends_the_largest_duty_so_that_the_sum_fits() -> None:
    claim = Claim(kind="tariff", actors=("USA",), targets=("CHN",), objects=("goods",), value=60, unit="%", qualifier="exact",
                  date="2025-09-01", modality="proposed", quote="tariffs on Chinese goods will rise to 60 per cent")  # fmt: skip
    known = LAW.known_on("2025-08-20")
    found = propose([claim], known, "2025-08-20")
    after = known.accept(found)
    here = world()
    lane = {"good": "magnet/NdFeB", "origin": "CHN", "destination": "USA", "world": here}
    assert after.duty_on("2025-09-02", **lane) == pytest.approx(0.621)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "quote",
    [
        "Washington will extend the lower duties for 90 more days",
        "the lower duties will run 90 days longer than 10 August",
        "the rate stays at 10 percent for another 90 days",
        "the two will prolong the truce by 90 days",
        "officials plan to keep the lower rate for a further 90 days",
    ],
)
def test_an_extension_goes_on_from_the_day_the_law_names(quote: str) -> None:
    claim = Claim(kind="tariff", actors=("USA",), targets=("CHN",), objects=("goods",), value=90, unit="day", qualifier="exact",
                  date="2025-08-10", modality="proposed", quote=quote)  # fmt: skip
    known = LAW.known_on("2025-06-20")
    (one,) = propose([claim], known, "2025-06-20")
    assert (one.status, one.start, one.until) == ("new", "2025-08-12", "2025-11-10")
    assert "2025-08-10" in one.mapping
    after = known.accept([one])
    assert after.on("2025-11-09")[one.instrument].terms.percent.value == 10  # type: ignore[attr-defined]
    assert after.on("2025-11-10")[one.instrument].terms.percent.value == 34  # type: ignore[attr-defined]
    (one,) = propose([claim], LAW, "2025-12-01")
    assert one.status == "same"


def test_a_deadline_on_another_day_than_the_law_s_contradicts_it() -> None:
    claim = Claim(kind="deadline", actors=("USA", "CHN"), date="2025-08-10", quote="the truce runs out on 10 August")
    assert {one.status for one in propose([claim], LAW, "2025-07-01")} == {"contradicts"}
    assert {one.status for one in propose([replace(claim, date="2025-08-12")], LAW, "2025-07-01")} == {"same"}


def test_a_fast_track_the_law_does_not_know_yet_amends_it() -> None:
    known = LAW.known_on("2025-06-06")
    said = [
        Claim("t1", kind="licence_term", actors=("CHN",), targets=("USA",), objects=("REE",), modality="proposed",
              quote="a green channel for trusted firms"),
        Claim("t2", kind="licence_term", actors=("CHN",), targets=("USA",), objects=("REE",), value=6, unit="month",
              qualifier="exact", quote="a licence given that way lasts six months"),
        Claim("t3", kind="exclusion", actors=("CHN",), targets=("USA", "sector:defence"), objects=("Sm",),
              quote="samarium is no part of this"),
    ]  # fmt: skip
    (one,) = propose(said, known, "2025-06-06")
    assert (one.status, one.instrument) == ("new", LICENCE)
    terms = known.accept([one]).on("2025-06-06")[LICENCE].terms
    assert terms.green_channel.destinations == ("USA",)  # type: ignore[attr-defined]
    assert terms.green_channel.except_elements == ("Sm",)  # type: ignore[attr-defined]
    assert terms.green_channel.trusted_share.assumed  # type: ignore[attr-defined]
    assert terms.validity_months.value == 6  # type: ignore[attr-defined]


def test_conditions_become_triggers_and_denials_become_nothing() -> None:
    threat = Claim(kind="trigger", actors=("CHN",), targets=("USA",), objects=("REE",), modality="conditional",
                   quote="Beijing may widen its list if Washington names more firms")  # fmt: skip
    (one,) = propose([threat], LAW, "2026-11-22")
    assert instrument(one).kind == "trigger"
    here, months = world(), ["2026-12"]
    assert LAW.accept([one]).compile(here, months).data.equals(LAW.compile(here, months).data)
    denied = Claim(actors=("BRA",), objects=("Nb",), modality="denied", quote="Brazil denied that it would license niobium")
    assert propose([denied], LAW, "2026-11-22") == ()


def test_relief_rests_the_law_from_its_day() -> None:
    claim = Claim(actors=("CHN",), objects=("REE",), date="2026-12-01", modality="proposed",
                  quote="China will lift its export controls on rare earths")  # fmt: skip
    (one,) = propose([claim], LAW, "2026-11-22")
    after = LAW.accept([one])
    assert after.on("2026-12-01")[one.instrument].status == "suspended"


@pytest.mark.parametrize(
    "quote",
    [
        "China eased its controls on dysprosium",
        "China wants relief on dysprosium, traders say",
        "officials tied any easing for dysprosium to chips",
    ],
)
def test_relief_of_unknown_extent_and_mere_talk_change_no_law(quote: str) -> None:
    claim = Claim(actors=("CHN",), targets=("USA",), objects=("Dy",), modality="reported", quote=quote)
    (one,) = propose([claim], LAW, "2026-11-22")
    assert (one.status, one.instrument) == ("same", LICENCE)
    assert propose([replace(claim, objects=("jet_engine",))], LAW, "2026-11-22") == ()


@pytest.mark.parametrize(
    "claim",
    [
        Claim(kind="tariff", actors=("USA",), targets=("CHN",), value=-5, unit="%", quote="x", date="2027-01-01"),
        Claim(kind="tariff", actors=("USA",), value=1e12, unit="%", objects=("magnet",), quote="x", date="2027-01-01"),
        Claim(actors=("Lynas",), objects=("magnet",), quote="x"),
        Claim(actors=("CHN",), objects=("unobtainium",), quote="x"),
        Claim(actors=("CHN",), objects=("Y",), date="next spring", quote="x"),
        Claim(kind="licence_term", actors=("CHN",), objects=("REE",), value=float("nan"), unit="month", quote="x"),
        Claim(kind="deadline", actors=("CHN",), date="2025-13-45", quote="x"),
        Claim(kind="share", actors=("CHN",), objects=("REE",), value=90, unit="%", quote="x"),
    ],
)
def test_claims_that_cannot_be_law_break_nothing(claim: Claim) -> None:
    found = propose([claim], LAW, "2026-11-22")
    assert isinstance(LAW.accept(found), Timeline)


def test_a_quota_an_export_duty_and_a_duty_by_weight_are_read_with_their_ends() -> None:
    said = [
        Claim("q", actors=("VNM",), objects=("REE",), value=5000, unit="t", date="2027-01-01", date_end="2027-12-31",
              quote="Vietnam sets an export quota of 5,000 tonnes of rare earths a year"),
        Claim("x", kind="tariff", actors=("MYS",), objects=("Dy",), value=15, unit="%", date="2027-01-01",
              quote="Malaysia puts an export duty of 15 % on dysprosium"),
        Claim("w", kind="tariff", actors=("IND",), targets=("CHN",), objects=("magnet",), value=3, unit="USD/kg",
              date="2027-02-01", quote="India levies 3 dollars a kilogram on magnets from China"),
    ]  # fmt: skip
    found = {one.claims[0]: instrument(one) for one in propose(said, LAW, "2026-11-22")}
    quota, duty, levy = found["q"], found["x"], found["w"]
    first = quota.history[0]
    assert (quota.kind, first.terms.tonnes.value, str(first.until)) == ("quota", 5000, "2028-01-01")  # type: ignore[union-attr]
    assert (duty.history[0].terms.direction, duty.scope.origins) == ("export", ("MYS",))  # type: ignore[union-attr]
    assert (levy.history[0].terms.usd_per_kg.value, levy.scope.origins) == (3, ("CHN",))  # type: ignore[union-attr]


def test_a_duty_on_a_product_is_found_among_the_duties_it_adds_to() -> None:
    claim = Claim(kind="tariff", actors=("USA",), targets=("CHN",), objects=("magnet",), value=25, unit="%", date="2026-01-01",
                  quote="a 25 percent duty on Chinese permanent magnets")  # fmt: skip
    (one,) = propose([claim], LAW, "2026-02-01")
    assert (one.status, one.instrument) == ("same", "usa/tariff-301-magnets")


@pytest.mark.skipif(not SEEDS.exists(), reason="the annotated seeds are not beside the repository")
def test_the_seeds_map_onto_the_shipped_law() -> None:
    claims = []
    for line in SEEDS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known_names = {name: row[name] for name in Claim.__dataclass_fields__ if name in row}
        claims.append(Claim(**{**known_names, **{name: tuple(row[name]) for name in ("actors", "targets", "objects")}}))
    known = LAW.known_on("2025-06-13")
    found = propose(claims, known, "2025-06-13")
    same, against, new = (by_status(found, status) for status in ("same", "contradicts", "new"))
    assert {"003-027", "003-028", "003-011", "003-039", "003-040"} <= set(same[LICENCE].claims)
    assert "003-032" in same["usa/tariff-reciprocal-china"].claims
    assert {"003-033", "002-013"} <= set(same["chn/tariff-retaliation-usa"].claims)
    assert {"003-007", "000-013"} <= set(same["usa/control-chips-2022"].claims)
    assert "000-014" in against[LICENCE].claims
    assert new["usa/tariff-reciprocal-china"].claims == ("003-019",)
    assert all(claim.kind in LAW_KINDS for one in found for claim in claims if claim.id in one.claims)
    assert isinstance(known.accept(found), Timeline)
