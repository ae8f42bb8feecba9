"""The interior point of ``interior.py`` for WIDTH problems at a time, on scaled numbers where every typical size is 1 (math.md §3).

All arrays are flat: entry i of problem l stands at ``i * WIDTH + l``. Bounded activities come first.
"""

from __future__ import annotations

import numpy as np

from ytterby.market.batch.factor import factorise, substitute
from ytterby.market.batch.registers import WIDTH, high, kernel, load, low, spread, store

__all__ = ["ascend"]

TO_BOUNDARY = 0.995
LEAST_SLOPE = 1e-12  # added to D and w/y, on sizes of 1: keeps the factors finite at the very end


@kernel
def _measure(  # type: ignore[no-untyped-def]
    x,
    z,
    t,
    v,
    y,
    w,
    c,
    h,
    u,
    e,
    Eb,
    indptr,
    rows,
    Ev,
    bounded,
    pair_start,
    pair,
    diagonal,
    S,
    profit,
    balance,
    bound,
    inverse,
    ix,
):
    """Residuals, D and the row system at an iterate. Returns the worst violation and the sum of products."""
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
        q = p1 - p0
        o = pair_start[j]
        for a in range(q):
            weight = spread(Ev[p0 + a]) * D
            for b in range(q):
                s = pair[o] * WIDTH
                store(S, s, load(S, s) + weight * load(Eb, (p0 + b) * WIDTH))
                o += 1
    for i in range(m):
        at = i * WIDTH
        yi, wi, r = load(y, at), load(w, at), load(balance, at)
        worst = high(high(r, zero - r), worst)
        worst = high(low(yi, wi), worst)
        total = total + yi * wi
        s = diagonal[i] * WIDTH
        store(S, s, load(S, s) + wi / yi + least)
    return worst, total


@kernel
def _toward(  # type: ignore[no-untyped-def]
    wx, wt, wy, x, z, t, v, y, w, Eb, indptr, rows, Ev, bounded,
    S, pivot, first, width, start, below, lower, upper, profit, balance, bound, inverse, ix, q, dx, dz, dt, dv, dy, dw,
):  # fmt: skip
    """The Newton direction that changes the products by wx, wt, wy. Returns the inverse of the longest step and the sum of dx dz."""
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
        for p in range(indptr[j], indptr[j + 1]):
            i = rows[p] * WIDTH
            store(dy, i, load(dy, i) - spread(Ev[p]) * g)
    substitute(S, pivot, dy, first, width, start, below, lower, upper)
    steep, second = spread(1e-12), zero
    for j in range(n):
        at = j * WIDTH
        g = load(q, at)
        for p in range(indptr[j], indptr[j + 1]):
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
def ascend(  # type: ignore[no-untyped-def]
    x, z, t, v, y, w, c, h, u, e, Eb, indptr, rows, Ev, bounded,
    first, width, start, below, lower, upper, size, scatter_start, scatter, pair_start, pair, diagonal, target, steps, correctors,
):  # fmt: skip
    """Climb in place until every problem's worst violation is below the target. Returns the steps and each problem's violation."""
    n, m = len(indptr) - 1, len(diagonal)
    N, M, K = n * WIDTH, m * WIDTH, bounded * WIDTH
    S, pivot = np.zeros(size * WIDTH), np.empty(M)
    profit, inverse, ix, q = np.empty(N), np.empty(N), np.empty(N), np.empty(N)
    balance, bound = np.empty(M), np.empty(K)
    wx, wt, wy = np.empty(N), np.empty(K), np.empty(M)
    gx, gt, gy = np.empty(N), np.empty(K), np.empty(M)
    dx, dz, dt, dv, dy, dw = np.empty(N), np.empty(N), np.empty(K), np.empty(K), np.empty(M), np.empty(M)
    fx, fz, ft, fv, fy, fw = np.empty(N), np.empty(N), np.empty(K), np.empty(K), np.empty(M), np.empty(M)
    worst, mu, steep, steeper, second = np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH), np.empty(WIDTH)
    goal, step, done = np.empty(WIDTH), np.empty(WIDTH), np.zeros(WIDTH, np.bool_)
    better = np.zeros(WIDTH, np.bool_)
    count = 1.0 / (n + bounded + m)
    taken = 0
    while True:
        a, b = _measure(
            x, z, t, v, y, w, c, h, u, e, Eb, indptr, rows, Ev, bounded, pair_start, pair, diagonal, S, profit, balance, bound,
            inverse, ix,
        )  # fmt: skip
        store(worst, 0, a)
        store(mu, 0, b * spread(count))
        left = False
        for lane in range(WIDTH):
            if mu[lane] != mu[lane]:
                worst[lane] = np.inf
                done[lane] = True
            elif worst[lane] <= target:
                done[lane] = True
            left = left or not done[lane]
        if not left or taken >= steps:
            return taken, worst
        factorise(S, pivot, first, width, start, lower, upper, scatter_start, scatter)
        _opposite(wx, x, z)
        _opposite(wt, t, v)
        _opposite(wy, y, w)
        a, b = _toward(
            wx, wt, wy, x, z, t, v, y, w, Eb, indptr, rows, Ev, bounded, S, pivot, first, width, start, below, lower, upper,
            profit, balance, bound, inverse, ix, q, dx, dz, dt, dv, dy, dw,
        )  # fmt: skip
        store(steep, 0, a)
        store(second, 0, b * spread(count))
        for lane in range(WIDTH):
            length = min(1.0, 1.0 / steep[lane])
            after = max((1.0 - length) * mu[lane] + length * length * second[lane], 0.0) / mu[lane]
            goal[lane] = min(max(after * after * after, 1e-6), 1.0) * mu[lane]
        aim = load(goal, 0)
        _centre(wx, dx, dz, aim)
        _centre(wt, dt, dv, aim)
        _centre(wy, dy, dw, aim)
        a, b = _toward(
            wx, wt, wy, x, z, t, v, y, w, Eb, indptr, rows, Ev, bounded, S, pivot, first, width, start, below, lower, upper,
            profit, balance, bound, inverse, ix, q, dx, dz, dt, dv, dy, dw,
        )  # fmt: skip
        store(steep, 0, a)
        for _ in range(correctors):
            short = False
            for lane in range(WIDTH):
                length = min(1.0, 1.0 / steep[lane])
                step[lane] = min(1.0, 1.5 * length + 0.1)
                short = short or (length < 0.9 and not done[lane])
            if not short:
                break
            far = load(step, 0)
            _pull(gx, wx, x, z, dx, dz, far, aim)
            _pull(gt, wt, t, v, dt, dv, far, aim)
            _pull(gy, wy, y, w, dy, dw, far, aim)
            a, b = _toward(
                gx, gt, gy, x, z, t, v, y, w, Eb, indptr, rows, Ev, bounded, S, pivot, first, width, start, below, lower, upper,
                profit, balance, bound, inverse, ix, q, fx, fz, ft, fv, fy, fw,
            )  # fmt: skip
            store(steeper, 0, a)
            some, every = False, True
            for lane in range(WIDTH):
                better[lane] = min(1.0, 1.0 / steeper[lane]) >= 1.01 * min(1.0, 1.0 / steep[lane])
                if better[lane]:
                    steep[lane] = steeper[lane]
                some = some or better[lane]
                every = every and better[lane]
            if not some:
                break
            if every:
                dx, dz, dt, dv, dy, dw, fx, fz, ft, fv, fy, fw = fx, fz, ft, fv, fy, fw, dx, dz, dt, dv, dy, dw
                wx, wt, wy, gx, gt, gy = gx, gt, gy, wx, wt, wy
            else:
                _take(dx, fx, better)
                _take(dz, fz, better)
                _take(dt, ft, better)
                _take(dv, fv, better)
                _take(dy, fy, better)
                _take(dw, fw, better)
                _take(wx, gx, better)
                _take(wt, gt, better)
                _take(wy, gy, better)
        for lane in range(WIDTH):
            length = max(TO_BOUNDARY, 1.0 - mu[lane]) * min(1.0, 1.0 / steep[lane])
            step[lane] = 0.0 if done[lane] else length
        far = load(step, 0)
        _move(x, dx, far)
        _move(z, dz, far)
        _move(t, dt, far)
        _move(v, dv, far)
        _move(y, dy, far)
        _move(w, dw, far)
        taken += 1
