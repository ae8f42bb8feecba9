"""What accepting a set of documents would make law, proposal by proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ytterby import months as calendar
from ytterby.brief.asof import as_of_date
from ytterby.errors import BadInput, Fault, UnknownName, near_miss
from ytterby.evidence import Claim, Reading, read
from ytterby.policy import Ledger, Proposal, load_timeline, propose

__all__ = ["Verdict", "Weighing", "weigh"]

ON_LAW = ("tariff", "export_control", "licence_term", "exclusion")


@dataclass(frozen=True)
class Verdict:
    """What would become of a proposal: ``accept``, ``already`` law, ``contradicts`` it, or ``cannot`` be law; and why."""

    proposal: Proposal
    verdict: Literal["accept", "already", "contradicts", "cannot"]
    why: str = ""


@dataclass(frozen=True)
class Weighing:
    """What was read, the day its claims were compared with the law, and what would become of each proposal."""

    reading: Reading
    as_of: date
    verdicts: tuple[Verdict, ...]

    @property
    def left(self) -> tuple[Claim, ...]:
        """Claims on law of which nothing became a proposal: no party is named, or no instrument can say it."""
        used = {name for found in self.verdicts for name in found.proposal.claims}
        return tuple(claim for claim in self.reading.claims if claim.kind in ON_LAW and claim.id not in used)

    def accept(self, ledger: Ledger) -> tuple[str, ...]:
        """Makes law of what can be, all or none; the ids under which it can be taken back."""
        kept = (found.proposal for found in self.verdicts if found.verdict == "accept")
        return ledger.accept(kept, self.reading, date.today())


def weigh(
    paths: Sequence[Path | str],
    ledger: Ledger,
    published: str | date | None = None,
    as_of: str | date | None = None,
    only: Sequence[str] = (),
    replace: bool = False,
) -> Weighing:
    """What accepting the law that documents announce would come to; nothing is written before ``accept``.

    Claims are compared with the shipped law and all that was accepted before. ``only`` keeps the proposals of these
    instruments; UnknownName if none is proposed under such an id.
    """
    reading = read(paths, published)
    when, _ = as_of_date(reading, calendar.day(as_of) if as_of is not None else None)
    base = load_timeline()
    proposals = propose(reading.claims, ledger.law(base), when)
    named = sorted({proposal.instrument for proposal in proposals})
    unknown = [
        Fault("--only", repr(name), "an instrument that is proposed", near_miss(name, named))
        for name in only
        if name not in named
    ]
    if unknown:
        raise UnknownName(unknown)
    found: list[Verdict] = []
    after = ledger.law(base)
    for proposal in proposals:
        if only and proposal.instrument not in only:
            continue
        verdict = _verdict(proposal, reading, ledger, replace)
        if verdict.verdict == "accept":
            try:
                after = ledger.tried(proposal, reading, after, date.today())
            except BadInput as error:
                verdict = Verdict(proposal, "cannot", str(error.faults[0]))
        found.append(verdict)
    return Weighing(reading, when, tuple(found))


def _verdict(proposal: Proposal, reading: Reading, ledger: Ledger, replace: bool) -> Verdict:
    if proposal.status == "same" or ledger.knows(proposal, reading):
        return Verdict(proposal, "already")
    if proposal.status == "contradicts" and proposal.instead is None:
        return Verdict(proposal, "cannot", "no single entry says this: write it as a law file and give --law FOLDER")
    if proposal.status == "contradicts" and not replace:
        return Verdict(proposal, "contradicts", "the law says otherwise: --replace takes the claim's word")
    return Verdict(proposal, "accept")
