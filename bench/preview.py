"""The way of a prose edit to an open page: from the save until the browser has the new page.

    python bench/preview.py PROJECT YEAR TIMES

Starts a preview of the project, opens a line to it as a page does, and prints, as JSON, the seconds
of each edit, for each of some chapters.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from komreport.preview.builder import Outcome
from komreport.preview.session import Preview

CHAPTERS = ("04_assistert_retur", "03_oppholdstillatelse", "07_bolig_oppfolging")


class Heard:
    """Waits for the preview to listen."""

    def __init__(self) -> None:
        self.address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def ended(self, running: asyncio.Task[None]) -> None:
        """Say why a preview ended before it listened."""
        if not self.address.done() and (error := running.exception()):
            self.address.set_exception(error)

    def ready(self, address: str) -> None:
        self.address.set_result(address)

    def busy(self, port: int, taken: int) -> None: ...

    def waiting(self) -> None: ...

    def built(self, names: list[str], seconds: float, outcome: Outcome) -> None:  # noqa: ARG002
        for problem in outcome.problems:
            print(problem, file=sys.stderr)

    def printed(self, seconds: float, outcome: Outcome) -> None: ...


def prose_edits(root: Path, year: int, times: int) -> dict[str, list[float]]:
    """Give the seconds of prose edits, from the save to the page in the browser.

    Args:
        root: A project that may be changed.
        year: The report year.
        times: How many edits of each chapter.
    """
    return asyncio.run(_measured(root, year, times))


async def _measured(root: Path, year: int, times: int) -> dict[str, list[float]]:
    heard, stop = Heard(), asyncio.Event()
    running = asyncio.create_task(Preview(root, year, heard, port=0).run(stop))
    running.add_done_callback(heard.ended)
    address = await heard.address
    origin = {"Origin": address.rstrip("/")}
    url = f"{address}__forhandsvisning/linje?side=/".replace("http", "ws", 1)
    line = await websocket_connect(HTTPRequest(url, headers=origin))
    await _next(line, 0)
    seconds: dict[str, list[float]] = {name: [] for name in CHAPTERS}
    for number in range(times):
        for name in CHAPTERS:
            # a sentence that no preview has seen before, whoever measured in this project
            sentence = f"Utgave {number}, {time.time_ns()}."
            seconds[name].append(await _edit(root, name, sentence, address, line))
    line.close()
    stop.set()
    await running
    return seconds


async def _edit(
    root: Path, name: str, sentence: str, address: str, line: WebSocketClientConnection
) -> float:
    path = root / "notebooks" / f"{name}.ipynb"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + f"\n\n{sentence}"
    text = json.dumps(content, ensure_ascii=False)
    page = await _page(address, name)
    version = int(page.partition('data-versjon="')[2].partition('"')[0])
    start = time.perf_counter()
    path.write_text(text, encoding="utf-8")
    while sentence not in page:
        version = await _next(line, version)
        page = await _page(address, name)
    return time.perf_counter() - start


async def _page(address: str, name: str) -> str:
    return (await AsyncHTTPClient().fetch(f"{address}{name}.html")).body.decode()


async def _next(line: WebSocketClientConnection, version: int) -> int:
    """Wait for another version of the pages."""
    while True:
        state = json.loads(str(await line.read_message()))
        if state["versjon"] > version and not state["bygger"]:
            return int(state["versjon"])


if __name__ == "__main__":
    print(json.dumps(prose_edits(Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3]))))
