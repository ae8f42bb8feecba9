"""Whether this process has the compiled kernels, and loading them: a second, and about ten the first time on a machine."""

from __future__ import annotations

import threading

import numpy as np
from scipy import sparse

from ytterby.market.problem import Problem

__all__ = ["load", "loaded"]

_done = threading.Event()


def load() -> None:
    """Loads the kernels, compiling them if this machine has not done so yet, by solving one market of a maker and a user."""
    from ytterby.market.solver.quick import Quick

    A = sparse.csc_matrix([[1.0, -1.0]])
    no_group, nothing = sparse.csc_matrix((0, 2)), np.zeros(0)
    bound = np.array([3.0, np.inf])
    Quick().solve([Problem(A, A, no_group, np.zeros(1), nothing, np.array([0.0, -10.0]), np.ones(2), bound)])
    _done.set()


def loaded() -> bool:
    """True once ``load`` has run in this process."""
    return _done.is_set()
