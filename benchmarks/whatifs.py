"""A varied set of what-ifs: laws end, rest and rise, elements are banned, duties added; what, whose and when is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from ytterby.policy import Timeline

__all__ = ["whatifs"]

ELEMENTS = ("Dy", "Tb", "Nd", "Pr", "Y", "Sm", "Gd", "La", "Ce", "Eu", "Lu")
BUYERS = ("USA", "JPN", "KOR", "EU")
TRADE = ("tariff", "export_licence", "ban", "quota")


def whatifs(law: Timeline, months: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, Timeline]]:
    """Changed laws, each with what it changes in words, from the third month to the last but one."""
    draw = np.random.default_rng(seed)
    trade = [one.id for one in law.instruments if one.kind in TRADE]
    tariffs = [one.id for one in law.instruments if one.kind == "tariff"]

    def one_of(names: Sequence[str]) -> str:
        return names[int(draw.integers(len(names)))]

    for number in range(count):
        start = f"{months[int(draw.integers(2, len(months) - 1))]}-01"
        kind = number % 5
        if kind == 0:
            name = one_of(trade)
            yield f"{name} ends {start}", law.repeal(name, start)
        elif kind == 1:
            name = one_of(trade)
            yield f"{name} rests from {start}", law.amend(name, start, suspended=True)
        elif kind == 2:
            name, percent = one_of(tariffs), float(draw.integers(5, 100))
            yield f"{name} at {percent:g} % from {start}", law.amend(name, start, percent=percent)
        elif kind == 3:
            element, buyer = one_of(ELEMENTS), one_of(BUYERS)
            scope = {"elements": [element], "origins": ["CHN"], "destinations": [buyer]}
            yield f"no {element} from CHN to {buyer} from {start}", _with(law, "chn/what-if", "ban", scope, start, {})
        else:
            element, percent = one_of(ELEMENTS), float(draw.integers(5, 60))
            terms = {"percent": percent}
            scope = {"elements": [element], "destinations": ["USA"]}
            yield f"{percent:g} % on {element} into USA from {start}", _with(law, "usa/what-if", "tariff", scope, start, terms)


def _with(law: Timeline, name: str, kind: str, scope: dict[str, list[str]], start: str, terms: dict[str, float]) -> Timeline:
    entry = {"from": date.fromisoformat(start), "source": "what-if", "set": terms}
    head = {"id": name, "kind": kind, "issuer": name[:3].upper(), "title": "What if", "scope": scope}
    return law.add({**head, "history": [entry]})
