"""The certificate of ``certificate.certify`` compiled, for problems without curves, crossed costs or floors (math.md §2).

It reads the problem and the point as ``certify`` does and shares nothing with the climb; a test holds the two to each other.
"""

from __future__ import annotations

import numpy as np

from ytterby.market.batch.compiled import compiled
from ytterby.market.certificate import KKT, LEAST_FLOW, LEAST_PRICE, LOCAL

__all__ = ["holds", "judge"]


@compiled(nogil=True)
def holds(found):  # type: ignore[no-untyped-def]
    """Whether residuals (kkt, local, ...) meet both tolerances."""
    return found[0] <= KKT and found[1] <= LOCAL


@compiled(nogil=True)
def judge(A, G, B, b, g, c, h, u, x, y, found):  # type: ignore[no-untyped-def]
    """Fill ``found`` with kkt, local, balance, complementarity and the worst market.

    A, G: (indptr, indices, data) by activity; B data in A's pattern; y: prices of markets, then rents of groups.
    """
    indptr, rows, size = A
    group_start, group, weight = G
    N, M, n = len(b), len(g), len(c)
    found[:] = np.inf
    found[4] = 0.0
    for j in range(n):
        if not np.isfinite(x[j]):
            return
    for i in range(N + M):
        if not np.isfinite(y[i]):
            return
    left, through, room = b.copy(), np.abs(b), g.copy()
    F, price_j = np.empty(n), np.empty(n)
    top_flow, top_price = 0.0, 0.0
    for m in range(M):
        top_price = max(top_price, abs(y[N + m]))
    for j in range(n):
        revenue, paid, rent = 0.0, 0.0, 0.0
        for p in range(indptr[j], indptr[j + 1]):
            moved = size[p] * x[j]
            left[rows[p]] += moved
            through[rows[p]] += abs(moved)
            revenue += B[p] * y[rows[p]]
            paid += abs(B[p] * y[rows[p]])
        for p in range(group_start[j], group_start[j + 1]):
            room[group[p]] -= weight[p] * x[j]
            rent += weight[p] * y[N + group[p]]
        slope = h[j] * x[j]
        F[j] = c[j] + slope - revenue + rent
        price_j[j] = max(abs(c[j]), abs(slope), paid, LEAST_PRICE)
        top_price = max(top_price, abs(c[j]), abs(slope), abs(revenue))
    for i in range(N):
        top_flow = max(top_flow, through[i])
        through[i] = max(through[i], LEAST_FLOW)
    flow, price = 1.0 + top_flow, 1.0 + top_price
    price_n, by_market = np.full(N, LEAST_PRICE), np.zeros(N)
    bounds, profit, local = 0.0, 0.0, 0.0
    for j in range(n):
        flow_j = np.inf
        for p in range(indptr[j], indptr[j + 1]):
            flow_j = min(flow_j, through[rows[p]])
            price_n[rows[p]] = max(price_n[rows[p]], price_j[j])
        space = u[j] - x[j]
        out = max(-x[j], -space, 0.0)
        gain, waste, used = max(-F[j], 0.0), max(F[j], 0.0), max(x[j], 0.0)
        bounds = max(bounds, out / flow)
        idle = min(max(space, 0.0) / flow, gain / price) if np.isfinite(u[j]) else gain / price
        profit = max(profit, idle, min(used / flow, waste / price))
        idle = min(max(space, 0.0) / flow_j, gain / price_j[j]) if np.isfinite(u[j]) else gain / price_j[j]
        near = max(out / flow_j, idle, min(used / flow_j, waste / price_j[j]))
        local = max(local, near)
        for p in range(indptr[j], indptr[j + 1]):
            by_market[rows[p]] = max(by_market[rows[p]], near)
    balance, market, rents, negative = 0.0, 0.0, 0.0, 0.0
    for i in range(N):
        lack, over, paid, below = max(-left[i], 0.0), max(left[i], 0.0), max(y[i], 0.0), max(-y[i], 0.0)
        balance, negative = max(balance, lack / flow), max(negative, below / price)
        market = max(market, min(paid / price, over / flow))
        near = max(lack / through[i], min(paid / price_n[i], over / through[i]))
        by_market[i] = max(by_market[i], near)
        local = max(local, near, below / price_n[i])
    for m in range(M):
        scale = max(abs(g[m]), LEAST_FLOW) if np.isfinite(g[m]) else 1.0
        lack, over = max(-room[m], 0.0), max(room[m], 0.0)
        paid, below = max(y[N + m], 0.0), max(-y[N + m], 0.0)
        rents, negative = max(rents, min(paid / price, over / flow)), max(negative, lack / flow, below / price)
        local = max(local, lack / scale, below / price, min(paid / price, over / scale))
    found[0] = max(balance, bounds, profit, market, rents, negative)
    found[1] = local
    found[2] = max(balance, bounds)
    found[3] = max(profit, market, rents)
    found[4] = by_market.argmax() if N else 0
