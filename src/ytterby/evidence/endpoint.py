"""An OpenAI-compatible endpoint asked over plain HTTP (extra ``llm``), within a budget and with a cache."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ytterby.errors import BadInput, Fault, MissingExtra
from ytterby.marked import modelled, read_marked

__all__ = ["Endpoint", "NoAnswer", "Settings", "Spent"]

LARGEST_ANSWER = 2_000_000  # bytes; an answer with a hundred claims is some 50 kB
TRIES = 3
LONGEST_WAIT = 20.0  # seconds waited because a server says so, or at the third try
CHARACTERS_PER_TOKEN = 3.0  # a low figure for English, so that the budget is not overrun where a server counts nothing
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseModel):
    """A model reader as a user states it in a YAML file; the key itself stays in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: str
    model: str = Field(min_length=1, max_length=200)
    key_env: str | None = None
    most_requests: int = Field(100, ge=1)
    most_tokens: int = Field(500_000, ge=1)
    usd_per_million_tokens_in: float = Field(0.0, ge=0)
    usd_per_million_tokens_out: float = Field(0.0, ge=0)
    most_usd: float | None = Field(None, ge=0)
    seconds: float = Field(120.0, gt=0, le=3600)
    cache: Path | None = None

    @field_validator("endpoint")
    @classmethod
    def _address(cls, found: str) -> str:
        told = urlsplit(found)
        if told.scheme != "https" and not (told.scheme == "http" and told.hostname in _LOOPBACK):
            raise ValueError("an https address, or http on this machine|Write it like http://127.0.0.1:8080/v1")
        return found.rstrip("/")

    @classmethod
    def read(cls, path: Path) -> Self:
        """The settings in a file; BadInput with every fault."""
        return modelled(cls, read_marked(path, path.name))


@dataclass
class Spent:
    """What was asked so far; answers out of the cache cost nothing."""

    requests: int = 0
    tokens: int = 0
    usd: float = 0.0
    cached: int = 0


class NoAnswer(Exception):
    """Why an answer could not be had, in words."""


class Endpoint:
    """One model behind one address; ``asked`` returns what it says."""

    def __init__(self, settings: Settings) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("llm", "reading through a model") from None
        self.settings = settings
        self.spent = Spent()
        headers = {"content-type": "application/json"}
        if settings.key_env:
            key = os.environ.get(settings.key_env)
            if not key:
                raise BadInput(Fault(settings.key_env, "no such environment variable", "the key", "Set it, or drop key_env."))
            headers["authorization"] = f"Bearer {key}"
        self._client = httpx.Client(headers=headers, timeout=settings.seconds, follow_redirects=False)

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    def asked(self, messages: list[dict[str, str]], schema: dict[str, Any], most_out: int) -> str:
        """The text of the model's answer, out of the cache if the same was asked before; NoAnswer says why there is none."""
        body = {
            "model": self.settings.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": most_out,
            "response_format": {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}},
        }
        name = hashlib.sha256(json.dumps([self.settings.endpoint, body], sort_keys=True).encode()).hexdigest()
        held = self._cached(name)
        if held is not None:
            self.spent.cached += 1
            return held
        told = self._told(body, sum(len(message["content"]) for message in messages), most_out)
        self._cache(name, told)
        return told

    def _told(self, body: dict[str, Any], characters: int, most_out: int) -> str:
        why = "no answer"
        for attempt in range(TRIES):
            self._afford(characters, most_out)
            wait = float(2**attempt)
            try:
                status, wanted, raw = self._post(body)
            except NoAnswer as error:
                self._pay({}, characters, 0)
                why = str(error)
            else:
                if status == 200:
                    return self._content(raw, characters)
                self._pay({}, characters if status < 500 and status != 429 else 0, 0)
                why = f"the answer {status}"
                if status != 429 and status < 500:
                    break
                wait = wanted if wanted is not None else wait
            if attempt + 1 < TRIES:
                time.sleep(min(wait, LONGEST_WAIT))
        raise NoAnswer(why)

    def _post(self, body: dict[str, Any]) -> tuple[int, float | None, bytes]:
        """Status, seconds the server asks to wait, and bytes of one answer; NoAnswer if it is slow, huge or broken off."""
        import httpx

        until = time.monotonic() + self.settings.seconds
        held = bytearray()
        try:
            with self._client.stream("POST", f"{self.settings.endpoint}/chat/completions", json=body) as answer:
                for chunk in answer.iter_bytes():
                    held += chunk
                    if len(held) > LARGEST_ANSWER:
                        raise NoAnswer(f"an answer of more than {LARGEST_ANSWER:,} bytes")
                    if time.monotonic() > until:
                        raise NoAnswer(f"no whole answer within {self.settings.seconds:g} s")
                wanted = answer.headers.get("retry-after", "")
                return answer.status_code, float(wanted) if wanted.isdecimal() else None, bytes(held)
        except httpx.TimeoutException:
            raise NoAnswer(f"no answer within {self.settings.seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(f"no answer ({type(error).__name__})") from None

    def _content(self, raw: bytes, characters: int) -> str:
        try:
            told = json.loads(raw)
            content = told["choices"][0]["message"]["content"]
            usage = told.get("usage") or {}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self._pay({}, characters, len(raw))
            raise NoAnswer("an answer that is not of the protocol") from None
        self._pay(usage if isinstance(usage, dict) else {}, characters, len(str(content)))
        if not isinstance(content, str):
            raise NoAnswer("an answer without text")
        return content

    def _afford(self, characters: int, most_out: int) -> None:
        """NoAnswer if one more request could break the budget."""
        caps, spent = self.settings, self.spent
        into = characters / CHARACTERS_PER_TOKEN
        if spent.requests + 1 > caps.most_requests:
            raise NoAnswer(f"the budget of {caps.most_requests} requests is spent")
        if spent.tokens + into + most_out > caps.most_tokens:
            raise NoAnswer(f"the budget of {caps.most_tokens:,} tokens would be overrun")
        if caps.most_usd is not None and spent.usd + self._price(into, most_out) > caps.most_usd:
            raise NoAnswer(f"the budget of {caps.most_usd:g} USD would be overrun")

    def _price(self, into: float, out: float) -> float:
        return (into * self.settings.usd_per_million_tokens_in + out * self.settings.usd_per_million_tokens_out) / 1e6

    def _pay(self, usage: dict[str, Any], into: int, out: int) -> None:
        """Counts a request: by what the server counted, if it did so in plain numbers, else by characters."""

        def count(name: str, characters: int) -> float:
            told = usage.get(name)
            plain = isinstance(told, int) and not isinstance(told, bool) and told >= 0
            return float(told) if plain and told is not None else characters / CHARACTERS_PER_TOKEN

        tokens_in, tokens_out = count("prompt_tokens", into), count("completion_tokens", out)
        self.spent.requests += 1
        self.spent.tokens += round(tokens_in + tokens_out)
        self.spent.usd += self._price(tokens_in, tokens_out)

    def _cached(self, name: str) -> str | None:
        if self.settings.cache is None:
            return None
        try:
            return (self.settings.cache / f"{name}.txt").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _cache(self, name: str, told: str) -> None:
        """Keeps an answer, whole or not at all; a full disk costs the cache, not the reading."""
        if self.settings.cache is None:
            return
        with contextlib.suppress(OSError, UnicodeEncodeError):
            self.settings.cache.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=self.settings.cache)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(told)
            os.replace(beside, self.settings.cache / f"{name}.txt")
