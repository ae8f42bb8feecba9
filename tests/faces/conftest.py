"""What the tests of the faces share: a brief made by hand, and the dashboard served for real on a free port.

The numbers of the brief mean nothing and it never ships; it only has to be printed right.
"""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from ytterby.brief.model import (
    AdviceEntry,
    Brief,
    ClaimEntry,
    ConflictEntry,
    DocumentEntry,
    ImpactEntry,
    InstrumentEntry,
    SourceEntry,
)
from ytterby.faces.web.app import application
from ytterby.faces.web.desk import AS_OF, Desk, Scene
from ytterby.policy import Timeline
from ytterby.study import Run
from ytterby.world import World

HOSTILE = '<script>alert(1)</script> & "quoted" =SUM(A1)'


def claim(at: int, quote: str, document: str) -> ClaimEntry:
    return ClaimEntry(
        id=f"{document}#{at}", kind="licence", text=f"Reading number {at}", quote=quote, document=document, start=10 * at,
        end=10 * at + len(quote), date="2025-06-12", modality="stated", speaker=None, confidence=0.8, value=None, unit=None,
        cites=(document,),
    )  # fmt: skip


def impact(kind: str, good: str, place: str, before: float | None, proposed: float | None, unit: str, **more: str) -> ImpactEntry:
    labels = {"month": "2025-09", "partner": "", "sector": "", **more}
    return ImpactEntry(
        kind=kind, text=f"{good} at {place} under two laws.", good=good, place=place, base=before,
        before=before, known=proposed, proposed=proposed,
        unit=unit, cites=("run:aaa111", "usgs-2025", "chn/licence-2025"), **labels,
    )  # fmt: skip


def sample_brief() -> Brief:
    return Brief(
        title="What changes for buyers of rare-earth magnets, when, and how sure is it?",
        answer=(
            "Magnets rich in heavy rare earths reach civil buyers in the United States again from July 2025, at 182 USD/kg "
            "instead of 231; military buyers stay short by 4.1 t a month because samarium is left out."
        ),
        more="Cerium is left over.",
        as_of="2025-06-13",
        as_of_basis="latest date printed in the documents",
        documents=(
            DocumentEntry("wire", "reports/wire.txt", "2025-06-12", "printed in the text", 2),
            DocumentEntry("note", "reports/note.txt", None, "undated", 2),
        ),
        claims=(
            claim(1, "valid for six months", "wire"),
            claim(2, HOSTILE, "wire"),
            claim(3, "more than 80 percent", "note"),
            claim(4, "close to 90 percent", "note"),
        ),
        conflicts=(
            ConflictEntry(
                "conflict",
                "note#3",
                "note#4",
                "more than 80 percent",
                "close to 90 percent",
                "Same share, two values.",
                "note#4",
                ("usgs-2025",),
            ),
        ),
        instruments=(
            InstrumentEntry(
                "chn/licence-2025",
                "Export licences for seven elements",
                "same",
                "Licence needed for each shipment.",
                "2025-04-04",
                None,
                "Same elements and start as the shipped law.",
                ("wire#1",),
            ),
            InstrumentEntry(
                "proposed/green-channel",
                "Green channel for civil end use",
                "new",
                "Licences within 15 days for civil buyers.",
                "2025-06-12",
                "2025-12-12",
                "Faster processing for the trusted share; assumed 15 days.",
                ("wire#1", "wire#2"),
            ),
        ),
        impact=(
            impact("price", "magnet/NdFeB-high", "USA", 231.0, 182.0, "USD/kg"),
            impact("price", "oxide/Dy", "USA", 812.0, 640.5, "USD/kg"),
            impact("price", "oxide/La", "EU", 1.21, 1.21, "USD/kg"),
            impact("shortage", "magnet/NdFeB-high", "USA", 61.0, 8.25, "t/month", sector="autos"),
            impact("shortage", "magnet/SmCo", "USA", 4.1, 4.1, "t/month", sector="defence"),
            impact("leverage", "magnet/SmCo", "USA", 12.5, None, "MUSD/month", partner="CHN"),
        ),
        uncertain=("Processing times are assumed, 7 to 45 days.", HOSTILE),
        advice=(
            AdviceEntry(
                "File civil licences first", "The queue is shortest in the first month.", "2025-07-15", 12.0, 31.0, ("wire#1",)
            ),
            AdviceEntry("Hold samarium stock", "No relief is announced.", None, None, None, ("run:aaa111",)),
        ),
        sources=(
            SourceEntry(
                "usgs-2025", "Mineral commodity summaries", "U.S. Geological Survey", "2025-01-31", "https://pubs.usgs.gov/x"
            ),
            SourceEntry("odd", HOSTILE, "Somebody", None, "javascript:alert(1)"),
        ),
        certificate={"kkt": 3.2e-9, "months": 12},
        runs={"known": "aaa111", "proposed": "bbb222"},
    )


@pytest.fixture(scope="session")
def sample() -> Brief:
    return sample_brief()


@pytest.fixture(scope="session")
def hostile() -> str:
    return HOSTILE


def _serving(desk: Desk) -> Iterator[str]:
    """The address of a dashboard over a desk, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(desk), host="127.0.0.1", port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def real_address(june_world: World, june_law: Timeline, june_run: Run, sample: Brief) -> Iterator[str]:
    """The dashboard over the shipped world and law, with the run that other rooms' tests share."""
    desk = Desk()
    desk.put(("world", AS_OF), june_world)
    desk.put(("scene", AS_OF), Scene(AS_OF, june_world, june_law, june_run))
    desk.put("sample brief", sample)
    yield from _serving(desk)


@pytest.fixture(scope="session")
def sample_address() -> Iterator[str]:
    """A dashboard that only knows the brief made by hand."""
    desk = Desk()
    desk.put("sample brief", sample_brief())
    yield from _serving(desk)


@pytest.fixture(scope="session")
def client(sample_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sample_address, timeout=60) as found:
        yield found


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runner of tests may tell its width; an answer is tested as it goes to a pipe unless the test says otherwise."""
    monkeypatch.delenv("COLUMNS", raising=False)
