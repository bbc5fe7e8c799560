"""The code lists of ``data/kodelister/``: codes, their Norwegian labels and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from komreport.data.source import Table, find_file, nothing_in, read_table
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors, KomreportError, Place, UnknownNameError

TOTAL = "i_alt"
FOLDER = "kodelister"
KEY = "kode"
LABELS = ("navn", "tittel")
PARENT = "overordnet"
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


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


def load_codelists(root: Path) -> dict[str, CodeList]:
    """Read every code list of a project.

    Raises:
        DataErrors: When there are no lists, or any of them is wrong: every finding.
    """
    folder = root / "data" / FOLDER
    names = sorted({path.stem for path in folder.glob("*.csv")}) if folder.is_dir() else []
    if not names:
        raise nothing_in(FOLDER, "kodelister")
    errors: list[KomreportError] = []
    codelists = {}
    for name in names:
        try:
            table = read_table(find_file(folder, name) or folder / f"{name}.csv", root)
        except DataErrors as error:
            errors += error.errors
        except DataError as error:
            errors.append(error)
        else:
            errors += _findings(table)
            rows = [dict(zip(table.header, row.cells, strict=True)) for row in table.rows]
            codelists[name] = CodeList(name, table.header, {row.get(KEY, ""): row for row in rows})
    if errors:
        raise DataErrors(errors)
    return codelists


def _findings(table: Table) -> Iterator[DataError]:
    if KEY not in table.header:
        yield DataError(
            f"kolonnen «{KEY}» mangler",
            rule="data/kodeliste",
            where=Place(table.file, 1),
            remedy=f"Første kolonne skal hete «{KEY}»",
        )
        return
    if not set(LABELS) & set(table.header):
        yield DataError(
            f"kolonnen «{LABELS[0]}» mangler",
            rule="data/kodeliste",
            where=Place(table.file, 1),
            remedy=f"Legg den til; det er den leserne ser. Kolonnene er {', '.join(table.header)}",
        )
        return
    seen: dict[str, int] = {}
    named: dict[tuple[str, str], str] = {}
    parents: dict[str, str] = {}
    for row in table.rows:
        cells = dict(zip(table.header, row.cells, strict=True))
        code = cells[KEY]
        place = Place(table.file, row.number, KEY)
        if not CODE.fullmatch(code):
            yield DataError(
                f"koden «{code}» kan ikke brukes" if code else "koden mangler",
                rule="data/kodeliste",
                where=place,
                remedy="Bruk små bokstaver a–z, sifre og enkel understrek",
            )
        if code in seen:
            yield DataError(
                f"koden «{code}» står to ganger, også i rad {seen[code]}",
                rule="data/kodeliste",
                where=place,
                remedy="Slett den ene raden",
            )
        seen.setdefault(code, row.number)
        parents[code] = cells.get(PARENT, "")
        if not any(cells.get(label) for label in LABELS):
            yield DataError(
                f"koden «{code}» har ikke noe navn",
                rule="data/kodeliste",
                where=Place(table.file, row.number, LABELS[0]),
                remedy="Skriv navnet slik leserne skal se det",
            )
        name = (cells.get("navn", "").casefold(), cells.get(PARENT, ""))
        if name[0] and (other := named.setdefault(name, code)) != code:
            yield DataError(
                f"«{other}» og «{code}» har samme navn, og leserne kan ikke skille dem",
                rule="data/kodeliste",
                where=Place(table.file, row.number, "navn"),
                remedy="Rett det ene navnet",
            )
        if (rank := cells.get("rekkefolge", "")) and _rank(rank) == float("inf"):
            yield DataError(
                f"«{rank}» er ikke et tall",
                rule="data/kodeliste",
                where=Place(table.file, row.number, "rekkefolge"),
                remedy="Skriv hvilket nummer i rekken koden skal ha",
            )
    yield from _parent_errors(table, parents, seen)


def _parent_errors(
    table: Table, parents: dict[str, str], rows: dict[str, int]
) -> Iterator[DataError]:
    for code, parent in parents.items():
        place = Place(table.file, rows[code], PARENT)
        if parent and parent not in parents:
            yield DataError(
                f"koden «{parent}» finnes ikke i lista",
                rule="data/kodeliste",
                where=place,
                remedy=did_you_mean(parent, parents, "Tøm cellen, eller legg koden til"),
            )
            continue
        above = {code}
        while parent and parent not in above:
            above.add(parent)
            parent = parents.get(parent, "")  # noqa: PLW2901
        if parent and parent == code:
            yield DataError(
                f"koden «{code}» er overordnet seg selv",
                rule="data/kodeliste",
                where=place,
                remedy="Rett hvilken kode den hører under",
            )


def _rank(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")
