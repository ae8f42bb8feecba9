"""Problems of the queue in and out of a lane: numbers scaled, where to start, the point that was reached (math.md §3.6)."""

from __future__ import annotations

from ytterby.market.batch.registers import WIDTH, kernel

__all__ = ["pose", "read", "start_early", "start_middle"]

BARRED = 1e-10  # of a typical size: a bound below this is raised to it, so that there is an inside
ROOM = 1e-2  # of a typical size: the least distance from a bound at which a problem starts
CENTRED = 0.3  # of the mean product: no product is smaller at the start


@kernel
def pose(numbers, way, lane, raw, k, sizes):  # type: ignore[no-untyped-def]
    """Put the numbers of problem k into a lane; its way leads nowhere yet."""
    B, b, g, c, h, u = raw.B[k], raw.b[k], raw.g[k], raw.c[k], raw.h[k], raw.u[k]
    weight, N = raw.G[2], len(b)
    for j in range(len(sizes.order)):
        i, at = sizes.order[j], j * WIDTH + lane
        numbers.c[at] = c[i] / sizes.R[j]
        numbers.h[at] = h[i] * sizes.X[j] / sizes.R[j]
        if at < len(numbers.u):
            numbers.u[at] = max(u[i] / sizes.X[j], BARRED)
    for i in range(len(sizes.place)):
        at = sizes.place[i] * WIDTH + lane
        numbers.e[at] = b[i] / sizes.Q[i] if i < N else max(g[i - N] / sizes.Q[i], BARRED)
    for p in range(len(sizes.source)):
        q = sizes.source[p]
        numbers.Eb[p * WIDTH + lane] = (B[q] if q < len(B) else -weight[q - len(B)]) * sizes.weight[p]
    for i in range(5):
        way[i][lane::WIDTH] = 0.0


@kernel
def _losses(s, numbers, pattern, lane):  # type: ignore[no-untyped-def]
    """s.z becomes F of every activity at x and y; s.w what is left over."""
    indptr, rows = pattern.indptr, pattern.rows
    for i in range(lane, len(s.w), WIDTH):
        s.w[i] = numbers.e[i]
    for j in range(len(indptr) - 1):
        at = j * WIDTH + lane
        F = numbers.c[at] + numbers.h[at] * s.x[at]
        for p in range(indptr[j], indptr[j + 1]):
            i = rows[p] * WIDTH + lane
            F -= numbers.Eb[p * WIDTH + lane] * s.y[i]
            s.w[i] += pattern.entries[p] * s.x[at]
        s.z[at] = F


@kernel
def start_middle(s, numbers, pattern, lane, sizes, markets):  # type: ignore[no-untyped-def]
    """Start a lane with everything at its typical size, halfway to its bound."""
    for i in range(len(sizes.place)):
        s.y[sizes.place[i] * WIDTH + lane] = 1.0 if i < markets else 0.1
    for at in range(lane, len(s.x), WIDTH):
        s.x[at] = min(1.0, 0.5 * numbers.u[at]) if at < len(s.t) else 1.0
    _losses(s, numbers, pattern, lane)
    for at in range(lane, len(s.x), WIDTH):
        F = s.z[at]
        s.z[at] = max(F, 0.0) + 1.0
        if at < len(s.t):
            s.t[at] = numbers.u[at] - s.x[at]
            s.v[at] = max(-F, 0.0) + 1.0
    for i in range(lane, len(s.w), WIDTH):
        s.w[i] = max(s.w[i], 0.0) + 1.0


@kernel
def start_early(s, numbers, pattern, lane, early):  # type: ignore[no-untyped-def]
    """Start a lane at another problem's early iterate, moved inside its own bounds and towards the middle of its products."""
    for i in range(len(early.y)):
        s.y[i * WIDTH + lane] = max(early.y[i], ROOM)
    for j in range(len(early.x)):
        at = j * WIDTH + lane
        s.x[at] = max(early.x[j], ROOM)
        if at < len(s.t):
            s.x[at] = min(max(s.x[at], 0.1 * numbers.u[at]), 0.9 * numbers.u[at])
    _losses(s, numbers, pattern, lane)
    total = 0.0
    for j in range(len(early.x)):
        at = j * WIDTH + lane
        F = s.z[at]
        s.z[at] = max(early.z[j], ROOM, F)
        total += s.x[at] * s.z[at]
        if at < len(s.t):
            s.t[at] = numbers.u[at] - s.x[at]
            s.v[at] = max(early.v[j], ROOM, -F)
            total += s.t[at] * s.v[at]
    for i in range(len(early.w)):
        at = i * WIDTH + lane
        s.w[at] = max(early.w[i], ROOM)
        total += s.y[at] * s.w[at]
    least = CENTRED * total / (len(early.x) + len(early.v) + len(early.y))
    for at in range(lane, len(s.x), WIDTH):
        s.z[at] = max(s.z[at], least / s.x[at])
        if at < len(s.t):
            s.v[at] = max(s.v[at], least / s.t[at])
    for at in range(lane, len(s.w), WIDTH):
        s.w[at] = max(s.w[at], least / s.y[at])


@kernel
def read(s, lane, sizes, levels, prices):  # type: ignore[no-untyped-def]
    """The point a lane has reached, in the problem's own order and units."""
    for j in range(len(levels)):
        levels[sizes.order[j]] = s.x[j * WIDTH + lane] * sizes.X[j]
    for i in range(len(prices)):
        prices[i] = s.y[sizes.place[i] * WIDTH + lane] * sizes.P[i]
