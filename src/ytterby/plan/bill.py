"""A company's bill of materials: which parts need which good, from where, with what in stock."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from ytterby.errors import BadTable, Fault, near_miss
from ytterby.units import KG_PER_T
from ytterby.world import World

__all__ = ["Bill", "Part", "read_bill", "sample_bill"]

COLUMNS = (
    "part",
    "good",
    "kg_per_unit",
    "units_per_month",
    "supplier_place",
    "place",
    "stock_units",
    "end_use",
    "margin_usd_per_unit",
)
NUMBERS = ("kg_per_unit", "units_per_month", "stock_units", "margin_usd_per_unit")
END_USES = ("civil", "military")
LARGEST_BILL = 10_000_000  # bytes: the promise to users is a cap of 10 MB before parsing


@dataclass(frozen=True)
class Part:
    """One line of a bill. Units as the column names say; ``line`` is the line of the file."""

    line: int
    part: str
    good: str
    kg_per_unit: float
    units_per_month: float
    supplier_place: str
    place: str
    stock_units: float
    end_use: str
    margin_usd_per_unit: float

    @property
    def need(self) -> float:
        """t/month of the good that the part needs."""
        return self.kg_per_unit * self.units_per_month / KG_PER_T


@dataclass(frozen=True)
class Bill:
    """The usable lines of a bill and the faults of the others."""

    path: str
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]


def sample_bill() -> Path:
    """Where the bundled sample bill lies."""
    return Path(str(resources.files("ytterby") / "data" / "samples" / "bom.csv"))


def _number(text: str, where: str) -> float | Fault:
    remedy = "Write a plain number, zero or more, without unit or thousands separator."
    try:
        value = float(text)
    except ValueError:
        return Fault(where, repr(text), "a number", remedy)
    if not math.isfinite(value) or value < 0:
        return Fault(where, repr(text), "a finite number, zero or more", remedy)
    return value


def _row(row: dict[str, str], line: int, name: str, world: World) -> Part | list[Fault]:
    faults: list[Fault] = []
    numbers: dict[str, float] = {}
    for column in NUMBERS:
        found = _number(row[column], f"{name}:{line}:{column}")
        if isinstance(found, Fault):
            faults.append(found)
        else:
            numbers[column] = found
    known = {"good": list(world.goods.index), "supplier_place": list(world.places.index), "place": list(world.places.index)}
    for column, names in {**known, "end_use": list(END_USES)}.items():
        if row[column] not in names:
            expected = f"a {column.replace('_', ' ')} the model knows"
            faults.append(Fault(f"{name}:{line}:{column}", repr(row[column]), expected, near_miss(row[column], names)))
    if not row["part"]:
        faults.append(Fault(f"{name}:{line}:part", "nothing", "a name for the part", "Name the part."))
    if faults:
        return faults
    return Part(
        line=line,
        part=row["part"],
        good=row["good"],
        supplier_place=row["supplier_place"],
        place=row["place"],
        end_use=row["end_use"],
        **numbers,
    )


def _text(path: Path) -> str:
    if not path.is_file():
        raise BadTable(Fault(str(path), "no such file", "a CSV file", "Check the path."))
    if path.stat().st_size > LARGEST_BILL:
        found, expected = f"{path.stat().st_size} bytes", f"at most {LARGEST_BILL} bytes"
        raise BadTable(Fault(str(path), found, expected, "Split the bill, or keep only the parts that hold rare earths."))
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{path}: byte {error.start}"
        raise BadTable(Fault(where, "bytes that are not UTF-8", "a CSV file in UTF-8", "Save the sheet as CSV UTF-8.")) from None
    if "\0" in text or not text.strip():
        found = "NUL bytes" if "\0" in text else "an empty file"
        raise BadTable(Fault(str(path), found, "a CSV file with a header line", f"First line: {','.join(COLUMNS)}"))
    return text


def read_bill(path: Path | str, world: World, skip_bad: bool = False) -> Bill:
    """The bill in a CSV file with the columns of COLUMNS, in any order.

    All faults are found, each with file:line:column. With ``skip_bad`` the good lines are used and the faults kept in the
    bill; without it any fault raises BadTable. Wrong columns always raise.
    """
    path = Path(path)
    reader = csv.DictReader(io.StringIO(_text(path)))
    header: Sequence[str] = [(name or "").strip() for name in reader.fieldnames or ()]
    reader.fieldnames = list(header)
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        unknown = [name for name in header if name not in COLUMNS] or ["(no other columns)"]
        remedy = f"Add the columns; the header is {','.join(COLUMNS)}."
        raise BadTable([Fault(f"{path}:1:{column}", ", ".join(unknown), f"a column {column!r}", remedy) for column in missing])
    parts: list[Part] = []
    faults: list[Fault] = []
    try:
        for row in reader:
            cells = {key: (row[key] or "").strip() for key in COLUMNS}
            if not any(cells.values()):
                continue
            found = _row(cells, reader.line_num, path.name, world)
            if isinstance(found, Part):
                parts.append(found)
            else:
                faults.extend(found)
    except csv.Error as error:
        raise BadTable(
            Fault(f"{path}:{reader.line_num}", str(error), "a line of CSV", "Check the quotes on that line.")
        ) from None
    if faults and not (skip_bad and parts):
        raise BadTable(faults)
    if not parts:
        raise BadTable(Fault(str(path), "no lines below the header", "at least one part", "Add a line for each part."))
    return Bill(str(path), tuple(parts), tuple(faults))
