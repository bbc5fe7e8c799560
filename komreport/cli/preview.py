"""``komreport preview`` and ``komreport edit``: what the terminal says, and how they end."""

from __future__ import annotations

import asyncio
import signal
import time
import webbrowser
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path

from komreport.cli.console import err, out
from komreport.cli.jupyter import run_jupyter
from komreport.preview.builder import Outcome
from komreport.preview.session import Preview
from komreport.render.turn import WAITING

#: Names of changed files that are told one by one.
NAMED = 3


class Told:
    """Tells in the terminal how a preview goes.

    Args:
        year: The report year.
        opened: Called with the address when the server listens.
    """

    def __init__(self, year: int, opened: Callable[[str], None]) -> None:
        self.year = year
        self.opened = opened

    def ready(self, address: str) -> None:
        """Say where the preview is."""
        out.print(f"Forhåndsvisning av {self.year}: {address}", markup=False)
        out.print("Lagre en notatbok, en datafil eller en mal, så oppdateres siden. Slutt: Ctrl-C.")
        self.opened(address)

    def busy(self, port: int, taken: int) -> None:
        """Say that another port was taken."""
        out.print(f"Port {port} er i bruk; bruker {taken}.", markup=False)

    def waiting(self) -> None:
        """Say that another build goes first."""
        out.print(WAITING)

    def built(self, names: list[str], seconds: float, outcome: Outcome) -> None:
        """Say how a build went, with every fault on a line."""
        what = ", ".join(names[:NAMED]) or "hele rapporten"
        if len(names) > NAMED:
            what += f" og {len(names) - NAMED} til"
        state = "bygd" if outcome.site is not None else "ikke bygd"
        took = f"{seconds:.1f}".replace(".", ",")
        out.print(f"{_clock()} {what}: {state} på {took} s", markup=False)
        self._faults(outcome)

    def printed(self, seconds: float, outcome: Outcome) -> None:
        """Say that the PDF is done."""
        if not outcome.problems:
            took = f"{seconds:.1f}".replace(".", ",")
            out.print(f"{_clock()} PDF-en er laget på {took} s", markup=False)
        self._faults(outcome)

    def _faults(self, outcome: Outcome) -> None:
        for problem in outcome.problems:
            err.print(f"Feil: {problem}", style="red", markup=False)
        for warning in outcome.warnings:
            err.print(f"Advarsel: {warning}", style="yellow", markup=False)


def run_preview(
    root: Path, year: int, *, port: int, pdf: bool, browser: bool, edit: bool = False
) -> None:
    """Preview a report until Ctrl-C.

    Args:
        root: The project folder.
        year: The report year.
        port: The port to listen on, when it is free.
        pdf: Whether the PDF is kept up to date as well.
        browser: Whether to open the browser.
        edit: Whether JupyterLab runs beside the preview; when it ends, so does the preview.
    """
    opened = _open if browser else _nothing
    preview = Preview(root, year, Told(year, opened), port, pdf)

    def ready(address: str) -> None:
        out.print(f"JupyterLab: {address}", markup=False)
        opened(address)

    asyncio.run(_until_interrupted(preview, run_jupyter(root, ready) if edit else None))
    out.print("Forhåndsvisningen er avsluttet.")


async def _until_interrupted(
    preview: Preview, companion: Coroutine[None, None, None] | None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            try:
                loop.add_signal_handler(number, stop.set)
            except NotImplementedError:  # Windows; Ctrl-C then ends asyncio.run itself
                break
    if companion is None:
        await preview.run(stop)
        return
    beside = asyncio.create_task(companion)
    beside.add_done_callback(lambda _: stop.set())
    try:
        await preview.run(stop)
    finally:
        if not beside.done():
            beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside


def _open(address: str) -> None:
    webbrowser.open(address)


def _nothing(address: str) -> None: ...


def _clock() -> str:
    return time.strftime("%H:%M:%S")
