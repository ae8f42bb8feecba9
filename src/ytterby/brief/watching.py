"""Watch: read feeds and folders, keep what is new, and say what of it changes the law, contradicts, or moves what is at stake."""

from __future__ import annotations

import contextlib
import hashlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType

from ytterby.brief.inbox import Inbox, Kept
from ytterby.brief.live import fetch, is_address
from ytterby.brief.stakes import Moved, Stake, moved
from ytterby.errors import Fault, MissingExtra, YtterbyError
from ytterby.evidence import Conflict, Document, conflicts, documents, extract
from ytterby.policy import Proposal, Timeline, propose
from ytterby.study import Run, run
from ytterby.world import World

__all__ = ["Alert", "News", "watch"]

MOST_TRIES = 10  # a file whose reading ended the process so often is set aside; people stop a watch now and then too
READ_SECONDS = 60  # for the claims of one document; a long report takes some seconds
COMPARED = 300  # newest documents that a new one is compared with
BATCH = 50  # new documents compared at a time
MOST_CLAIMS = 3_000  # claims that a batch is compared with: some 150 long articles' worth
SUFFIXES = (".txt", ".md", ".html", ".htm", ".xml", ".rss", ".atom", ".pdf")


@dataclass(frozen=True)
class Alert:
    """A document whose law would move what is at stake, simulated as a what-if: nothing of it is in force."""

    document: str
    path: str
    instruments: tuple[str, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class News:
    """What one look found: new documents, what they would change in the law, disagreements, alerts, and faults by source.

    changes : (document, proposal), new law and contradictions.    conflicts : disagreements with a new document in them.
    """

    as_of: date
    kept: tuple[Kept, ...]
    changes: tuple[tuple[str, Proposal], ...]
    conflicts: tuple[Conflict, ...]
    alerts: tuple[Alert, ...]
    faults: tuple[Fault, ...]


def watch(
    sources: Sequence[str],
    inbox: Inbox,
    law: Timeline,
    as_of: date,
    world: Callable[[], World] | None = None,
    stakes: Sequence[Stake] = (),
    at_least: float = 0.05,
) -> News:
    """One look at files, folders and feeds (https addresses need the extra ``live``).

    New documents go into the inbox first, one by one; a source or document that cannot be read is named among the faults and
    never stops the others. What is in the inbox and was never told is told again, so nothing is lost if a look is cut short:
    `Inbox.tell` notes what has been printed. With ``stakes`` (and the world they are of), each document's law is simulated.
    """
    faults: list[Fault] = []
    for source in sources:
        try:
            faults += _take(source, inbox, as_of)
        except MissingExtra:
            raise
        except YtterbyError as error:
            faults += getattr(error, "faults", (Fault(source, str(error), "a source that can be read", "The others were read."),))
        except OSError as error:
            faults.append(Fault(source, error.strerror or str(error), "a source that can be read", "The others were read."))
    kept = inbox.untold()
    known = law.known_on(as_of)
    changes = tuple(
        (one.document.id, proposal)
        for one in kept
        for proposal in propose(one.claims, known, one.document.published or as_of)
        if proposal.status != "same"
    )
    alerts, failed = _alerts(kept, changes, known, world, stakes, at_least)
    return News(as_of, kept, changes, _disagreements(inbox, kept), alerts, (*faults, *failed))


def _take(source: str, inbox: Inbox, today: date) -> list[Fault]:
    """Reads what is new at a source into the inbox; a fault for each part that cannot be read."""
    if is_address(source):
        found = fetch(source, *inbox.stamps(source))
        faults = _file(source, source, found.raw, inbox, today) if found.raw is not None else []
        inbox.stamp(source, found.etag, found.modified)
        return faults
    path = Path(source)
    if not path.exists():
        return [Fault(source, "no such file or folder", "a file, a folder or an https address", "Check the path.")]
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()) if path.is_dir() else [path]
    faults = []
    for one in files:
        try:
            faults += _file(one.stem, str(one), one.read_bytes(), inbox, today)
        except OSError as error:
            faults.append(Fault(str(one), error.strerror or str(error), "a readable file", "Check its permissions."))
    return faults


def _file(name: str, shown: str, raw: bytes, inbox: Inbox, today: date) -> list[Fault]:
    sha256 = hashlib.sha256(raw).hexdigest()
    if inbox.done(sha256):
        return []
    if inbox.begin(sha256) > MOST_TRIES:
        inbox.end(sha256)
        return [Fault(shown, f"a file whose reading failed {MOST_TRIES} times", "a document", "It is set aside; paste its text.")]
    stem = Path(name.rstrip("/")).name or "feed"
    found, faults = documents(stem, shown, raw, None)
    for document in found:
        if not inbox.knows(document.text):
            fault = _read(document, inbox, today)
            faults += [fault] if fault else []
    inbox.end(sha256)
    return faults


def _read(document: Document, inbox: Inbox, today: date) -> Fault | None:
    """Keeps a document with its claims; without them, and with a fault, if finding them fails or takes too long."""
    try:
        with _at_most(READ_SECONDS):
            claims = extract(document)
    except Exception as error:  # whatever a text does to the reader, the others are read and the text is kept
        told = f"a text that the reader could not finish ({type(error).__name__})"
        inbox.keep(document, (), today, told)
        return Fault(document.path, told, "claims", "It is kept without claims; tell us of it.")
    inbox.keep(document, claims, today)
    return None


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """TimeoutError after so many seconds, where the platform and the thread allow an alarm."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _disagreements(inbox: Inbox, kept: Sequence[Kept]) -> tuple[Conflict, ...]:
    """Conflicts of new documents among themselves and with the newest of the others."""
    fresh = {claim.id for one in kept for claim in one.claims}
    if not fresh:
        return ()
    numbers = {one.number for one in kept}
    before = [one for one in inbox.newest(COMPARED) if one.number not in numbers]
    others = [claim for one in before for claim in one.claims]
    days = {one.document.id: one.document.published for one in (*before, *kept)}
    found: dict[tuple[str, str], Conflict] = {}
    for at in range(0, len(kept), BATCH):
        new = [claim for one in kept[at : at + BATCH] for claim in one.claims]
        pairs = conflicts([*new, *others], days)  # new ones first: of many like pairs the first are told
        found |= {(pair.a, pair.b): pair for pair in pairs if pair.type == "conflict" and {pair.a, pair.b} & fresh}
        others = [*others, *new][-MOST_CLAIMS:]
    return tuple(found.values())


def _alerts(
    kept: Sequence[Kept],
    changes: Sequence[tuple[str, Proposal]],
    known: Timeline,
    world: Callable[[], World] | None,
    stakes: Sequence[Stake],
    at_least: float,
) -> tuple[tuple[Alert, ...], tuple[Fault, ...]]:
    """What each document's new law would do to what is at stake, and a fault for each whose law cannot be solved."""
    if world is None or not stakes or not any(proposal.status == "new" for _, proposal in changes):
        return (), ()
    there = world()
    bases: dict[tuple[str, ...] | None, Run] = {}
    for stake in stakes:
        if stake.months not in bases:
            bases[stake.months] = run(there, known, stake.months)
    before = [stake.results(bases[stake.months]) for stake in stakes]
    found: list[Alert] = []
    faults: list[Fault] = []
    for one in kept:
        new = [proposal for name, proposal in changes if name == one.document.id and proposal.status == "new"]
        if not new:
            continue
        try:
            law = known.accept(new)
            hit = {months: run(there, law, base.months, after=base) for months, base in bases.items()}
        except YtterbyError as error:
            told = f"law that cannot be simulated ({error})"
            faults.append(Fault(one.document.path, told, "a certified equilibrium", "See `ytterby news accept --dry-run`."))
            continue
        after = [stake.results(hit[stake.months]) for stake in stakes]
        rows = [row for was, now in zip(before, after, strict=True) for row in moved(was, now, at_least)]
        if rows:
            found.append(Alert(one.document.id, one.document.path, tuple(p.instrument for p in new), tuple(rows)))
    return tuple(found), tuple(faults)
