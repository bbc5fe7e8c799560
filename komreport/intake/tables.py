"""The tables of a new report year: last year's questions without their answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from komreport.data.codelists import CodeList
from komreport.data.comparison import COMPARISON, previous, shifted
from komreport.data.loader import Reading
from komreport.data.observation import Observation
from komreport.data.schema import REFERENCES, Theme
from komreport.data.source import find_file, read_table
from komreport.intake.csvtext import CsvText

MISSING = "ikke_rapportert"
PUBLICATIONS = REFERENCES["publikasjon"]
#: Themes that describe what holds from year to year, such as the law. A new year begins with last
#: year's rows; numbers count as provisional until somebody has looked at them. The other themes are
#: about one year (what was done, what was reported) and begin empty.
STANDING = frozenset({"forpliktelser", "rammer"})
PROVISIONAL = "forelopig"


@dataclass(frozen=True)
class NewRow:
    """One question to a source: a row of the new year without its number."""

    year: int
    measure: str
    codes: tuple[str, ...]
    source: str
    publication: str
    section: str

    @property
    def identity(self) -> tuple[str, ...]:
        """Measure, year and codes, as an observation has them."""
        return (self.measure, str(self.year), *self.codes)


def new_rows(observations: Iterable[Observation], last: int) -> list[NewRow]:
    """Give the rows of the report after ``last``, in the order of that report's files.

    Numbers about the report year and later move one year on. Numbers about the year before move
    only where the report had none about its own year: such a report compares with that year. All
    other comparison years come from the older folders by themselves. What the last report said
    about the new year, such as the first months of it, gets an empty row as well, so that it does
    not pass for the whole year.

    Args:
        observations: Rows of all report years.
        last: The report year to go on from.
    """
    printed = [obs for obs in observations if obs.vintage == last]
    own = {(obs.measure, *obs.dims.values()) for obs in printed if obs.year == last}
    rows: dict[tuple[str, ...], NewRow] = {}
    for obs in printed:
        lonely = obs.year == last - 1 and (obs.measure, *obs.dims.values()) not in own
        found = [_row(obs, 1)] if obs.year >= last or lonely else []
        found += [_row(obs, 0)] if obs.year > last else []
        for row in found:
            rows.setdefault(row.identity, row)
    return list(rows.values())


def _row(obs: Observation, by: int) -> NewRow:
    return NewRow(
        obs.year + by,
        obs.measure,
        tuple(shifted(code, by) for code in obs.dims.values()),
        obs.source,
        shifted(obs.publication, 1),
        obs.section,
    )


def _valid(row: NewRow, theme: Theme, codelists: dict[str, CodeList]) -> bool:
    """Whether every code is still in use in the year that the number is about."""
    for name, code in zip(theme.dimensions, row.codes, strict=True):
        codelist = codelists[name]
        until = codelist.rows[code].get("gyldig_til", "") if code in codelist else ""
        if until.isdigit() and int(until) < row.year:
            return False
    return True


def table_files(reading: Reading, last: int) -> Iterator[tuple[Path, bytes]]:
    """Give the files of ``data/<last + 1>/``: every theme and register of the last report."""
    root, year = reading.root, last + 1
    rows = new_rows(reading.observations, last)
    before = previous(reading.observations, year)
    for name, theme in reading.themes.items():
        file = find_file(root / "data" / str(last), name)
        if file is None:
            continue
        target = root / "data" / str(year) / f"{name}.csv"
        if theme.is_register:
            kept = read_table(file, root).rows if name in STANDING else ()
            yield target, _csv(theme.columns, [row.cells for row in kept])
        else:
            mine = [row for row in rows if row.measure in theme.measures]
            valid = [row for row in mine if _valid(row, theme, reading.codelists)]
            yield target, _numbers(theme, valid, before, kept=name in STANDING)


def _numbers(
    theme: Theme, rows: list[NewRow], before: dict[tuple[str, ...], str], *, kept: bool
) -> bytes:
    header = list(theme.columns)
    header.insert(header.index("verdi") + 1, COMPARISON)
    lines = []
    for row in rows:
        measure, year, *codes = (shifted(code) for code in row.identity)
        number = before.get((measure, year, *codes), "")
        cells = {
            "aar": str(row.year),
            "maal": row.measure,
            **dict(zip(theme.dimensions, row.codes, strict=True)),
            "verdi": number if kept else "",
            COMPARISON: number,
            "status": PROVISIONAL if kept and number else MISSING,
            "kilde": row.source,
            "publikasjon": row.publication,
            "punkt": row.section,
        }
        lines.append([cells.get(column, "") for column in header])
    return _csv(header, lines)


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def codelist_files(reading: Reading, last: int) -> Iterator[tuple[Path, bytes]]:
    """Give the code lists that lack a code which the new rows use, with the code added.

    A code that ends in a year, ``fra_2022`` or ``kom_2023``, has a neighbour one year older; the
    new row is that row with its years moved on.
    """
    wanted: dict[str, dict[str, None]] = {}
    themes = {name: theme for theme in reading.themes.values() for name in theme.measures}
    for row in new_rows(reading.observations, last):
        theme = themes[row.measure]
        for name, code in zip(theme.dimensions, row.codes, strict=True):
            wanted.setdefault(name, {})[code] = None
        wanted.setdefault(PUBLICATIONS, {})[row.publication] = None
    for name, codes in wanted.items():
        codelist = reading.codelists[name]
        missing = [code for code in codes if code not in codelist]
        path = reading.root / "data" / "kodelister" / f"{name}.csv"
        if missing:
            text = CsvText(path, reading.root)
            numbers = {row["kode"]: number for number, row in text.rows.items()}
            for code in missing:
                old = shifted(code)
                cells = {
                    column: cell
                    if "://" in cell
                    else _year_on(cell, last if name == PUBLICATIONS else int(old[-4:]))
                    for column, cell in codelist.rows[old].items()
                }
                text.add(cells, before=None if name == PUBLICATIONS else numbers[old])
            yield path, text.content()


def _year_on(text: str, year: int) -> str:
    """Move a year, and the one after it, in a name: «KOM tilstandsrapport 2023», 2024."""
    return text.replace(str(year + 1), str(year + 2)).replace(str(year), str(year + 1))
