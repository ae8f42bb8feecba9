"""Sources: every publication our figures and law rest on, read from ``data/sources/*.csv`` with one sidecar per file."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ytterby.errors import BadTable, Fault
from ytterby.months import last_day

__all__ = ["SOURCES", "Source", "last_day_of", "load_sources"]

SOURCES = Path(__file__).resolve().parents[1] / "data" / "sources"
COLUMNS = ("source_id", "title", "publisher", "date", "url", "retrieved_via")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SERIES = re.compile(r"\d{4}-(\d{4})")
DATES = "YYYY, YYYY-MM, YYYY-MM-DD, YYYY-YYYY (a series) or blank"


@dataclass(frozen=True)
class Source:
    """One publication: who said what, where, and since when it could be known.

    published : the last day of a partial date (``2025-04`` is 30 April), so that nothing leaks early; None if undated.
    accessed : the day the list it stands in was compiled; None if the publication was recalled and not seen again.
    confidence : low (recalled), medium (seen); a row of data that cites it may say more.
    """

    id: str
    publisher: str
    title: str
    url: str
    published: date | None
    accessed: date | None
    licence: str
    confidence: str


def last_day_of(text: str) -> date | None:
    """The last day a partial date can mean, of a series its last year's; None if blank or no date.

    >>> last_day_of("2025"), last_day_of("2025-04"), last_day_of("2025-04-04"), last_day_of("")
    (datetime.date(2025, 12, 31), datetime.date(2025, 4, 30), datetime.date(2025, 4, 4), None)
    """
    text = _SERIES.sub(r"\1", text.strip())
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, number = match.groups()
    try:
        if number:
            return date(int(year), int(month), int(number))
        if month and not 1 <= int(month) <= 12:
            return None
        return last_day(f"{year}-{month or '12'}")
    except ValueError:
        return None


def _sidecar(path: Path) -> dict[str, object]:
    import yaml

    side = path.with_suffix(".meta.yaml")
    if not side.exists():
        return {}
    found = yaml.safe_load(side.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _corrections(folder: Path, faults: list[Fault]) -> dict[tuple[str, str], tuple[str, str]]:
    """(source id, column) -> (was, is) from the ledger of errors that we found in the lists."""
    import yaml

    ledger = folder / "corrections.yaml"
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for number, row in enumerate(yaml.safe_load(ledger.read_text(encoding="utf-8")) or () if ledger.exists() else (), start=1):
        missing = [key for key in ("source_id", "column", "was", "is", "reason", "status") if not row.get(key)]
        if missing:
            remedy = "A correction says what was, what is, why, and whether it is open."
            faults.append(Fault(f"corrections.yaml: entry {number}", f"no {', '.join(missing)}", "a whole entry", remedy))
            continue
        found[row["source_id"], row["column"]] = (str(row["was"]), str(row["is"]))
    return found


def _corrected(
    row: dict[str, str], where: str, ledger: dict[tuple[str, str], tuple[str, str]], faults: list[Fault]
) -> dict[str, str]:
    """The row with the ledger's corrections; a fault if the list no longer says what was corrected."""
    mended = dict(row)
    for column in COLUMNS:
        change = ledger.get((row["source_id"], column))
        if change is not None and (row[column] or "").strip() != change[0]:
            found, expected = repr(row[column]), f"{change[0]!r}, which corrections.yaml mends"
            faults.append(Fault(f"{where}:{column}", found, expected, "Close or drop the correction."))
        elif change is not None:
            mended[column] = change[1]
    return mended


def _sources(path: Path, faults: list[Fault]) -> Iterator[Source]:
    meta = _sidecar(path)
    ledger = _corrections(path.parent, faults)
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if meta.get("sha256") not in (None, digest):
        faults.append(
            Fault(f"{path.name}:sha256", digest[:12], str(meta["sha256"])[:12], "The file changed: state its new sha256.")
        )
    compiled = meta.get("compiled")
    licence = str(meta.get("licence", "not stated"))
    try:
        reader = csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True), strict=True)
        lines = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.append(Fault(f"{path.name}:{line}", "bytes that are not UTF-8", "UTF-8 text", "Save the file as UTF-8."))
        return
    except csv.Error as error:
        faults.append(Fault(f"{path.name}:{reader.line_num}", str(error), "CSV", "Check the quotes of this row."))
        return
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        faults.append(
            Fault(f"{path.name}:1", f"no column {', '.join(missing)}", ", ".join(COLUMNS), "Write the columns in the header.")
        )
        return
    for number, listed in lines:
        where = f"{path.name}:{number}"
        row = _corrected(listed, where, ledger, faults)
        blank = [column for column in ("source_id", "title", "publisher") if not (row[column] or "").strip()]
        if blank:
            faults.append(Fault(where, f"blank {', '.join(blank)}", "an id, a title and a publisher", "Fill them in."))
            continue
        stated = (row["date"] or "").strip()
        published = last_day_of(stated)
        if stated and published is None:
            faults.append(Fault(f"{where}:date", repr(stated), DATES, "Write the date so, or leave it out."))
        recalled = row["title"].startswith("recalled:") or (row["retrieved_via"] or "").startswith("recalled")
        yield Source(
            id=row["source_id"].strip(),
            publisher=row["publisher"].strip(),
            title=row["title"].removeprefix("recalled:").strip(),
            url=(row["url"] or "").strip(),
            published=published,
            accessed=compiled if isinstance(compiled, date) and not recalled else None,
            licence=licence,
            confidence="low" if recalled else "medium",
        )


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source by its id, in the order of the files' names; the shipped ones unless a folder is given.

    Raises BadTable with every fault of every file: a missing column, an unreadable date, one id for two different publications,
    a file whose sha256 is not the one its sidecar states.

    >>> load_sources()["usgs_mcs2024"].published.year
    2024
    """
    return dict(_load(folder or SOURCES))


@cache
def _load(folder: Path) -> dict[str, Source]:
    found: dict[str, Source] = {}
    home: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.csv")):
        for source in _sources(path, faults):
            known = found.setdefault(source.id, source)
            if (known.title, known.published, known.url) != (source.title, source.published, source.url):
                faults.append(
                    Fault(
                        f"{path.name}:{source.id}",
                        "the same id for another publication",
                        f"the one in {home[source.id]}",
                        "Rename it.",
                    )
                )
            home.setdefault(source.id, path.name)
    if faults:
        raise BadTable(faults)
    return found
