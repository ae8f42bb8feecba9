"""YAML as a user writes it: plain data with the place of every value, and as faults what a plain reader would swallow."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ytterby.errors import BadInput, Fault, near_miss

__all__ = ["Marked", "modelled", "read_marked"]

LARGEST = 1_000_000  # bytes: settings of a megabyte are another kind of file
DEEPEST = 40  # brackets inside each other: beyond it the reader would run out of stack
SHOWN = 60  # characters of what was found
OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
PLAIN_TAGS = tuple(
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
PLAIN_NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
PLAIN_BOOLS = ("true", "false", "True", "False", "TRUE", "FALSE")
Trail = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Marked:
    """Plain ``data`` of one file, the place of every path in it, and the ``faults`` met on the way.

    A place is file, line and column of the key; without ``columns`` (files of blocks), file and line where the value begins.
    """

    def __init__(self, name: str, columns: bool = True) -> None:
        self.name = name
        self.columns = columns
        self.data: Any = None
        self.faults: list[Fault] = []
        self._marks: dict[Trail, tuple[int, int]] = {(): (1, 1)}
        self._scalars = yaml.SafeLoader("")

    def where(self, path: Sequence[str | int]) -> str:
        """File, line, column (where the file has them) and dotted path of a value, or of the nearest written one above it."""
        known = tuple(path)
        while known not in self._marks:
            known = known[:-1]
        line, column = self._marks[known]
        dotted = ""
        for part in path:
            word = str(part)[:SHOWN]
            dotted += f"[{part}]" if isinstance(part, int) else f".{word}" if dotted else word
        return self.at(line, column) + (f":{dotted}" if dotted else "")

    def at(self, line: int, column: int = 1) -> str:
        """File and line, and the column where the file has them."""
        return f"{self.name}:{line}:{column}" if self.columns else f"{self.name}:{line}"

    def read(self, node: yaml.Node, path: Trail = ()) -> Any:
        """The plain value of a node; its faults go to ``faults``."""
        if path not in self._marks or not self.columns:
            self._marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.tag not in PLAIN_TAGS:
            found = f"the tag {node.tag.rsplit(':', 1)[-1][:SHOWN]!r}"
            self._fault(path, found, "plain words, numbers and days", "Drop the tag.")
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
            if self.columns or key in found:
                self._marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in found:
                self._fault(here, f"{key[:SHOWN]!r} a second time", "each key once", "Merge the two.")
                continue
            found[key] = self.read(value_node, here)
        return found

    def _scalar(self, node: yaml.Node, path: Trail) -> Any:
        if node.tag.endswith(":bool") and node.value not in PLAIN_BOOLS:
            remedy = f"YAML reads it as {node.value.lower() in ('yes', 'on', 'y')}: Norway is NOR, or quote it."
            self._fault(path, f"a bare {node.value}", "a plain word", remedy)
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


def read_marked(path: Path, name: str, largest: int = LARGEST, columns: bool = True) -> Marked:
    """The data of a YAML file of at most ``largest`` bytes.

    BadInput where it cannot be read: no plain file, no UTF-8, no YAML, too large or deep, anchors.
    ``data`` is None where it is empty.
    """
    marked = Marked(name, columns)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise BadInput(Fault(name, "no plain file", "a file of text", "Name a file."))
        if status.st_size > largest:
            raise BadInput(
                Fault(name, f"{status.st_size} bytes", f"at most {largest}", "Keep tables in CSV files, and one thing a file.")
            )
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(Fault(name, str(error.strerror), "a file we may read", "Check the path and its rights.")) from None
    except UnicodeDecodeError as error:
        at = marked.at(raw[: error.start].count(b"\n") + 1)
        raise BadInput(Fault(at, "bytes that are not UTF-8", "UTF-8 text", "Save the file as UTF-8.")) from None
    node = _composed(text, marked)
    marked.data = None if node is None else marked.read(node)
    return marked


def _composed(text: str, marked: Marked) -> yaml.Node | None:
    """The file's node tree; BadInput where it is not YAML, uses anchors, or is nested beyond sense.

    libyaml reads ten times as fast where it is there; what it refuses is read again by the reader that says why.
    """
    quick = getattr(yaml, "CSafeLoader", None)
    if quick is not None:
        try:
            return _tree(text, marked, quick)
        except (yaml.YAMLError, BadInput):
            pass
    try:
        return _tree(text, marked, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = marked.at(mark.line + 1, mark.column + 1) if mark else marked.at(1)
        problem = str(error.problem or error.context or "unreadable")
        raise BadInput(Fault(at, problem, "YAML", "Check indentation, colons and brackets.")) from None
    except yaml.YAMLError as error:
        raise BadInput(Fault(marked.at(1), str(error).splitlines()[0], "YAML", "Save the file as UTF-8 text.")) from None


def _tree(text: str, marked: Marked, loader: Any) -> yaml.Node | None:
    depth = 0
    for token in yaml.scan(text, Loader=loader):
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        at = marked.at(token.start_mark.line + 1, token.start_mark.column + 1)
        if depth > DEEPEST:
            raise BadInput(Fault(at, f"{depth} brackets inside each other", "a few", "Check the brackets."))
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
            raise BadInput(Fault(at, f"the anchor {token.value!r}", "values written out", "Copy the value instead."))
    return yaml.compose(text, Loader=loader)


def modelled(model: type[Model], marked: Marked) -> Model:
    """The model that a file describes. BadInput with every fault: those of the file and those of its values.

    A check may say ``expected|remedy`` in its ValueError.
    """
    if not isinstance(marked.data, dict):
        known = ", ".join(model.model_fields)
        found = "nothing" if marked.data is None else type(marked.data).__name__
        raise BadInput([*marked.faults, Fault(marked.where(()), found, f"keys such as {known}", "Write one key a line.")])
    try:
        built = model.model_validate(marked.data)
    except ValidationError as error:
        faults = [_fault(dict(detail), model, marked.where) for detail in error.errors()]
        raise BadInput([*marked.faults, *faults]) from None
    if marked.faults:
        raise BadInput(marked.faults)
    return built


def _fault(detail: dict[str, Any], model: type[BaseModel], where: Callable[[Sequence[str | int]], str]) -> Fault:
    path = [part for part in detail["loc"] if isinstance(part, (str, int))]
    given = repr(detail["input"])[:60]
    kind = detail["type"]
    if kind == "missing":
        return Fault(where(path[:-1]), f"no {path[-1]}", "it stated", f"Add {path[-1]}.")
    if kind == "extra_forbidden":
        return Fault(where(path), repr(path[-1]), "a key of this file", near_miss(str(path[-1]), list(_keys(model, path[:-1]))))
    message = str(detail["msg"]).removeprefix("Value error, ")
    expected, _, remedy = message.partition("|")
    return Fault(where(path), given, expected[:1].lower() + expected[1:], remedy or "Correct the value.")


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    found: type[BaseModel] = model
    for part in path:
        field = found.model_fields.get(str(part))
        inner = [t for t in _types(field.annotation) if isinstance(t, type) and issubclass(t, BaseModel)] if field else []
        if inner:
            found = inner[0]
    return tuple(found.model_fields)


def _types(annotation: Any) -> list[Any]:
    parts = getattr(annotation, "__args__", ())
    return [annotation, *(leaf for part in parts for leaf in _types(part))]
