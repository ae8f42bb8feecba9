"""Buyer classes of a licence: which share of applications comes from whom, and what that means for approval.

Classes are ``trusted``, ``listed`` and ``other``; ``buyer_share`` says the first two, the rest is filed by others. A class's
approval is the lane's approval share times the class's own (1 if not said; a class in ``approval_by_buyer`` with 0 is refused).
While a green channel is open, the trusted buyers in it are no longer among those who wait in the ordinary way.
"""

from __future__ import annotations

import numpy as np

from ytterby.policy.lanes import Numbers
from ytterby.policy.terms import LicenceTerms

__all__ = ["factors"]


def factors(terms: LicenceTerms, in_channel: Numbers) -> tuple[Numbers, float]:
    """Approval relative to the lane's own: (lane,) in the ordinary way, and of trusted buyers in the channel (math.md §1.12).

    in_channel : (lane,) share of applications that take the green channel.
    """
    says = {name: figure.value for name, figure in (terms.approval_by_buyer or {}).items() if figure is not None}
    of = {name: figure.value for name, figure in (terms.buyer_share or {}).items() if figure is not None}
    trusted, listed = of.get("trusted", 0.0), of.get("listed", 0.0)
    other = max(0.0, 1.0 - trusted - listed)
    waiting = np.maximum(trusted - in_channel, 0.0)
    weight = np.asarray(waiting + listed + other, dtype=np.float64)
    approved = waiting * says.get("trusted", 1.0) + listed * says.get("listed", 1.0) + other * says.get("other", 1.0)
    whole = np.divide(approved, weight, out=np.zeros_like(weight), where=weight > 0.0)
    return whole, says.get("trusted", 1.0)
