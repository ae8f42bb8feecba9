"""Who does what to whom: actors and targets of a claim, from subject, owner, agent, origin and destination."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ytterby.evidence.context import Context
from ytterby.evidence.lexicon import Mention
from ytterby.evidence.view import View, ids_of, joined

__all__ = ["roles"]

Ids = tuple[str, ...]

_MEASURE = re.compile(
    r"\b(?:counter ?)?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|controls?|curbs?|restrictions?|bans?|licen[cs]ing|licen[cs]es?"
    r"|permits?|quotas?|embargo(?:es)?|prohibitions?|sanctions|regime"
    r"|requirements?|regulations?|measures?|response|efforts?|decision|moves?|royalt(?:y|ies))\b",
    re.I,
)
_FLOW = re.compile(
    r"\b(?P<flow>imports?|purchases|exports?|shipments?|sales|cargoes|deliveries|outbound|inbound"
    r"|volumes?)\b",
    re.I,
)
_HELD = re.compile(
    r"\b(?:share|output|production|exports|imports|shipments|capacity|reserves|stocks|inventories|consumption|demand"
    r"|purchases|deliveries|dominance)\b",
    re.I,
)
_BOUGHT = re.compile(r"\b(?:import(?:ed|s)?|bought|buys|purchased|took|take|sourced)\b", re.I)
_BY = re.compile(r"\bby (?:the )?$", re.I)
_SOLD = re.compile(
    r"\b(?:imports?|goods|products?|magnets?|shipments?|cars|originating|made|produced|minerals?|materials?"
    r"|metals?)\b[^.;]{0,60}\b(?:from|in|of)\s+(?:the )?$",
    re.I,
)
_ON = re.compile(
    r"\b(?:on|against|from|to|over|for|goods of|products of|imports of)\s+(?:all |most |some |certain "
    r"|imported |select )*(?:the )?$",
    re.I,
)
_RELY = re.compile(
    r"\b(?:rel(?:y|ies|ied|iant|iance|ying)|depend\w*|expos\w+|vulnerab\w+|sourc\w+|import\w*|gets?"
    r"|obtains?)\b",
    re.I,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:not |also |now |still |explicitly |expressly |\w+ly )*(?:\w+ed|exempt|outside"
    r"|subject|given|put|set|held|left|shut|withdrawn|frozen|cut)\b",
    re.I,
)
_GIVEN = re.compile(
    r"\b(?:receiv\w+|obtain\w*|won|gets?|got|secur\w+|appl(?:y|ies|ied)|was given|were given|was granted"
    r"|were granted|was allotted)\b",
    re.I,
)
_PLEADED = re.compile(r"^\W*(?:it|they|he|she|both|neither|the two|this|these|those|its|their|we|our|i|you)\b", re.I)


def _before(view: View, item: Mention, width: int = 30) -> str:
    return view.text[max(view.start, item.start - width) : item.start]


def _others(items: Sequence[Mention], actors: Ids) -> Ids:
    return tuple(i for i in ids_of(items) if i not in actors)


def _agent(view: View) -> Ids:
    """Who acts in the passive: "imposed by X"."""
    for item in view.parties:
        if _BY.search(_before(view, item, 8)) and not item.adjective:
            return ids_of(joined(view.text, [m for m in view.parties if m.start >= item.start]))
    return ()


def _acting(view: View, context: Context, inherited: Ids) -> Ids:
    """Subject, agent, or whom the subject's words point to; else the subject of the clause before or the last party acting."""
    agent = _agent(view)
    if agent:
        return agent
    if not view.subject and re.search(r"\b(?:we|our|I)\b", view.words):
        return context.owner
    if (
        inherited
        and not view.subject
        and (
            view.clause.inherits
            or re.match(
                r"\W*(?:[\w ]{0,24}\b)?(?:it"
                r"|they)$",
                view.subject_text,
                re.I,
            )
        )
    ):
        return inherited
    back = context.who(view.subject_text)
    if back and (_PLEADED.match(view.subject_text) or not view.subject):
        return back
    return ids_of(view.subject)


def _owner(view: View, noun: re.Match[str] | None) -> list[Mention]:
    """The party that owns a noun: named right before it (China's strict export controls, a US tariff)."""
    if noun is None:
        return []
    at = view.start + noun.start()
    near = [m for m in view.parties if m.end <= at and at - m.end <= 34]
    if not near:
        return []
    between = view.text[near[-1].end : at]
    if re.search(
        r"[,;:()]|\b(?:to|of|in|on|from|by|and|with|for|that|which|has|have|had|is|was|will|would|said|against|face|faces"
        r"|need|needs)\b",
        between,
        re.I,
    ):
        return []
    if _ON.search(_before(view, near[-1], 24)):
        return []
    return [near[-1]]


def _law(view: View, context: Context, inherited: Ids, start: int) -> tuple[Ids, Ids]:
    """Who levies, controls or licenses, and whose goods or which buyers it meets. ``start``: where its own words start."""
    owner: list[Mention] = []
    for noun in _MEASURE.finditer(view.words, start - view.start):
        owner = _owner(view, noun)
        if owner:
            break
    sellers = [m for m in view.parties if _SOLD.search(_before(view, m, 70)) or _ON.search(_before(view, m, 24))]
    sellers += [m for m in view.parties if m not in sellers and any(_tied(view, s, m) for s in sellers)]
    actors = _agent(view) or ids_of(owner)
    if not actors:
        free = [m for m in view.subject if m not in sellers and not (_PASSIVE.search(view.words) and m.sort == "body")]
        acting = _acting(view, context, inherited)
        actors = ids_of(free) if free else tuple(i for i in acting if i not in ids_of(sellers))
    if not actors:
        actors = ids_of([m for m in view.parties if m.adjective and m not in sellers][:1])
    if not actors:
        law = context.law_of(view.words)
        told = (law.actors if law is not None else ()) or context.actor or context.owner
        actors = tuple(i for i in told if i not in ids_of(sellers)) or tuple(i for i in context.actor if i not in ids_of(sellers))
    met = _others(view.parties, actors)
    if not met and len(actors) == 1 and not view.mineral and re.search(r"\b(?:tariffs|duties)\b(?! on)", view.words, re.I):
        met = context.rival(actors)
    return actors, met


def _tied(view: View, first: Mention, other: Mention) -> bool:
    return (
        other.start > first.end
        and re.fullmatch(
            r"(?:,? (?:and "
            r"|or )?(?:the )?[\w .]{0,30})*",
            view.text[first.end : other.start],
        )
        is not None
    )


def _licence(kind: str, view: View, context: Context, inherited: Ids) -> tuple[Ids, Ids]:
    """Who gives licences or leaves out, and who gets them or is left out; a firm that got one acts itself."""
    law = context.law_of(view.words)
    told = law.actors if law is not None else ()
    bodies = [m for m in view.subject if m.sort == "body"]
    if kind == "licence_term" and bodies and _GIVEN.search(view.words):
        actors = ids_of(bodies)
    elif _agent(view):
        actors = _agent(view)
    else:
        owner = next((o for noun in _MEASURE.finditer(view.words) if (o := _owner(view, noun))), [])
        passive = _PASSIVE.search(view.words) is not None
        subject = [m for m in view.subject if not (passive or _ON.search(_before(view, m, 24)))]
        again = (
            context.last is not None
            and context.last.kind == "licence_term"
            and re.match(r"\W*(?:it|they)\b", view.subject_text, re.I)
        )
        pointed = context.who(view.subject_text) if not view.subject and not passive and not again else ()
        carried = inherited if view.clause.inherits and not view.subject else ()
        met = ids_of(m for m in view.parties if m not in owner)
        told = tuple(i for i in told if i not in met) or tuple(i for i in context.issuer if i not in met)
        told = told or tuple(i for i in context.pair() if i not in met)[:1] or context.actor
        actors = ids_of(owner) or ids_of(subject) or carried or pointed or told or context.owner
    return actors, tuple(dict.fromkeys((*_others(view.parties, actors), *view.sectors)))


def _trade(view: View, context: Context, inherited: Ids) -> tuple[Ids, Ids]:
    """The importer acts where imports are named, else the exporter; the partner is the target."""
    flow = _FLOW.search(view.words)
    bought = bool(flow and flow["flow"].lower().startswith(("import", "purchas", "inbound"))) or (
        not flow and bool(_BOUGHT.search(view.words))
    )
    owner = ids_of(_owner(view, flow))
    origin = [
        m
        for m in view.parties
        if re.search(
            r"\b(?:from|out of|leaving"
            r"|originating in)\s+(?:the )?$",
            _before(view, m, 20),
            re.I,
        )
    ]
    goal = [
        m
        for m in view.parties
        if re.search(r"\b(?:to|towards?|into|bound for|by)\s+(?:the )?(?:\w+ )?$", _before(view, m, 16), re.I) and m not in origin
    ]
    teller = [m for m in view.parties if re.search(r"\baccording to (?:the )?$", _before(view, m, 20), re.I)]
    origin, goal = ([m for m in side if m not in teller] for side in (origin, goal))
    source, buyer = ids_of(joined(view.text, _from(view, origin))), ids_of(joined(view.text, _from(view, goal)))
    free = ids_of(m for m in view.subject if not set(m.ids) & {*source, *buyer})
    actors = owner or (buyer if bought else source) or free or ids_of(teller)
    partners = source if bought else buyer
    if not actors and (view.clause.inherits or view.clause.opener in ("while", "and", ",", "said")):
        actors = tuple(i for i in inherited if i not in partners)
    if not actors and context.trade is not None and context.trade.actors != partners:
        actors = context.trade.actors
    if not actors and not (bought and origin):
        actors = tuple(i for i in context.who(view.subject_text) or context.actor or context.owner if i not in partners)
    rest = _others(view.parties, actors)
    if not rest and context.trade is not None and context.trade.actors == actors:
        rest = context.trade.targets
    return actors, rest


def _from(view: View, items: Sequence[Mention]) -> list[Mention]:
    """Items from the first of a list on: what is tied to it stands right after."""
    return [m for m in view.parties if items and m.start >= items[0].start]


def _figure(view: View, context: Context, inherited: Ids, start: int, at: int, first: bool) -> Ids:
    """Who a number is of: named before it in its own stretch, else the subject, else whose text it is."""
    if not first:
        near = [
            m
            for m in view.within(start, at, "place", "body")
            if not re.search(
                r"\b(?:from|to|against"
                r"|with)\s+(?:the )?$",
                _before(view, m, 12),
            )
        ]
        if near:
            return ids_of(near[:1])
    owner = _owner(view, _HELD.search(view.words, max(0, start - view.start)))
    if owner:
        return ids_of(owner)
    acting = _acting(view, context, inherited)
    if acting:
        return acting
    origin = [
        m
        for m in view.parties
        if not re.search(
            r"\b(?:from|to|for|against"
            r"|with)\s+(?:the )?$",
            _before(view, m, 12),
            re.I,
        )
    ]
    return ids_of(origin[:1]) or inherited


def roles(
    kind: str, view: View, context: Context, inherited: Ids, stretch: tuple[int, int, bool] | None = None, priced: bool = False
) -> tuple[Ids, Ids]:
    """Actors and targets of a claim of a kind; () where nobody is named or meant.

    ``inherited`` : the actors of the clause before in the same sentence. ``stretch`` : of a number: where its words and the
    number start and whether it is the clause's first. ``priced`` : it is a price, which only who asks or pays it has.
    """
    if kind in ("tariff", "export_control"):
        return _law(view, context, inherited, stretch[0] if stretch else view.start)
    if kind == "trade_change":
        return _trade(view, context, inherited)
    if kind in ("licence_term", "exclusion"):
        return _licence(kind, view, context, inherited)
    if (kind == "price_change" or priced) and view.clause.verb is None and stretch is not None:
        near = view.within(stretch[0], stretch[1], "place") or view.within(view.start, stretch[1], "place")
        return ids_of([m for m in near if not _compared(view, m)][-1:]), ()
    if kind == "price_change" or priced:
        return ids_of(joined(view.text, [m for m in view.subject if view.clause.verb is not None and not _compared(view, m)])), ()
    if stretch is not None and kind in ("quantity", "share", "capacity"):
        actors = _figure(view, context, inherited, *stretch)
        if not actors and kind == "capacity":
            actors = context.voice
        if not actors and kind == "quantity":
            passive = _PASSIVE.search(view.words)
            actors = context.voice or (context.issuer if passive else context.actor if _FLOW.search(view.words) else ())
        return actors, _others(view.parties, actors)
    actors = _acting(view, context, inherited)
    if kind == "market_move" and stretch is not None and not view.subject:
        bodies = ids_of(m for m in view.parties if m.sort == "body")
        return bodies or (context.voice if re.search(r"\b(?:shares?|output|production)\b", view.words, re.I) else ()), ()
    if kind == "investment" and _PASSIVE.search(view.words):
        giver = [m for m in view.parties if re.search(r"\b(?:from|by)\s+(?:the )?$", _before(view, m, 10), re.I)]
        if giver:
            return ids_of(giver[:1]), _others(view.parties, ids_of(giver[:1])) or context.voice
    if kind == "agreement" and not view.subject and context.voice:
        actors = context.voice
    elif kind == "agreement" and not view.subject and not re.search(r"\b(?:we|our|it|he|she)\b", view.words, re.I):
        actors = context.pair() if len(context.places) > 1 else actors
    if not actors and re.search(r"\b(?:its|their)\b", view.words, re.I):
        actors = context.actor
    if not actors and kind in ("deadline", "trigger"):
        law = context.law_of(view.words)
        actors = ids_of([m for m in view.parties if m.adjective][:1]) or (law.actors if law is not None else ()) or context.actor
    if not actors and kind == "market_move":
        bodies = ids_of(m for m in view.parties if m.sort == "body")
        actors = bodies or (context.voice if re.search(r"\b(?:share price|shares|output|production)\b", view.words, re.I) else ())
    if (
        not actors
        and kind in ("capacity", "share", "investment", "statement", "agreement", "dependency")
        and not (kind == "dependency" and view.sectors)
    ):
        actors = ids_of(joined(view.text, view.free)) or inherited or (context.voice if kind != "statement" else ())
    if not actors and kind == "statement":
        actors = ids_of(joined(view.text, view.parties))
    if not actors and kind == "investment" and _PASSIVE.search(view.words):
        actors = context.owner
    targets = _others(view.parties, actors)
    if kind == "dependency":
        relies = bool(_RELY.search(view.words) and targets)
        return (actors, targets) if relies else (actors, tuple(dict.fromkeys((*targets, *view.sectors))))
    if kind in ("agreement", "statement", "market_move", "investment"):
        targets = tuple(dict.fromkeys((*targets, *view.sectors)))
    return actors, targets


def _compared(view: View, item: Mention) -> bool:
    """Whether a party only says which price is meant: European prices, a premium over China."""
    if re.match(r"(?:'s)? (?:\w+ )?prices?\b", view.text[item.end : item.end + 24]):
        return True
    led = re.search(r"\b(?:(?P<inner>in|at)|over|than|outside|with|to|of|from)\s+(?:the )?$", _before(view, item, 14), re.I)
    return led is not None and (led["inner"] is None or item.sort == "body")
