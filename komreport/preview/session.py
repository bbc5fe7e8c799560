"""A preview from start to end: wait for saves, build what is new, tell the open pages."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from komreport.preview.builder import Builder, Outcome, Stale
from komreport.preview.files import Files
from komreport.preview.server import Pages, serve
from komreport.render.built import PDF_NAME

PORT = 8023
#: After so many builds in a row that were given up, one is made to the end.
SPARED = 2


class Listener(Protocol):
    """Who is told how the preview goes."""

    def ready(self, address: str) -> None:
        """The server listens, and the first build has begun."""

    def busy(self, port: int, taken: int) -> None:
        """A port was in use, and another one was taken."""

    def waiting(self) -> None:
        """Another build is going on in the project; the preview's waits for it."""

    def built(self, names: list[str], seconds: float, outcome: Outcome) -> None:
        """A build is done; ``names`` are the files that it was made for."""

    def printed(self, seconds: float, outcome: Outcome) -> None:
        """The PDF is done."""


@dataclass
class Preview:
    """A running preview.

    Attributes:
        root: The project folder.
        year: The report year.
        listener: Told how it goes.
        port: The port to listen on, when it is free.
        pdf: Whether the PDF is kept up to date as well.
        pages: What is shown.
        cancelled: How many builds in a row were given up.
    """

    root: Path
    year: int
    listener: Listener
    port: int = PORT
    pdf: bool = False
    pages: Pages = field(default_factory=Pages)
    cancelled: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Serve and build until the event is set."""
        files = Files(self.root)
        waiting: asyncio.Queue[set[Path]] = asyncio.Queue()
        waiting.put_nowait(set())
        server, port = serve(self.pages, self.port, self.listener.busy)
        builder = Builder(self.root, self.year, self.listener.waiting)
        self.pages.others[PDF_NAME.format(year=self.year)] = builder.folder / PDF_NAME.format(
            year=self.year
        )
        self.listener.ready(f"http://127.0.0.1:{port}/")
        tasks = [
            asyncio.create_task(self._watch(files, waiting, builder)),
            asyncio.create_task(self._build(waiting, builder)),
            asyncio.create_task(stop.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            builder.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            server.stop()
            for client in list(self.pages.clients):
                client.close()
            await server.close_all_connections()
            builder.close()

    async def _watch(
        self, files: Files, waiting: asyncio.Queue[set[Path]], builder: Builder
    ) -> None:
        async for changed in files.changes():
            # whoever saves all the time gets a page now and then all the same
            if self.cancelled < SPARED:
                builder.cancel()
            waiting.put_nowait(changed)

    async def _build(self, waiting: asyncio.Queue[set[Path]], builder: Builder) -> None:
        loop = asyncio.get_running_loop()
        printing: asyncio.Task[None] | None = None
        shown: Path | None = None
        pending: set[Path] = set()
        first = True
        with (
            ThreadPoolExecutor(1, thread_name_prefix="bygg") as pool,
            ThreadPoolExecutor(1, thread_name_prefix="trykk") as press,
        ):
            while True:
                pending |= await waiting.get()
                while not waiting.empty():
                    pending |= waiting.get_nowait()
                builder.renew()
                self.pages.tell(bygger=True)
                start = time.perf_counter()
                changed = set() if first else set(pending)
                viewed = self.pages.viewed()
                try:
                    outcome = await loop.run_in_executor(pool, builder.build, viewed)
                except Stale:
                    self.cancelled += 1
                    continue
                self.cancelled = 0
                # what a failed build was made for is part of the next one
                if outcome.site is not None:
                    pending, first = set(), False
                    self.pages.show(outcome.site)
                    self.pages.tell(bygger=False)
                    last, shown = shown, outcome.site
                    await loop.run_in_executor(pool, builder.discard, last)
                    with suppress(Stale):  # the next build's pages are checked instead
                        outcome.problems += await loop.run_in_executor(pool, builder.check, shown)
                faults = [
                    {"sted": item.where, "feil": item.text, "hjelp": item.remedy}
                    for item in outcome.problems
                ]
                self.pages.tell(bygger=False, feil=faults)
                names = sorted({path.name for path in changed})
                self.listener.built(names, time.perf_counter() - start, outcome)
                if self.pdf and outcome.site is not None and (printing is None or printing.done()):
                    printing = asyncio.create_task(self._print(builder, press))

    async def _print(self, builder: Builder, press: ThreadPoolExecutor) -> None:
        """Make the PDF, and make it again when the pages have changed meanwhile."""
        version = None
        while version != self.pages.state["versjon"]:
            version = self.pages.state["versjon"]
            start = time.perf_counter()
            outcome = await asyncio.get_running_loop().run_in_executor(press, builder.pdf)
            self.pages.tell(pdf=version)
            self.listener.printed(time.perf_counter() - start, outcome)
