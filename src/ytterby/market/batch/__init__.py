"""Many problems of one structure at once: the interior point of the market on several problems side by side (docs/math.md §3.6).

In: a base ``Problem`` and others with the same A and G. Out: for each a certified point, or None where there is none.
Importing this compiles numba kernels the first time (about ten seconds, cached afterwards), so single months do without it.
"""

from ytterby.market.batch.climber import Climber
from ytterby.market.batch.many import Batch

__all__ = ["Batch", "Climber"]
