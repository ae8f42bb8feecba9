"""What keeps other sites out of a server on this machine: hosts, origins, sizes and headers, checked before any page is asked."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CSP", "LARGEST_BODY", "Guard", "Token", "TooLarge"]

LARGEST_BODY = 10_000_000  # bytes: the promise to users is a cap of 10 MB before parsing
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_HOST = re.compile(r"(127\.0\.0\.1|localhost)(?::(\d{1,5}))?", re.ASCII)


class Token:
    """A secret of this process that its own forms carry: a form without it was not made here."""

    def __init__(self) -> None:
        self.text = secrets.token_urlsafe(24)

    def holds(self, given: object) -> bool:
        """Whether what a form sent is the secret, compared in constant time."""
        return isinstance(given, str) and hmac.compare_digest(given.encode(), self.text.encode())


def _refusal(headers: Headers, method: str) -> tuple[int, str] | None:
    host = headers.get("host", "")
    if len(headers.getlist("host")) != 1 or not _HOST.fullmatch(host):
        return 400, "This server answers only at 127.0.0.1 or localhost."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return 403, "A page of another site may not ask this server."
    if headers.get("sec-fetch-site", "none") == "cross-site" and method not in ("GET", "HEAD"):
        return 403, "A page of another site may not ask this server."
    if method not in ("GET", "HEAD", "POST"):
        return 405, "Only GET, HEAD and POST."
    if method == "POST" and origin is None:
        return 403, "A form must be sent from one of this server's own pages."
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return 413, f"At most {LARGEST_BODY // 1_000_000} MB."
    return None


class TooLarge(Exception):
    """The body grew past the cap while it was read."""


class Guard:
    """ASGI middleware: refuses before the application sees a request, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = _HEADERS) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        size = 0

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    found.setdefault(name, value)
            await send(message)

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise TooLarge
            return message

        refused = _refusal(Headers(scope=scope), scope["method"])
        if refused:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, sealed)
            return
        await self._app(scope, counted, sealed)
