"""A market stated in a few lines of Python, or in a file, solved by the same engine: textbook problems, hand checks, questions.

In: lines (who supplies, uses, ships, makes, stores, under which duties, quotas and conduct). Out: a `SmallOutcome`: prices,
levels, rents, surplus and revenue, and the certificate. Prices and quantities are in whatever units the numbers are in.

>>> found = SmallMarket().supply("A", 0, 1).demand("B", 10, 1).ship("A", "B", freight=2).solve()
>>> round(found.price("A"), 6), round(found.price("B"), 6), round(found.flow("A", "B"), 6)
(4.0, 6.0, 4.0)
"""

from ytterby.market.small.answer import SmallOutcome
from ytterby.market.small.statement import SmallMarket

__all__ = ["SmallMarket", "SmallOutcome"]
