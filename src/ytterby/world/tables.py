"""Reading a world's folder: one CSV per table, its columns and kinds fixed here, every fault of every file at once."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd

from ytterby.errors import BadTable, Fault, UnknownName, near_miss

__all__ = ["FOLDER", "edition_of", "editions_of", "folder_of", "matches", "read_tables", "records"]

FOLDER = Path(__file__).resolve().parents[1] / "data" / "world"

# text: not blank; words: may be blank; number: finite and not negative; signed: finite; maybe: number or blank;
# flag: true or false; year: whole; month: YYYY-MM (months: or blank; span: or YYYY); a column whose kind ends in ? may be left
# out and is blank (flag: false) then
COLUMNS: dict[str, str] = {
    "places": "place:text name:text iso_numeric:words? lat:signed lon:signed group:text",
    "goods": "good:text stage:text elements:words? basis:text hs6:words? split:flag? title:text",
    "sectors": "sector:text title:text end_use:text",
    "recipes": "recipe:text stage:text title:text level:text ore:words? keeps:words?",
    "recipe_goods": "recipe:text good:text coef:signed source:words assumed:words",
    "ores": "ore:text deposit:text weight:number source:words assumed:words",
    "compositions": "deposit:text element:text share_pct:number source:words confidence:text",
    "yields": "step:text element:text value:number source:words assumed:words",
    "plants": "place:text recipe:text base_per_year:number capacity_per_year:number year:year confidence:text "
    "source:words assumed:words",
    "demand": "sector:text good:text place:text tonnes_per_year:number elasticity_low:number elasticity:number "
    "elasticity_high:number confidence:text source:words assumed:words",
    "demand_shares": "sector:text place:text share:number source:words assumed:words",
    "origins": "good:text destination:text end_use:text origin:text share:number confidence:text source:words assumed:words",
    "hubs": "place:text goods:text source:words assumed:words",
    "facts": "fact:text statement:text kind:text recipe:words? good:words? place:words? origin:words? destination:words? "
    "end_use:words? sector:words? value:number year:year fit:text confidence:text source:words assumed:words cause:words?",
    "price_series": "month:span good:text market:text usd_per_kg:maybe cny_per_tonne:maybe fx_cny_per_usd:maybe "
    "includes_vat:text source:words confidence:text",
    "price_assumed": "good:text place:words? usd_per_kg:number source:words? assumed:words",
    "fees": "recipe:text usd_per_kg:maybe share:maybe source:words assumed:words",
    "freight": "goods:text usd_per_kg:number usd_per_kg_1000km:number source:words assumed:words",
    "premium": "goods:text share:number source:words assumed:words",
    "stocks": "place:text goods:text months_held:number months_target:number source:words assumed:words",
    "projects": "project:text title:text place:text recipe:text stage:text "
    "tonnes_per_year:number start:months status:text source:words assumed:words",
    "facilities": "facility:text name:text operator:text country:text place:text lat:signed lon:signed stage:text product:text "
    "capacity:maybe unit:words basis:words figure:words start:maybe status:text recipe:words good:words share:maybe within:words "
    "note:words source:text confidence:text",
    "studies": "project:text title:text company:text country:text place:text study:text date:text npv_million:maybe "
    "npv_currency:words discount_pct:maybe tax:words irr_pct:maybe capex_million:maybe capex_currency:words opex:maybe "
    "opex_unit:words ndpr_usd_per_kg:maybe ndpr_tonnes:maybe dytb_tonnes:maybe reo_tonnes:maybe life_years:maybe start:maybe "
    "note:words source:text confidence:text",
    "observed": "month:month end_month:months what:text place:text partner:words good:words item:words value:maybe unit:text "
    "basis:text source:text confidence:text",
    "trade_series": "month:month end_month:months exporter:text importer:text good:text tonnes:number "
    "basis:text source:words confidence:text",
}
CITED = ("source", "assumed")
OPTIONAL = (  # tables a world can do without; all others must be there
    "ores", "compositions", "yields", "demand_shares", "hubs", "facts", "price_series", "fees", "premium", "stocks", "projects",
    "trade_series", "observed", "facilities", "studies",
)  # fmt: skip
DTYPES = {"number": float, "signed": float, "maybe": float, "year": int, "flag": bool}
YEAR = re.compile(r"[12]\d{3}")
LEAST, MOST = 1e-9, 1e12  # sizes of a figure beyond which it is a slip, and arithmetic suffers
LARGEST = 20_000_000  # bytes of one table: a year of a world is thousands of rows, not millions


def folder_of(name: str) -> Path:
    """The folder of a shipped world by its name, or the folder itself if the name is one; UnknownName otherwise."""
    if (FOLDER / name).is_dir():
        return FOLDER / name
    if Path(name).is_dir():
        return Path(name)
    known = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
    raise UnknownName(Fault("load_world(name=)", repr(name), "a shipped world or a folder in its format", near_miss(name, known)))


def matches(pattern: str, text: str) -> bool:
    """Whether a text is one of ``;``-separated names, each of which may end in ``*``.

    >>> matches("oxide/*;metal/Dy", "oxide/La"), matches("oxide/*", "metal/Dy"), matches("*", "CHN")
    (True, False, True)
    """
    return any(text.startswith(part[:-1]) if part.endswith("*") else part == text for part in pattern.split(";"))


def read_tables(folder: Path, edition: str = "") -> dict[str, pd.DataFrame]:
    """Every table of a world's folder by name, columns typed, ``where`` (file:line) of each row; BadTable with all faults.

    edition : name of a folder inside it (a base year) whose tables stand in place of those of the same name; blank for none.
    Its recipe_goods stand in place of those of the recipes it names, the others stay.
    A table that a world can do without is empty where its file is missing.
    """
    faults: list[Fault] = []
    names = [f"{name}.csv" for name in COLUMNS]
    found = {path.name: path for part in dict.fromkeys((folder, folder / edition)) for path in sorted(part.glob("*.csv"))}
    tables = {
        name: _read(found.get(f"{name}.csv", folder / f"{name}.csv"), spec, name in OPTIONAL, faults)
        for name, spec in COLUMNS.items()
    }
    if edition and found.get("recipe_goods.csv", folder).parent != folder:
        usual = _read(folder / "recipe_goods.csv", COLUMNS["recipe_goods"], False, faults)
        own = tables["recipe_goods"]
        tables["recipe_goods"] = pd.concat([usual[~usual["recipe"].isin(own["recipe"])], own], ignore_index=True)
    for path in [path for name, path in found.items() if name not in names]:
        where = f"{path.parent.name}/{path.name}"
        faults.append(Fault(where, "a table we do not know", "a table of a world", near_miss(path.name, names)))
    if faults:
        raise BadTable(faults)
    return tables


def edition_of(folder: Path, base_year: int) -> str:
    """The folder inside a world's folder that holds a base year's own tables; blank where it has none.

    >>> edition_of(folder_of("rare-earths"), 2009), edition_of(folder_of("rare-earths"), 2024)
    ('2009', '')
    """
    return str(base_year) if base_year in editions_of(folder) else ""


def editions_of(folder: Path) -> tuple[int, ...]:
    """The base years that have tables of their own: folders inside a world's folder that are named as years."""
    return tuple(sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and YEAR.fullmatch(path.name)))


def records(frame: pd.DataFrame) -> list[Any]:
    """The rows of a table as named tuples: their kinds were checked on reading, so they are not typed again."""
    return list(frame.itertuples(index=False))


def _read(path: Path, spec: str, optional: bool, faults: list[Fault]) -> pd.DataFrame:
    kinds = {name: kind.removesuffix("?") for name, kind in (column.split(":") for column in spec.split())}
    needed = [column.split(":")[0] for column in spec.split() if not column.endswith("?")]
    where = f"{path.parent.name}/{path.name}"
    empty = pd.DataFrame({column: pd.Series(dtype=DTYPES.get(kind, object)) for column, kind in [*kinds.items(), ("where", "")]})
    if not path.exists():
        if not optional:
            faults.append(Fault(where, "no such file", f"a table with columns {', '.join(kinds)}", "Add the file."))
        return empty
    try:
        lines = _lines(path, where)
    except BadTable as error:
        faults += error.faults
        return empty
    _, found = lines[0]
    for column in [name for name in needed if name not in found]:
        faults.append(Fault(f"{where}:1", f"no column {column}", ", ".join(kinds), "Write the column in the header."))
    for column in [name for name in found if name not in kinds]:
        faults.append(Fault(f"{where}:1", f"column {column!r}", "a column of this table", near_miss(str(column), list(kinds))))
    for column in sorted({name for name in found if found.count(name) > 1}):
        faults.append(Fault(f"{where}:1", f"column {column!r} a second time", "each column once", "Delete one of the two."))
    if len(set(found)) < len(found) or not set(needed) <= set(found) <= set(kinds):
        return empty
    rows: dict[str, list[object]] = {column: [] for column in [*kinds, "where"]}
    for number, cells in lines[1:]:
        line = f"{where}:{number}"
        if len(cells) != len(found):
            faults.append(Fault(line, f"{len(cells)} cells", f"{len(found)} cells", "Quote cells that hold commas."))
            continue
        row = dict(zip(found, cells, strict=True))
        for column, kind in kinds.items():
            text = row.get(column, "false" if kind == "flag" else "").strip()
            rows[column].append(_cell(text, kind, f"{line}:{column}", faults))
        rows["where"].append(line)
        if set(CITED) <= set(kinds) and not any(row.get(column, "").strip() for column in CITED):
            faults.append(
                Fault(line, "neither source nor assumed", "a source id or a reason", "Cite a source, or say why it is assumed.")
            )
    return pd.DataFrame(rows) if rows["where"] else empty


def _lines(path: Path, where: str) -> list[tuple[int, list[str]]]:
    """Number and cells of every line but blank ones and remarks (#), the header first; BadTable where the file is no table."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise BadTable(Fault(where, str(error.strerror), "a file we may read", "Check the path and its rights.")) from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadTable(Fault(f"{where}:{line}", "bytes that are not UTF-8", "UTF-8 text", "Save the file as UTF-8.")) from None
    if len(raw) > LARGEST:
        raise BadTable(
            Fault(where, f"{len(raw)} bytes", f"at most {LARGEST}", "Leave out rows that the base year does not need.")
        )
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadTable(Fault(f"{where}:{line}", "a zero byte", "text", "Save the table as CSV in UTF-8."))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    at = 1
    try:
        for cells in reader:
            if cells and not cells[0].startswith("#"):
                found.append((at, cells))
            at = reader.line_num + 1
    except csv.Error as error:
        raise BadTable(Fault(f"{where}:{at}", str(error), "CSV", "Check the quotes of this row.")) from None
    if not found:
        raise BadTable(Fault(f"{where}:1", "an empty file", "a header and rows", "Write the header, or delete the file."))
    return found


def _cell(text: str, kind: str, where: str, faults: list[Fault]) -> object:
    if kind == "words":
        return text
    if kind == "maybe" and not text:
        return math.nan
    if kind == "text":
        if not text:
            faults.append(Fault(where, "nothing", "a name", "Fill in the cell."))
        return text
    if kind == "flag":
        if text not in ("true", "false"):
            faults.append(Fault(where, repr(text), "true or false", "Write one of the two."))
        return text == "true"
    if kind in ("month", "months", "span"):
        blank, year = kind == "months" and not text, kind == "span" and re.fullmatch(r"\d{4}", text)
        if not (re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or blank or year):
            faults.append(Fault(where, repr(text), "a month like 2025-04", "Write year, hyphen, two-digit month."))
        return text
    return _number(text, kind, where, faults)


def _number(text: str, kind: str, where: str, faults: list[Fault]) -> float | int:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        faults.append(Fault(where, repr(text), "a finite number", "Write digits with a decimal point."))
        return 0.0
    if abs(value) > MOST or 0.0 < abs(value) < LEAST:
        faults.append(Fault(where, text, f"zero, or a size from {LEAST:g} to {MOST:g}", "Check the unit and the zeros."))
    elif value < 0 and kind != "signed":
        faults.append(Fault(where, text, "a number that is not negative", "Check the sign."))
    if kind == "year":
        if value != int(value):
            faults.append(Fault(where, text, "a whole year", "Write it with four digits."))
        return int(value)
    return value
