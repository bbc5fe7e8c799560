"""What a run gives back, and what it tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from komreport.execute.book import Book
from komreport.execute.failures import ChapterFailure
from komreport.execute.use import Use, keys_of


@dataclass(frozen=True)
class ChapterEvent:
    """Progress of one chapter.

    Attributes:
        chapter: Stem of the notebook, for example ``08_straffesaker``.
        state: What happened.
        cell: How many cells are reached; 0 at the start.
        cells: How many cells the chapter has; 0 while it is not known.
    """

    chapter: str
    state: Literal["started", "cell", "done", "failed"]
    cell: int = 0
    cells: int = 0


Progress = Callable[[ChapterEvent], None]


@dataclass(frozen=True)
class ChapterResult:
    """How it went with one chapter.

    Attributes:
        chapter: Stem of the notebook.
        notebook: The executed, clean copy; None when the chapter failed.
        uses: Where the chapter shows numbers, in its order.
        warnings: What the cells wrote to stderr, one line each, with their cell.
        failures: Why it failed; empty when it succeeded.
        reused: Whether the result of an earlier run was used.
        why: Why the chapter was run, or was not.
        depends: Kind of input → its name → its digest; None when nobody can say.
    """

    chapter: str
    notebook: Path | None
    uses: tuple[Use, ...] = ()
    warnings: tuple[str, ...] = ()
    failures: tuple[ChapterFailure, ...] = ()
    reused: bool = False
    why: str = ""
    depends: Mapping[str, Mapping[str, Any]] | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """Keys of the observations that the chapter shows, sorted."""
        return tuple(sorted(keys_of(self.uses)))

    @property
    def succeeded(self) -> bool:
        """Whether the whole chapter ran."""
        return not self.failures


@dataclass(frozen=True)
class ReportRun:
    """The chapters of one run, in the book's order."""

    year: int
    book: Book
    chapters: tuple[ChapterResult, ...]

    @property
    def used(self) -> list[str]:
        """Keys of all observations that the report shows, sorted."""
        return sorted({key for chapter in self.chapters for key in chapter.used})

    @property
    def warnings(self) -> list[str]:
        """All warnings, in the book's order."""
        return [warning for chapter in self.chapters for warning in chapter.warnings]
