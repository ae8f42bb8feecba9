"""The application: an address per question, each with a JSON twin, and one per chart with its SVG, PNG, CSV and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ytterby.errors import YtterbyError
from ytterby.faces.charts import draw
from ytterby.faces.html import STATIC, environment, stylesheet
from ytterby.faces.sheet import json_text, render
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.bundle import bundle
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.guard import Guard, Token, TooLarge
from ytterby.faces.web.page import Page
from ytterby.faces.web.pages import NAV, PAGES
from ytterby.faces.web.pages.posted import post_brief, post_company

__all__ = ["application"]

_KINDS = {
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
}
_DAY = {"cache-control": "max-age=86400"}
_FRESH = {"cache-control": "no-store"}


def application(desk: Desk | None = None) -> ASGIApp:
    """The dashboard over one desk (world, law and runs, loaded once and kept)."""
    kept, token = desk or Desk(), Token()

    def page(request: Request) -> Response:
        name, _, form = request.path_params["page"].partition(".")
        return _answer(request, kept, token, name, "", form)

    def chart(request: Request) -> Response:
        figure, _, form = request.path_params["figure"].rpartition(".")
        return _answer(request, kept, token, request.path_params["page"], figure, form)

    routes = [
        Route("/", lambda request: RedirectResponse(f"/brief{_tail(request)}")),
        Route("/static/ytterby.css", lambda _: Response(str(stylesheet()), media_type="text/css", headers=_FRESH)),
        Route("/static/ytterby.js", lambda _: _script((STATIC / "ytterby.js").read_bytes(), _FRESH)),
        Route("/static/vega.js", lambda _: _script(bundle(), _DAY)),
        Route("/favicon.ico", lambda _: Response((STATIC / "mark.svg").read_bytes(), media_type="image/svg+xml", headers=_DAY)),
        Route("/brief", post_brief(kept, token), methods=["POST"]),
        Route("/company", post_company(kept, token), methods=["POST"]),
        Route("/{page}", page),
        Route("/{page}/{figure}", chart),
    ]
    handlers: dict[Any, Any] = {404: _not_found, 500: _broken, TooLarge: _too_large}
    inner = Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=2000)], exception_handlers=handlers)
    return Guard(inner)


def _tail(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _script(text: bytes, headers: dict[str, str]) -> Response:
    return Response(text, media_type="text/javascript", headers=headers)


def _answer(request: Request, desk: Desk, token: Token, name: str, figure: str, form: str) -> Response:
    make: Callable[[Desk, Asked], Page] | None = PAGES.get(name)
    if make is None or form not in ("", *_KINDS):
        return _not_found(request, None)
    query = tuple(request.query_params.multi_items())
    try:
        page = desk.keep((name, query), lambda: make(desk, Asked(query)), "page")
    except YtterbyError as error:
        return _sorry(request, error, form)
    if form == "":
        return HTMLResponse(_page_html(page, token), headers=_FRESH)
    if form == "json" and not figure:
        return Response(json_text(page.as_dict()), media_type=_KINDS["json"], headers=_FRESH)
    if form == "ics":
        return _calendar(request, page)
    found = page.figure(figure)
    if found is None or (form in ("svg", "png") and found.spec is None):
        return _not_found(request, None)
    return _chart(found, form)


def _calendar(request: Request, page: Page) -> Response:
    """The coming dates of a page as an iCalendar file, where it has any."""
    if "calendar" not in page.extra:
        return _not_found(request, None)
    headers = {**_FRESH, "content-disposition": f'attachment; filename="ytterby-{page.name}.ics"'}
    return Response(page.extra["calendar"], media_type=_KINDS["ics"], headers=headers)


def _chart(figure: Any, form: str) -> Response:
    headers = {**_FRESH, "content-disposition": f'inline; filename="ytterby-{figure.name}.{form}"'}
    if form == "csv":
        return Response(render(figure.sheet, "csv"), media_type=_KINDS[form], headers=headers)
    if form == "json":
        return Response(json_text(figure.spec or figure.as_dict(), indent=None), media_type=_KINDS[form], headers=headers)
    if form == "png":
        return Response(draw.png(figure.spec), media_type=_KINDS[form], headers=headers)
    return Response(draw.download(figure.spec), media_type=_KINDS[form], headers=headers)


def _page_html(page: Page, token: Token) -> str:
    template = environment().get_template(page.template)
    return template.render(page=page, nav=NAV, token=token.text, **page.extra)


def _message(title: str, text: str, status: int) -> Response:
    html = environment().get_template("message.html").render(nav=NAV, title=title, text=text, page=None)
    return HTMLResponse(html, status, headers=_FRESH)


def _sorry(request: Request, error: YtterbyError, form: str) -> Response:
    status = 422 if error.exit_code in (1, 3) else 503
    if form == "json":
        return JSONResponse({"error": type(error).__name__, "text": str(error)}, status, headers=_FRESH)
    return _message("This question has no answer here.", str(error), status)


def _not_found(request: Request, error: Exception | None) -> Response:
    return _message("There is no such page.", f"{request.url.path} is not an address here.", 404)


def _too_large(request: Request, error: Exception) -> Response:
    return _message("That is too much to read at once.", "At most 10 MB.", 413)


def _broken(request: Request, error: Exception) -> Response:
    return _message("Something of ours broke.", f"{type(error).__name__}. The terminal that runs the server shows more.", 500)
