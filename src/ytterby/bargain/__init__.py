"""bargain: who can wait longer, which packages hold, what breaks them.

In: a world, a timeline and a start month. Out: a ``Game`` whose pay-offs come from runs of the market (magnets against chips),
its ``Verdict`` (best replies, equilibria, Nash bargain, the patience a deal needs, break-even weights) and each place's
``Endurance``.

>>> from ytterby.bargain import load_linked
>>> load_linked().ai_chip.exporter
'USA'
"""

from ytterby.bargain.deals import Deal, Verdict, verdict
from ytterby.bargain.endurance import Endurance, endurance
from ytterby.bargain.linked import Linked, load_linked
from ytterby.bargain.payoffs import Game, play

__all__ = ["Deal", "Endurance", "Game", "Linked", "Verdict", "endurance", "load_linked", "play", "verdict"]
