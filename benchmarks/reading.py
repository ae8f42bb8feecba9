"""Articles a second on two processes, and memory over many articles: ``python -m benchmarks.reading [--articles N]``.

Articles are made of sentences in the styles that the reader meets (wires, notices, price notes), 5 kB each, no two alike; reading
is bytes to claims, as `ytterby news read` does it file by file. CPU time is what a loaded machine does not change. Memory is the
resident size of one process that reads article after article.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import time
from collections.abc import Sequence

from ytterby.evidence import documents, extract

SIZE = 5_000  # characters of an article
PROCESSES = 2
PLACES = ("China", "Japan", "the United States", "Australia", "Malaysia", "India", "Germany", "South Korea", "Vietnam", "Canada")
THINGS = (
    "dysprosium",
    "gallium",
    "tungsten",
    "magnets",
    "antimony",
    "rare earths",
    "graphite",
    "germanium",
    "yttrium",
    "lithium",
)
MONTHS = ("January", "March", "April", "June", "September", "November")
SENTENCES = (
    "{a} said on {d} {m} 2026 that exporters of {x} and {y} to {b} need a licence valid for {n} months.",
    "Imports of {x} from {a} carry a duty of {n} per cent from {d} {m} 2026.",
    "{a} mines about {n} per cent of all {x}, according to customs data.",
    "Prices of {x} rose by {n} per cent in {m}, to ${n}0 per kilogram, as buyers in {b} waited for licences.",
    "{a} and {b} agreed to resume shipments of {y}, officials said.",
    "If {a} refuses further licences, {b} could suspend the arrangement.",
    "Exports of {x} to {b} fell {n} per cent from a year earlier to {n}50 tonnes.",
    "Carmakers in {b} rely on {a} for most of their {x}, and several lines stood still in {m}.",
    "The weather at the port was fine, and the delegates had lunch by the river before the meeting went on.",
)


def article(number: int) -> bytes:
    """The article of a number, the same each time."""
    draw = random.Random(number)
    parts = [f"Report {number}\n\nPublished {draw.randint(1, 28)} May 2026\n\n"]
    size = len(parts[0])
    while size < SIZE:
        a, b = draw.sample(PLACES, 2)
        x, y = draw.sample(THINGS, 2)
        told = draw.choice(SENTENCES).format(
            a=a, b=b, x=x, y=y, d=draw.randint(1, 28), m=draw.choice(MONTHS), n=draw.randint(2, 90)
        )
        parts.append(told[0].upper() + told[1:] + draw.choice((" ", " ", "\n")))
        size += len(parts[-1])
    return "".join(parts).encode()


def read(numbers: Sequence[int]) -> tuple[int, float, list[tuple[int, float]]]:
    """Claims found, CPU seconds, and (articles read, megabytes) along the way; the word lists are loaded before the clock."""
    count, spent, sizes = 0, 0.0, []
    for document in documents("warm", "warm", article(-1), None)[0]:
        extract(document)
    for at, number in enumerate(numbers):
        raw = article(number)
        start = time.process_time()
        found, _ = documents("article", "article", raw, None)
        count += sum(len(extract(document)) for document in found)
        spent += time.process_time() - start
        if at in (len(numbers) // 10, len(numbers) - 1):
            sizes.append((at + 1, _megabytes()))
    return count, spent, sizes


def _megabytes() -> float:
    """Resident size of this process."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    many = parser.parse_args().articles
    shares = [range(first, many, PROCESSES) for first in range(PROCESSES)]
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        rows = pool.map(read, shares)
    wall = time.perf_counter() - start
    claims, spent = sum(row[0] for row in rows), sum(row[1] for row in rows)
    print("| articles of 5 kB | claims | CPU ms an article | articles/s on two free cores | articles/s by the clock | load |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    free = PROCESSES * many / spent
    print(f"| {many:,} | {claims:,} | {1000 * spent / many:.1f} | {free:.0f} | {many / wall:.0f} | {os.getloadavg()[0]:.1f} |\n")
    print("| articles read by one process | resident MB |")
    print("| ---: | ---: |")
    for at, size in rows[0][2]:
        print(f"| {at:,} | {size:.1f} |")


if __name__ == "__main__":
    main()
