"""A run is read by label, named by its content, explained, and shared between laws that begin alike."""

import numpy as np
import pytest

from ytterby.errors import BadInput, BadMonth, UnknownName
from ytterby.policy import Timeline
from ytterby.study import Run, compare, leverage, run
from ytterby.study.labels import VARIABLES
from ytterby.world import World


@pytest.mark.parametrize("name", list(VARIABLES))
def test_every_variable_has_named_dims_and_units(june_run: Run, name: str) -> None:
    array = june_run[name]
    assert array.dims[0] == "month"
    assert array.attrs["units"]


def test_unstacking_loses_no_tonne(june_run: Run) -> None:
    flat = june_run.outcome.data["flow_lane"].sum("lane").to_numpy()
    assert np.allclose(june_run["flow"].sum(["good", "origin", "destination"]).to_numpy(), flat)
    short = june_run.outcome.data["shortage"].sum("use").to_numpy()
    assert np.allclose(june_run["shortage"].sum(["sector", "place", "good"]).to_numpy(), short)


def test_there_is_no_number_where_there_is_no_lane(june_run: Run) -> None:
    flow = june_run["flow"]
    assert np.isnan(flow.sel(origin="CHN", destination="CHN").to_numpy()).all()


def test_an_unknown_variable_or_label_is_named_with_its_near_miss(june_run: Run) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'price'"):
        june_run["prise"]
    with pytest.raises(UnknownName, match="oxide/Dy"):
        june_run.explain("price", month="2025-05", good="oxide/Dyy", place="USA")


@pytest.mark.parametrize("variable", ["price", "rent", "flow", "shortage"])
def test_no_sum_is_told_where_it_means_nothing(june_run: Run, variable: str) -> None:
    array = june_run[variable]
    labels = {str(dim): str(array[dim].to_numpy()[0]) for dim in array.dims}
    for dim in labels:
        fewer = {name: label for name, label in labels.items() if name != dim}
        if dim == "month" or array.attrs["units"] == "USD/kg":
            with pytest.raises(UnknownName, match=f"no {dim}"):
                june_run.explain(variable, **fewer)
        else:
            at = array.sel(fewer)
            assert june_run.explain(variable, **fewer).value == pytest.approx(float(at.sum(min_count=1)), nan_ok=True)


def test_a_run_carries_its_certificate(june_run: Run) -> None:
    assert june_run.certificate.kkt <= 1e-6
    assert june_run.certificate.local <= 1e-3


def test_the_same_study_has_the_same_name_and_another_law_another(june_world: World, june_law: Timeline, june_run: Run) -> None:
    again = run(june_world, june_law, june_run.months)
    other = run(
        june_world,
        june_law.amend("chn/licence-medium-heavy-2025", start="2025-07-01", source="what-if", suspended=True),
        june_run.months,
    )
    assert again.study.hash == june_run.study.hash != other.study.hash


def test_solving_only_what_changed_gives_what_solving_everything_gives(
    june_world: World, june_law: Timeline, june_run: Run
) -> None:
    changed = june_law.amend("chn/licence-medium-heavy-2025", start="2025-07-01", source="what-if", suspended=True)
    whole = run(june_world, changed, june_run.months)
    part = run(june_world, changed, june_run.months, after=june_run)
    assert np.allclose(
        whole.outcome.data["flow_lane"].to_numpy(), part.outcome.data["flow_lane"].to_numpy(), rtol=1e-4, atol=1e-3
    )
    before = part.outcome.data["flow_lane"].sel(month="2025-06").to_numpy()
    assert np.array_equal(before, june_run.outcome.data["flow_lane"].sel(month="2025-06").to_numpy())


def test_a_number_is_explained_by_the_law_behind_it(june_run: Run) -> None:
    found = june_run.explain("price", month="2025-05", good="oxide/Dy", place="JPN")
    assert "chn/licence-medium-heavy-2025" in found.because
    assert found.unit == "USD/kg"
    assert found.value == pytest.approx(float(june_run["price"].sel(month="2025-05", good="oxide/Dy", place="JPN")))
    assert found.sources or found.assumed


def test_comparing_a_run_with_itself_shows_nothing(june_run: Run) -> None:
    assert compare(june_run, june_run).rows("price") == ()


def test_a_peak_is_the_largest_difference_of_its_series(june_world: World, june_law: Timeline, june_run: Run) -> None:
    eased = run(june_world, june_law.drop("chn/licence-medium-heavy-2025"), june_run.months)
    found = compare(june_run, eased)
    for name in ("price", "shortage"):
        every, peaks = found.rows(name, june_run[name].size), found.peaks(name, june_run[name].size)
        first: dict[tuple[tuple[str, str], ...], float] = {}
        for row in every:
            first.setdefault(tuple(sorted((dim, at) for dim, at in row.labels.items() if dim != "month")), abs(row.change))
        told = {tuple(sorted((dim, at) for dim, at in row.labels.items() if dim != "month")): abs(row.change) for row in peaks}
        assert len(peaks) == len(told)
        assert told == first
        assert found.peaks(name, 3) == peaks[:3]


def test_runs_of_different_months_are_not_compared(june_world: World, june_law: Timeline, june_run: Run) -> None:
    with pytest.raises(BadInput, match="same months"):
        compare(june_run, run(june_world, june_law, ("2025-04",)))


def test_leverage_is_held_where_lanes_are_capped(june_run: Run) -> None:
    rows = leverage(june_run, "2025-05", "CHN")
    assert rows
    assert rows[0].rent > 0
    assert all(row.over != "CHN" and 0 < row.share <= 1 + 1e-9 for row in rows)


def test_free_trade_gives_no_leverage_through_caps(free_run: Run) -> None:
    assert max(row.rent for row in leverage(free_run, "2025-05", "CHN")) <= 1e-3


def test_months_before_the_base_year_are_refused_by_name(june_world: World, june_law: Timeline) -> None:
    with pytest.raises(BadMonth, match=r"2024-01.*--base-year"):
        run(june_world, june_law, ("1990-01",))
