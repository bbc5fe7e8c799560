"""Receipts: what a row said when an editor approved it, kept in ``data/<year>/godkjent.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from komreport.data.source import read_table
from komreport.errors import DataError, DataErrors

COLUMNS = ("tema", "nokkel", "verdi", "status", "kilde", "resten")
REMEDY = "Hent den tilbake fra git, eller slett den og godkjenn på nytt"


@dataclass(frozen=True)
class Receipt:
    """One row as it was, or is.

    Attributes:
        theme: Theme of the row; a code list, a schema or the rules where there is no theme.
        key: What makes it that row, in the columns of the theme's key.
        readable: Three cells as they are; empty strings in a register.
        rest: Digest of all other cells.
    """

    theme: str
    key: str
    readable: tuple[str, ...]
    rest: str

    @property
    def identity(self) -> tuple[str, str]:
        """Theme and key."""
        return self.theme, self.key


@dataclass(frozen=True)
class Row:
    """A receipt and where its row is today.

    Attributes:
        receipt: The row.
        file: The file, relative to the project.
        number: The row, or the line; None where it is not known.
        names: What the three readable cells are called.
        others: What the other cells are called.
    """

    receipt: Receipt
    file: str
    number: int | None
    names: tuple[str, ...]
    others: tuple[str, ...] = ()


def digest(cells: Mapping[str, object]) -> str:
    """Give a short fingerprint of cells by name."""
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_receipts(path: Path, root: Path) -> list[Receipt]:
    """Read a file of receipts.

    Raises:
        DataError: When it is not one.
    """
    try:
        table = read_table(path, root)
    except (DataError, DataErrors) as error:
        first = error.errors[0] if isinstance(error, DataErrors) else error
        where = first.place or first.where
        raise DataError(first.problem, where=where, remedy=REMEDY, rule="godkjent/fil") from error
    if table.header != COLUMNS:
        raise DataError("filen er ikke en kvittering", where=str(table.file), remedy=REMEDY)
    return [Receipt(row.cells[0], row.cells[1], row.cells[2:5], row.cells[5]) for row in table.rows]


def text_of(receipts: Iterable[Receipt]) -> str:
    """Write receipts as CSV."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in receipts:
        writer.writerow((each.theme, each.key, *each.readable, each.rest))
    return output.getvalue()
