"""study: many futures at once; runs read by label, laws compared, numbers explained.

In: a ``World``, a ``Timeline`` and months. Out: a ``Run`` whose variables have named dims and units, whose hash names it, and
which carries the certificate that it solves the market's conditions.

>>> import ytterby as yt
>>> world, law = yt.load_world("2025-06-13"), yt.load_timeline().known_on("2025-06-13")
>>> base = yt.run(world, law, months=("2025-05", "2025-06"))
>>> base["price"].dims, base["price"].attrs["units"]
(('month', 'good', 'place'), 'USD/kg')
>>> base.certificate.kkt <= 1e-6 and base.certificate.local <= 1e-3
True
"""

from ytterby.study.comparison import Comparison, Difference, compare
from ytterby.study.explain import Explanation
from ytterby.study.hold import Leverage, leverage
from ytterby.study.sensitivity import Sensitivity
from ytterby.study.standing import standing
from ytterby.study.study import Run, Study, program_for, run

__all__ = [
    "Comparison",
    "Difference",
    "Explanation",
    "Leverage",
    "Run",
    "Sensitivity",
    "Study",
    "compare",
    "leverage",
    "program_for",
    "run",
    "standing",
]
