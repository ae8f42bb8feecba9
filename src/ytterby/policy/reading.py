"""Reading law files: YAML with the line of every value kept, so that each fault names file, line and path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from ytterby.errors import BadLaw, Fault, near_miss
from ytterby.policy.instruments import Instrument, instrument_from
from ytterby.policy.terms import TriggerTerms

__all__ = ["SHIPPED", "read_folder", "read_instrument"]

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "policy"
LARGEST = 100_000  # bytes: some twenty times the longest shipped file
DEEPEST = 40  # levels; the deepest shipped file has seven
OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
PLAIN_TAGS = tuple(
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
PLAIN_NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
SHOWN = 60  # characters of what was found
PLAIN_BOOLS = ("true", "false", "True", "False", "TRUE", "FALSE")
Trail = tuple[str | int, ...]


class _Marked:
    """Plain data from YAML nodes, with the line of each path and what a plain reader would have swallowed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Trail, int] = {(): 1}
        self.faults: list[Fault] = []
        self._scalars = yaml.SafeLoader("")

    def where(self, path: Sequence[str | int]) -> str:
        known = tuple(path)
        while known not in self.lines:
            known = known[:-1]
        dotted = ""
        for part in path:
            word = str(part)[:SHOWN]
            dotted += f"[{part}]" if isinstance(part, int) else f".{word}" if dotted else word
        return f"{self.name}:{self.lines[known]}" + (f":{dotted}" if dotted else "")

    def read(self, node: yaml.Node, path: Trail) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if node.tag not in PLAIN_TAGS:
            self._fault(
                path, f"the tag {node.tag.rsplit(':', 1)[-1][:SHOWN]!r}", "plain words, numbers and days", "Drop the tag."
            )
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Trail) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(path, "a list or a mapping for a key", "a word for a key", "Write each key on its own.")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in found:
                self.lines[here] = key_node.start_mark.line + 1
                self._fault(here, f"{key[:SHOWN]!r} a second time", "each key once", "Merge the two.")
                continue
            found[key] = self.read(value_node, here)
        return found

    def _scalar(self, node: yaml.Node, path: Trail) -> Any:
        if node.tag.endswith(":bool") and node.value not in PLAIN_BOOLS:
            expected, remedy = (
                "a plain word",
                f"YAML reads it as {node.value.lower() in ('yes', 'on', 'y')}: Norway is NOR, or quote it.",
            )
            self._fault(path, f"a bare {node.value}", expected, remedy)
            return str(node.value)
        if node.tag.endswith((":int", ":float")) and not PLAIN_NUMBER.fullmatch(str(node.value)):
            remedy = "YAML reads it in its own way (0750 is octal, 12:30 is in sixties): write digits only, or quote a code."
            self._fault(path, repr(node.value)[:SHOWN], "a plain decimal number", remedy)
            return None
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            what = "a day of the calendar" if node.tag.endswith(":timestamp") else "a plain value"
            reason = str(error).splitlines()[0][:80]
            self._fault(path, repr(node.value)[:SHOWN], what, f"YAML says: {reason}.")
            return None

    def _fault(self, path: Trail, found: str, expected: str, remedy: str) -> None:
        self.faults.append(Fault(self.where(path), found, expected, remedy))


def _compose(text: str, name: str) -> yaml.Node | None:
    """The file's node tree. Raises BadLaw where it is not YAML, uses anchors, or is nested beyond sense."""
    try:
        depth = 0
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
            if depth > DEEPEST:
                line = token.start_mark.line + 1
                raise BadLaw(Fault(f"{name}:{line}", f"{depth} brackets inside each other", "a law file", "Check the brackets."))
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                line = token.start_mark.line + 1
                raise BadLaw(
                    Fault(f"{name}:{line}", f"the anchor {token.value!r}", "values written out", "Copy the value instead.")
                )
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = str(error.problem or error.context or "unreadable")
        raise BadLaw(Fault(f"{name}:{line}", problem, "YAML", "Check indentation, colons and brackets.")) from None
    except yaml.YAMLError as error:
        raise BadLaw(Fault(f"{name}:1", str(error).splitlines()[0], "YAML", "Save the file as UTF-8 text.")) from None


def read_instrument(path: Path, id_expected: str | None = None) -> Instrument:
    """The instrument in one file. Raises BadLaw with every fault, each as file:line:path."""
    return _read(path, id_expected)[0]


def _read(path: Path, id_expected: str | None) -> tuple[Instrument, _Marked]:
    name = path.name if id_expected is None else f"{id_expected}.yaml"
    try:
        if path.exists() and not path.is_file():
            raise BadLaw(Fault(name, "no plain file", "a file of law", "Name a file, or a folder of them."))
        if (size := path.stat().st_size) > LARGEST:
            raise BadLaw(Fault(name, f"{size} bytes", f"at most {LARGEST}", "Write one instrument a file."))
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise BadLaw(Fault(name, str(error.strerror), "a file we may read", "Check the path and its rights.")) from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadLaw(Fault(f"{name}:{line}", "bytes that are not UTF-8", "UTF-8 text", "Save the file as UTF-8.")) from None
    node = _compose(text, name)
    if node is None:
        raise BadLaw(Fault(f"{name}:1", "an empty file", "an instrument", "Start with id, kind, issuer, title, scope, history."))
    marked = _Marked(name)
    data = marked.read(node, ())
    try:
        built = instrument_from(data, marked.where)
    except BadLaw as error:
        raise BadLaw([*marked.faults, *error.faults]) from None
    if id_expected is not None and built.id != id_expected:
        marked.faults.append(
            Fault(marked.where(("id",)), repr(built.id), repr(id_expected), "An id is the file's path below the folder.")
        )
    if marked.faults:
        raise BadLaw(marked.faults)
    return built, marked


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.y*ml")):
        if path.suffix in (".yaml", ".yml") and path.is_file():
            yield path, path.relative_to(folder).with_suffix("").as_posix()


def read_folder(folder: Path) -> tuple[Instrument, ...]:
    """Every instrument below a folder, in order of id. Raises BadLaw with the faults of every file at once."""
    if not folder.is_dir():
        known = [path.name for path in folder.parent.glob("*") if path.is_dir()] if folder.parent.is_dir() else []
        raise BadLaw(
            Fault(
                str(folder), "no such folder", "a folder of law files, or 'shipped'", near_miss(folder.name, known or ["shipped"])
            )
        )
    found: list[tuple[Instrument, _Marked]] = []
    faults: list[Fault] = []
    for path, name in _files(folder):
        try:
            found.append(_read(path, name))
        except BadLaw as error:
            faults += error.faults
    ids = {name for _, name in (*_files(folder), *_files(SHIPPED))}
    faults += [fault for law, marked in found for fault in _references(law, marked, ids)]
    if faults:
        raise BadLaw(faults)
    return tuple(law for law, _ in found)


def _references(law: Instrument, marked: _Marked, known: set[str]) -> Iterator[Fault]:
    """A trigger names instruments: each must be a file of this folder or of the shipped law."""
    for number, entry in enumerate(law.history):
        if isinstance(entry.terms, TriggerTerms):
            named = [("applies_to", index, name) for index, name in enumerate(entry.terms.applies_to or ())]
            named += [("applies", index, one.instrument) for index, one in enumerate(entry.terms.applies or ())]
            for key, index, name in named:
                if name not in known:
                    where = marked.where(("history", number, "set", key, index))
                    yield Fault(where, repr(name), "the id of an instrument here or shipped", near_miss(name, sorted(known)))
