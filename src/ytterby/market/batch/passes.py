"""The passes over all activities that one step of the climb takes, WIDTH problems at a time; scaled so that every size is 1.

Each reads as little as it can: what costs a division to find again is not stored (math.md §3.6). The loop that adds to the rows
stands in ``aim`` and in ``pull``: as an inlined function of its own it doubles the time of a climb.
"""

from __future__ import annotations

from ytterby.market.batch.registers import WIDTH, add, high, kernel, load, low, part, spread, store

__all__ = ["aim", "measure", "point", "predict", "pull"]

LEAST_SLOPE = 1e-12  # added to D and w/y, on sizes of 1: keeps the factors finite at the very end
TINY = 1e-18  # no part of an iterate is smaller: what has converged waits for the rest
STEEP = 1e-12  # no step is longer than its inverse


@part
def _paid(Eb, y, rows, p0, p1):  # type: ignore[no-untyped-def]
    """What an activity with entries p0 to p1 is paid at prices y."""
    if p1 == p0 + 2:
        return load(Eb, p0 * WIDTH) * load(y, rows[p0] * WIDTH) + load(Eb, (p0 + 1) * WIDTH) * load(y, rows[p0 + 1] * WIDTH)
    total = spread(0.0)
    for p in range(p0, p1):
        total = total + load(Eb, p * WIDTH) * load(y, rows[p] * WIDTH)
    return total


@kernel
def measure(s, numbers, pattern, room, way, step):  # type: ignore[no-untyped-def]
    """Take a step along a way; then the row system there, and in way.y the right-hand side that leads all products to zero.

    Returns the worst violation and the sum of products.
    """
    x, z, t, v, y, w = s
    c, h, u, e, Eb = numbers
    indptr, rows, entries, bounded = pattern.indptr, pattern.rows, pattern.entries, pattern.bounded
    pair, pair_start = pattern.pair, pattern.pair_start
    S, inverse, fixed, left, right = room.S, room.inverse, room.fixed, room.left, way.y
    n, m = len(indptr) - 1, len(pattern.diagonal)
    zero, one, least, tiny = spread(0.0), spread(1.0), spread(LEAST_SLOPE), spread(TINY)
    for i in range(0, len(S), WIDTH):
        store(S, i, zero)
    for i in range(0, m * WIDTH, WIDTH):
        yi, wi, d = load(y, i), load(w, i), load(way.y, i)
        store(w, i, high(wi + step * (load(way.yw, i) - wi * (one + d / yi)), tiny))
        store(y, i, high(yi + step * d, tiny))
        store(left, i, load(e, i))
        store(right, i, zero)
    worst, total = zero, zero
    for j in range(n):
        at = j * WIDTH
        xj, zj, hj, d = load(x, at), load(z, at), load(h, at), load(way.x, at)
        p0, p1 = indptr[j], indptr[j + 1]
        zj = high(zj + step * (load(way.xz, at) - zj * (one + d / xj)), tiny)
        store(z, at, zj)
        F = load(c, at) - _paid(Eb, y, rows, p0, p1)
        if j < bounded:
            tj, vj, uj = load(t, at), load(v, at), load(u, at)
            d_t = uj - xj - tj - d
            vj = high(vj + step * (load(way.tv, at) - vj * (one + d_t / tj)), tiny)
            tj = high(tj + step * d_t, tiny)
            xj = high(xj + step * d, tiny)
            store(t, at, tj)
            store(v, at, vj)
            F = F + hj * xj
            space = uj - xj - tj
            ratio = vj / tj
            D = hj + zj / xj + ratio + least
            k = ratio * space - F
            loss = F - zj + vj
            total = total + tj * vj
            worst = high(high(low(tj, vj), high(space, zero - space)), worst)
        else:
            xj = high(xj + step * d, tiny)
            F = F + hj * xj
            D = hj + zj / xj + least
            k = zero - F
            loss = F - zj
        store(x, at, xj)
        total = total + xj * zj
        worst = high(high(low(xj, zj), high(loss, zero - loss)), worst)
        D = one / D
        store(inverse, at, D)
        store(fixed, at, k)
        g = zero - k * D
        o = pair_start[j]
        if p1 == p0 + 2:
            for a in range(2):
                i, weight = rows[p0 + a] * WIDTH, spread(entries[p0 + a])
                add(left, i, weight * xj)
                add(right, i, weight * g)
                weight = weight * D
                add(S, pair[o + 2 * a] * WIDTH, weight * load(Eb, p0 * WIDTH))
                add(S, pair[o + 2 * a + 1] * WIDTH, weight * load(Eb, (p0 + 1) * WIDTH))
        else:
            for a in range(p0, p1):
                i, weight = rows[a] * WIDTH, spread(entries[a])
                add(left, i, weight * xj)
                add(right, i, weight * g)
                weight = weight * D
                for b in range(p0, p1):
                    add(S, pair[o] * WIDTH, weight * load(Eb, b * WIDTH))
                    o += 1
    for i in range(m):
        at = i * WIDTH
        yi, wi, over = load(y, at), load(w, at), load(left, at)
        store(right, at, load(right, at) - over)
        r = over - wi
        worst = high(high(low(yi, wi), high(r, zero - r)), worst)
        total = total + yi * wi
        place = pattern.diagonal[i] * WIDTH
        store(S, place, load(S, place) + wi / yi + least)
    return worst, total


@kernel
def predict(s, numbers, pattern, room, way):  # type: ignore[no-untyped-def]
    """way.x that goes with way.y when all products are to become zero; the inverse of the longest step, the sum of dx dz."""
    x, z, t, v, y, w = s
    indptr, rows, bounded, u = pattern.indptr, pattern.rows, pattern.bounded, numbers.u
    zero, one, steep, second = spread(0.0), spread(1.0), spread(STEEP), spread(0.0)
    for j in range(len(indptr) - 1):
        at = j * WIDTH
        d = (load(room.fixed, at) + _paid(numbers.Eb, way.y, rows, indptr[j], indptr[j + 1])) * load(room.inverse, at)
        store(way.x, at, d)
        xj = load(x, at)
        r = d / xj
        steep = high(high(zero - r, one + r), steep)
        second = second - d * load(z, at) * (one + r)
        if j < bounded:
            tj = load(t, at)
            d = load(u, at) - xj - tj - d
            r = d / tj
            steep = high(high(zero - r, one + r), steep)
            second = second - d * load(v, at) * (one + r)
    for i in range(0, len(y), WIDTH):
        d = load(way.y, i)
        r = d / load(y, i)
        steep = high(high(zero - r, one + r), steep)
        second = second - d * load(w, i) * (one + r)
    return steep, second


@kernel
def aim(s, numbers, pattern, room, way, goal):  # type: ignore[no-untyped-def]
    """From a predicted way to what leads all products to the goal: wishes, and the right-hand side in way.y (Mehrotra 1992)."""
    x, z, t, v, y, w = s
    indptr, rows, entries, bounded, u = pattern.indptr, pattern.rows, pattern.entries, pattern.bounded, numbers.u
    zero, one = spread(0.0), spread(1.0)
    for i in range(0, len(y), WIDTH):
        inv = one / load(y, i)
        r = load(way.y, i) * inv
        wish = goal * inv + load(w, i) * r * (one + r)
        store(way.yw, i, wish)
        store(way.y, i, wish - load(room.left, i))
    for j in range(len(indptr) - 1):
        at = j * WIDTH
        xj, d = load(x, at), load(way.x, at)
        inv = one / xj
        r = d * inv
        wish = goal * inv + load(z, at) * r * (one + r)
        store(way.xz, at, wish)
        g = load(room.fixed, at) + wish
        if j < bounded:
            tj = load(t, at)
            inv = one / tj
            r = (load(u, at) - xj - tj - d) * inv
            wish = goal * inv + load(v, at) * r * (one + r)
            store(way.tv, at, wish)
            g = g - wish
        g = zero - g * load(room.inverse, at)
        p0, p1 = indptr[j], indptr[j + 1]
        if p1 == p0 + 2:
            add(way.y, rows[p0] * WIDTH, spread(entries[p0]) * g)
            add(way.y, rows[p0 + 1] * WIDTH, spread(entries[p0 + 1]) * g)
        else:
            for p in range(p0, p1):
                add(way.y, rows[p] * WIDTH, spread(entries[p]) * g)


@kernel
def point(s, numbers, pattern, room, way):  # type: ignore[no-untyped-def]
    """way.x that goes with way.y and the wishes; the inverse of the longest step."""
    x, z, t, v, y, w = s
    indptr, rows, bounded, u = pattern.indptr, pattern.rows, pattern.bounded, numbers.u
    zero, one, steep = spread(0.0), spread(1.0), spread(STEEP)
    for j in range(len(indptr) - 1):
        at = j * WIDTH
        wish = load(way.xz, at)
        g = load(room.fixed, at) + wish
        xj = load(x, at)
        if j < bounded:
            g = g - load(way.tv, at)
        d = (g + _paid(numbers.Eb, way.y, rows, indptr[j], indptr[j + 1])) * load(room.inverse, at)
        store(way.x, at, d)
        r = d / xj
        steep = high(high(zero - r, one + r - wish / load(z, at)), steep)
        if j < bounded:
            tj = load(t, at)
            r = (load(u, at) - xj - tj - d) / tj
            steep = high(high(zero - r, one + r - load(way.tv, at) / load(v, at)), steep)
    for i in range(0, len(y), WIDTH):
        r = load(way.y, i) / load(y, i)
        steep = high(high(zero - r, one + r - load(way.yw, i) / load(w, i)), steep)
    return steep


@part
def _pulled(wish, a, b, da, step, goal):  # type: ignore[no-untyped-def]
    """A wish changed so that the product after a step comes back between a tenth of and ten times the goal, divided by a."""
    one, most = spread(1.0), goal * spread(10.0)
    inv = one / a
    db = wish - b * (one + da * inv)
    product = (a + step * da) * (b + step * db)
    return wish + high(low(high(product, goal * spread(0.1)), most) - product, spread(0.0) - most) * inv


@kernel
def pull(s, numbers, pattern, room, way, other, step, goal):  # type: ignore[no-untyped-def]
    """The wishes and right-hand side of another way that pulls back what a longer step would lead astray (Gondzio 1996)."""
    x, z, t, v, y, w = s
    indptr, rows, entries, bounded, u = pattern.indptr, pattern.rows, pattern.entries, pattern.bounded, numbers.u
    zero = spread(0.0)
    for i in range(0, len(y), WIDTH):
        wish = _pulled(load(way.yw, i), load(y, i), load(w, i), load(way.y, i), step, goal)
        store(other.yw, i, wish)
        store(other.y, i, wish - load(room.left, i))
    for j in range(len(indptr) - 1):
        at = j * WIDTH
        xj, d = load(x, at), load(way.x, at)
        wish = _pulled(load(way.xz, at), xj, load(z, at), d, step, goal)
        store(other.xz, at, wish)
        g = load(room.fixed, at) + wish
        if j < bounded:
            tj = load(t, at)
            wish = _pulled(load(way.tv, at), tj, load(v, at), load(u, at) - xj - tj - d, step, goal)
            store(other.tv, at, wish)
            g = g - wish
        g = zero - g * load(room.inverse, at)
        p0, p1 = indptr[j], indptr[j + 1]
        if p1 == p0 + 2:
            add(other.y, rows[p0] * WIDTH, spread(entries[p0]) * g)
            add(other.y, rows[p0 + 1] * WIDTH, spread(entries[p0 + 1]) * g)
        else:
            for p in range(p0, p1):
                add(other.y, rows[p] * WIDTH, spread(entries[p]) * g)
