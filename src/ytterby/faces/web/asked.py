"""What the address asks for: a page states its choices; a wrong value falls back with a notice, an unknown key is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

__all__ = ["Asked", "Control"]

_LONGEST = 60  # characters of a wrong value that a notice repeats


@dataclass(frozen=True)
class Control:
    """One choice of a page: its key in the address, its label, its options (value, text) and what is chosen."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    kind: str = "select"


class Asked:
    """The query of one request, read choice by choice."""

    def __init__(self, query: Sequence[tuple[str, str]] = ()) -> None:
        self._given: dict[str, str] = dict(query)
        self._rest = dict(self._given)
        self.values: dict[str, str] = {}
        self.controls: list[Control] = []
        self.notices: list[str] = []

    def one(self, key: str, label: str, options: Mapping[str, str] | Iterable[str], default: str, kind: str = "select") -> str:
        """The value chosen for a key: the one given if it is an option, else the default with a notice."""
        texts = dict(options) if isinstance(options, Mapping) else {value: value for value in options}
        given = self._rest.pop(key, None)
        value = default if default in texts or not texts else next(iter(texts))
        if given in texts and given is not None:
            value = given
        elif given:
            self.notices.append(
                f"{key}={given[:_LONGEST]} is not a choice here; {label.lower()} {texts.get(value, value)} is shown."
            )
        self.values[key] = value
        self.controls.append(Control(key, label, tuple(texts.items()), value, kind))
        return value

    def text(self, key: str, default: str = "") -> str:
        """A free value, at most 200 characters, that the page checks itself."""
        value = self._rest.pop(key, default)[:200]
        if value:
            self.values[key] = value
        return value

    def finish(self) -> tuple[str, ...]:
        """Every notice, with one for the keys no page here knows; those stay in the address."""
        if self._rest:
            names = ", ".join(name[:_LONGEST] for name in sorted(self._rest))
            self.notices.append(f"Kept in the address but not used here: {names}.")
        return tuple(self.notices)

    @property
    def kept(self) -> dict[str, str]:
        """Keys nobody here knows, and values without a control: a form carries them along unseen."""
        shown = {control.key for control in self.controls}
        return {**self._rest, **{key: value for key, value in self.values.items() if key not in shown}}

    def query(self, **changed: str) -> str:
        """The address of this view as ``?key=value...`` with some values changed; unknown keys are kept."""
        kept = {**self._rest, **self.values, **changed}
        found = urlencode({key: value for key, value in kept.items() if value != ""})
        return f"?{found}" if found else ""
