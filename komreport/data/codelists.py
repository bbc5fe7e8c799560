"""The code lists of ``data/kodelister/``: codes, their Norwegian labels and their order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from komreport.data.source import find_file, read_table
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, Place, UnknownNameError

TOTAL = "i_alt"
FOLDER = "kodelister"
KEY = "kode"


@dataclass(frozen=True)
class CodeList:
    """One code list.

    Attributes:
        name: File name without ending; also the name of the dimension that uses it.
        columns: Column names of the file.
        rows: The rows by code, in the file's order.
    """

    name: str
    columns: tuple[str, ...]
    rows: dict[str, dict[str, str]]

    def __contains__(self, code: object) -> bool:
        return code in self.rows

    def row(self, code: str) -> dict[str, str]:
        """Give all columns of one code.

        Raises:
            UnknownNameError: When the list has no such code.
        """
        if code not in self.rows:
            raise UnknownNameError(
                f"koden «{code}» finnes ikke",
                where=f"data/{FOLDER}/{self.name}.csv",
                remedy=did_you_mean(code, self.rows, f"Kodene er {', '.join(self.rows)}"),
            )
        return self.rows[code]

    def label(self, code: str, *, short: bool = False) -> str:
        """Give the label of a code; ``short`` prefers ``kortnavn``."""
        row = self.row(code)
        return (
            (row.get("kortnavn") if short else "") or row.get("navn") or row.get("tittel") or code
        )

    def order(self) -> list[str]:
        """Give the codes in the list's own order (``rekkefolge``, then the file's)."""
        return sorted(self.rows, key=lambda code: _rank(self.rows[code].get("rekkefolge", "")))

    def parent(self, code: str) -> str:
        """Give the code that this one is part of; an empty string when there is none."""
        return self.row(code).get("overordnet", "")

    def frame(self) -> pd.DataFrame:
        """Give the list as a table of text."""
        return pd.DataFrame(list(self.rows.values()), columns=list(self.columns))


def load_codelists(root: Path) -> dict[str, CodeList]:
    """Read every code list of a project.

    Raises:
        DataError: When there are no lists, one has no column ``kode``, or a code stands twice.
    """
    folder = root / "data" / FOLDER
    names = sorted({path.stem for path in folder.glob("*.csv")}) if folder.is_dir() else []
    if not names:
        raise DataError("fant ingen kodelister", where=f"data/{FOLDER}")
    return {name: _load(folder, name, root) for name in names}


def _load(folder: Path, name: str, root: Path) -> CodeList:
    path = find_file(folder, name) or folder / f"{name}.csv"
    table = read_table(path, root)
    if KEY not in table.header:
        raise DataError(
            f"kolonnen «{KEY}» mangler",
            where=str(table.file),
            remedy="Første kolonne skal hete «kode»",
        )
    rows: dict[str, dict[str, str]] = {}
    for row in table.rows:
        cells = dict(zip(table.header, row.cells, strict=True))
        code = cells[KEY]
        if code in rows:
            raise DataError(
                f"koden «{code}» står to ganger",
                where=str(Place(table.file, row.number, KEY)),
                remedy="Slett den ene raden",
            )
        rows[code] = cells
    return CodeList(name, table.header, rows)


def _rank(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")
