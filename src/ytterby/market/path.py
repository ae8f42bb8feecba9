"""Months in a row: each a static equilibrium, linked by what the one before left: stocks, quotas, reserves (math.md §5.4, §4.1).

Foresight is a choice. Myopic, nobody knows next month's law: what stands in is the stock rule, a decreasing value of the last
tonne kept, so stores run down in a shortage and are rebuilt after it. Or the next months are foreseen as a rolling horizon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ytterby.errors import BadTable, Fault, NotSolved, UnknownName, near_miss
from ytterby.market.outcome import Outcome, Solved
from ytterby.market.program import Program
from ytterby.market.projects.entry import Entry
from ytterby.market.rules import Rules
from ytterby.market.solver.equilibrium import Engine
from ytterby.market.solver.kernels import load, loaded
from ytterby.market.solver.patterns import patterns
from ytterby.market.walk import Walk

if TYPE_CHECKING:
    from ytterby.policy import Regime

__all__ = ["Options", "solve", "solve_many"]

TOGETHER = 16  # paths in memory at once
FARTHEST = 12  # months of foresight


@dataclass(frozen=True)
class Options:
    """How a path is solved.

    carry : stocks pass from month to month (False: every month opens with the first month's stocks).
    kernels : climb with compiled kernels, several times faster once they are loaded. The answers agree to rounding, so options
    that differ in nothing else are equal.
    entry : the months of the rule by which projects come on line in a world that has them (`World.with_projects`).
    ahead : months whose law and prices are foreseen, the present one with them, 1 (myopic, with the stock rule) to 12.
    """

    carry: bool = True
    kernels: bool = field(default=False, compare=False, repr=False)
    ahead: int = 1
    entry: Entry | None = None

    @classmethod
    def quickest(cls) -> Options:
        """Myopic months, with kernels if this process has loaded them."""
        return cls(kernels=loaded())

    @staticmethod
    def load_kernels() -> None:
        """Load the compiled kernels: a second, and about ten the first time on a machine. `quickest` uses them from then on."""
        load()

    def __post_init__(self) -> None:
        if not 1 <= self.ahead <= FARTHEST:
            raise BadTable(Fault("options, ahead", str(self.ahead), f"1 to {FARTHEST} months", "1 is myopic."))


def solve(
    program: Program,
    regime: Regime,
    months: Sequence[str] | None = None,
    options: Options | None = None,
    known: Sequence[Solved] = (),
    forecasts: Mapping[str, Regime] | None = None,
    near: Sequence[Solved] = (),
) -> Outcome:
    """Certified equilibria of the months under a regime, each opening with the stock the last one left.

    regime: a Regime whose ``data`` holds the months; its lanes and plants are the program's. ``known``: first months already
    solved under the same law. ``forecasts``: by month, the law of the months after as known then, for options that look ahead
    and for panic; without one the law to come is foreseen, and a control alarms when it begins. ``near``: the same months under
    a law that differs little, where the search begins, which changes no answer. UnknownName for a month the regime does not hold;
    NotSolved, naming month, market, demand, reachable supply and stock, if a month has no certified equilibrium; BadTable for a
    regime of another world.
    """
    options = options or Options()
    wanted = _wanted(regime, months)
    rules = Rules(program, wanted, regime.data, options.entry, forecasts)
    walk = Walk(program, regime, wanted, options.carry, known, options.ahead, forecasts, rules, near)
    engine = Engine(options.kernels, patterns())
    while (problem := walk.pose()) is not None:
        walk.settle(*engine.solve(problem, walk.where, walk.near))
    return Outcome(program, walk.months, regime.data, tuple(walk.solved), rules.projects)


def solve_many(
    cases: Iterable[tuple[Program, Regime]], months: Sequence[str] | None = None, options: Options | None = None
) -> Iterator[tuple[Solved, ...] | NotSolved]:
    """The solved months of each case, in order: several paths a month at a time, four of them side by side with kernels.

    Memory holds ``TOGETHER`` paths at a time. A case with a month that has no certified equilibrium gives the NotSolved that
    says so, and the others go on.
    """
    options = options or Options()
    queue = iter(cases)
    engine = Engine(options.kernels, patterns())
    while some := list(islice(queue, TOGETHER)):
        walks = [_begun(program, regime, _wanted(regime, months), options) for program, regime in some]
        failed: dict[int, NotSolved] = {}
        going = list(range(len(walks)))
        while going:
            posed = [(i, problem) for i in going if (problem := walks[i].pose()) is not None]
            answers = engine.solve_many([(problem, walks[i].where, walks[i].near) for i, problem in posed])
            for (i, _), answer in zip(posed, answers, strict=True):
                if isinstance(answer, NotSolved):
                    failed[i] = answer
                else:
                    walks[i].settle(*answer)
            going = [i for i, _ in posed if i not in failed]
        for i, walk in enumerate(walks):
            yield failed[i] if i in failed else tuple(walk.solved)


def _begun(program: Program, regime: Regime, months: tuple[str, ...], options: Options) -> Walk:
    rules = Rules(program, months, regime.data, options.entry)
    return Walk(program, regime, months, options.carry, ahead=options.ahead, rules=rules)


def _wanted(regime: Regime, months: Sequence[str] | None) -> tuple[str, ...]:
    held = [str(month) for month in regime.data["month"].values]
    unknown = [month for month in months or () if month not in held]
    if unknown:
        raise UnknownName(Fault("months", repr(m), "a month of the regime", near_miss(m, held)) for m in unknown)
    return tuple(held if months is None else months)
