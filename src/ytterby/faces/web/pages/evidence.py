"""/evidence: what was said, word for word, and which reports disagree."""

from __future__ import annotations

from ytterby.faces.briefing import Citations
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, plural
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.cards import solved_sheet
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce

__all__ = ["evidence_page"]


def evidence_page(desk: Desk, asked: Asked) -> Page:
    """The claims of the brief on the bundled reports, by kind (``k``), with the conflicts between them first."""
    brief = desk.sample_brief()
    kinds = sorted({claim.kind for claim in brief.claims})
    kind = asked.one("k", "Kind of claim", {"": "all", **{one: one.replace("_", " ") for one in kinds}}, "")
    shown = [claim for claim in brief.claims if not kind or claim.kind == kind]
    at = {claim.id: f"C{place}" for place, claim in enumerate(brief.claims, 1)}
    keys = {
        "id": "claim",
        "quote": "quote",
        "text": "reading",
        "kind": "kind",
        "modality": "modality",
        "speaker": "speaker",
        "date": "date",
    }
    heads = columns(keys) + columns({"confidence": ("confidence", ""), "document": "document", "start": ("from character", "")})
    claims = Sheet.of(heads, ({**{c.key: getattr(claim, c.key) for c in heads}, "id": at[claim.id]} for claim in shown))
    pairs = columns(
        {"type": "type", "quote_a": "one says", "quote_b": "the other says", "reason": "why they meet", "used": "the model uses"}
    )
    met = ({**{c.key: getattr(entry, c.key, "") for c in pairs}, "reason": entry.why} for entry in brief.conflicts)
    conflicts = Sheet.of(pairs, met)
    hard = sum(entry.type == "conflict" for entry in brief.conflicts)
    return Page(
        name="evidence",
        question="What do we know, how sure are we, and which reports disagree?",
        answer=f"{plural(len(brief.documents), 'document')} carry {plural(len(brief.claims), 'claim')}; "
        f"in {plural(len(brief.conflicts), 'pair')} two claims meet, and in {hard} they disagree.",
        vintage=f"as of {month_name(brief.as_of)}",
        lead="Both sides of a conflict stay. Every quote is verbatim at the place named.",
        controls=tuple(asked.controls),
        figures=(
            Figure(
                "claims",
                "What was said, word for word",
                "Each quote stands in its document at the character named.",
                "",
                claims,
                None,
            ),
            Figure(
                "cards",
                "What reports say of one thing, side by side",
                "A row a side: who says it, how law or world stand to it, what the market gives under it where solved.",
                "",
                solved_sheet(brief),
                None,
            ),
            Figure("conflicts", "The pairs as a table", "With what the model uses.", "", conflicts, None),
        ),
        reproduce=Reproduce(
            f"ytterby news read {' '.join(entry.path for entry in brief.documents)}",
            f"import ytterby as yt\nyt.read({[entry.path for entry in brief.documents]!r}).claims",
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
        template="evidence.html",
        extra={"brief": brief, "cites": Citations(brief)},
    )
