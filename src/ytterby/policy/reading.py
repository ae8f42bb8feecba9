"""Reading law files: each fault names file, line and path; triggers name instruments that exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ytterby.errors import BadInput, BadLaw, Fault, near_miss
from ytterby.marked import Marked, read_marked
from ytterby.policy.instruments import Instrument, instrument_from
from ytterby.policy.terms import TriggerTerms

__all__ = ["SHIPPED", "read_folder", "read_instrument"]

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "policy"
LARGEST = 100_000  # bytes: some twenty times the longest shipped file


def read_instrument(path: str | Path, id_expected: str | None = None) -> Instrument:
    """The instrument in one file. Raises BadLaw with every fault, each as file:line:path."""
    return _read(Path(path), id_expected)[0]


def _read(path: Path, id_expected: str | None) -> tuple[Instrument, Marked]:
    name = path.name if id_expected is None else f"{id_expected}.yaml"
    try:
        marked = read_marked(path, name, LARGEST, columns=False)
    except BadInput as error:
        raise BadLaw(error.faults) from None
    if marked.data is None and not marked.faults:
        raise BadLaw(Fault(marked.at(1), "an empty file", "an instrument", "Start with id, kind, issuer, title, scope, history."))
    try:
        built = instrument_from(marked.data, marked.where)
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
    found: list[tuple[Instrument, Marked]] = []
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


def _references(law: Instrument, marked: Marked, known: set[str]) -> Iterator[Fault]:
    """A trigger names instruments: each must be a file of this folder or of the shipped law."""
    for number, entry in enumerate(law.history):
        if isinstance(entry.terms, TriggerTerms):
            named = [("applies_to", index, name) for index, name in enumerate(entry.terms.applies_to or ())]
            named += [("applies", index, one.instrument) for index, one in enumerate(entry.terms.applies or ())]
            for key, index, name in named:
                if name not in known:
                    where = marked.where(("history", number, "set", key, index))
                    yield Fault(where, repr(name), "the id of an instrument here or shipped", near_miss(name, sorted(known)))
