"""What of a bill stops, when, and because of what: laws that hold for any part."""

import numpy as np
import pytest

from ytterby.plan import Bill, Part, advise, exposure, read_bill, sample_bill, typical_buyer
from ytterby.plan.exposed import _line_stop
from ytterby.study import Run


def part(**changes: object) -> Part:
    plain: dict[str, object] = {
        "line": 2, "part": "rotor", "good": "magnet/NdFeB-high", "kg_per_unit": 1.0, "units_per_month": 100.0,
        "supplier_place": "CHN", "place": "EU", "stock_units": 0.0, "end_use": "civil", "margin_usd_per_unit": 10.0,
    }  # fmt: skip
    return Part(**{**plain, **changes})  # type: ignore[arg-type]


def test_nothing_stops_where_everything_arrives() -> None:
    assert _line_stop(part(), ("2025-01", "2025-02"), np.ones(2)) == (None, 0.0)


def test_a_line_without_stock_stops_on_the_first_day_of_a_gap() -> None:
    assert _line_stop(part(), ("2025-01", "2025-02"), np.array([1.0, 0.5])) == ("2025-02-01", 50.0)


def test_stock_puts_the_stop_off_and_takes_its_units_from_the_loss() -> None:
    stop, lost = _line_stop(part(stock_units=75.0), ("2025-01", "2025-02"), np.array([0.5, 0.5]))
    assert stop == "2025-02-15"
    assert lost == pytest.approx(25.0)


def test_more_stock_never_brings_the_stop_forward(june_run: Run) -> None:
    lost = []
    for stock in (0.0, 50.0, 500.0):
        bill = Bill("x", (part(stock_units=stock),), ())
        lost.append(exposure(june_run, bill, "2025-04").parts[0].lost_units)
    assert lost == sorted(lost, reverse=True)


def test_a_firm_in_a_free_world_holds(free_run: Run) -> None:
    found = exposure(free_run, typical_buyer(free_run.study.world, "EU"), "2025-04")
    assert all(item.action == "hold" for item in advise(free_run, found))


def test_an_exposure_names_the_notice_behind_it(june_run: Run) -> None:
    found = exposure(june_run, read_bill(sample_bill(), june_run.study.world), "2025-04")
    rotor = next(p for p in found.parts if p.part.part == "traction motor rotor")
    assert min(rotor.fill) < 1.0
    assert any(name.startswith("chn/") for name in rotor.because)
    assert found.value_at_risk == pytest.approx(sum(p.value_at_risk for p in found.parts))


def test_advice_never_averts_more_than_is_short(june_run: Run) -> None:
    found = exposure(june_run, typical_buyer(june_run.study.world, "USA"), "2025-04")
    gap = {p.part.part: p.lost_units * p.part.kg_per_unit / 1000.0 for p in found.parts}
    for item in advise(june_run, found):
        assert item.shortage_averted_t <= gap[item.part] + 1e-9
