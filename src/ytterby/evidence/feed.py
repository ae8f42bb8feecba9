"""RSS and Atom -> items: title, text, address and date of each; an item that does not parse leaves the others whole."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from ytterby.errors import Fault

__all__ = ["Item", "is_feed", "items"]

_FEED = re.compile(r"<(?:(rss|feed|rdf:RDF)|html|body)[\s>]", re.I)
_OPENING = re.compile(r"<(?:[\w-]+:)?(item|entry)(?=[\s>])", re.I)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{1,30};)")
_BARE = re.compile(r"&(?![A-Za-z]\w{0,30};|#\d{1,7};|#x[0-9A-Fa-f]{1,6};)")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BODY = ("encoded", "content", "description", "summary")  # the fullest text first
_DATE = ("pubdate", "published", "date", "issued", "updated", "modified")
MOST_ITEMS = 1_000  # of one feed; feeds carry ten to a hundred


@dataclass(frozen=True)
class Item:
    """One item of a feed: ``body`` is HTML or plain text, ``stated`` the date as written."""

    title: str
    body: str
    link: str
    stated: str | None


def is_feed(text: str) -> bool:
    """Whether a text is an RSS or Atom feed."""
    found = _FEED.search(text[:20_000]) if text[:200].lstrip("\ufeff \t\r\n").startswith("<") else None
    return found is not None and found[1] is not None


def items(text: str, where: str) -> tuple[list[Item], list[Fault]]:
    """The items of a feed in order, and a fault for each that cannot be read.

    Each item is parsed by itself. What stands outside them, a document type with entities above all, is never parsed, so an
    entity that a feed defines means nothing.
    """
    openings = list(_OPENING.finditer(text))
    faults: list[Fault] = []
    if len(openings) > MOST_ITEMS:
        remedy = f"The first {MOST_ITEMS:,} were read."
        faults.append(Fault(where, f"{len(openings):,} items", f"at most {MOST_ITEMS:,}", remedy))
    found: list[Item] = []
    for number, opening in enumerate(openings[:MOST_ITEMS]):
        stop = openings[number + 1].start() if number + 1 < len(openings) else len(text)
        segment = text[opening.start() : stop]
        close = re.search(rf"</(?:[\w-]+:)?{opening[1]}\s*>", segment, re.I)
        try:
            found.append(_item(segment[: close.end()] if close else segment))
        except expat.ExpatError as error:
            at = f"{where}: item {number + 1}"
            faults.append(
                Fault(at, f"XML that does not parse ({error})", "an item with a title or text", "The other items were read.")
            )
    return found, faults


def _item(segment: str) -> Item:
    """The item of one stretch of XML; what was whole before a fault is kept, ExpatError if nothing was."""
    fields: dict[str, str] = {}
    trail: list[str] = []
    heard: list[str] = []
    links: list[str] = []

    def opened(name: str, told: dict[str, Any]) -> None:
        local = name.rpartition(":")[2].lower()
        if len(trail) >= 2:
            heard.append(f"<{local}>")  # XHTML inside Atom
        elif len(trail) == 1:
            heard.clear()
            if local == "link" and told.get("href") and told.get("rel", "alternate") == "alternate":
                links.append(str(told["href"]))
        trail.append(name)

    def closed(name: str) -> None:
        trail.pop()
        prefix, _, local = name.lower().rpartition(":")
        if len(trail) >= 2:
            heard.append(f"</{local}>")
        elif len(trail) == 1 and prefix in ("", "atom", "content", "dc", "dcterms", "rss"):
            fields.setdefault(local, "".join(heard).strip())

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, heard.append
    plain = _NAMED.sub(lambda m: html.escape(html.unescape(m[0])), _CONTROLS.sub(" ", segment))
    try:
        parser.Parse(_BARE.sub("&amp;", plain).encode("utf-8"), True)
    except expat.ExpatError:
        if not any(fields.get(name) for name in ("title", *_BODY)):
            raise
    link = (links or [fields.get("link", "") or fields.get("guid", "")])[0]
    body = next((fields[name] for name in _BODY if fields.get(name)), "")
    return Item(fields.get("title", ""), body, link, next((fields[name] for name in _DATE if fields.get(name)), None))
