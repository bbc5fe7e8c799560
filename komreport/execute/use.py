"""Where a chapter uses numbers: each expression, table, figure and row of cards, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["tekst", "tabell", "figur", "kort"]


@dataclass(frozen=True)
class Use:
    """One place that shows numbers.

    Attributes:
        kind: ``tekst`` for an inline expression, else what the code cell shows.
        cell: Number of the cell, from 1.
        line: Line in the cell, from 1.
        code: The expression, or the first line of the cell's code.
        shown: What readers see of it: the text, or the caption.
        label: Label of the table or figure; empty for text.
        heading: The heading that it stands under.
        keys: Keys of the observations that it shows.
    """

    kind: Kind
    cell: int
    line: int
    code: str
    shown: str
    label: str
    heading: str
    keys: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Give the use as JSON can hold it."""
        return {**vars(self), "keys": list(self.keys)}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Use:
        """Read what `record` gave."""
        return cls(**{**record, "keys": tuple(record["keys"])})


def keys_of(uses: Iterable[Use]) -> tuple[str, ...]:
    """Give the keys of some uses, each once, in the order of the chapter."""
    return tuple(dict.fromkeys(key for use in uses for key in use.keys))
