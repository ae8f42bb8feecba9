"""The brief in plain words, for a terminal, a mail or a Markdown file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ytterby.faces.briefing import KINDS, NAMES, Citations, impact_rest, kinds, law_path, law_step
from ytterby.faces.numbers import month_name, plural, quantity

if TYPE_CHECKING:
    from ytterby.brief import Brief, ImpactEntry

__all__ = ["render_markdown", "render_text"]

_FEW_CLAIMS = 12  # a terminal shows this many claims; json, md and html show all


def render_text(brief: Brief, width: int = 96) -> str:
    """The brief as text wrapped to ``width``: the answer first, sources last."""
    said = f"{brief.answer} {brief.more}".strip()
    out: list[str] = [*_wrap(brief.title, width), "=" * min(len(brief.title), width), "", *_wrap(said, width), ""]
    out += [*_wrap(_basis(brief), width), ""]
    for heading, items in _sections(brief, _FEW_CLAIMS):
        out += [*_wrap(heading.upper(), width), ""]
        for item in items:
            out += _wrap(item, width, "- ", "  ")
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def render_markdown(brief: Brief) -> str:
    """The brief as Markdown: a heading per section, a list item per entry."""
    more = [_flat(brief.more), ""] if brief.more else []
    out = [f"# {_flat(brief.title)}", "", f"**{_flat(brief.answer)}**", "", *more, f"*{_flat(_basis(brief))}*", ""]
    for heading, items in _sections(brief, len(brief.claims)):
        out += [f"## {heading}", "", *(f"- {_flat(item)}" for item in items), ""]
    return "\n".join(out).rstrip() + "\n"


def _sections(brief: Brief, most_claims: int) -> Iterator[tuple[str, list[str]]]:
    cites = Citations(brief)
    if brief.instruments:
        yield "Law the reports speak of", [_instrument(brief, at, cites) for at in range(len(brief.instruments))]
    for kind, entries in kinds(brief).items():
        numbered = any(law_path(entry) for entry in entries)
        heading = KINDS.get(kind, ("More",))[0]
        yield f"{heading} ({' → '.join(NAMES.values())})" if numbered else heading, [_impact(entry, cites) for entry in entries]
    if brief.advice:
        yield "What to do", [_advice(brief, at, cites) for at in range(len(brief.advice))]
    if brief.conflicts:
        yield (
            "Where reports meet or disagree",
            [
                f"{entry.type}: “{entry.quote_a}” against “{entry.quote_b}”. {entry.why} Used: {entry.used or 'neither'}. "
                f"{cites.plain((entry.a, entry.b, *entry.cites))}"
                for entry in brief.conflicts
            ],
        )
    if brief.uncertain:
        yield "What is not certain", list(brief.uncertain)
    claims = [f"C{at} {entry.text} — “{entry.quote}” {cites.plain(entry.cites)}" for at, entry in enumerate(brief.claims, 1)]
    if claims:
        more = len(claims) - most_claims
        left = [f"... and {plural(more, 'more claim')} (--format json, md or html shows all)"] if more > 0 else []
        yield "Claims read", claims[:most_claims] + left
    if brief.unread:
        yield "Not read", list(brief.unread)
    yield (
        "Documents",
        [
            f"D{at} {entry.path}, {month_name(entry.published) if entry.published else 'undated'} ({entry.basis}), "
            f"{plural(entry.claims, 'claim')}"
            for at, entry in enumerate(brief.documents, 1)
        ],
    )
    if brief.sources:
        yield (
            "Sources",
            [
                f"[{at}] {entry.publisher}: {entry.title}, {entry.published or 'undated'}. {entry.url}".rstrip()
                for at, entry in enumerate(brief.sources, 1)
            ],
        )
    if brief.runs:
        yield "Runs behind the numbers", [f"{name}: {digest}" for name, digest in brief.runs.items()]


def _basis(brief: Brief) -> str:
    read = f"{plural(len(brief.documents), 'document')} read, {plural(len(brief.claims), 'claim')}"
    return f"As of {month_name(brief.as_of)} ({brief.as_of_basis}). {read}, {plural(len(brief.conflicts), 'meeting')} of claims."


def _instrument(brief: Brief, at: int, cites: Citations) -> str:
    entry = brief.instruments[at]
    when = f" from {entry.start}" if entry.start else ""
    when += f" until {entry.until}" if entry.until else ""
    told = ". ".join(part.rstrip(".") for part in (entry.effect, entry.mapping) if part)
    return f"I{at + 1} [{entry.status}] {entry.title}{when}. {told}. {cites.plain(entry.cites)}"


def _impact(entry: ImpactEntry, cites: Citations) -> str:
    step = law_step(entry)
    path = " → ".join(text for _, text in law_path(entry))
    numbers = f" {path}{f', {step}' if step else ''}." if path else ""
    rest = impact_rest(entry)
    told = ", ".join(part for part in (entry.text.rstrip("."), rest) if part)
    return f"{told}.{numbers} {cites.plain(entry.cites)}".rstrip()


def _advice(brief: Brief, at: int, cites: Citations) -> str:
    entry = brief.advice[at]
    facts = []
    if entry.by:
        facts.append(f"by {month_name(entry.by)}")
    if entry.cost_kusd is not None:
        facts.append(f"costs {quantity(entry.cost_kusd, 'kUSD')}")
    if entry.shortage_averted_t is not None:
        facts.append(f"averts {quantity(entry.shortage_averted_t, 't')} of shortage")
    told = f" ({', '.join(facts)})" if facts else ""
    return f"{at + 1}. {entry.action}{told}: {entry.text} {cites.plain(entry.cites)}"


def _wrap(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return textwrap.wrap(flat, width, initial_indent=first, subsequent_indent=later, break_long_words=False) or [""]


def _flat(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("<", "&lt;").replace("[", "\\[").replace("`", "\\`").replace("*", "\\*")
    return " ".join(escaped.split())
