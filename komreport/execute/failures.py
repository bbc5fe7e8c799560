"""What can go wrong in a chapter, each as one line that names notebook, cell, line and cause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from komreport import errors
from komreport.errors import KomreportError

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_LINE = re.compile(r"Cell In ?\[\d+\],? line:? ?(\d+)")
_CHAINED = re.compile(r"During handling of the above|was the direct cause of the following")
_OWN_ERRORS = frozenset(
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, KomreportError)
)


class ChapterFailure(KomreportError):
    """One thing that stopped a chapter.

    Args:
        notebook: File name of the notebook.
        problem: What is wrong, one line.
        cell: Number of the cell among all cells of the notebook, from 1; None for the whole file.
        line: Line in the cell, from 1; None when it is not known.
        remedy: What the editor can do.
    """

    def __init__(
        self,
        notebook: str,
        problem: str,
        *,
        cell: int | None = None,
        line: int | None = None,
        remedy: str = "",
    ) -> None:
        self.notebook = notebook
        self.cell = cell
        self.line = line
        where = notebook
        if cell is not None:
            where += f", celle {cell}"
        if line is not None:
            where += f", linje {line}"
        super().__init__(one_line(problem).rstrip("."), remedy=remedy, where=where)


class ChapterFailedError(KomreportError):
    """A chapter could not be run to its end; ``failures`` holds every reason that was found."""

    def __init__(self, failures: Sequence[ChapterFailure]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(str(failure) for failure in failures))


class ReportFailed(KomreportError):
    """Some chapters failed; ``failures`` holds all of their failures, in the book's order."""

    def __init__(self, failures: Sequence[ChapterFailure]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line per failure; the same problem in several chapters is named once."""
        places: dict[str, list[ChapterFailure]] = {}
        for failure in self.failures:
            places.setdefault(failure.problem, []).append(failure)
        lines = []
        for failures in places.values():
            others = len({failure.notebook for failure in failures} - {failures[0].notebook})
            more = f" (det samme i {others} {'annet' if others == 1 else 'andre'} kapitler)"
            lines.append(f"{failures[0]}{more if others else ''}")
        return lines


def one_line(text: str) -> str:
    """Give text without terminal colours and line breaks."""
    return " ".join(_ANSI.sub("", text).split())


def error_texts(name: str, message: str) -> list[str]:
    """Tell what an exception in the kernel said: one text per finding.

    The errors of komreport are written for readers already, several findings on a line each. Other
    errors get the name of their class.

    Args:
        name: Class of the exception.
        message: What it says.
    """
    if name in _OWN_ERRORS or name.removeprefix("komreport.errors.") in _OWN_ERRORS:
        return [line for line in message.splitlines() if line.strip()] or [name]
    return [one_line(f"{name}: {message}" if message.strip() else name)]


def cell_line(traceback: str) -> int | None:
    """Find the line of the cell that an IPython traceback points at; None when it does not say.

    With chained exceptions the last one counts; in it the first frame is the cell that was run.
    """
    last = _CHAINED.split(_ANSI.sub("", traceback))[-1]
    found = _CELL_LINE.search(last)
    return int(found[1]) if found else None
