"""What stops a build, one by one, in the form that the overlay in the browser shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from komreport.errors import DataErrors, KomreportError
from komreport.execute.failures import ChapterFailedError, ReportFailed
from komreport.render.builtin.support import RenderErrors

#: Where something is, at the start of a line: a file name, then cell, row or line.
PLACE = re.compile(r"([^:«]*\.\w+(?:, [^:«]+)?): (.+)", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        where: File, with cell, row or line; empty when it is not known.
        text: What is wrong.
        remedy: What the editor can do, or an empty string.
    """

    where: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.text}" if self.where else self.text
        return f"{text}. {self.remedy}" if self.remedy else text


def problems(error: BaseException) -> list[Problem]:
    """Give what an error tells of, one thing each."""
    if isinstance(error, (ReportFailed, ChapterFailedError)):
        return [_problem(failure) for failure in error.failures]
    if isinstance(error, DataErrors):
        return [problem for item in error.errors for problem in problems(item)]
    if isinstance(error, RenderErrors):
        return [from_line(line) for line in error.problems]
    if isinstance(error, KomreportError):
        return [_problem(error)]
    return [Problem("", f"noe uventet gikk galt: {type(error).__name__}: {error}")]


def from_line(line: str) -> Problem:
    """Give a problem that is told as one line, with its place first."""
    match = PLACE.fullmatch(line)
    return Problem(match[1], match[2]) if match else Problem("", line)


def _problem(error: KomreportError) -> Problem:
    return Problem(error.where, error.problem, error.remedy)
