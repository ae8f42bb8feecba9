"""Words that tell what a number measures: duties, prices, shares, flows, output, money, licences."""

from __future__ import annotations

import re

from ytterby.evidence.loose import Loose

__all__ = ["aspect_of", "words"]


def _any(*listed: str) -> Loose:
    return Loose(rf"\b(?:{'|'.join(listed)})\b")


class words:  # noqa: N801  (a namespace of patterns, read as words.price)
    """Patterns by what their words speak of."""

    tariff = _any(
        r"(?:counter ?)?tariffs?", r"dut(?:y|ies)", r"lev(?:y|ies|ied)", r"royalt(?:y|ies)", r"tax(?:es|ed)?", "surcharge",
        r"rates? (?:on|of duty|for imports)",
    )  # fmt: skip
    price = _any(
        "prices?", "priced", "premiums?", "assessments?", "assessed", "quoted?", "quotations?", "traded", "trades", "spot",
        "cathode",
        "payables?", r"fetch\w*", "offered", "benchmark", "per mtu", "cif", "fob", "averaged", "indicated", "futures",
    )  # fmt: skip
    equity = re.compile(
        r"(?i:\b(?:stocks?|equit(?:y|ies)|share price))\b(?! of)|\b[Ss]hares (?:in|of) [A-Z]|'s (?:shares|stock)\b"
        r"|\b[Ss]hares (?:rose|fell|gained|lost|jumped|surged|climbed|slid|dropped|closed|ended|tumbled|soared|added|shed"
        r"|were (?:up|down))\b"
    )
    share = _any(
        "share", r"account\w*", r"of (?:the |its |their |our |all |total |global |world |domestic |annual "
            r"|\w+'s ){1,3}\w+", "market for",
        "majority", r"suppl(?:y|ies|ied)", "took", "takes", r"ma[dk]es? up", r"provid(?:es|ed)", r"represent\w*", r"compris\w+",
        r"constitut\w+", "puts", "controls?", "holds?", r"dominat\w+", r"monopol\w+", "market",
    )  # fmt: skip
    part_of = Loose(r"^\s*(?:or (?:more|less) )?(?:of|from)\b")
    rely = _any(r"rel(?:y|ies|ied|iant|iance|ying)", r"depend\w*", "import reliance", "sourced?", "sourcing", "gets?", "obtains?",
                r"c[ao]m(?:e|es|ing) from", r"of (?:its|their) [\w ]{1,30} from",
                r"(?:its|their) needs", "met by imports")  # fmt: skip
    flow = _any(
        "exports?",
        "imports?",
        "imported",
        "exported",
        "shipments?",
        "shipped",
        "cargoes",
        "deliver(?:y|ies)",
        "purchases",
        "sales",
        "arrivals",
        "consignments?",
    )
    make = _any(
        r"produc\w+", "output", "mined", "mines?", "mining", r"smelt\w*", r"refin\w+", r"process\w*", r"yield\w*", r"separat\w+",
        r"recover\w*", "makes?", "made", r"manufactur\w+",
    )  # fmt: skip
    done = _any("produced", "shipped", "mined", "made", "exported", "imported", "refined", "processed", "delivered", "sold")
    plan = _any(
        "capacity", "production line", "line", "project", r"expan\w+", r"build\w*", r"ramp\w*", "expects? to", "plans? to",
        "will", "would",
        "aims? to", "could", "should",
        r"can (?:process|produce|make|refine|mine|treat|handle|smelt|recycle|supply)",
        "is to", "are to", "set to", "due to", r"target\w*", "able to",
    )  # fmt: skip
    works = _any("capacity", "plants?", "line", "project", r"refiner\w*", "smelter", "expansion")
    store = _any("stocks?", "stockpiles?", r"inventor(?:y|ies)", "reserves?", "deposits?", "resources?", "sheds", "warehouses?")
    ground = _any("reserves", "deposits", "resources")
    balance = _any("deficit", "surplus", "shortfall", "shortage", "glut")
    invest = _any(
        r"invest\w*", r"fund(?:s|ed|ing)?", "loans?", "grants?", r"financ\w+", "equity", r"subsid\w+", "aid", "stake",
        "spent", r"spend\w*",
        "committed", "raising", "set aside",
        "put up", "offers?", "offered", r"pledg\w*", r"inject\w*", r"earmark\w*", "requested",
        r"unveil\w*",
        r"provid\w*", r"approv\w*", "backed", r"bail\w*", r"underwr\w+", "capital", r"budget\w*", r"allocat\w+", r"award\w*",
        r"guarantee\w*", "credit", "backing",
        r"stockpil\w*",
        "support", "package", "bond", "debt", "cost of", "build",
    )  # fmt: skip
    loss = _any(r"los[st]\w*", "cost", "damage", "writedown", "impairment")
    licence = _any(
        r"licen[cs]\w*", "permits?", r"approv\w+", "applications?", "certificates?", "reviewed", "review (?:period|time)",
        r"processing (?:times?|periods?)", r"valid\w*", "waiver", "waiting", "re ?export", "decide", r"examin\w+",
        "single shipments?", r"authori[sz]\w+", "end users?",
    )  # fmt: skip
    counted_licences = Loose(r"licen[cs]|permit|approv|application|reject|refus|grant|denied|issued|turned")
    truce = _any(
        "truce", "pause", "deal", "agreement", "ceasefire", "accord", "reprieve", "suspension", "extension", "supplies",
        "moratorium",
        "standstill", "grace",
    )  # fmt: skip
    control = _any(
        "controls?", "curbs?", "bans?", "banned", r"restrict\w*", "licensing", r"under (?:export )?licen[cs]\w*", "entity list",
        "control list", "blacklist", "end user list", r"requires? (?:an? )?(?:export )?licen[cs]e",
    )  # fmt: skip
    quota = _any("quotas?", r"allot\w*", r"allocat\w+", r"allow\w*", "ceiling", r"cap(?:ped)?")
    offtake = _any("offtake", "agreed", "signed")
    spared = _any(
        "excepted", r"exempt\w*", "excluded", "not (?:covered|subject|affected)", r"do(?:es)? not (?:apply|require|need)"
    )
    cover = _any("stocks?", r"inventor(?:y|ies)", "consumption", "of use", "of supply")
    hoard = re.compile(r"\b(?:build|set|creat|establish|buy|add|fill|replenish)\w*\b.{0,30}\b(?:reserves?|stockpiles?)\b", re.I)
    purity = _any("purity", "grade", "graded?", "content", r"contain\w*", "concentration", "tolerance")
    moved_to = Loose(
        r"\b(?:to|at|below|above|from|past|under|over|reach\w*|hit|touch\w*)\s+(?:just |only |about |around |nearly |almost "
        r"|a record "
        r"|an? \w+ |more than |less than |between |as (?:low|high) as )?$",
)  # fmt: skip
    moved_by = Loose(
        r"\b(?:by|up|down|rose|fell|gained|lost|added|shed|grew|dropped|jumped|surged|climbed|slid|declined"
        r"|(?:increase|rise|fall|drop|decline|decrease|gain|jump) of|another|further)\s+(?:about |around |nearly |almost "
        r"|some |roughly "
        r"|more than |less than |over |an? |another |as much as |up to |at least )*$",
)  # fmt: skip
    compared = Loose(
        r"^\s*(?:higher|lower|more|less|up|down|above|below|fewer|year on year|yoy|month on month|week on week|on (?:the|a) "
        r"|from (?:a|the) |as much|times|than)",
)  # fmt: skip
    fallen = Loose(r"^\s*(?:lower|less|down|below|fewer|decline|drop|fall|decrease|cut|reduction|slump)\b")
    risen = Loose(r"^\s*(?:higher|more than (?:a|the|in|last)|up|above|increase|rise|gain|jump|surge|hike|premium)\b")


_ASPECTS = (
    ("recycling", _any(r"recycl\w+")),
    ("imports", _any("imports?", "imported", "bought", "purchases")),
    ("exports", _any("exports?", "exported", "shipments?", "shipped")),
    ("refining", _any(r"refin(?:es?|ed|ing)", r"process(?:es|ed|ing|or)", r"separat\w+", r"smelt(?:s|ed|ing)?", r"purif\w+")),
    ("mining", _any(r"min(?:es|ed|ing)", r"mine (?:output|supply|production)", "ores?", r"extract\w*", "concentrates?")),
    ("reserves", words.ground),
    ("consumption", _any(r"consum\w+", "demand")),
    ("production", _any(r"produc\w+", "output", "mak(?:es|ing)", r"manufactur\w+", "dominance", "dominant")),
    ("supply", _any(r"suppl(?:y|ies|ied)", "market")),
)  # fmt: skip


def aspect_of(text: str, kind: str) -> str | None:
    """What a number measures, by the first measure its words name.

    >>> aspect_of("refines two thirds of the world's nickel", "share"), aspect_of("cargoes fell", "trade_change")
    ('refining', 'exports')
    """
    for name, pattern in _ASPECTS:
        if kind == "trade_change" and name not in ("imports", "exports"):
            continue
        if (
            kind == "share"
            and name in ("imports", "exports")
            and not re.search(
                r"\b(?:imports?|exports?|imported"
                r"|exported)\b",
                text,
                re.I,
            )
        ):
            continue
        if pattern.search(text):
            return name
    return "exports" if kind == "trade_change" and re.search(r"\b(?:cargoes|sales|deliver)", text, re.I) else None
