"""Scope: which lanes or plants an instrument catches; a field left out means all. It is law's only way to point at a world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ytterby.errors import near_miss
from ytterby.policy.lanes import Lanes, Mask, Plants
from ytterby.policy.words import ELEMENTS, END_USES, EU_MEMBERS, GOODS, PLACES, STAGES, folded_code

__all__ = ["EndUse", "Place", "Scope"]


def _known(kind: str, names: tuple[str, ...]) -> Callable[[object], str]:
    def check(found: object) -> str:
        if isinstance(found, bool):
            raise ValueError(f"{kind}; a bare NO, YES, ON or OFF is read as true or false|Quote it: Norway is NOR.")
        if not isinstance(found, str) or found not in names:
            raise ValueError(f"{kind}|{near_miss(str(found), names)}")
        return found

    return check


def _good(found: str) -> str:
    head = found.split("/", 1)[0]
    if head not in GOODS:
        raise ValueError(f"a good, such as magnet/NdFeB or chip_software|{near_miss(head, GOODS)}")
    return found


def _code(found: object) -> str:
    text = folded_code(str(found))
    if len(text) != 6:
        raise ValueError("a customs code of six digits|Write it in quotes, as '850511'.")
    return text


Element = Annotated[str, BeforeValidator(_known("the symbol of an element", ELEMENTS))]
Stage = Annotated[str, BeforeValidator(_known("a stage", STAGES))]
Place = Annotated[str, BeforeValidator(_known("a place (ISO alpha-3, EU or ROW)", PLACES))]
EndUse = Annotated[str, BeforeValidator(_known("an end use", END_USES))]
Good = Annotated[str, AfterValidator(_good)]
Code = Annotated[str, BeforeValidator(_code)]


class Scope(BaseModel):
    """Goods and ways that an instrument catches; a field left out means all, every field given must hold.

    elements : caught when a good contains one of them.    goods : ids (``magnet/NdFeB``) or their first part (``magnet``).
    except : a scope taken out of this one (``except: {stages: [mine]}``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    elements: tuple[Element, ...] | None = Field(None, min_length=1)
    stages: tuple[Stage, ...] | None = Field(None, min_length=1)
    goods: tuple[Good, ...] | None = Field(None, min_length=1)
    hs6: tuple[Code, ...] | None = Field(None, min_length=1)
    origins: tuple[Place, ...] | None = Field(None, min_length=1)
    destinations: tuple[Place, ...] | None = Field(None, min_length=1)
    end_uses: tuple[EndUse, ...] | None = Field(None, min_length=1)
    except_: Scope | None = Field(None, alias="except")

    def on(self, lanes: Lanes) -> Mask:
        """(lane,) True for each lane across a border that the scope catches."""
        caught = lanes.abroad & self.on_goods(lanes)[lanes.good]
        if self.origins is not None:
            caught &= lanes.places_named(self.origins)[lanes.origin]
        if self.destinations is not None:
            caught &= lanes.places_named(self.destinations)[lanes.destination]
        if self.end_uses is not None:
            named = np.array([use in self.end_uses for use in lanes.uses], dtype=np.bool_)
            caught &= named[lanes.end_use]
        if self.except_ is not None:
            caught &= ~self.except_.on(lanes)
        return caught

    def on_codes(self, lanes: Lanes, hs6: tuple[str, ...]) -> Mask:
        """(lane,) True for lanes the scope misses by element only, whose good passes customs under one of the codes."""
        same = np.array([bool(codes & set(hs6)) for codes in lanes.codes], dtype=np.bool_)
        wider = self.model_copy(update={"elements": None, "goods": None, "hs6": None})
        return wider.on(lanes) & same[lanes.good] & ~self.on(lanes)

    def on_plants(self, plants: Plants) -> Mask:
        """(plant,) True for plants of the scope's stages in its destinations (else its origins)."""
        named = self.destinations or self.origins
        places = None if named is None else set(named) | (set(EU_MEMBERS) if "EU" in named else set())
        pairs = zip(plants.place, plants.stage, strict=True)
        return np.array(
            [
                self.goods is None and (places is None or place in places) and (self.stages is None or stage in self.stages)
                for place, stage in pairs
            ],
            dtype=np.bool_,
        )

    def words(self) -> str:
        """The scope in words, fields left out said as all."""
        parts = [
            ", ".join(found)
            for found in (self.elements, self.goods, self.stages, self.hs6, self.end_uses)
            if found is not None and found != ("goods",)
        ]
        what = "; ".join(parts) or "all goods"
        way = f"{'+'.join(self.origins or ('all',))} > {'+'.join(self.destinations or ('all',))}"
        inner = self.except_
        only_from = inner is not None and inner.origins and inner.model_fields_set == {"origins"}
        out = (
            ""
            if inner is None
            else f", except from {', '.join(inner.origins or ())}"
            if only_from
            else f", except {inner.words()}"
        )
        return f"{what}, {way}{out}"

    def on_goods(self, lanes: Lanes) -> Mask:
        """(good,) True for the goods of the lanes' table that the scope catches, wherever they move."""
        named = self.goods is not None and self.goods != ("goods",)
        return np.array(
            [
                (self.elements is None or bool(content & set(self.elements)))
                and (self.stages is None or stage in self.stages)
                and (self.hs6 is None or bool(codes & set(self.hs6)))
                and (not named or any(good == pattern or good.startswith(f"{pattern}/") for pattern in self.goods or ()))
                for good, stage, content, codes in zip(lanes.goods, lanes.stages, lanes.elements, lanes.codes, strict=True)
            ],
            dtype=np.bool_,
        )
