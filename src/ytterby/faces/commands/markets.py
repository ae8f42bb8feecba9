"""A market of one's own: textbook problems and first questions stated in a file."""

from __future__ import annotations

from pathlib import Path

import click

from ytterby.faces.commands.talk import form_option, put_sheet, say

__all__ = ["COMMANDS"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@form_option()
def market(file: Path, form: str) -> None:
    """Solve the market stated in a YAML FILE: prices, levels, rents, surplus, revenue, and how exactly it is solved."""
    from ytterby.faces.sheet import Sheet, columns
    from ytterby.market import SmallMarket

    found = SmallMarket.read(file).solve()
    numbers = {name: (name, "") for name in ("value", "rent", "surplus", "revenue")}
    titles: dict[str, str | tuple[str, str]] = {"what": "what", "name": "name", **numbers}
    rows: list[dict[str, object]] = [{"what": "price", "name": name, "value": price} for name, price in found.prices.items()]
    rows += [
        {
            "what": "level",
            "name": name,
            "value": level,
            "rent": found.rents[name],
            "surplus": found.surplus[name],
            "revenue": found.revenue.get(name),
        }
        for name, level in found.levels.items()
    ]
    rows += [{"what": "quota", "name": name, "rent": rent} for name, rent in found.rents.items() if name not in found.levels]
    put_sheet(Sheet.of(columns(titles), rows), form)
    exact = found.certificate
    say(f"welfare {found.welfare():.6g}; solved: kkt {exact.kkt:.1e} (at most 1e-6), local {exact.local:.1e} (at most 1e-3)")


COMMANDS: tuple[click.Command, ...] = (market,)
