"""The interior point over a queue of problems, WIDTH at a time: a lane that arrives takes the next one (math.md §3.6)."""

from __future__ import annotations

import numpy as np

from ytterby.market.batch.factor import factorise, substitute
from ytterby.market.batch.judge import holds, judge
from ytterby.market.batch.lanes import pose, read, start_early, start_middle
from ytterby.market.batch.passes import aim, measure, point, predict, pull
from ytterby.market.batch.registers import WIDTH, kernel, load, pick, store

__all__ = ["ascend"]

TO_BOUNDARY = 0.995
BOLD = 5  # power of what a predictor leaves that the corrector aims at; Mehrotra takes 3
PROMISING = 1e-6  # a violation below which the certificate may hold already


@kernel
def _take(into, source, when):  # type: ignore[no-untyped-def]
    for i in range(0, len(into), WIDTH):
        store(into, i, pick(when, load(source, i), load(into, i)))


@kernel
def _longer(s, numbers, pattern, room, way, other, steep, busy):  # type: ignore[no-untyped-def]
    """Complete the other way and go it where it leads farther; the way to go, the free one, whether any lane changed."""
    steeper, better = np.empty(WIDTH), np.empty(WIDTH)
    substitute(room.S, room.pivot, other.y, pattern)
    store(steeper, 0, point(s, numbers, pattern, room, other))
    some, every = False, True
    for lane in range(WIDTH):
        longer = min(1.0, 1.0 / steeper[lane]) >= 1.01 * min(1.0, 1.0 / steep[lane])
        better[lane] = 1.0 if longer else 0.0
        if longer:
            steep[lane] = steeper[lane]
        some = some or (longer and busy[lane])
        every = every and (longer or not busy[lane])
    if every:
        return other, way, some
    if some:
        for i in range(5):
            _take(way[i], other[i], load(better, 0))
    return way, other, some


@kernel
def _correct(s, numbers, pattern, room, way, other, steep, goal, busy, correctors):  # type: ignore[no-untyped-def]
    """Lengthen the step of a way lane by lane while corrections help; the way to go, and the one that is free."""
    step, aimed = np.empty(WIDTH), load(goal, 0)
    for _ in range(correctors):
        short = False
        for lane in range(WIDTH):
            length = min(1.0, 1.0 / steep[lane])
            step[lane] = min(1.0, 1.5 * length + 0.1)
            short = short or (length < 0.9 and busy[lane])
        if not short:
            break
        pull(s, numbers, pattern, room, way, other, load(step, 0), aimed)
        way, other, some = _longer(s, numbers, pattern, room, way, other, steep, busy)
        if not some:
            break
    return way, other


@kernel
def ascend(s, numbers, pattern, room, ways, raw, sizes, early, warm, target, steps, correctors, judged):  # type: ignore[no-untyped-def]
    """Climb every problem of the queue until its violation is below the target, or, if judged, its certificate holds.

    early : an iterate to start from if warm. Returns by problem levels, prices and rents, violation, steps, residuals. The state
    is left as it was at the end.
    """
    count, n, m, markets = len(raw.c), len(sizes.X), len(sizes.P), raw.b.shape[1]
    levels, prices = np.zeros((count, n)), np.zeros((count, m))
    error, taken, found = np.full(count, np.inf), np.zeros(count, np.int64), np.full((count, 5), np.inf)
    way, other = ways
    worst, mu, steep, second = np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH)
    goal, step, busy, problem = np.empty(WIDTH), np.zeros(WIDTH), np.zeros(WIDTH, np.bool_), np.full(WIDTH, -1)
    share, after = WIDTH / (len(s.x) + len(s.t) + len(s.y)), 0
    while True:
        for lane in range(WIDTH):
            if not busy[lane] and (after < count or problem[lane] < 0):
                k = min(after, count - 1)
                pose(numbers, way, lane, raw, k, sizes)
                if warm:
                    start_early(s, numbers, pattern, lane, early)
                else:
                    start_middle(s, numbers, pattern, lane, sizes, markets)
                problem[lane], busy[lane], after = k, after < count, after + 1
        low, total = measure(s, numbers, pattern, room, way, load(step, 0))
        store(worst, 0, low)
        store(mu, 0, total)
        for lane in range(WIDTH):
            mu[lane] *= share
            if not busy[lane]:
                continue
            k = problem[lane]
            lost = not mu[lane] > 0.0 or not np.isfinite(worst[lane])
            ended = lost or worst[lane] <= target or taken[k] >= steps
            error[k] = np.inf if lost else worst[lane]
            if ended or (judged and worst[lane] <= PROMISING):
                read(s, lane, sizes, levels[k], prices[k])
                if judged:
                    for j in range(n):
                        levels[k, j] = min(levels[k, j], raw.u[k, j])
                    point_of = (raw.c[k], raw.h[k], raw.u[k], levels[k], prices[k], found[k])
                    judge(raw.A, raw.G, raw.B[k], raw.b[k], raw.g[k], *point_of)
                    ended = ended or holds(found[k])
            busy[lane] = not ended
        if not busy.any() and after >= count:
            return levels, prices, error, taken, found
        factorise(room.S, room.pivot, pattern)
        substitute(room.S, room.pivot, way.y, pattern)
        longest, product = predict(s, numbers, pattern, room, way)
        store(steep, 0, longest)
        store(second, 0, product)
        for lane in range(WIDTH):
            length = min(1.0, 1.0 / steep[lane])
            then = max((1.0 - length) * mu[lane] + length * length * second[lane] * share, 0.0) / mu[lane]
            goal[lane] = min(max(then**BOLD, 1e-6), 1.0) * mu[lane]
        aim(s, numbers, pattern, room, way, load(goal, 0))
        substitute(room.S, room.pivot, way.y, pattern)
        store(steep, 0, point(s, numbers, pattern, room, way))
        way, other = _correct(s, numbers, pattern, room, way, other, steep, goal, busy, correctors)
        for lane in range(WIDTH):
            step[lane] = 0.0
            if busy[lane]:
                step[lane] = max(TO_BOUNDARY, 1.0 - mu[lane]) * min(1.0, 1.0 / steep[lane])
                taken[problem[lane]] += 1
