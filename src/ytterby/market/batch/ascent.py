"""The interior point of ``interior.py`` for WIDTH problems at a time; scaled so that every size is 1 (math.md §3.6)."""

from __future__ import annotations

import numpy as np

from ytterby.market.batch.factor import factorise, substitute
from ytterby.market.batch.registers import WIDTH, high, kernel, load, low, spread, store

__all__ = ["ascend"]

TO_BOUNDARY = 0.995
LEAST_SLOPE = 1e-12  # added to D and w/y, on sizes of 1: keeps the factors finite at the very end


@kernel
def _measure(s, numbers, pattern, room):  # type: ignore[no-untyped-def]
    """Residuals, D and the row system at an iterate. Returns the worst violation and the sum of products."""
    x, z, t, v, y, w = s
    c, h, u, e, Eb = numbers
    indptr, rows, Ev, bounded = pattern.indptr, pattern.rows, pattern.entries, pattern.bounded
    pair_start, pair, diagonal = pattern.pair_start, pattern.pair, pattern.diagonal
    S, profit, balance, bound, inverse, ix = room.S, room.profit, room.balance, room.bound, room.inverse, room.ix
    n, m = len(indptr) - 1, len(diagonal)
    zero, one, least = spread(0.0), spread(1.0), spread(LEAST_SLOPE)
    for i in range(0, len(S), WIDTH):
        store(S, i, zero)
    for i in range(0, m * WIDTH, WIDTH):
        store(balance, i, load(e, i) - load(w, i))
    worst, total = zero, zero
    for j in range(n):
        at = j * WIDTH
        xj, zj, hj = load(x, at), load(z, at), load(h, at)
        F = load(c, at) + hj * xj - zj
        p0, p1 = indptr[j], indptr[j + 1]
        if p1 == p0 + 2:
            i, k = rows[p0] * WIDTH, rows[p0 + 1] * WIDTH
            F = F - load(Eb, p0 * WIDTH) * load(y, i) - load(Eb, (p0 + 1) * WIDTH) * load(y, k)
            store(balance, i, load(balance, i) + spread(Ev[p0]) * xj)
            store(balance, k, load(balance, k) + spread(Ev[p0 + 1]) * xj)
        else:
            for p in range(p0, p1):
                i = rows[p] * WIDTH
                F = F - load(Eb, p * WIDTH) * load(y, i)
                store(balance, i, load(balance, i) + spread(Ev[p]) * xj)
        inv = one / xj
        store(ix, at, inv)
        D = hj + zj * inv + least
        total = total + xj * zj
        worst = high(low(xj, zj), worst)
        if j < bounded:
            tj, vj = load(t, at), load(v, at)
            F = F + vj
            space = load(u, at) - xj - tj
            store(bound, at, space)
            D = D + vj / tj
            total = total + tj * vj
            worst = high(low(tj, vj), worst)
            worst = high(high(space, zero - space), worst)
        store(profit, at, F)
        worst = high(high(F, zero - F), worst)
        D = one / D
        store(inverse, at, D)
        o = pair_start[j]
        if p1 == p0 + 2:
            here, there = load(Eb, p0 * WIDTH), load(Eb, (p0 + 1) * WIDTH)
            weight = spread(Ev[p0]) * D
            place = pair[o] * WIDTH
            store(S, place, load(S, place) + weight * here)
            place = pair[o + 1] * WIDTH
            store(S, place, load(S, place) + weight * there)
            weight = spread(Ev[p0 + 1]) * D
            place = pair[o + 2] * WIDTH
            store(S, place, load(S, place) + weight * here)
            place = pair[o + 3] * WIDTH
            store(S, place, load(S, place) + weight * there)
        else:
            q = p1 - p0
            for a in range(q):
                weight = spread(Ev[p0 + a]) * D
                for b in range(q):
                    place = pair[o] * WIDTH
                    store(S, place, load(S, place) + weight * load(Eb, (p0 + b) * WIDTH))
                    o += 1
    for i in range(m):
        at = i * WIDTH
        yi, wi, r = load(y, at), load(w, at), load(balance, at)
        worst = high(high(r, zero - r), worst)
        worst = high(low(yi, wi), worst)
        total = total + yi * wi
        place = diagonal[i] * WIDTH
        store(S, place, load(S, place) + wi / yi + least)
    return worst, total


@kernel
def _toward(wish, s, Eb, pattern, room, d):  # type: ignore[no-untyped-def]
    """The Newton direction d that changes the products by ``wish``; the inverse of the longest step, the sum of dx dz."""
    wx, wt, wy = wish
    _, z, t, v, y, w = s
    dx, dz, dt, dv, dy, dw = d
    indptr, rows, Ev, bounded = pattern.indptr, pattern.rows, pattern.entries, pattern.bounded
    profit, balance, bound, inverse, ix, q = room.profit, room.balance, room.bound, room.inverse, room.ix, room.q
    n, m = len(indptr) - 1, len(dy) // WIDTH
    zero = spread(0.0)
    for i in range(0, m * WIDTH, WIDTH):
        store(dy, i, load(wy, i) / load(y, i) - load(balance, i))
    for j in range(n):
        at = j * WIDTH
        g = load(wx, at) * load(ix, at) - load(profit, at)
        if j < bounded:
            g = g - (load(wt, at) - load(v, at) * load(bound, at)) / load(t, at)
        store(q, at, g)
        g = g * load(inverse, at)
        p0, p1 = indptr[j], indptr[j + 1]
        if p1 == p0 + 2:
            i, k = rows[p0] * WIDTH, rows[p0 + 1] * WIDTH
            store(dy, i, load(dy, i) - spread(Ev[p0]) * g)
            store(dy, k, load(dy, k) - spread(Ev[p0 + 1]) * g)
        else:
            for p in range(p0, p1):
                i = rows[p] * WIDTH
                store(dy, i, load(dy, i) - spread(Ev[p]) * g)
    substitute(room.S, room.pivot, dy, pattern)
    steep, second = spread(1e-12), zero
    for j in range(n):
        at = j * WIDTH
        g = load(q, at)
        p0, p1 = indptr[j], indptr[j + 1]
        if p1 == p0 + 2:
            g = g + load(Eb, p0 * WIDTH) * load(dy, rows[p0] * WIDTH)
            g = g + load(Eb, (p0 + 1) * WIDTH) * load(dy, rows[p0 + 1] * WIDTH)
        else:
            for p in range(p0, p1):
                g = g + load(Eb, p * WIDTH) * load(dy, rows[p] * WIDTH)
        g = g * load(inverse, at)
        zj, inv = load(z, at), load(ix, at)
        f = (load(wx, at) - zj * g) * inv
        store(dx, at, g)
        store(dz, at, f)
        steep = high(high(zero - g * inv, zero - f / zj), steep)
        second = second + g * f
        if j < bounded:
            tj, vj = load(t, at), load(v, at)
            g = load(bound, at) - g
            f = (load(wt, at) - vj * g) / tj
            store(dt, at, g)
            store(dv, at, f)
            steep = high(high(zero - g / tj, zero - f / vj), steep)
            second = second + g * f
    for i in range(0, m * WIDTH, WIDTH):
        yi, g = load(y, i), load(dy, i)
        wi = load(w, i)
        f = (load(wy, i) - wi * g) / yi
        store(dw, i, f)
        steep = high(high(zero - g / yi, zero - f / wi), steep)
        second = second + g * f
    return steep, second


@kernel
def _opposite(out, a, b):  # type: ignore[no-untyped-def]
    """out = -a b."""
    zero = spread(0.0)
    for i in range(0, len(out), WIDTH):
        store(out, i, zero - load(a, i) * load(b, i))


@kernel
def _centre(out, da, db, goal):  # type: ignore[no-untyped-def]
    """out += goal - da db."""
    for i in range(0, len(out), WIDTH):
        store(out, i, load(out, i) + goal - load(da, i) * load(db, i))


@kernel
def _pull(out, wish, a, b, da, db, step, goal):  # type: ignore[no-untyped-def]
    """out = wish + what pulls the products of a longer step back between a tenth of and ten times the goal (Gondzio 1996)."""
    least, most = goal * spread(0.1), goal * spread(10.0)
    floor = spread(0.0) - most
    for i in range(0, len(out), WIDTH):
        product = (load(a, i) + step * load(da, i)) * (load(b, i) + step * load(db, i))
        store(out, i, load(wish, i) + high(low(high(product, least), most) - product, floor))


@kernel
def _move(a, da, step):  # type: ignore[no-untyped-def]
    """a += step da."""
    for i in range(0, len(a), WIDTH):
        store(a, i, load(a, i) + step * load(da, i))


@kernel
def _take(into, source, lanes):  # type: ignore[no-untyped-def]
    for i in range(0, len(into), WIDTH):
        for lane in range(WIDTH):
            if lanes[lane]:
                into[i + lane] = source[i + lane]


@kernel
def _like(s):  # type: ignore[no-untyped-def]
    """Room for a direction."""
    return np.empty_like(s.x), np.empty_like(s.z), np.empty_like(s.t), np.empty_like(s.v), np.empty_like(s.y), np.empty_like(s.w)


@kernel
def _correct(s, numbers, pattern, room, wish, d, steep, goal, done, correctors):  # type: ignore[no-untyped-def]
    """Lengthen the step of direction d problem by problem while corrections help; d, wish and steep change in place."""
    other, pulled = _like(s), (np.empty_like(wish[0]), np.empty_like(wish[1]), np.empty_like(wish[2]))
    step, steeper, better = np.empty(WIDTH), np.empty(WIDTH), np.zeros(WIDTH, np.bool_)
    aim = load(goal, 0)
    for _ in range(correctors):
        short = False
        for lane in range(WIDTH):
            length = min(1.0, 1.0 / steep[lane])
            step[lane] = min(1.0, 1.5 * length + 0.1)
            short = short or (length < 0.9 and not done[lane])
        if not short:
            return
        far = load(step, 0)
        _pull(pulled[0], wish[0], s.x, s.z, d[0], d[1], far, aim)
        _pull(pulled[1], wish[1], s.t, s.v, d[2], d[3], far, aim)
        _pull(pulled[2], wish[2], s.y, s.w, d[4], d[5], far, aim)
        a, _b = _toward(pulled, s, numbers.Eb, pattern, room, other)
        store(steeper, 0, a)
        some = False
        for lane in range(WIDTH):
            better[lane] = min(1.0, 1.0 / steeper[lane]) >= 1.01 * min(1.0, 1.0 / steep[lane])
            if better[lane]:
                steep[lane] = steeper[lane]
            some = some or better[lane]
        if not some:
            return
        for i in range(6):
            _take(d[i], other[i], better)
        for i in range(3):
            _take(wish[i], pulled[i], better)


@kernel
def ascend(s, numbers, pattern, room, target, steps, correctors):  # type: ignore[no-untyped-def]
    """Climb in place until every problem's worst violation is below the target; the steps taken and each problem's violation."""
    d = _like(s)
    wish = (np.empty_like(s.x), np.empty_like(s.t), np.empty_like(s.y))
    worst, mu, steep, second = np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH)
    goal, step, done = np.empty(WIDTH), np.empty(WIDTH), np.zeros(WIDTH, np.bool_)
    count = WIDTH / (len(s.x) + len(s.t) + len(s.y))
    taken = 0
    while True:
        a, b = _measure(s, numbers, pattern, room)
        store(worst, 0, a)
        store(mu, 0, b * spread(count))
        left = False
        for lane in range(WIDTH):
            if mu[lane] != mu[lane]:
                worst[lane] = np.inf
            done[lane] = done[lane] or worst[lane] <= target or worst[lane] == np.inf
            left = left or not done[lane]
        if not left or taken >= steps:
            return taken, worst
        factorise(room.S, room.pivot, pattern)
        _opposite(wish[0], s.x, s.z)
        _opposite(wish[1], s.t, s.v)
        _opposite(wish[2], s.y, s.w)
        a, b = _toward(wish, s, numbers.Eb, pattern, room, d)
        store(steep, 0, a)
        store(second, 0, b * spread(count))
        for lane in range(WIDTH):
            length = min(1.0, 1.0 / steep[lane])
            after = max((1.0 - length) * mu[lane] + length * length * second[lane], 0.0) / mu[lane]
            goal[lane] = min(max(after * after * after, 1e-6), 1.0) * mu[lane]
        aim = load(goal, 0)
        _centre(wish[0], d[0], d[1], aim)
        _centre(wish[1], d[2], d[3], aim)
        _centre(wish[2], d[4], d[5], aim)
        a, b = _toward(wish, s, numbers.Eb, pattern, room, d)
        store(steep, 0, a)
        _correct(s, numbers, pattern, room, wish, d, steep, goal, done, correctors)
        for lane in range(WIDTH):
            length = max(TO_BOUNDARY, 1.0 - mu[lane]) * min(1.0, 1.0 / steep[lane])
            step[lane] = 0.0 if done[lane] else length
        far = load(step, 0)
        _move(s.x, d[0], far)
        _move(s.z, d[1], far)
        _move(s.t, d[2], far)
        _move(s.v, d[3], far)
        _move(s.y, d[4], far)
        _move(s.w, d[5], far)
        taken += 1
