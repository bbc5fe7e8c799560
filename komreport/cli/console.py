"""What the user sees while a command runs: a progress bar per chapter, or plain lines.

A terminal gets live bars; a pipe, a log file and ``--quiet`` get lines that make sense one by one.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Reporter:
    """Shows how far the chapters and the later stages have come.

    Args:
        quiet: Show nothing but warnings and errors.
        console: Where to write; standard output unless a test says otherwise.
    """

    def __init__(self, *, quiet: bool = False, console: Console | None = None) -> None:
        self.console = console or out
        self.quiet = quiet
        self.live = self.console.is_terminal and not quiet
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description:<24}"),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[state]:<14}"),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.live,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def started(self, name: str, total: int | None = None) -> None:
        """A chapter or a stage has begun; ``total`` is its number of cells, if it has cells."""
        if self.live:
            self._tasks[name] = self._progress.add_task(name, total=total, state="kjører")

    def advanced(self, name: str, done: int, total: int) -> None:
        """``done`` of ``total`` cells of a chapter have run."""
        if name in self._tasks:
            self._progress.update(
                self._tasks[name], completed=done, total=total, state=f"celle {done}/{total}"
            )

    def finished(self, name: str, note: str = "ferdig") -> None:
        """A chapter or a stage is done."""
        self._ended(name, note)

    def failed(self, name: str) -> None:
        """A chapter or a stage did not get through; why is said at the end."""
        self._ended(name, "feilet")

    def say(self, text: str) -> None:
        """One line of information, unless ``--quiet``."""
        if not self.quiet:
            self.console.print(text, markup=False)

    def warn(self, text: str) -> None:
        """One line that the user should read, on standard error, also with ``--quiet``."""
        err.print(f"Advarsel: {text}", style="yellow", markup=False)

    def _ended(self, name: str, state: str) -> None:
        if name in self._tasks:
            task = self._progress.tasks[self._tasks[name]]
            self._progress.update(task.id, total=task.total or 1, state=state)
            if state != "feilet":
                self._progress.update(task.id, completed=task.total or 1)
            self._progress.stop_task(task.id)
        else:
            self.say(f"{name}: {state}")
