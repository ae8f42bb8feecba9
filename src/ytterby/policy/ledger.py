"""Ledger: the law a user has accepted on top of the shipped law, act by act; nothing is in force that is not accepted here.

One file, ``accepted.jsonl``, a line an act (accept or undo), only ever added to: it is the law and the log of how it came about.
A line half written when the machine stopped is no act, and the next act takes its place. Acts hold what was proposed and where
it was said (document, its digest, offsets, digest of the quote), not the sentences.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import FileIO
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from ytterby.errors import BadInput, BadLaw, Fault, UnknownName, near_miss
from ytterby.evidence import Reading
from ytterby.policy.instruments import Entry, Instrument, instrument_from
from ytterby.policy.proposal import Proposal
from ytterby.policy.timeline import Timeline

__all__ = ["Act", "Ledger"]

FILE = "accepted.jsonl"
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Cited(BaseModel):
    """Where a claim stands: document, SHA-256 of its bytes, offsets in its text, SHA-256 of the quote."""

    model_config = _FROZEN

    claim: str
    document: str
    sha256: str
    start: int
    end: int
    quote_sha256: str


class Act(BaseModel):
    """One line of the ledger. An accept carries a whole new ``law``, or one ``entry`` for the history of ``instrument``."""

    model_config = _FROZEN

    act: Literal["accept", "undo"]
    id: str
    on: datetime
    instrument: str
    effect: str = ""
    law: dict[str, Any] | None = None
    entry: dict[str, Any] | None = None
    replaces: bool = False
    mapping: str = ""
    claims: tuple[Cited, ...] = ()

    @model_validator(mode="after")
    def _carries_law(self) -> Act:
        if self.act == "accept" and (self.law is None) == (self.entry is None):
            raise ValueError("either law or entry")
        return self


class Ledger:
    """The acts in a folder. BadLaw if its file holds a line that is no act."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.acts: tuple[Act, ...] = tuple(_read(self.path))

    @property
    def standing(self) -> tuple[Act, ...]:
        """What is accepted and not undone, in order of acceptance."""
        kept: dict[str, Act] = {}
        for act in self.acts:
            if act.act == "undo":
                kept.pop(act.id, None)
            else:
                kept[act.id] = act
        return tuple(kept.values())

    def law(self, base: Timeline) -> Timeline:
        """The base law with everything accepted. BadLaw names each act that no longer fits, with the command that undoes it."""
        after, faults = base, []
        for act in self.standing:
            try:
                after = _applied(after, act)
            except BadInput as error:
                told = error.faults[0]
                remedy = f"{told.remedy} `ytterby news accept --undo {act.id}` takes it back."
                faults.append(Fault(f"{self.path}: {act.id} ({act.instrument})", told.found, told.expected, remedy))
        if faults:
            raise BadLaw(faults)
        return after

    def knows(self, proposal: Proposal, reading: Reading) -> bool:
        """True if what is proposed stands accepted already: the same law, or the same sentences on the same instrument."""
        cited = {one.quote_sha256 for one in _cited(proposal, reading)}
        same = {one.quote_sha256 for act in self.standing if act.instrument == proposal.instrument for one in act.claims}
        if cited <= same:
            return True
        made = proposal.amendment or proposal.instead
        return made is not None and _digest(proposal.instrument, made) in {act.id for act in self.standing}

    def tried(self, proposal: Proposal, reading: Reading, law: Timeline, today: date) -> Timeline:
        """A law with what is proposed, as accepting it would make it; nothing is written. BadInput if it does not fit."""
        return _applied(law, _act(proposal, reading, today))

    def accept(self, proposals: Iterable[Proposal], reading: Reading, today: date) -> tuple[str, ...]:
        """Writes what is proposed (where it contradicts the law, what it says instead), all or none; the ids it stands under."""
        acts = [_act(proposal, reading, today) for proposal in proposals]
        if acts:
            self._add(acts)
        return tuple(act.id for act in acts)

    def undo(self, name: str) -> Act:
        """Takes back what was accepted under an id; UnknownName if nothing stands under it."""
        standing = {act.id: act for act in self.standing}
        if name not in standing:
            remedy = near_miss(name, list(standing)) if standing else "Nothing is accepted."
            raise UnknownName(Fault(str(self.path), repr(name), "the id of something accepted", remedy))
        taken = standing[name]
        self._add([Act(act="undo", id=name, on=_now(), instrument=taken.instrument, effect=taken.effect)])
        return taken

    def _add(self, acts: Sequence[Act]) -> None:
        """Adds lines in one write, on the disk before it returns; a fault leaves the file as it was."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{json.dumps(act.model_dump(mode='json', exclude_defaults=True), ensure_ascii=False)}\n" for act in acts)
        with open(self.path, "ab", buffering=0) as out:
            _alone(out)
            whole = _whole(self.path.read_bytes())
            out.truncate(whole)
            try:
                left = memoryview(lines.encode())
                while left:
                    left = left[out.write(left) :]
                os.fsync(out.fileno())
            except OSError:
                out.truncate(whole)
                raise
        self.acts = tuple(_read(self.path))


def _alone(out: FileIO) -> None:
    """Waits until no other process adds to the file, where the platform can say so."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(out, fcntl.LOCK_EX)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _whole(raw: bytes) -> int:
    """Length of the lines that are whole."""
    return raw.rfind(b"\n") + 1


def _read(path: Path) -> Iterable[Act]:
    if not path.is_file():
        return
    raw = path.read_bytes()
    faults: list[Fault] = []
    for number, line in enumerate(raw[: _whole(raw)].splitlines(), start=1):
        try:
            yield Act.model_validate_json(line)
        except ValidationError as error:
            found = str(error.errors()[0]["msg"])
            faults.append(Fault(f"{path}:{number}", found, "an act of accepting or undoing", "Drop the line; the others stay."))
    if faults:
        raise BadLaw(faults)


def _applied(law: Timeline, act: Act) -> Timeline:
    return law.add(act.law) if act.law is not None else law.with_entry(act.instrument, act.entry or {})


def _cited(proposal: Proposal, reading: Reading) -> tuple[Cited, ...]:
    digests = {document.id: document.sha256 for document in reading.documents}
    claims = {claim.id: claim for claim in reading.claims}
    return tuple(
        Cited(
            claim=claim.id, document=claim.doc, sha256=digests[claim.doc], start=claim.start, end=claim.end,
            quote_sha256=hashlib.sha256(claim.quote.encode()).hexdigest(),
        )
        for claim in (claims[name] for name in proposal.claims)
    )  # fmt: skip


def _plain(made: Instrument | Entry) -> dict[str, Any]:
    return made.data() if isinstance(made, Instrument) else made.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _digest(instrument: str, made: Instrument | Entry) -> str:
    """A name for what would be law, wherever it was read: a new instrument by its content, an entry also by its instrument."""
    data = _plain(made)
    entries = data.pop("history", [data])
    bare = [{key: value for key, value in entry.items() if key not in ("source", "published")} for entry in entries]
    head = [data["kind"], data["issuer"], data.get("scope")] if isinstance(made, Instrument) else [instrument]
    return hashlib.sha256(json.dumps([*head, bare], sort_keys=True).encode()).hexdigest()[:8]


def _act(proposal: Proposal, reading: Reading, today: date) -> Act:
    """The act that accepting a proposal would be, cited to its documents; BadInput if it proposes nothing."""
    made, cited = proposal.amendment or proposal.instead, _cited(proposal, reading)
    if made is None:
        remedy = "Write it as a law file and give --law FOLDER."
        raise BadInput(Fault(proposal.instrument, "no entry that says this", "a change of law", remedy))
    named = {one.document for one in cited}
    days = [document.published for document in reading.documents if document.id in named and document.published]
    data = _plain(made)
    for entry in data["history"] if isinstance(made, Instrument) else [data]:
        entry["source"] = sorted(f"accepted/{name.replace(';', '_').strip()}" for name in named)
        entry["published"] = max(days, default=today).isoformat()
        if "condition" in (entry.get("set") or {}):
            where = ", ".join(f"{one.document} from character {one.start} to {one.end}" for one in cited)
            entry["set"]["condition"] = f"as stated in {where}"
    return Act(
        act="accept",
        id=_digest(proposal.instrument, made),
        on=_now(),
        instrument=proposal.instrument,
        effect=made.words() if isinstance(made, Entry) else instrument_from(data).history[0].words(),
        law=data if isinstance(made, Instrument) else None,
        entry=data if isinstance(made, Entry) else None,
        replaces=proposal.status == "contradicts",
        mapping=proposal.mapping,
        claims=cited,
    )
