"""A month near one that is solved: Newton's method on what runs, what stands still and what is full (math.md §3.7).

A start says which activities stand still or run full and which markets have a price. With that fixed the conditions are linear.
Whatever then breaks its own condition changes sides, and the linear system is solved again, a few times. It either arrives at an
equilibrium, which the certificate judges, or the climb starts from scratch.

Where the conditions leave a price open (nothing that touches the market runs inside its bounds), the price nearest the market's
typical one is told: a slight supply that rises with the price above it selects one, and is then taken away. So the answer does
not depend on where the search began.
"""

from __future__ import annotations

import numpy as np

from ytterby.market.problem import Array, Mask, Problem, Start
from ytterby.market.solver.patterns import OPEN, Pattern
from ytterby.market.solver.scale import Scale

__all__ = ["settled"]

ROUNDS = 20
NEAR = 1e-7  # of a typical size: an answer nearer than this to a bound stood on it
TIGHT = 1e-12  # of a typical size: nearer than this to its condition is on it, while prices lean
SLACK = 1e-9  # the same without leaning
FIRM = 1e-10  # of a typical slope: keeps free activities without a slope determined, undone by refining
LEAN = 1e-6  # of a typical flow, for a price twice the typical one: the slight supply
UNHELD = 1e-14  # in its place where no typical price is known
FINE = 1e-12  # of a typical size: what refining aims at
REFINED = 2
POLISHED = 8  # refinements at most


def settled(problem: Problem, pattern: Pattern, start: Start | tuple[Array, Array]) -> tuple[Array, Array, Start, int] | None:
    """x and y = (pi, om) of a part, where to start from next time, and rounds; None if no consistent sides are found.

    start : of the whole problem, or x and y of the part. None too where costs depend on each other.
    """
    if problem.H is not None or not len(pattern.activity):
        return None
    u, scale = problem.u[pattern.activity], pattern.scale(problem)
    if isinstance(start, Start):
        x, y = start.x[pattern.activity], start.y[pattern.row]
        still, full, priced = start.still[pattern.activity], start.full[pattern.activity], start.priced[pattern.row]
        full = full & np.isfinite(u)
    else:
        x, y = start
        still, full, priced = x <= NEAR * scale.X, x >= u - NEAR * scale.X, y > NEAR * scale.P
    search = _Search(problem, pattern, scale)
    found = search.run(still, full, priced, x, y)
    if found is None:
        return None
    x, y, sides, rounds = found
    return np.clip(x, 0.0, u), np.maximum(y, 0.0), _whole(problem, pattern, x, y, sides), rounds


def _whole(problem: Problem, pattern: Pattern, x: Array, y: Array, sides: tuple[Mask, Mask, Mask]) -> Start:
    N, n, M = problem.shape
    start = Start(np.zeros(n), np.zeros(N + M), np.ones(n, bool), np.zeros(n, bool), np.zeros(N + M, bool))
    start.priced[:N] = True  # what cannot be reached now has a price once it can
    start.x[pattern.activity], start.y[pattern.row] = x, y
    start.still[pattern.activity], start.full[pattern.activity], start.priced[pattern.row] = sides
    return start


class _Search:
    """The conditions once everybody's side is fixed: F = 0 where free, balance 0 where priced."""

    def __init__(self, problem: Problem, pattern: Pattern, scale: Scale) -> None:
        self.scale, self.rows = scale, pattern.rows
        self.c, self.h, self.u = (part[pattern.activity] for part in (problem.c, problem.h, problem.u))
        self.E, self.EbT = pattern.by_row, pattern.paid(problem)
        self.products = self.rows.weigh(self.EbT.data)
        self.e = np.concatenate([problem.b[pattern.market], np.minimum(problem.g[pattern.group], OPEN)])
        self.closed = self.u <= 0
        self.slope = self.h + FIRM * scale.R / scale.X
        known = pattern.lean(problem)
        self.typical = None if known is None else known[0]
        self.lean = UNHELD * scale.Q / scale.P if known is None else LEAN * known[1]

    def run(
        self, still: Mask, full: Mask, priced: Mask, x: Array, y: Array
    ) -> tuple[Array, Array, tuple[Mask, Mask, Mask], int] | None:
        """x, y, the sides to start from another time, and rounds."""
        leans, sides = self.typical is not None, (still | self.closed, full & ~self.closed, priced)
        kept: tuple[Mask, Mask, Mask] | None = None
        seen: set[bytes] = set()
        for rounds in range(1, ROUNDS + 1):
            key = b"".join([*(mask.tobytes() for mask in sides), bytes([leans])])
            if key in seen:
                return None
            seen.add(key)
            if not self._fix(*sides, x, y):
                return None
            x, y = self._refined(REFINED) if leans else self._polished()
            now = self._sides(leans)
            if leans and _same(now, sides):
                leans, kept = False, sides
                x, y = self._polished()
                now = self._sides(leans)
            if not np.isfinite(x).all() or not np.isfinite(y).all():
                return None
            if not leans and _same(now, sides):
                return x, y, kept or sides, rounds
            sides = now
        return None

    def _fix(self, still: Mask, full: Mask, priced: Mask, x: Array, y: Array) -> bool:
        """Begin a round on these sides; False if they do not determine levels and prices."""
        u = self.u
        self.still, self.full, self.priced, self.free = still, full, priced, ~(still | full)
        self.x = np.where(still, 0.0, np.clip(x, 0.0, u))
        self.x[full] = u[full]
        self.y = np.where(priced, y, 0.0)
        self.inverse = np.where(self.free, 1.0 / self.slope, 0.0)
        held = np.where(priced, self.lean, 1e16 * self.scale.Q / self.scale.P)
        try:
            self.lu = self.rows.factor(self.products @ self.inverse, held)
        except RuntimeError:  # SuperLU: exactly singular
            return False
        return True

    def _refined(self, times: int) -> tuple[Array, Array]:
        """Levels and prices with the slight supply."""
        assert self.typical is not None  # noqa: S101
        for _ in range(times):
            self._move(self._loss(), self._left() + self.lean * (self.y - self.typical))
        return self.x, self.y

    def _polished(self) -> tuple[Array, Array]:
        """Levels and prices without it."""
        R, Q = FINE * self.scale.R, FINE * self.scale.Q
        for _ in range(POLISHED):
            F, left = self._loss(), self._left()
            if not ((np.abs(F) > R) & self.free).any() and not ((np.abs(left) > Q) & self.priced).any():
                break
            self._move(F, left)
        return self.x, self.y

    def _move(self, F: Array, left: Array) -> None:
        miss = self.E @ (F * self.inverse) - left
        dy = np.where(self.priced, self.rows.solve(self.lu, np.where(self.priced, miss, 0.0)), 0.0)
        self.x = self.x + (self.EbT @ dy - F) * self.inverse
        self.y = self.y + dy

    def _sides(self, leans: bool) -> tuple[Mask, Mask, Mask]:
        """Who changes sides."""
        X, R, P, Q = self.scale.X, self.scale.R, self.scale.P, self.scale.Q
        slack, x, y, F, w = TIGHT if leans else SLACK, self.x, self.y, self._loss(), self._left()
        if leans and self.typical is not None:
            w = w + self.lean * (y - self.typical)
        still = np.where(self.free, x < -slack * X, self.still & (F + slack * R >= 0)) | self.closed
        full = np.where(self.free, x > self.u + slack * X, self.full & (F - slack * R <= 0))
        return still, full, np.where(self.priced, y >= -slack * P, w < -slack * Q)

    def _loss(self) -> Array:
        return np.asarray(self.c + self.h * self.x - self.EbT @ self.y)

    def _left(self) -> Array:
        return np.asarray(self.E @ self.x + self.e)


def _same(one: tuple[Mask, Mask, Mask], other: tuple[Mask, Mask, Mask]) -> bool:
    return all(bool((a == b).all()) for a, b in zip(one, other, strict=True))
