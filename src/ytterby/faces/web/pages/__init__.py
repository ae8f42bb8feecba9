"""Pages: each asks the rooms below and returns one frozen ``Page``."""

from __future__ import annotations

from collections.abc import Callable

from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page
from ytterby.faces.web.pages.agreements import agreements_page
from ytterby.faces.web.pages.brief import brief_page
from ytterby.faces.web.pages.chain import chain_page
from ytterby.faces.web.pages.company import company_page
from ytterby.faces.web.pages.evidence import evidence_page
from ytterby.faces.web.pages.explained import explain_page
from ytterby.faces.web.pages.leverage import leverage_page
from ytterby.faces.web.pages.map import map_page
from ytterby.faces.web.pages.number import number_page
from ytterby.faces.web.pages.policy import policy_page
from ytterby.faces.web.pages.shortage import shortage_page
from ytterby.faces.web.pages.whatif import whatif_page
from ytterby.faces.web.pages.world import world_page

__all__ = ["NAV", "PAGES"]

PAGES: dict[str, Callable[[Desk, Asked], Page]] = {
    "brief": brief_page,
    "world": world_page,
    "number": number_page,
    "map": map_page,
    "chain": chain_page,
    "policy": policy_page,
    "shortage": shortage_page,
    "whatif": whatif_page,
    "leverage": leverage_page,
    "agreements": agreements_page,
    "company": company_page,
    "evidence": evidence_page,
    "explain": explain_page,
}
NAV = {
    "brief": "Brief",
    "world": "World",
    "map": "Map",
    "chain": "Chain",
    "policy": "Policy",
    "shortage": "Shortage",
    "whatif": "What if",
    "leverage": "Leverage",
    "agreements": "Agreements",
    "company": "Company",
    "evidence": "Evidence",
}
