"""Fetching a feed from the network, the only place where this package asks another machine for anything (extra ``live``).

Only the address given is asked, over https, on a public address; a redirect must keep to the same rules. Size and time are
capped. Nothing in what comes back is followed.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ytterby.errors import BadDocument, Fault, MissingExtra

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetched", "fetch", "is_address"]

LARGEST = 10_000_000  # bytes, as for a file
SECONDS = 30.0  # for the whole answer
MOST_REDIRECTS = 3
AGENT = "ytterby (feed reader)"


@dataclass(frozen=True)
class Fetched:
    """What a server sent, and what it says of the version; ``raw`` is None if nothing changed since."""

    raw: bytes | None
    etag: str | None
    modified: str | None


def is_address(source: str) -> bool:
    """Whether a source is an address on the network rather than a path."""
    return source.lower().startswith(("https://", "http://"))


def fetch(
    url: str, etag: str | None = None, modified: str | None = None, transport: httpx.BaseTransport | None = None
) -> Fetched:
    """What an address holds, unless it is as it was. BadDocument if it cannot be had; MissingExtra without the extra ``live``."""
    try:
        import httpx
    except ImportError:
        raise MissingExtra("live", f"reading {url}") from None
    headers = {"User-Agent": AGENT, "Accept": "application/rss+xml, application/atom+xml, application/xml, text/html, */*;q=0.5"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    until = time.monotonic() + SECONDS
    here = url
    try:
        with httpx.Client(transport=transport, timeout=SECONDS, follow_redirects=False, trust_env=True) as client:
            for _ in range(MOST_REDIRECTS + 1):
                _allowed(here)
                with client.stream("GET", here, headers=headers) as answer:
                    if answer.has_redirect_location:
                        here = urljoin(here, answer.headers.get("location", ""))
                        continue
                    if answer.status_code == httpx.codes.NOT_MODIFIED:
                        return Fetched(None, etag, modified)
                    if answer.status_code != httpx.codes.OK:
                        raise _refused(
                            url, f"the answer {answer.status_code}", "the answer 200", "Try later, or check the address."
                        )
                    raw = _body(answer, url, until)
                    return Fetched(raw, answer.headers.get("etag"), answer.headers.get("last-modified"))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        told = f"no answer ({type(error).__name__})"
        raise _refused(url, told, "a feed or a page", "Check the address and the network; what was stored stays.") from None
    raise _refused(url, f"more than {MOST_REDIRECTS} redirects", "the feed itself", "Give the address it ends at.")


def _refused(where: str, found: str, expected: str, remedy: str) -> BadDocument:
    return BadDocument(Fault(where, found, expected, remedy))


def _body(answer: httpx.Response, url: str, until: float) -> bytes:
    held = bytearray()
    for chunk in answer.iter_bytes():
        held += chunk
        if len(held) > LARGEST:
            raise _refused(url, f"more than {LARGEST:,} bytes", f"at most {LARGEST:,}", "A feed is some hundred kilobytes.")
        if time.monotonic() > until:
            raise _refused(url, f"an answer that takes more than {SECONDS:g} s", "a quicker one", "Try later.")
    return bytes(held)


def _allowed(url: str) -> None:
    """Refuses what is not https, and hosts that are no public address: a feed must not reach into the user's own network."""
    told = urlsplit(url)
    if told.scheme != "https" or not told.hostname or told.username or told.password:
        raise _refused(
            url,
            f"an address that is not plain https ({told.scheme or 'no scheme'})",
            "https://host/path",
            "Give the https address.",
        )
    try:
        found = socket.getaddrinfo(told.hostname, told.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _refused(
            url, f"a host nobody knows ({error.strerror})", "a host with an address", "Check its spelling and the network."
        ) from None
    for *_, place in found:
        address = ipaddress.ip_address(str(place[0]).split("%")[0])
        if not address.is_global or address.is_multicast:
            raise _refused(
                url, f"the address {address}, which is not public", "a public host", "Save the page and give the file."
            )
