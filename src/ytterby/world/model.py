"""The World: frozen tables of what is there in the base year, each numeric row with its source or the reason it is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world.heading import HEADING, read_heading
from ytterby.world.tables import FOLDER, editions_of

__all__ = ["TABLES", "World"]

TABLES = (
    "places",
    "goods",
    "recipes",
    "recipe_goods",
    "plants",
    "lanes",
    "demand",
    "stocks",
    "prices",
    "sectors",
    "observations",
    "projects",
    "facilities",
    "studies",
    "surplus",
    "residuals",
    "left_out",
)


@dataclass(frozen=True, eq=False)
class World:
    """Places, goods, recipes, plants, lanes, demand, stocks and prices of one base year, balanced; columns as in decision 0001.

    Flows t/month of the good's own basis, prices USD/kg, stocks t. ``left_out``: tonnes per unit of a recipe's level that no good
    carries (elements not modelled, losses). ``residuals``: one row per raw fact, in its own unit. ``guesses``: what the balance
    started from, a row per balanced quantity (kind, key, guess and balanced in t/month, error, rows as file:line of the tables).
    ``facilities``: works by name, with what their capacity means for their plant row (``level``, t/month). ``studies``: every
    version of a project's study.
    """

    name: str
    as_of: date | None
    base_year: int
    places: pd.DataFrame
    goods: pd.DataFrame
    recipes: pd.DataFrame
    recipe_goods: pd.DataFrame
    plants: pd.DataFrame
    lanes: pd.DataFrame
    demand: pd.DataFrame
    stocks: pd.DataFrame
    prices: pd.DataFrame
    sectors: pd.DataFrame
    observations: pd.DataFrame
    projects: pd.DataFrame
    facilities: pd.DataFrame
    studies: pd.DataFrame
    surplus: pd.DataFrame
    residuals: pd.DataFrame
    left_out: pd.DataFrame
    guesses: pd.DataFrame

    @property
    def folder(self) -> Path | None:
        """The folder it was read from; None where it was made up, or the folder is gone."""
        return next((path for path in (FOLDER / self.name, Path(self.name)) if (path / HEADING).is_file()), None)

    @staticmethod
    def shipped() -> dict[str, tuple[int, ...]]:
        """The worlds that come with the package, rare earths first, each with its base years, the usual one first."""
        found = {}
        for path in sorted(
            (one.parent for one in FOLDER.glob(f"*/{HEADING}")), key=lambda one: (one.name != "rare-earths", one.name)
        ):
            heading = read_heading(path)
            first, last = heading.base_years
            others = sorted({*editions_of(path), *range(first, last + 1)} - {heading.usual_year})
            found[path.name] = (heading.usual_year, *others)
        return found

    def with_projects(self, until: str | None = None) -> World:
        """This world with its projects as plants that wait, those that could start by ``until``; the base year is the same.

        ``plants`` gains columns project, start, status and stage, ``lanes`` the projects each new lane waits for. Committed ones
        come on line as announced, planned ones if they pay (math.md §5.9).
        """
        from ytterby.world.upcoming import with_projects

        return with_projects(self, until)

    def cite(self, table: str, row: object) -> tuple[str, ...]:
        """The source ids behind a row of a table, by the row's index; empty if the row is assumed.

        UnknownName if there is no such table or row, with the near miss.
        """
        if table not in TABLES:
            raise UnknownName(Fault("world.cite", repr(table), "a table of the world", near_miss(table, TABLES)))
        frame: pd.DataFrame = getattr(self, table)
        if row not in frame.index:
            known = [str(label) for label in frame.index]
            raise UnknownName(Fault(f"world.cite({table!r})", repr(row), "the index of a row", near_miss(str(row), known)))
        if "source" not in frame.columns:
            return ()
        return tuple(part for part in str(frame.at[row, "source"]).split(";") if part)

    def worst(self, count: int = 20) -> pd.DataFrame:
        """The rows of ``residuals`` that the balanced year departs from most, largest first, each with its cause."""
        order = self.residuals["departure"].abs().sort_values(ascending=False, kind="stable").index
        return self.residuals.loc[order[:count]].reset_index(drop=True)
