"""Events: what a trigger of the law does to other instruments once its condition has come true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ytterby.errors import BadInput, Fault
from ytterby.policy.state import state_on
from ytterby.policy.terms import Applied, TriggerTerms

if TYPE_CHECKING:
    from ytterby.policy.timeline import Timeline

__all__ = ["fired"]


def fired(timeline: Timeline, trigger: str, on: date, source: str) -> Timeline:
    """The timeline with the entries that a trigger applies, each from its own day after the event."""
    state = state_on(timeline[trigger], on)
    terms = state.terms
    if not isinstance(terms, TriggerTerms):
        kind = timeline[trigger].kind
        raise BadInput(Fault(trigger, f"a {kind}", "a trigger", "Fire an instrument of kind trigger, or amend this one."))
    if not state.acts:
        raise BadInput(Fault(f"{trigger} on {on}", state.status, "a trigger in force", "Name a day on which it holds."))
    if not terms.applies:
        raise BadInput(
            Fault(trigger, "no 'applies'", "the entries that it adds", "State applies: [{instrument, set}] in its file.")
        )
    after = timeline
    for applied in terms.applies:
        after = after.with_entry(applied.instrument, _entry(applied, on, source, trigger))
    return after


def _entry(applied: Applied, on: date, source: str, trigger: str) -> dict[str, Any]:
    start = on + timedelta(days=applied.after_days)
    entry: dict[str, Any] = {"from": start, "source": source, "note": applied.note or f"Applied by {trigger}."}
    if applied.for_days is not None:
        entry["until"] = start + timedelta(days=applied.for_days)
    if applied.suspended is not None:
        entry["suspended"] = applied.suspended
    if "terms" in applied.model_fields_set:
        entry["set"] = applied.terms
    return entry
