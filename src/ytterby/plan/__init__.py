"""plan: what to do; a company's exposure to a run and its actions, each with cost and shortage averted.

In: a ``Run`` and a bill of materials (CSV with the columns part, good, kg_per_unit, units_per_month, supplier_place, place,
stock_units, end_use, margin_usd_per_unit). Out: an ``Exposure`` (days of cover, date of line stop, value at risk, the
instruments behind it) and advice.

>>> from ytterby.plan import read_bill, sample_bill
>>> import ytterby as yt
>>> read_bill(sample_bill(), yt.load_world("2025-06-13")).parts[0].part
'traction motor rotor'
"""

from ytterby.plan.advice import Advice, advise
from ytterby.plan.bill import Bill, Part, read_bill, sample_bill
from ytterby.plan.exposed import Exposure, PartExposure, exposure
from ytterby.plan.typical import typical_buyer

__all__ = [
    "Advice",
    "Bill",
    "Exposure",
    "Part",
    "PartExposure",
    "advise",
    "exposure",
    "read_bill",
    "sample_bill",
    "typical_buyer",
]
