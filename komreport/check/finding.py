"""One finding: which rule, how serious, where, what is wrong, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from komreport.errors import KomreportError

#: Places that errors name in words: a file, then a row or a line.
PLACE = re.compile(r"(?P<file>[^,]+?\.\w+)(, (rad|linje) (?P<row>\d+))?(, .*)?")


def locate(text: str, place: int) -> tuple[int, int]:
    """Give the line and the position in it, both from 1, of a place in a text, from 0."""
    before = text[:place]
    return before.count("\n") + 1, place - before.rfind("\n")


class Severity(StrEnum):
    """How serious a finding is. The order is from the most serious to the least."""

    ERROR = "feil"
    WARNING = "advarsel"
    NOTE = "merknad"

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """One thing that an editor should know, and where it is.

    Attributes:
        rule: Id of the rule, such as ``prosa/skrevet-tall``; `komreport.check.registry` has them.
        severity: How serious it is.
        message: What is wrong, in Norwegian, without a full stop at the end.
        file: The file, relative to the project folder, with forward slashes.
        row: The row of a data file (the header is 1), else the line of a text, in its cell where
            there is one; None when the file as a whole is meant.
        cell: Number of the notebook cell, from 1.
        column: Name of the column of a data file.
        position: Place in the line, from 1, where it is known.
        remedy: What the editor can do about it.
        suggestion: What should stand there, when that is clear.
    """

    rule: str
    severity: Severity
    message: str
    file: str = ""
    row: int | None = None
    cell: int | None = None
    column: str | None = None
    position: int | None = None
    remedy: str = ""
    suggestion: str | None = None

    @property
    def place(self) -> str:
        """Where it is, in words, without the file."""
        parts = []
        if self.cell is not None:
            parts.append(f"celle {self.cell}")
        if self.row is not None:
            parts.append(f"{'rad' if self.is_data else 'linje'} {self.row}")
        if self.column is not None:
            parts.append(f"kolonne «{self.column}»")
        return ", ".join(parts)

    @property
    def is_data(self) -> bool:
        """Whether it is about a data file, whose lines are called rows."""
        return self.file.endswith((".csv", ".xlsx"))

    @property
    def order(self) -> tuple[str, int, int, int, int, str]:
        """Sorts findings as someone reads: file by file, from the top."""
        return (
            self.file,
            self.cell or 0,
            self.row or 0,
            self.position or 0,
            self.severity.rank,
            self.rule,
        )

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text}. {self.remedy}" if self.remedy else text

    @classmethod
    def of_error(cls, error: KomreportError, rule: str) -> Self:
        """Make a finding of an error; ``rule`` is used when the error does not name its own."""
        file, row, column = error.where, None, None
        if error.place is not None:
            file, row, column = (
                Path(error.place.file).as_posix(),
                error.place.row,
                error.place.column,
            )
        elif match := PLACE.fullmatch(error.where):
            file = match["file"]
            row = int(match["row"]) if match["row"] else None
        return cls(
            rule=error.rule or rule,
            severity=Severity.ERROR,
            message=error.problem,
            file=file,
            row=row,
            column=column,
            remedy=error.remedy,
            suggestion=_suggested(error.remedy),
        )


def _suggested(remedy: str) -> str | None:
    """Give the name that «Mente du «x»?» proposes, when it proposes one alone."""
    match = re.fullmatch(r"Mente du «([^»]+)»\?", remedy)
    return match[1] if match else None
