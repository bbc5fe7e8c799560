"""`komreport new-year`: everything that a new report year begins with, or nothing of it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from komreport.data.loader import Reading
from komreport.data.package import write_package
from komreport.errors import KomreportError, UsageError
from komreport.execute.book import read_book
from komreport.intake.prose import next_year
from komreport.intake.questions import questionnaires
from komreport.intake.tables import codelist_files, table_files
from komreport.intake.transaction import Transaction, recover
from komreport.intake.workbook import workbook_bytes
from komreport.project import known_years

FORMS = "sporreskjema"


@dataclass(frozen=True)
class NewYear:
    """What `new_year` has made.

    Attributes:
        year: The report year.
        tables: The new data files.
        notebooks: The notebooks with drafts or a new year in them.
        drafts: How many draft cells they got.
        questionnaires: The workbooks, one per actor.
    """

    year: int
    tables: tuple[Path, ...]
    notebooks: tuple[Path, ...]
    drafts: int
    questionnaires: tuple[Path, ...]


def new_year(root: Path, year: int, output: Path | None = None) -> NewYear:
    """Make the folder, the drafts and the questionnaires of a new report year.

    Everything is made in a copy of the data first and read as the build reads it; only what is
    right is put into the project, all of it together.

    Args:
        root: The project folder.
        year: The new report year; the newest one so far must be the year before.
        output: Folder for the questionnaires; ``sporreskjema/<year>`` when left out.

    Raises:
        UsageError: When the year exists already, or does not follow the newest.
        DataErrors: When something is wrong with the data as they are.
        KomreportError: When a file cannot be read or written. Nothing is changed.
    """
    root = root.resolve()
    recover(root)
    _check(root, year, output)
    last = year - 1
    reading = Reading(root)
    reading.raise_errors()
    files = dict([*table_files(reading, last), *codelist_files(reading, last)])
    with tempfile.TemporaryDirectory(prefix="komreport-") as temp:
        copy = Path(temp)
        shutil.copytree(root / "data", copy / "data")
        for path, content in files.items():
            target = copy / path.relative_to(root)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        package = write_package(copy)
        files[root / "data" / package.name] = package.read_bytes()
        made = Reading(copy)
        made.raise_errors()
        folder = output or root / FORMS / str(year)
        forms = {
            folder / f"{form.actor}.xlsx": workbook_bytes(form, root)
            for form in questionnaires(made, year)
        }
    notebooks, drafts = _notebooks(root, last)
    change = Transaction(root)
    for path, content in {**files, **notebooks, **forms}.items():
        change.write(path, content)
    change.commit()
    tables = tuple(path for path in files if path.parent.name == str(year))
    return NewYear(year, tables, tuple(notebooks), drafts, tuple(forms))


def _check(root: Path, year: int, output: Path | None) -> None:
    newest = max(known_years(root))
    folder = root / "data" / str(year)
    if folder.exists():
        raise UsageError(
            f"{year} finnes allerede, og ingenting er endret",
            where=str(folder.relative_to(root)),
            remedy="Arbeid videre i mappa, eller flytt den bort først hvis du vil begynne forfra",
        )
    if year != newest + 1:
        raise UsageError(
            f"den nyeste rapporten er {newest}, så det neste året er {newest + 1}, ikke {year}",
            where="data",
            remedy=f"Skriv komreport new-year {newest + 1}",
        )
    forms = output or root / FORMS / str(year)
    if forms.is_dir() and any(forms.glob("*.xlsx")):
        raise UsageError(
            "mappa har spørreskjemaer fra før, og ingenting er endret",
            where=str(forms),
            remedy="Flytt dem, eller velg en annen mappe med --output",
        )


def _notebooks(root: Path, last: int) -> tuple[dict[Path, bytes], int]:
    files: dict[Path, bytes] = {}
    drafts = 0
    for path in read_book(root).notebooks:
        try:
            text, added = next_year(path.read_text(encoding="utf-8"), last)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KomreportError(
                f"notatboka kan ikke leses: {error}",
                where=path.name,
                remedy="Hent tilbake en tidligere versjon. Ingenting er endret",
            ) from error
        files[path] = text.encode()
        drafts += added
    return files, drafts
