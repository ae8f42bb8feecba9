"""The world room: what is there. Who mines, separates, reduces and makes magnets, who uses them, what flows where, at what price.

In: a folder of cited tables (``data/world/rare-earths``) and a day. Out: a `World`, frozen tables of one base year that balance
to 1e-9 of every market's throughput: places, goods, recipes (joint production), plants, lanes, demand, stocks, prices, and the
residual of every raw fact. A row has its sources or the reason it is assumed; rows published after the day are not seen.

>>> from ytterby.world import find, load_world
>>> world = load_world("2025-06-13")
>>> find(world, "Nd")
('oxide/NdPr', 'metal/NdPr')
>>> float(world.plants.query("place == 'CHN' and recipe.str.startswith('mine/')")["base"].sum()) > 15_000  # t/month
True
"""

from ytterby.world.audit import rows_by_confidence
from ytterby.world.begin import begin
from ytterby.world.conflicts import conflicts
from ytterby.world.explain import explain_number
from ytterby.world.find import find
from ytterby.world.inventory import inventory
from ytterby.world.load import load_world
from ytterby.world.model import World
from ytterby.world.outlines import country_outlines
from ytterby.world.shares import replacements, shares
from ytterby.world.sound import check

__all__ = [
    "World",
    "begin",
    "check",
    "conflicts",
    "country_outlines",
    "explain_number",
    "find",
    "inventory",
    "load_world",
    "replacements",
    "rows_by_confidence",
    "shares",
]
