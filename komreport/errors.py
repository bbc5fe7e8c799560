"""Errors that a user of komreport can meet.

Each reads as one line: where it is, what is wrong, what to do. The command line prints that line
and nothing else; ``--debug`` adds the traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A place in a data file. ``row`` counts lines as a text editor does: the header is row 1."""

    file: Path | str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        text = str(self.file)
        if self.row is not None:
            text += f", rad {self.row}"
        if self.column is not None:
            text += f", kolonne «{self.column}»"
        return text


class KomreportError(Exception):
    """Base of every error that komreport raises on purpose.

    Args:
        problem: What is wrong, in Norwegian, without a full stop at the end.
        remedy: What the user can do about it, or an empty string.
        where: File, row, cell or line that the problem is in, or an empty string.
        rule: Id of the rule of `komreport.check` that is broken, or an empty string.
    """

    def __init__(
        self, problem: str, *, remedy: str = "", where: str | Place = "", rule: str = ""
    ) -> None:
        self.problem = problem
        self.remedy = remedy
        self.place = where if isinstance(where, Place) else None
        self.where = str(where)
        self.rule = rule
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text}. {self.remedy}" if self.remedy else text


class DataError(KomreportError):
    """A data file breaks its schema, a code list or a rule."""


class DataErrors(KomreportError):
    """Several data errors, found in one reading; ``errors`` holds each of them."""

    def __init__(self, errors: Sequence[KomreportError]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class UsageError(KomreportError):
    """A command was asked for something that it does not do."""


class UnknownNameError(KomreportError):
    """A measure, a dimension, a code or a year that does not exist was asked for."""


class UnknownWordError(UnknownNameError, AttributeError):
    """A word after ``r.`` or ``r.figur.`` that does not exist was written in a notebook."""
