"""A preview of the small project that really runs: server, watcher, builds and kernels."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from komreport.preview.builder import Outcome
from komreport.preview.session import Preview
from tests.small import publish_old, small_project

#: Seconds after which a test gives up waiting for something that should have come.
GUARD = 240


@dataclass
class Running:
    """A preview in a thread, and what it has told."""

    root: Path
    address: str = ""
    events: queue.Queue[tuple[list[str], Outcome]] = field(default_factory=queue.Queue)
    printed_events: queue.Queue[Outcome] = field(default_factory=queue.Queue)
    listening: threading.Event = field(default_factory=threading.Event)
    ports: list[tuple[int, int]] = field(default_factory=list)

    def ready(self, address: str) -> None:
        self.address = address
        self.listening.set()

    def busy(self, port: int, taken: int) -> None:
        self.ports.append((port, taken))

    def waiting(self) -> None: ...

    def built(self, names: list[str], seconds: float, outcome: Outcome) -> None:
        self.events.put((names, outcome))

    def printed(self, seconds: float, outcome: Outcome) -> None:
        self.printed_events.put(outcome)

    def next(self) -> tuple[list[str], Outcome]:
        """Wait for the next build; give the files it was for and how it went."""
        return self.events.get(timeout=GUARD)

    def until(self, holds: Callable[[Outcome], bool]) -> Outcome:
        """Wait for a build that something holds for."""
        while True:
            _, outcome = self.next()
            if holds(outcome):
                return outcome

    def get(self, page: str = "", **headers: str) -> tuple[int, str]:
        """Ask for a page."""
        asked = urllib.request.Request(self.address + page, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=GUARD) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8", "replace")

    def notebook(self, name: str) -> Path:
        return self.root / "notebooks" / f"{name}.ipynb"


def say(path: Path, text: str) -> None:
    """Write a sentence in the last text cell of a notebook, as JupyterLab saves it."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "markdown"][-1]
    source = "".join(cell["source"]).split("\n\nSetning:")[0]
    cell["source"] = f"{source}\n\nSetning: {text}."
    new = path.with_name(f".~{path.name}")
    new.write_text(json.dumps(content), encoding="utf-8")
    new.replace(path)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview whose first build is done."""
    root = small_project(tmp_path_factory.mktemp("forhåndsvisning") / "prosjekt")
    publish_old(root)
    yield from run(root)


def run(root: Path, *, pdf: bool = False, port: int = 0) -> Iterator[Running]:
    """Run a preview while a test wants it."""
    heard = Running(root)
    preview = Preview(root, 2023, heard, port, pdf)
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        await preview.run(stop)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    try:
        assert heard.listening.wait(GUARD)
        _, outcome = heard.next()
        assert outcome.problems == []
        yield heard
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(GUARD)
        assert not thread.is_alive()
