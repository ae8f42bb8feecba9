"""A small market in a YAML file: lists of lines under the names of `SmallMarket`'s methods, each with that method's arguments."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ytterby.errors import BadInput, BadTable, Fault, UnknownName
from ytterby.marked import modelled, read_marked

if TYPE_CHECKING:
    from ytterby.market.small.statement import SmallMarket

__all__ = ["stated_in"]


def _number(found: object) -> object:
    if isinstance(found, bool) or (isinstance(found, float) and math.isnan(found)):
        raise ValueError("a number|Write it plainly, .inf for no bound.")
    return found


Number = Annotated[float, BeforeValidator(_number)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Firm(_Row):
    firm: str = ""
    conduct: Number = 0.0


class _Supply(_Firm):
    place: str
    intercept: Number
    slope: Number = 0.0
    capacity: Number = math.inf
    good: str = ""
    name: str = ""


class _Demand(_Firm):
    place: str
    choke: Number
    slope: Number
    good: str = ""
    name: str = ""
    capacity: Number = math.inf


class _Elastic(_Row):
    place: str
    price: Number
    quantity: Number
    elasticity: Number
    good: str = ""
    shape: Literal["iso-elastic", "semi-log"] = "iso-elastic"
    name: str = ""


class _ElasticSupply(_Row):
    place: str
    price: Number
    quantity: Number
    elasticity: Number
    good: str = ""
    name: str = ""
    capacity: Number = math.inf


class _Steps(_Row):
    place: str
    points: tuple[tuple[Number, Number], ...]
    good: str = ""
    name: str = ""
    side: Literal["demand", "supply"] = "demand"


class _Ship(_Firm):
    origin: str
    destination: str
    freight: Number = 0.0
    tariff: Number = 0.0
    levy: Number = 0.0
    export_duty: Number = 0.0
    tax: Number = 0.0
    loss: Number = 0.0
    cap: Number = math.inf
    slope: Number = 0.0
    rate: Number = 1.0
    good: str = ""
    name: str = ""


class _Store(_Row):
    place: str
    later: str
    cost: Number = 0.0
    interest: Number = 0.0
    loss: Number = 0.0
    cap: Number = math.inf
    good: str = ""
    name: str = ""


class _Make(_Row):
    place: str
    recipe: dict[str, Number]
    cost: Number = 0.0
    slope: Number = 0.0
    capacity: Number = math.inf
    name: str = ""


class _Activity(_Row):
    name: str
    tonnes: dict[str, Number]
    cost: Number = 0.0
    slope: Number = 0.0
    capacity: Number = math.inf


class _Tonnes(_Row):
    place: str
    tonnes: Number
    good: str = ""


class _Limit(_Row):
    place: str
    price: Number
    good: str = ""


class _Cross(_Row):
    line: str
    other: str
    slope: Number


class _Quota(_Row):
    name: str
    lines: tuple[str, ...] | dict[str, Number]
    cap: Number


class _File(_Row):
    """What a file may hold; the order of the keys is that in which lines are stated."""

    title: str = ""
    supply: tuple[_Supply, ...] = ()
    elastic_supply: tuple[_ElasticSupply, ...] = ()
    demand: tuple[_Demand, ...] = ()
    elastic: tuple[_Elastic, ...] = ()
    steps: tuple[_Steps, ...] = ()
    ship: tuple[_Ship, ...] = ()
    store: tuple[_Store, ...] = ()
    make: tuple[_Make, ...] = ()
    activity: tuple[_Activity, ...] = ()
    stock: tuple[_Tonnes, ...] = ()
    need: tuple[_Tonnes, ...] = ()
    floor: tuple[_Limit, ...] = ()
    ceiling: tuple[_Limit, ...] = ()
    cross: tuple[_Cross, ...] = Field(())
    quota: tuple[_Quota, ...] = ()


def stated_in(path: Path, empty: SmallMarket) -> SmallMarket:
    """The market that a file states. BadInput with the file, line and column of every fault."""
    marked = read_marked(path, path.name)
    file = modelled(_File, marked)
    faults: list[Fault] = []
    found = empty
    for kind in list(_File.model_fields)[1:]:
        for index, row in enumerate(getattr(file, kind)):
            try:
                found = getattr(found, kind)(**dict(row))
            except (BadTable, UnknownName) as error:
                at = marked.where((kind, index))
                faults += [Fault(at, f.found, f.expected, f.remedy) for f in error.faults]
    if not faults and not found.lines:
        remedy = "State at least who supplies and who uses (docs/rooms/market.md)."
        faults.append(Fault(marked.where(()), "no line", f"lists such as {', '.join(list(_File.model_fields)[1:5])}", remedy))
    if faults:
        raise BadInput(faults)
    return found
