"""What forms send: a pasted report, a bill of materials; kept in memory under the hash of its content, shown at an address."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ytterby.errors import YtterbyError
from ytterby.faces.html import environment
from ytterby.faces.web.desk import AS_OF, Desk
from ytterby.faces.web.guard import LARGEST_BODY, Token

__all__ = ["post_brief", "post_company"]

_Endpoint = Callable[[Request], Awaitable[Response]]
_SUFFIXES = (".txt", ".html", ".htm", ".pdf", ".xml", ".md")
_FIELDS, _FILES = 8, 1


def post_brief(desk: Desk, token: Token) -> _Endpoint:
    """Reads a pasted text or one file, and leads to the page on it."""

    def make(content: bytes, suffix: str, form: dict[str, str]) -> str:
        from ytterby.brief import brief

        name = _name(content, form)
        with tempfile.TemporaryDirectory(prefix="ytterby-") as folder:
            path = Path(folder) / f"pasted{suffix}"
            path.write_bytes(content)
            page = brief([str(path)], as_of=form.get("as_of") or None, published=form.get("published") or None)
        read = tuple(replace(entry, path=f"pasted{suffix}") for entry in page.documents)
        desk.put(("brief", name), replace(page, documents=read))
        return f"/brief?b={name}"

    return _posted(token, make)


def post_company(desk: Desk, token: Token) -> _Endpoint:
    """Reads a bill of materials, keeps its good lines, and leads to the page on it."""

    def make(content: bytes, suffix: str, form: dict[str, str]) -> str:
        from ytterby.plan import read_bill

        scene = desk.scene(AS_OF)
        with tempfile.TemporaryDirectory(prefix="ytterby-") as folder:
            path = Path(folder) / "bill.csv"
            path.write_bytes(content)
            bill = read_bill(path, scene.world, skip_bad=True)
        name = _name(content, {})
        desk.put(("bill", name), bill)
        return f"/company?b={name}"

    return _posted(token, make)


def _name(content: bytes, form: dict[str, str]) -> str:
    told = "|".join(form.get(key, "") for key in ("published", "as_of"))
    return hashlib.sha256(content + b"|" + told.encode()).hexdigest()[:16]


def _posted(token: Token, make: Callable[[bytes, str, dict[str, str]], str]) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=LARGEST_BODY) as form:
            if not token.holds(form.get("token")):
                return _told("This form was not made by this server.", "Open the page again and send it from there.", 403)
            content, suffix = await _content(form)
            fields = {key: value for key, value in form.items() if isinstance(value, str)}
        if not content.strip():
            return _told("There was nothing to read.", "Paste a text or choose a file.", 422)
        try:
            return RedirectResponse(await run_in_threadpool(make, content, suffix, fields), 303)
        except YtterbyError as error:
            return _told("This cannot be used.", str(error), 422)

    return endpoint


async def _content(form: FormData) -> tuple[bytes, str]:
    upload: Any = form.get("file")
    if isinstance(upload, UploadFile) and upload.size:
        suffix = Path(upload.filename or "").suffix.lower()
        return await upload.read(), suffix if suffix in _SUFFIXES else ".txt"
    text = form.get("text")
    return (text.encode() if isinstance(text, str) else b""), ".txt"


def _told(title: str, text: str, status: int) -> Response:
    from ytterby.faces.web.pages import NAV

    return HTMLResponse(environment().get_template("message.html").render(nav=NAV, title=title, text=text, page=None), status)
