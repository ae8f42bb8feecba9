"""Instrument: one law as its file says it, with the dated entries of its history; built from plain data, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError, field_validator, model_validator

from ytterby.errors import BadLaw, Fault, near_miss
from ytterby.evidence import load_sources
from ytterby.policy.scope import Place, Scope
from ytterby.policy.terms import TERMS, Kind, Terms, said

__all__ = ["WHAT_IF", "Entry", "Instrument", "instrument_from"]

WHAT_IF = "what-if"  # the source of an amendment nobody has published; it may carry a label: "what-if: truce lapses"
Where = Callable[[Sequence[str | int]], str]
GUESSED = 40  # faults of one part of a file for which we look for the near miss
SHOWN = 60  # characters of what was found
MOST_ENTRIES = 400  # of one instrument; the longest shipped history has some thirty
PLAIN_WORDS = {  # what pydantic says in a programmer's words
    "tuple_type": "a list|Write it as [one, two], or a line with a hyphen for each.",
    "figure": "a number, or keys such as {low, value, high}|Write a number without a unit, or say its range.",
    "model_type": "keys and values|Write it as {key: value}.",
    "dict_type": "keys and values|Write it as {key: value}.",
    "too_short": "at least one|Name what it holds for, or leave the key out where it means all.",
    "string_type": "words|Put it in quotes.",
    "bool_type": "true or false|Write true or false.",
    "bool_parsing": "true or false|Write true or false.",
    "float_type": "a number|Write digits, with a point for decimals.",
    "float_parsing": "a number|Write digits, with a point for decimals and no unit.",
    "finite_number": "a finite number|Leave the term out where there is no limit.",
    "date_type": "a day like 2025-04-04|Write year-month-day.",
    "date_parsing": "a day like 2025-04-04|Write year-month-day.",
    "date_from_datetime_parsing": "a day like 2025-04-04|Write year-month-day.",
    "date_from_datetime_inexact": "a day without an hour|Write year-month-day: law here counts by whole days.",
}
FROZEN = ConfigDict(frozen=True, extra="forbid")


class Entry(BaseModel):
    """One dated entry of an instrument's history: what changed on a day, and where that was said.

    start : first day (``from`` in a file).    until : first day on which it no longer holds; the terms before it return.
    source : ids of the publications that each state the entry.    until_source : where an end was announced later.
    published : day of publication, for a source that is not in the library.    suspended : the instrument rests, terms kept.
    terms : what the entry changes (``set`` in a file); ``set: null`` repeals the instrument.
    """

    model_config = FROZEN

    start: date = Field(alias="from")
    until: date | None = None
    source: tuple[str, ...] = Field(min_length=1)
    until_source: tuple[str, ...] | None = None
    published: date | None = None
    suspended: bool | None = None
    note: str | None = None
    terms: SerializeAsAny[Terms] | None = Field(None, alias="set")

    @field_validator("source", "until_source", mode="before")
    @classmethod
    def _ids(cls, found: Any) -> Any:
        return tuple(part.strip() for part in found.split(";") if part.strip()) if isinstance(found, str) else found

    @model_validator(mode="after")
    def _says_something(self) -> Entry:
        if self.until is not None and self.until <= self.start:
            raise ValueError(f"until after {self.start}|The entry would never hold: check the two dates.")
        if self.until_source is not None and self.until is None:
            raise ValueError("an until beside until_source|Name the day the entry ends.")
        if self.suspended is None and "terms" not in self.model_fields_set:
            raise ValueError("set or suspended|State what the entry changes; 'set: null' repeals.")
        return self

    @property
    def repeals(self) -> bool:
        """True if the entry revokes the whole instrument."""
        return "terms" in self.model_fields_set and self.terms is None

    def words(self) -> str:
        """What the entry does, in words: its terms, or that the instrument rests or is repealed, and until when."""
        parts = ["repealed"] if self.repeals else []
        if self.suspended is not None:
            parts.append("suspended" if self.suspended else "in force again")
        if self.terms is not None:
            parts.append(said(self.terms))
        if self.until is not None:
            parts.append(f"until {self.until}")
        return "; ".join(part for part in parts if part)

    def holds(self, day: date) -> bool:
        """True on the days from ``start`` up to, not including, ``until``."""
        return self.start <= day and (self.until is None or day < self.until)


class Instrument(BaseModel):
    """One law: what it is, whom it concerns, and its history in order of start, same days in the order of the file."""

    model_config = FROZEN

    id: str
    kind: Kind
    issuer: Place
    title: str = Field(min_length=3, max_length=300)
    scope: Scope = Scope.model_validate({})
    history: tuple[Entry, ...] = Field(min_length=1, max_length=MOST_ENTRIES)

    @field_validator("id")
    @classmethod
    def _path(cls, found: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(/[a-z0-9][a-z0-9.-]*)+", found):
            raise ValueError(
                "an id like chn/licence-2027|Write the issuer, a slash and a name in small letters, digits and hyphens."
            )
        return found

    @model_validator(mode="after")
    def _sorted(self) -> Instrument:
        object.__setattr__(self, "history", tuple(sorted(self.history, key=lambda entry: entry.start)))
        return self

    def data(self) -> dict[str, Any]:
        """The instrument as plain data, as a file would say it."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=False)


def instrument_from(data: Any, where: Where | None = None) -> Instrument:
    """The instrument that plain data describes; ``where`` turns a path into file and line. Raises BadLaw with every fault."""
    place: Where = where or (lambda path: ".".join(str(part) for part in path) or "instrument")
    if not isinstance(data, Mapping):
        raise BadLaw(
            Fault(place([]), type(data).__name__, "an instrument", "Start with id, kind, issuer, title, scope, history.")
        )
    faults: list[Fault] = []
    ready = dict(data)
    kind = ready.get("kind")
    if isinstance(kind, str) and kind not in TERMS:
        faults.append(Fault(place(["kind"]), repr(kind), "a kind of instrument", near_miss(kind, list(TERMS))))
        ready["kind"] = "tariff"
        kind = None
    history = ready.get("history")
    if isinstance(history, Sequence) and not isinstance(history, str) and len(history) <= MOST_ENTRIES:
        ready["history"] = [_entry(entry, index, kind, place, faults) for index, entry in enumerate(history)]
    try:
        built = Instrument.model_validate(ready)
    except ValidationError as error:
        raise BadLaw([*faults, *_faults(error, Instrument, (), place)]) from None
    faults += _rules(built, place)
    if faults:
        raise BadLaw(faults)
    return _with_borders(built)


def _entry(entry: Any, index: int, kind: Any, place: Where, faults: list[Fault]) -> Any:
    """The entry with its terms read as the kind's terms; their faults go to ``faults``."""
    if not isinstance(entry, Mapping) or entry.get("set") is None:
        return entry
    if not isinstance(kind, str):
        return {**entry, "set": Terms()}
    try:
        return {**entry, "set": TERMS[kind].model_validate(entry["set"])}
    except ValidationError as error:
        faults += _faults(error, TERMS[kind], ("history", index, "set"), place)
        return {**entry, "set": Terms()}


def _faults(error: ValidationError, model: type[BaseModel], prefix: tuple[str | int, ...], place: Where) -> Iterable[Fault]:
    every = error.errors(include_url=False)
    for number, found in enumerate(every):
        if found["type"] == "too_short" and any(
            other["loc"][: len(found["loc"])] == found["loc"] for other in every if other != found
        ):
            continue  # the list is short only because its parts are at fault
        path = (*prefix, *found["loc"])
        where, shown = place(path), _shown(found["input"])
        name = str(path[-1]) if path else ""
        if found["type"] == "extra_forbidden":
            yield Fault(
                where,
                repr(name[:SHOWN]),
                "a key we know",
                near_miss(name, _keys(model, found["loc"][:-1])) if number < GUESSED else "Drop it.",
            )
        elif found["type"] == "missing":
            yield Fault(where, "nothing", f"a value for {name!r}", "Add it.")
        else:
            kind = "figure" if found.get("ctx", {}).get("class_name") == "Figure" else str(found["type"])
            words = PLAIN_WORDS.get(kind, str(found["msg"]).removeprefix("Value error, "))
            expected, _, remedy = words.partition("|")
            yield Fault(where, shown, expected[:1].lower() + expected[1:], remedy or "See docs/rooms/policy.md for the terms.")


def _shown(found: Any) -> str:
    if isinstance(found, Mapping):
        return f"the keys {', '.join(str(key) for key in found)}"
    text = repr(found.isoformat() if isinstance(found, date) else found)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys a file may use at a path below a model."""
    here: type[BaseModel] = model
    for part in path:
        field = next((f for n, f in here.model_fields.items() if part in (n, f.alias)), None)
        inner = _models(field.annotation) if field else []
        if inner:
            here = inner[0]
    return [field.alias or name for name, field in here.model_fields.items()]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]


def _rules(built: Instrument, place: Where) -> Iterable[Fault]:
    """Faults that one field alone does not show: unknown sources, a duty at a foreign border."""
    library = load_sources()
    for index, entry in enumerate(built.history):
        cited = [("source", entry.source), ("until_source", entry.until_source or ())]
        for name, ids in cited:
            for found in ids:
                if found not in library and entry.published is None and not found.startswith(WHAT_IF):
                    remedy = f"{near_miss(found, list(library)).split(' Known')[0]} Or state 'published', the day it appeared."
                    yield Fault(place(["history", index, name]), repr(found), "the id of a source we know", remedy.strip())
        direction = getattr(entry.terms, "direction", None) or ("export" if built.kind == "quota" else "import")
        ends = built.scope.destinations if direction == "import" else built.scope.origins
        at_border = built.kind == "tariff" or (built.kind == "quota" and getattr(entry.terms, "direction", None) is not None)
        if at_border and ends is not None and ends != (built.issuer,) and entry.terms is not None:
            side = "destinations" if direction == "import" else "origins"
            yield Fault(
                place(["scope", side]),
                repr(list(ends)),
                f"{side}: [{built.issuer}], where {built.issuer} levies a duty or counts a quota",
                f"Drop it, or write the {direction} duty as a law of another issuer.",
            )
            return


def _with_borders(built: Instrument) -> Instrument:
    """The instrument with the issuer's own border where its scope leaves it out: a duty is levied, an export stopped, at home."""
    directions = {getattr(entry.terms, "direction", None) for entry in built.history} - {None}
    levied_at_entry = (built.kind == "tariff" and "export" not in directions) or (
        built.kind == "quota" and "import" in directions
    )
    side = "destinations" if levied_at_entry else "origins"
    stated = getattr(built.scope, side)
    if stated is not None or built.kind in ("support", "stockpile", "trigger"):
        return built
    if built.kind in ("export_licence", "ban") and built.scope.except_ is not None and built.scope.except_.origins:
        return built  # a rule on foreign-made goods says so: except: {origins: [issuer]}
    if built.kind == "quota" and any(getattr(entry.terms, "counts", None) == "production" for entry in built.history):
        side = "destinations"
    scope = built.scope.model_copy(update={side: (built.issuer,)})
    return built.model_copy(update={"scope": scope})
