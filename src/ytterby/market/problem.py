"""The canonical form of one month: every number the equilibrium conditions speak of, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Array", "Cross", "Curve", "Index", "Mask", "Point", "Problem", "Shape", "Start"]

Array = NDArray[np.float64]
Index = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Shape = Literal["iso-elastic", "semi-log"]


@dataclass(frozen=True)
class Curve:
    """Uses whose worth bends (math.md §1.7): activities ``of``, each worth ``price`` at ``quantity`` with an elasticity there.

    iso-elastic: price (x / quantity)^(-1 / elasticity), never choked.
    semi-log: price exp((1 - x / quantity) / elasticity), choked at price exp(1 / elasticity).
    """

    shape: Shape
    of: Index
    price: Array
    quantity: Array
    elasticity: Array
    shift: Array | None = None  # t/month by which each stands further along its curve than its level: taken in another way


@dataclass(frozen=True)
class Cross:
    """Activities whose costs depend on each other's levels (math.md §1.8), in any smooth way.

    of (k,) which activities; cost takes their levels (k,) and returns the cost of the next unit of each (k,), USD/kg, minus the
    worth for a use; slopes takes the levels and returns how each cost changes with each level (k, k). It need not be symmetric.
    ``at``: levels near which the functions are well behaved; the solver starts there.
    """

    of: Index
    cost: Callable[[Array], Array]
    slopes: Callable[[Array], Array]
    at: Array


@dataclass(frozen=True)
class Problem:
    """One month's mixed complementarity problem in the symbols of math.md §1.

    A (n_markets, n_activities) quantities; B the same pattern, price weights; G (n_groups, n_activities) tonnes counted.
    b t/month given to each market; g t/month each group may move; c USD/kg unit cost; h USD/kg per t/month its slope;
    u t/month bound (inf where none).

    ``price`` (USD/kg) and ``flow`` (t/month) say roughly how large each market is; they steer the solver and never change
    the answer. ``names``, ``activities`` and ``groups`` say what each is called in an error. ``curve`` and ``cross`` replace
    c + h x of the activities they name. ``H`` (n_activities, n_activities), zero on its diagonal, adds H x to every cost.
    ``floor`` USD/kg per market: the price at which what is left over is taken; 0 is free disposal, below 0 disposal costs,
    above 0 a buyer supports the price.
    """

    A: sparse.csc_matrix
    B: sparse.csc_matrix
    G: sparse.csc_matrix
    b: Array
    g: Array
    c: Array
    h: Array
    u: Array
    price: Array | None = None
    flow: Array | None = None
    names: tuple[str, ...] = ()
    curve: Curve | None = None
    cross: Cross | None = None
    H: sparse.csc_matrix | None = None
    floor: Array | None = None
    activities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for table in (self.A, self.B, self.G):
            table.sort_indices()  # two tables of one pattern may store it in two orders
        same = self.A.shape == self.B.shape and np.array_equal(self.A.indptr, self.B.indptr)
        if not (same and np.array_equal(self.A.indices, self.B.indices) and self.G.shape[1] == self.A.shape[1]):
            raise ValueError("a problem needs A and B of one shape and one pattern, and G with as many columns")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Markets, activities, groups."""
        return self.A.shape[0], self.A.shape[1], self.G.shape[0]

    def name(self, market: int) -> str:
        """What market ``market`` is called in an error."""
        return self.names[market] if self.names else f"market {market}"


@dataclass(frozen=True)
class Start:
    """Where a search begins, over the whole problem: x, y = (prices, rents), and who stands still, is full, has a price."""

    x: Array
    y: Array
    still: Mask
    full: Mask
    priced: Mask

    def changed_as(self, before: Start, after: Start) -> Start:
        """These sides, but for those that differ between two others: what the month before has shown of a change of law."""
        still, full, priced = (
            np.where(getattr(after, name) != getattr(before, name), getattr(after, name), getattr(self, name))
            for name in ("still", "full", "priced")
        )
        return Start(self.x, self.y, still & ~full, full, priced)

    def alike(self, other: Start) -> bool:
        """Whether both are of problems of one size."""
        return self.x.shape == other.x.shape and self.y.shape == other.y.shape

    def fitted(self, problem: Problem) -> Start | None:
        """This start for a problem that may have other groups, whose rents are then looked for; None if it differs in more."""
        N, n, M = problem.shape
        if len(self.x) != n or len(self.y) < N:
            return None
        if len(self.y) == N + M:
            return self
        y, priced = (np.concatenate([part[:N], np.zeros(M, part.dtype)]) for part in (self.y, self.priced))
        return Start(self.x, y, self.still, self.full, priced)


@dataclass(frozen=True)
class Point:
    """A claimed equilibrium: x t/month per activity, pi USD/kg per market, om USD/kg per group; how it was found."""

    x: Array
    pi: Array
    om: Array
    iterations: int = 0
    method: str = "given"
    sides: Start | None = None
