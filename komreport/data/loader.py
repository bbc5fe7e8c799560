"""Read all report years of a project, check every cell, and say all that is wrong at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from komreport.data.cells import Cells, codelist_name, parse_number, value_errors, year_errors
from komreport.data.codelists import TOTAL, CodeList, load_codelists
from komreport.data.comparison import COMPARISON, Comparison, stale
from komreport.data.observation import Observation
from komreport.data.schema import Theme, load_themes
from komreport.data.settings import Disclosure
from komreport.data.source import SUFFIXES, Row, Table, find_file, read_table
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors, KomreportError, Place
from komreport.project import known_years

if TYPE_CHECKING:
    from komreport.data.pattern import Pattern

#: Describes what belongs to the project; written by `komreport.data.package`.
PACKAGE = "datapackage.json"
#: The receipt of a year's approved rows, kept beside them by `komreport.check.approval`.
APPROVED = "godkjent.csv"
#: Tables that we do not read, which nobody should believe are in the report.
OTHER_TABLES = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".numbers"})


class Reading:
    """Everything that was read from a project, and what was found on the way.

    Attributes:
        themes: The themes, by name.
        codelists: The code lists, by name.
        observations: All rows with numbers, of all report years.
        registers: Rows of text tables: theme, then report year, then rows with their number.
        years: Report years that have a folder, in order.
        errors: What is wrong; the data may not be used when there is any.
        notices: What was unusual and was understood anyway.
        disclosure: How small counts have been protected.
        pattern: Which numbers have been withheld or rounded; None when none have.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.errors: list[KomreportError] = []
        self.notices: list[str] = []
        self.disclosure = Disclosure()
        self.pattern: Pattern | None = None
        self.observations: list[Observation] = []
        self.registers: dict[str, dict[int, list[dict[str, str]]]] = {}
        self.years = known_years(root)
        self.codelists: dict[str, CodeList] = {}
        self.themes: dict[str, Theme] = {}
        self._comparisons: list[Comparison] = []
        self._describe()
        self._cells = Cells(self.themes, self.codelists)
        for year in self.years:
            self._folder(root / "data" / str(year), year)
        self.errors += _lost_files(root)
        self.notices += stale(self._comparisons, self.observations)
        self._comparisons.clear()  # they hold numbers that may be protected later

    def replace(self, observations: list[Observation]) -> None:
        """Put other rows in the place of those that were read."""
        self.observations = observations
        self.__dict__.pop("by_theme", None)

    @cached_property
    def by_theme(self) -> dict[str, list[Observation]]:
        """The rows with numbers, by theme, in the order in which they were read."""
        themes = {name: theme.name for theme in self.themes.values() for name in theme.measures}
        result: dict[str, list[Observation]] = {}
        for obs in self.observations:
            result.setdefault(themes[obs.measure], []).append(obs)
        return result

    def raise_errors(self) -> None:
        """Raise all that is wrong, as one error.

        Raises:
            DataErrors: When there is anything.
        """
        if self.errors:
            raise DataErrors(self.errors)

    def _describe(self) -> None:
        """Read code lists and schemas; without them no row can be judged.

        Raises:
            DataErrors: When anything is wrong with them.
        """
        try:
            self.codelists = load_codelists(self.root)
        except DataErrors as error:
            self.errors += error.errors
        try:
            self.themes = load_themes(self.root)
        except DataErrors as error:
            self.errors += error.errors
        self.raise_errors()
        for theme in self.themes.values():
            for column in theme.fields:
                name = codelist_name(column, theme)
                if not name:
                    continue
                if name not in self.codelists:
                    self.errors.append(
                        DataError(
                            f"kolonnen «{column.name}» bruker kodelisten «{name}», som mangler",
                            rule="data/skjema",
                            where=theme.file,
                            remedy=did_you_mean(
                                name, self.codelists, f"Lag data/kodelister/{name}.csv"
                            ),
                        )
                    )
                elif column.name in theme.dimensions and TOTAL not in self.codelists[name]:
                    self.errors.append(
                        DataError(
                            f"koden «{TOTAL}» mangler",
                            rule="data/kodeliste",
                            where=f"data/kodelister/{name}.csv",
                            remedy="Legg den til med rekkefolge 0; den er summen av de andre",
                        )
                    )
        self.raise_errors()

    def _folder(self, folder: Path, year: int) -> None:
        for path in sorted(folder.iterdir()):
            suffix = path.suffix.lower()
            if path.name.startswith(("~$", ".")) or path.name == APPROVED:
                continue
            if suffix in OTHER_TABLES or (suffix in SUFFIXES and suffix != path.suffix):
                self.errors.append(
                    DataError(
                        f"filer som slutter på {path.suffix}, blir ikke lest",
                        rule="data/fil",
                        where=Place(path.relative_to(self.root)),
                        remedy=f"Lagre den som {path.stem}.csv eller {path.stem}.xlsx",
                    )
                )
            elif suffix in SUFFIXES and path.stem not in self.themes:
                self.errors.append(
                    DataError(
                        "filen hører ikke til noe tema",
                        rule="data/fil",
                        where=Place(path.relative_to(self.root)),
                        remedy=did_you_mean(
                            path.stem,
                            self.themes,
                            "Lag et skjema for den i data/skjema, eller flytt den",
                        ),
                    )
                )
        for theme in self.themes.values():
            try:
                file = find_file(folder, theme.name)
                if file is not None:
                    self._file(read_table(file, self.root), theme, year)
            except DataErrors as error:
                self.errors += error.errors
            except DataError as error:
                self.errors.append(error)

    def _file(self, table: Table, theme: Theme, year: int) -> None:
        self.notices += table.notices
        if not self._columns_fit(table, theme):
            return
        seen: dict[tuple[str, ...], int] = {}
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            found = list(self._cells.errors(table, theme, row, cells))
            if not theme.is_register:
                found += value_errors(table, theme, row, cells)
                found += year_errors(table, row, cells["aar"], year)
            key = tuple(cells[name] for name in theme.key)
            if theme.key and key in seen:
                found.append(
                    DataError(
                        f"raden står to ganger, også i rad {seen[key]} ({', '.join(key)})",
                        rule="data/dobbel-rad",
                        where=Place(table.file, row.number),
                        remedy="Slett den ene, eller rett koden som skal være en annen",
                    )
                )
            seen.setdefault(key, row.number)
            self.errors += found
            if theme.is_register:
                self.registers.setdefault(theme.name, {}).setdefault(year, []).append(cells)
            elif not found:
                self.observations.append(_observation(table, theme, row, cells, year))
                if COMPARISON in cells:
                    beside = self.observations[-1]
                    self._comparisons.append(Comparison(beside, cells[COMPARISON]))
        if theme.is_register:
            self.registers.setdefault(theme.name, {}).setdefault(year, [])

    def _columns_fit(self, table: Table, theme: Theme) -> bool:
        missing = [name for name in theme.columns if name not in table.header]
        allowed = theme.columns if theme.is_register else (*theme.columns, COMPARISON)
        unknown = [name for name in table.header if name not in allowed]
        for name in missing:
            remedy = f"Legg til kolonnen «{name}»"
            if close := [f"«{other}»" for other in unknown if did_you_mean(other, [name])]:
                remedy = f"Er det {' eller '.join(close)} som skulle hett «{name}»?"
            self.errors.append(
                DataError(
                    f"kolonnen «{name}» mangler",
                    rule="data/kolonne",
                    where=Place(table.file, 1),
                    remedy=remedy,
                )
            )
        for name in unknown:
            self.errors.append(
                DataError(
                    f"kolonnen «{name}» er ukjent",
                    rule="data/kolonne",
                    where=Place(table.file, 1),
                    remedy=did_you_mean(
                        name, theme.columns, f"Kolonnene er {', '.join(theme.columns)}"
                    ),
                )
            )
        repeated = {name for name in table.header if table.header.count(name) > 1}
        for name in sorted(repeated):
            self.errors.append(
                DataError(
                    f"kolonnen «{name}» står to ganger",
                    rule="data/kolonne",
                    where=Place(table.file, 1),
                )
            )
        return not (missing or unknown or repeated)


def _lost_files(root: Path) -> Iterator[DataError]:
    """Name the files that the data package lists and that are gone."""
    package = root / "data" / PACKAGE
    if not package.is_file():
        return
    try:
        resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
        paths = [str(resource["path"]) for resource in resources]
    except (OSError, ValueError, KeyError, TypeError):
        yield DataError(
            "filen kan ikke leses",
            rule="data/fil",
            where=f"data/{PACKAGE}",
            remedy="Kjør make data",
        )
        return
    for path in paths:
        file = root / "data" / path
        if not file.is_file() and not file.with_suffix(".xlsx").is_file():
            yield DataError(
                "filen er borte",
                rule="data/fil",
                where=Place(f"data/{path}"),
                remedy="Legg den tilbake, eller kjør make data hvis den ikke skal være med",
            )


def _observation(
    table: Table, theme: Theme, row: Row, cells: dict[str, str], year: int
) -> Observation:
    return Observation(
        measure=cells["maal"],
        year=int(cells["aar"]),
        dims={name: cells[name] for name in theme.dimensions},
        value=parse_number(cells["verdi"], excel=table.excel),
        status=cells["status"],
        source=cells["kilde"],
        publication=cells["publikasjon"],
        section=cells["punkt"],
        note=cells["merknad"],
        vintage=year,
        file=table.file,
        row=row.number,
    )
