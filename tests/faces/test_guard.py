"""What the server refuses before a page is asked: other hosts, other origins, bodies too large, forms it did not make."""

import itertools
import socket

import httpx
import pytest

from ytterby.faces.web.guard import LARGEST_BODY


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:8321/x",
        "127.0.0.1?x",
        "127.0.0.1#x",
        "127.0.0.1@evil.example",
        "",
        "[::1",
        "10.0.0.1:8321",
    ],
)
def test_a_foreign_or_malformed_host_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/brief", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9999", "null", "http://localhost:8321"])
@pytest.mark.parametrize("path", ["/brief", "/company"])
def test_a_form_from_another_origin_is_refused(client: httpx.Client, origin: str, path: str) -> None:
    assert client.post(path, data={"text": "x"}, headers={"origin": origin}).status_code == 403


def test_a_form_without_an_origin_is_refused(client: httpx.Client) -> None:
    assert client.post("/brief", data={"text": "x"}).status_code == 403


@pytest.mark.parametrize("token", [None, "", "x" * 32])
def test_a_form_this_server_did_not_make_is_refused(client: httpx.Client, token: str | None) -> None:
    data = {"text": "China needs licences."} | ({} if token is None else {"token": token})
    assert client.post("/brief", data=data, headers={"origin": str(client.base_url).rstrip("/")}).status_code == 403


def test_a_body_too_large_is_refused_before_it_is_read(client: httpx.Client) -> None:
    address = client.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as line:
        head = f"POST /brief HTTP/1.1\r\nHost: 127.0.0.1:{address.port}\r\nOrigin: http://127.0.0.1:{address.port}\r\n"
        line.sendall(f"{head}Content-Length: {LARGEST_BODY + 1}\r\n\r\n".encode())
        assert b" 413 " in line.recv(1000)


def test_a_body_that_grows_too_large_is_refused_while_it_is_read(client: httpx.Client) -> None:
    pieces = itertools.repeat(b"x" * 1_000_000, 12)
    headers = {"origin": str(client.base_url).rstrip("/"), "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/brief", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/brief").status_code == 405


@pytest.mark.parametrize(
    "path", ["/brief", "/brief.json", "/nowhere", "/static/ytterby.js", "/static/ytterby.css", "/brief/price.svg", "/static/../x"]
)
def test_every_answer_carries_the_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_a_document_says_is_shown_and_never_run(client: httpx.Client, hostile: str) -> None:
    page = client.get("/brief").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert (
        "javascript:alert" not in page.replace("&#39;", "'").split('<ol class="sources">')[1].split("</ol>")[0].split("<code>")[0]
    )
    assert hostile in client.get("/brief.json").json()["data"]["claims"][1]["quote"]


def test_an_unknown_key_is_kept_and_told(client: httpx.Client) -> None:
    page = client.get("/brief?later=7").text
    assert "Kept in the address but not used here: later" in page
    assert "later=7" in page


def test_a_brief_that_is_gone_is_told_in_words(client: httpx.Client) -> None:
    answer = client.get("/brief?b=0123456789abcdef")
    assert answer.status_code == 422
    assert "Paste the text again" in answer.text


def test_each_chart_has_its_own_addresses(client: httpx.Client) -> None:
    kinds = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"text,", "json": b"{"}
    for form, start in kinds.items():
        answer = client.get(f"/brief/price.{form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
