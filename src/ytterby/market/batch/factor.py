"""Supernodal L U of the row system and its solves, WIDTH problems at a time; no row exchanges (math.md §3.1)."""

from __future__ import annotations

from ytterby.market.batch.registers import WIDTH, high, kernel, load, spread, store

__all__ = ["factorise", "substitute"]

SMALLEST = 1e-13  # a pivot on the scaled system is at least this


@kernel
def _update(S, scatter, table, r, w, L, U):  # type: ignore[no-untyped-def]
    """Subtract the outer product of a supernode's rows and columns from the blocks they belong to, three by three."""
    wide = w * WIDTH
    a = 0
    while a + 2 < r:
        a0 = L + a * wide
        a1 = a0 + wide
        a2 = a1 + wide
        b = 0
        while b + 2 < r:
            b0 = U + b * wide
            b1 = b0 + wide
            b2 = b1 + wide
            x = load(S, a0)
            y = load(S, a1)
            z = load(S, a2)
            u = load(S, b0)
            s00 = x * u
            s10 = y * u
            s20 = z * u
            u = load(S, b1)
            s01 = x * u
            s11 = y * u
            s21 = z * u
            u = load(S, b2)
            s02 = x * u
            s12 = y * u
            s22 = z * u
            for t in range(WIDTH, wide, WIDTH):
                x = load(S, a0 + t)
                y = load(S, a1 + t)
                z = load(S, a2 + t)
                u = load(S, b0 + t)
                s00 = s00 + x * u
                s10 = s10 + y * u
                s20 = s20 + z * u
                u = load(S, b1 + t)
                s01 = s01 + x * u
                s11 = s11 + y * u
                s21 = s21 + z * u
                u = load(S, b2 + t)
                s02 = s02 + x * u
                s12 = s12 + y * u
                s22 = s22 + z * u
            o = table + a * r + b
            p = scatter[o] * WIDTH
            store(S, p, load(S, p) - s00)
            p = scatter[o + 1] * WIDTH
            store(S, p, load(S, p) - s01)
            p = scatter[o + 2] * WIDTH
            store(S, p, load(S, p) - s02)
            o += r
            p = scatter[o] * WIDTH
            store(S, p, load(S, p) - s10)
            p = scatter[o + 1] * WIDTH
            store(S, p, load(S, p) - s11)
            p = scatter[o + 2] * WIDTH
            store(S, p, load(S, p) - s12)
            o += r
            p = scatter[o] * WIDTH
            store(S, p, load(S, p) - s20)
            p = scatter[o + 1] * WIDTH
            store(S, p, load(S, p) - s21)
            p = scatter[o + 2] * WIDTH
            store(S, p, load(S, p) - s22)
            b += 3
        while b < r:
            b0 = U + b * wide
            u = load(S, b0)
            s0 = load(S, a0) * u
            s1 = load(S, a1) * u
            s2 = load(S, a2) * u
            for t in range(WIDTH, wide, WIDTH):
                u = load(S, b0 + t)
                s0 = s0 + load(S, a0 + t) * u
                s1 = s1 + load(S, a1 + t) * u
                s2 = s2 + load(S, a2 + t) * u
            o = table + a * r + b
            p = scatter[o] * WIDTH
            store(S, p, load(S, p) - s0)
            p = scatter[o + r] * WIDTH
            store(S, p, load(S, p) - s1)
            p = scatter[o + 2 * r] * WIDTH
            store(S, p, load(S, p) - s2)
            b += 1
        a += 3
    while a < r:
        a0 = L + a * wide
        for b in range(r):
            b0 = U + b * wide
            s0 = load(S, a0) * load(S, b0)
            for t in range(WIDTH, wide, WIDTH):
                s0 = s0 + load(S, a0 + t) * load(S, b0 + t)
            p = scatter[table + a * r + b] * WIDTH
            store(S, p, load(S, p) - s0)
        a += 1


@kernel
def _panel(S, rows, D, along, across, r, w, pivot, f, scaled):  # type: ignore[no-untyped-def]
    """x_k = (x_k - sum of x_t D(t, k) over t < k), times its inverse pivot if scaled, in r rows of w, three by three."""
    wide = w * WIDTH
    one = spread(1.0)
    p0, p1, p2 = one, one, one
    a = 0
    while a + 2 < r:
        a0 = rows + a * wide
        a1 = a0 + wide
        a2 = a1 + wide
        k = 0
        while k < w:
            three = k + 2 < w
            o = k * WIDTH
            d = D + k * across
            if scaled:
                p0 = load(pivot, (f + k) * WIDTH)
            s00 = load(S, a0 + o)
            s10 = load(S, a1 + o)
            s20 = load(S, a2 + o)
            if not three:
                for t in range(k):
                    u = load(S, d + t * along)
                    s00 = s00 - load(S, a0 + t * WIDTH) * u
                    s10 = s10 - load(S, a1 + t * WIDTH) * u
                    s20 = s20 - load(S, a2 + t * WIDTH) * u
                store(S, a0 + o, s00 * p0)
                store(S, a1 + o, s10 * p0)
                store(S, a2 + o, s20 * p0)
                k += 1
                continue
            if scaled:
                p1 = load(pivot, (f + k + 1) * WIDTH)
                p2 = load(pivot, (f + k + 2) * WIDTH)
            s01 = load(S, a0 + o + WIDTH)
            s11 = load(S, a1 + o + WIDTH)
            s21 = load(S, a2 + o + WIDTH)
            s02 = load(S, a0 + o + 2 * WIDTH)
            s12 = load(S, a1 + o + 2 * WIDTH)
            s22 = load(S, a2 + o + 2 * WIDTH)
            for t in range(k):
                q = t * WIDTH
                x = load(S, a0 + q)
                y = load(S, a1 + q)
                z = load(S, a2 + q)
                e = d + t * along
                u = load(S, e)
                s00 = s00 - x * u
                s10 = s10 - y * u
                s20 = s20 - z * u
                u = load(S, e + across)
                s01 = s01 - x * u
                s11 = s11 - y * u
                s21 = s21 - z * u
                u = load(S, e + 2 * across)
                s02 = s02 - x * u
                s12 = s12 - y * u
                s22 = s22 - z * u
            e = d + k * along
            u = load(S, e + across)
            s00 = s00 * p0
            s10 = s10 * p0
            s20 = s20 * p0
            s01 = (s01 - s00 * u) * p1
            s11 = (s11 - s10 * u) * p1
            s21 = (s21 - s20 * u) * p1
            u = load(S, e + 2 * across)
            v = load(S, e + along + 2 * across)
            store(S, a0 + o, s00)
            store(S, a1 + o, s10)
            store(S, a2 + o, s20)
            store(S, a0 + o + WIDTH, s01)
            store(S, a1 + o + WIDTH, s11)
            store(S, a2 + o + WIDTH, s21)
            store(S, a0 + o + 2 * WIDTH, (s02 - s00 * u - s01 * v) * p2)
            store(S, a1 + o + 2 * WIDTH, (s12 - s10 * u - s11 * v) * p2)
            store(S, a2 + o + 2 * WIDTH, (s22 - s20 * u - s21 * v) * p2)
            k += 3
        a += 3
    while a < r:
        row = rows + a * wide
        for k in range(w):
            x = load(S, row + k * WIDTH)
            for t in range(k):
                x = x - load(S, row + t * WIDTH) * load(S, D + k * across + t * along)
            if scaled:
                x = x * load(pivot, (f + k) * WIDTH)
            store(S, row + k * WIDTH, x)
        a += 1


@kernel
def factorise(S, pivot, pattern):  # type: ignore[no-untyped-def]
    """L and U in place of S; the inverse pivots of each place."""
    first, width, start, lower, upper = pattern.first, pattern.width, pattern.start, pattern.lower, pattern.upper
    one, least = spread(1.0), spread(SMALLEST)
    for s in range(len(width)):
        w = width[s]
        r = start[s + 1] - start[s]
        L = lower[s] * WIDTH
        U = upper[s] * WIDTH
        wide = w * WIDTH
        f = first[s]
        for k in range(w):
            inverse = one / high(load(S, L + k * wide + k * WIDTH), least)
            store(pivot, (f + k) * WIDTH, inverse)
            for i in range(k + 1, w):
                at = L + i * wide
                ratio = load(S, at + k * WIDTH) * inverse
                store(S, at + k * WIDTH, ratio)
                for j in range(k + 1, w):
                    store(S, at + j * WIDTH, load(S, at + j * WIDTH) - ratio * load(S, L + k * wide + j * WIDTH))
        B = L + w * wide
        _panel(S, B, L, wide, WIDTH, r, w, pivot, f, True)
        _panel(S, U, L, WIDTH, wide, r, w, pivot, f, False)
        if r > 0:
            _update(S, pattern.scatter, pattern.scatter_start[s], r, w, B, U)


@kernel
def substitute(S, pivot, y, pattern):  # type: ignore[no-untyped-def]
    """Solve L U y = y in place."""
    first, width, start, below = pattern.first, pattern.width, pattern.start, pattern.below
    lower, upper = pattern.lower, pattern.upper
    for s in range(len(width)):
        w = width[s]
        wide = w * WIDTH
        L = lower[s] * WIDTH
        f = first[s]
        for k in range(w):
            v = load(y, (f + k) * WIDTH)
            for t in range(k):
                v = v - load(S, L + k * wide + t * WIDTH) * load(y, (f + t) * WIDTH)
            store(y, (f + k) * WIDTH, v)
        row = L + w * wide
        for a in range(start[s], start[s + 1]):
            p = below[a] * WIDTH
            v = load(y, p)
            for k in range(w):
                v = v - load(S, row + k * WIDTH) * load(y, (f + k) * WIDTH)
            store(y, p, v)
            row += wide
    for s in range(len(width) - 1, -1, -1):
        w = width[s]
        wide = w * WIDTH
        L = lower[s] * WIDTH
        f = first[s]
        column = upper[s] * WIDTH
        for a in range(start[s], start[s + 1]):
            v = load(y, below[a] * WIDTH)
            for k in range(w):
                p = (f + k) * WIDTH
                store(y, p, load(y, p) - load(S, column + k * WIDTH) * v)
            column += wide
        for k in range(w - 1, -1, -1):
            v = load(y, (f + k) * WIDTH)
            for t in range(k + 1, w):
                v = v - load(S, L + k * wide + t * WIDTH) * load(y, (f + t) * WIDTH)
            store(y, (f + k) * WIDTH, v * load(pivot, (f + k) * WIDTH))
