"""A child process that turns untrusted bytes into text under caps: ``python -m ytterby.evidence.child KIND SECONDS MB``.

A file made to exhaust its reader (a PDF whose streams unpack to gigabytes, a page of a million open brackets) ends the child,
not the program. Bytes come in on standard input, JSON goes out on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from ytterby.errors import BadDocument, Fault

__all__ = ["Converted", "converted"]

CPU_SECONDS = 20  # a 200-page report takes 2 to 5
WALL_SECONDS = 120  # a loaded machine may give the child a sixth of a processor
MEGABYTES = 1_000  # of address space; a 200-page report takes 200
MOST_PAGES = 200
LARGEST_TEXT = 1_000_000  # code points read of one document: some 200 articles' worth


@dataclass(frozen=True)
class Converted:
    """What a child found: text, the parts of a page of HTML (start, end, kind), the day the file states, a note."""

    text: str
    parts: tuple[tuple[int, int, str], ...]
    stated: str | None
    note: str


def converted(kind: str, path: str, raw: bytes) -> Converted:
    """The text of a ``pdf`` or of ``html`` bytes, made in a child; BadDocument if it holds none, or asks for too much."""
    command = [sys.executable, "-m", "ytterby.evidence.child", kind, str(CPU_SECONDS), str(MEGABYTES)]
    remedy = "Save it again with another program, or paste its text."
    asks = Fault(path, "a file that asks for too much time or memory", f"at most {CPU_SECONDS} s and {MEGABYTES} MB", remedy)
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise BadDocument(asks) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise BadDocument(asks) from None
    if told.get("fault") == "memory":
        raise BadDocument(asks)
    if "fault" in told:
        raise BadDocument(Fault(path, told["fault"], "a document with text", told.get("remedy", remedy)))
    return Converted(
        told["text"], tuple((a, b, k) for a, b, k in told.get("parts", ())), told.get("stated"), told.get("note", "")
    )


def _limit(seconds: int, megabytes: int) -> None:
    """Caps this process; where the platform has no such caps the parent's clock is the only one."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, megabytes * 2**20), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _pdf(raw: bytes) -> dict[str, Any]:
    import logging
    import re
    from io import BytesIO

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "a PDF locked by a password", "remedy": "Save it without the password."}
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        return {"fault": f"a PDF that does not parse ({type(error).__name__})"}
    pages: list[str] = []
    broken: list[int] = []
    for number in range(min(count, MOST_PAGES)):
        try:
            pages.append(reader.pages[number].extract_text() or "")
        except MemoryError:
            raise
        except Exception:
            broken.append(number + 1)
        if sum(map(len, pages)) > LARGEST_TEXT:
            break
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(pages))
    if not text.strip():
        which = f"pages {', '.join(map(str, broken[:5]))} that do not parse" if broken else f"{count} pages without any text"
        return {
            "fault": f"a PDF of {which}: it may be a scan",
            "remedy": "Give a PDF with text, or run text recognition on it first.",
        }
    notes = [f"pages {', '.join(map(str, broken[:5]))} do not parse"] if broken else []
    if count > MOST_PAGES:
        notes.append(f"only the first {MOST_PAGES} of {count} pages were read")
    blank = sum(not page.strip() for page in pages)
    if blank:
        notes.append(f"{blank} of {len(pages)} pages hold no text (scans or pictures)")
    return {"text": text, "note": "; ".join(notes)}


def _html(raw: bytes) -> dict[str, Any]:
    from ytterby.evidence.markup import page

    text, parts, stated = page(raw.decode("utf-8"))
    return {"text": text, "parts": [(part.start, part.end, part.kind) for part in parts], "stated": stated}


def main(kind: str, seconds: str, megabytes: str) -> None:
    """Read bytes from standard input, write what they hold to standard output as JSON."""
    _limit(int(seconds), int(megabytes))
    try:
        told = (_pdf if kind == "pdf" else _html)(sys.stdin.buffer.read())
        out = json.dumps(told)
    except MemoryError:
        out = '{"fault": "memory"}'
    sys.stdout.write(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
