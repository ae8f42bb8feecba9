"""YAML as a user writes it: plain data with the place of every value, and as faults what a plain reader would swallow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ytterby.errors import BadInput, Fault, near_miss

__all__ = ["Marked", "modelled", "read_marked"]

LARGEST = 1_000_000  # bytes: settings of a megabyte are another kind of file
DEEPEST = 40  # brackets inside each other: beyond it the reader would run out of stack
OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
PLAIN_BOOLS = ("true", "false", "True", "False", "TRUE", "FALSE")
Trail = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Marked:
    """Plain ``data`` of one file, the place of every path in it, and the ``faults`` met on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data: Any = None
        self.faults: list[Fault] = []
        self._marks: dict[Trail, tuple[int, int]] = {(): (1, 1)}  # of a value under a key: where the key stands
        self._scalars = yaml.SafeLoader("")

    def where(self, path: Sequence[str | int]) -> str:
        """File, line, column and dotted path of a value, or of the nearest one above it that is written."""
        known = tuple(path)
        while known not in self._marks:
            known = known[:-1]
        line, column = self._marks[known]
        dotted = ""
        for part in path:
            dotted += f"[{part}]" if isinstance(part, int) else f".{part}" if dotted else str(part)
        return f"{self.name}:{line}:{column}" + (f":{dotted}" if dotted else "")

    def read(self, node: yaml.Node, path: Trail = ()) -> Any:
        """The plain value of a node; its faults go to ``faults``."""
        self._marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Trail) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            self._marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in found:
                self.faults.append(Fault(self.where(here), f"{key!r} a second time", "each key once", "Merge the two."))
                continue
            found[key] = self.read(value_node, here)
        return found

    def _scalar(self, node: yaml.Node, path: Trail) -> Any:
        if node.tag.endswith(":bool") and node.value not in PLAIN_BOOLS:
            remedy = f"YAML reads it as {node.value.lower() in ('yes', 'on', 'y')}: Norway is NOR, or quote it."
            self.faults.append(Fault(self.where(path), f"a bare {node.value}", "a plain word", remedy))
            return str(node.value)
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            reason = str(error).splitlines()[0][:80]
            self.faults.append(Fault(self.where(path), repr(node.value)[:60], "a plain value", f"YAML says: {reason}."))
            return None


def read_marked(path: Path, name: str) -> Marked:
    """The data of a YAML file. BadInput where it cannot be read: no UTF-8, no YAML, too large or deep, anchors."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(Fault(name, str(error.strerror), "a file we may read", "Check the path and its rights.")) from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(Fault(f"{name}:{line}:1", "bytes that are not UTF-8", "UTF-8 text", "Save the file as UTF-8.")) from None
    if len(raw) > LARGEST:
        raise BadInput(Fault(name, f"{len(raw)} bytes", f"at most {LARGEST}", "Keep tables in CSV files."))
    marked = Marked(name)
    node = _composed(text, name)
    marked.data = None if node is None else marked.read(node)
    return marked


def _composed(text: str, name: str) -> yaml.Node | None:
    try:
        depth = 0
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
            at = f"{name}:{token.start_mark.line + 1}:{token.start_mark.column + 1}"
            if depth > DEEPEST:
                raise BadInput(Fault(at, f"{depth} brackets inside each other", "a few", "Check the brackets."))
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                raise BadInput(Fault(at, f"the anchor {token.value!r}", "values written out", "Copy the value instead."))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        problem = str(error.problem or error.context or "unreadable")
        raise BadInput(Fault(at, problem, "YAML", "Check indentation, colons and brackets.")) from None
    except yaml.YAMLError as error:
        raise BadInput(Fault(f"{name}:1:1", str(error).splitlines()[0], "YAML", "Save the file as UTF-8 text.")) from None


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
