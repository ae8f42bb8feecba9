"""The market: what flows, prices and shortages follow from a law, month by month, and how certain it is that they do.

In: a ``World`` and a ``Regime`` of the rooms below. Out: an ``Outcome``, a labelled Dataset whose every month carries a
certificate that it solves the equilibrium conditions of docs/math.md, measured by code that shares nothing with the solver.

``calibrate(world, regime_base)`` sets costs that make the base year an equilibrium; ``solve(program, regime, months)`` solves
each month with the stocks the last one left. ``equilibrium(problem)`` solves any problem in canonical form and ``certify``
judges any claimed answer.

>>> import numpy as np
>>> from scipy import sparse
>>> A, G = sparse.csc_matrix([[1.0, -1.0]]), sparse.csc_matrix((0, 2))    # one market: a maker and a user
>>> cost, slope, bound = np.array([0.0, -10.0]), np.ones(2), np.full(2, np.inf)    # cost q; willingness to pay 10 - q
>>> problem = Problem(A, A, G, np.zeros(1), np.zeros(0), cost, slope, bound)
>>> point, residuals = equilibrium(problem)
>>> float(point.pi[0].round(6)), residuals.holds
(5.0, True)
"""

from ytterby.market.behaviour.file import Behaviour
from ytterby.market.calibrate import calibrate
from ytterby.market.certificate import Certificate, certify
from ytterby.market.outcome import Outcome
from ytterby.market.parameters import Parameters
from ytterby.market.path import Options, solve
from ytterby.market.problem import Problem
from ytterby.market.program import Program
from ytterby.market.small import SmallMarket
from ytterby.market.solver.equilibrium import equilibrium

__all__ = [
    "Behaviour",
    "Certificate",
    "Options",
    "Outcome",
    "Parameters",
    "Problem",
    "Program",
    "SmallMarket",
    "calibrate",
    "certify",
    "equilibrium",
    "solve",
]
