"""The books behind a World: the raw rows of its folder, ranked by edition, and what its balance started from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from ytterby.evidence import Source
from ytterby.world.heading import Heading, read_heading
from ytterby.world.lanes import Freight, freight_rates
from ytterby.world.library import library
from ytterby.world.model import World
from ytterby.world.prices import price_parts
from ytterby.world.prior import Quantity
from ytterby.world.reconcile import counted
from ytterby.world.tables import edition_of, folder_of, read_tables, records
from ytterby.world.trail import Part
from ytterby.world.visible import newest, ranked

__all__ = ["EDITIONS", "OBSERVED", "Ledger", "ledger_of"]

# The columns that make two rows editions of one figure.
EDITIONS = {
    "plants": ("place", "recipe"),
    "demand": ("sector", "good", "place"),
    "demand_shares": ("sector", "place"),
    "origins": ("good", "destination", "end_use", "origin"),
    "facts": ("fact",),
    "stocks": ("place", "goods"),
    "recipe_goods": ("recipe", "good"),
    "compositions": ("deposit", "element"),
    "ores": ("ore", "deposit"),
    "yields": ("step", "element"),
    "projects": ("project",),
    "fees": ("recipe",),
    "premium": ("goods",),
    "freight": ("goods",),
}
OBSERVED = ("month", "end_month", "what", "place", "partner", "good", "item", "unit")  # what an observation is of
DATED = ("plants", "facts")  # tables whose editions also differ by the year they speak of


@lru_cache(maxsize=4)
def ledger_of(world: World) -> Ledger:
    """The books of a world, opened once for the last few worlds asked."""
    return Ledger(world)


@dataclass(frozen=True, eq=False)
class Ledger:
    """The raw tables of a world, read once and ranked as its loader ranked them."""

    world: World

    @cached_property
    def heading(self) -> Heading:
        """What is constant in the world."""
        return read_heading(folder_of(self.world.name))

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the world's folder and base year, with file:line in ``where``."""
        folder = folder_of(self.world.name)
        return read_tables(folder, edition_of(folder, self.world.base_year))

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The library: shipped sources and the world's own."""
        return library(folder_of(self.world.name))

    @cached_property
    def days(self) -> Mapping[str, date | None]:
        """When each source was out."""
        return {name: source.published for name, source in self.sources.items()}

    @cached_property
    def coefs(self) -> dict[str, list[tuple[str, float]]]:
        """Good and coefficient of every recipe."""
        return {
            str(r): list(zip(part["good"], part["coef"], strict=True))
            for r, part in self.world.recipe_goods.groupby("recipe", sort=False)
        }

    @cached_property
    def guesses(self) -> dict[tuple[str, tuple[str, ...]], Any]:
        """What the balance started from, by kind and key."""
        return {(row.kind, row.key): row for row in records(self.world.guesses)}

    @cached_property
    def freight(self) -> Freight:
        """Freight rates as known on the day."""
        return freight_rates(self.tables, self.days, self.world.as_of)

    @cached_property
    def prices(self) -> dict[tuple[str, str], Part]:
        """Every price with its parts."""
        world = self.world
        needed = zip(world.prices["place"], world.prices["good"], strict=True)
        return price_parts(
            self.tables, self.heading, world.recipe_goods, needed, self.freight, self.days, world.as_of, world.base_year
        )

    def _ranked(self, table: str) -> dict[tuple[Any, ...], list[Any]]:
        if table not in self._by_key:
            keys = list(EDITIONS[table])
            base_year = self.world.base_year if table in DATED else None
            by: dict[tuple[Any, ...], list[Any]] = {}
            for row in records(ranked(self.tables[table], keys, self.days, self.world.as_of, base_year)):
                by.setdefault(tuple(getattr(row, key) for key in keys), []).append(row)
            self._by_key[table] = by
        return self._by_key[table]

    @cached_property
    def _by_key(self) -> dict[str, dict[tuple[Any, ...], list[Any]]]:
        return {}

    @cached_property
    def lines(self) -> dict[str, tuple[str, Any]]:
        """Every row of every table by file:line, with the table's name."""
        return {str(row.where): (table, row) for table, frame in self.tables.items() for row in records(frame)}

    def editions(self, table: str, *key: str) -> list[Any]:
        """The rows of a key, the one in use first; ``lost`` says why each other is not used."""
        return self._ranked(table).get(key, []) if table in EDITIONS else []

    def all_editions(self, table: str) -> list[list[Any]]:
        """Every key's rows, as `editions` lists them."""
        return list(self._ranked(table).values())

    def used(self, table: str) -> list[Any]:
        """The row in use of every key, in the order of the file."""
        if table not in self._used:
            base_year = self.world.base_year if table in DATED else None
            rows = newest(self.tables[table], list(EDITIONS[table]), self.days, self.world.as_of, base_year)
            self._used[table] = records(rows)
        return self._used[table]

    @cached_property
    def _used(self) -> dict[str, list[Any]]:
        return {}

    def row(self, table: str, label: Hashable) -> Any:
        """A row of a frame of the world as a named tuple, its index as ``Index``."""
        if table not in self._rows:
            self._rows[table] = {one.Index: one for one in getattr(self.world, table).itertuples()}
        return self._rows[table][label]

    @cached_property
    def _rows(self) -> dict[str, dict[Hashable, Any]]:
        return {}

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """What was balanced, as the balance had it; without the markets."""
        rows = records(self.world.guesses)
        return tuple(Quantity(r.kind, r.key, r.guess, r.error, (), r.source, r.assumed, tuple(r.rows.split(";"))) for r in rows)

    @cached_property
    def pulls(self) -> dict[tuple[str, tuple[str, ...]], list[Any]]:
        """The rows of the residuals whose fact counts a balanced quantity, by kind and key."""
        said = {row.fact: row for row in records(self.world.residuals)}
        found: dict[tuple[str, tuple[str, ...]], list[Any]] = {}
        for fact in self.used("facts"):
            for q, k in zip(self.quantities, counted(fact, self.quantities, self.coefs), strict=True):
                if k and fact.fact in said:
                    found.setdefault((q.kind, q.key), []).append(said[fact.fact])
        return found

    @cached_property
    def cites(self) -> dict[tuple[str, str], Any]:
        """The row of every coefficient, by recipe and good."""
        return {(row.recipe, row.good): row for row in records(self.world.recipe_goods)}

    @cached_property
    def plants_at(self) -> dict[str, list[Any]]:
        """The plants that run, by place."""
        found: dict[str, list[Any]] = {}
        for row in records(self.world.plants):
            if row.base > 0:
                found.setdefault(row.place, []).append(row)
        return found

    @cached_property
    def uses_of(self) -> dict[tuple[str, str], list[Any]]:
        """Balanced demand by place and good."""
        found: dict[tuple[str, str], list[Any]] = {}
        for row in records(self.world.demand):
            found.setdefault((row.place, row.good), []).append(row)
        return found

    @cached_property
    def guesses_at(self) -> dict[str, list[Any]]:
        """First guesses of uses and plants, by place."""
        found: dict[str, list[Any]] = {}
        for (kind, key), row in self.guesses.items():
            if kind in ("use", "plant"):
                found.setdefault(key[0], []).append(row)
        return found

    @cached_property
    def printed(self) -> dict[tuple[str, ...], list[Any]]:
        """Observations by what they are of, with their index."""
        found: dict[tuple[str, ...], list[Any]] = {}
        for row in self.world.observations.itertuples():
            found.setdefault(tuple(getattr(row, key) for key in OBSERVED), []).append(row)
        return found

    @cached_property
    def lines_of(self) -> dict[tuple[Any, ...], str]:
        """Where an observation is printed: file:line by month, good, source and value."""
        trade = {
            (r.month, r.good, r.source, r.tonnes, r.exporter, r.importer): r.where for r in records(self.tables["trade_series"])
        }
        price = {(r.month, r.good, r.source, r.usd_per_kg, r.market): r.where for r in records(self.tables["price_series"])}
        other = {(r.month, r.good, r.source, r.value, r.place, r.partner): r.where for r in records(self.tables["observed"])}
        return trade | price | other
