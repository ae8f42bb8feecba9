"""Reading a world's folder: one CSV per table, its columns and kinds fixed here, every fault of every file at once."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pandas as pd

from ytterby.errors import BadTable, Fault, UnknownName, near_miss

__all__ = ["FOLDER", "folder_of", "matches", "read_tables", "records"]

FOLDER = Path(__file__).resolve().parents[1] / "data" / "world"

# text: not blank; words: may be blank; number: finite and not negative; signed: finite; maybe: number or blank;
# flag: true or false; year: whole
COLUMNS: dict[str, str] = {
    "places": "place:text name:text iso_numeric:words lat:signed lon:signed group:text",
    "goods": "good:text stage:text elements:text basis:text hs6:text split:flag title:text",
    "sectors": "sector:text title:text end_use:text",
    "recipes": "recipe:text stage:text title:text level:text ore:words keeps:words",
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
    "facts": "fact:text statement:text kind:text recipe:words good:words place:words origin:words destination:words "
    "end_use:words sector:words value:number year:year fit:text confidence:text source:words assumed:words cause:words",
    "price_series": "month:text good:text market:text usd_per_kg:maybe cny_per_tonne:maybe fx_cny_per_usd:maybe "
    "includes_vat:text source:words confidence:text",
    "price_assumed": "good:text usd_per_kg:number assumed:text",
    "fees": "recipe:text usd_per_kg:maybe share:maybe source:words assumed:words",
    "freight": "goods:text usd_per_kg:number usd_per_kg_1000km:number source:words assumed:words",
    "premium": "goods:text share:number source:words assumed:words",
    "stocks": "place:text goods:text months_held:number months_target:number source:words assumed:words",
    "projects": "project:text title:text place:text recipe:text stage:text "
    "tonnes_per_year:number start:text status:text source:words assumed:words",
    "facilities": "facility:text name:text operator:text country:text place:text lat:signed lon:signed stage:text product:text "
    "capacity:maybe unit:words basis:words figure:words start:maybe status:text recipe:words good:words share:maybe within:words "
    "note:words source:text confidence:text",
    "studies": "project:text title:text company:text country:text place:text study:text date:text npv_million:maybe "
    "npv_currency:words discount_pct:maybe tax:words irr_pct:maybe capex_million:maybe capex_currency:words opex:maybe "
    "opex_unit:words ndpr_usd_per_kg:maybe ndpr_tonnes:maybe dytb_tonnes:maybe reo_tonnes:maybe life_years:maybe start:maybe "
    "note:words source:text confidence:text",
    "trade_series": "month:text end_month:words exporter:text importer:text good:text tonnes:number "
    "basis:text source:words confidence:text",
}
CITED = ("source", "assumed")
OPTIONAL = ("facilities", "studies")  # a world may do without these registers


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


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of a world's folder by name, columns typed, ``where`` (file:line) of each row; BadTable with all faults."""
    faults: list[Fault] = []
    tables = {name: _read(folder / f"{name}.csv", spec, faults) for name, spec in COLUMNS.items()}
    if faults:
        raise BadTable(faults)
    return tables


def records(frame: pd.DataFrame) -> list[Any]:
    """The rows of a table as named tuples: their kinds were checked on reading, so they are not typed again."""
    return list(frame.itertuples(index=False))


def _read(path: Path, spec: str, faults: list[Fault]) -> pd.DataFrame:
    kinds = dict(column.split(":") for column in spec.split())
    where = f"{path.parent.name}/{path.name}"
    if not path.exists() and path.stem in OPTIONAL:
        return pd.DataFrame({column: [] for column in [*kinds, "where"]})
    if not path.exists():
        faults.append(Fault(where, "no such file", f"a table with columns {', '.join(kinds)}", "Add the file."))
        return pd.DataFrame(columns=[*kinds, "where"])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        faults.append(Fault(where, f"byte {error.start} is not UTF-8", "text in UTF-8", "Save the file as UTF-8."))
        return pd.DataFrame(columns=[*kinds, "where"])
    reader = csv.DictReader(text.splitlines())
    found = list(reader.fieldnames or ())
    for column in [name for name in kinds if name not in found]:
        faults.append(Fault(f"{where}:1", f"no column {column}", ", ".join(kinds), "Write the column in the header."))
    for column in [name for name in found if name not in kinds]:
        faults.append(Fault(f"{where}:1", f"column {column!r}", "a column of this table", near_miss(str(column), list(kinds))))
    if set(found) != set(kinds):
        return pd.DataFrame(columns=[*kinds, "where"])
    rows: dict[str, list[object]] = {column: [] for column in [*kinds, "where"]}
    for row in reader:
        line = f"{where}:{reader.line_num}"
        if None in row or None in row.values():
            faults.append(Fault(line, "another number of cells", f"{len(kinds)} cells", "Quote cells that hold commas."))
            continue
        for column, kind in kinds.items():
            rows[column].append(_cell(row[column].strip(), kind, f"{line}:{column}", faults))
        rows["where"].append(line)
        if set(CITED) <= set(kinds) and not any(row[column].strip() for column in CITED):
            faults.append(
                Fault(line, "neither source nor assumed", "a source id or a reason", "Cite a source, or say why it is assumed.")
            )
    return pd.DataFrame(rows)


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
    return _number(text, kind, where, faults)


def _number(text: str, kind: str, where: str, faults: list[Fault]) -> float | int:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        faults.append(Fault(where, repr(text), "a finite number", "Write digits with a decimal point."))
        return 0.0
    if value < 0 and kind != "signed":
        faults.append(Fault(where, text, "a number that is not negative", "Check the sign."))
    if kind == "year":
        return int(value)
    return value
