"""Read all report years of a project, check every cell, and say all that is wrong at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from komreport.data.codelists import TOTAL, CodeList, load_codelists
from komreport.data.observation import WITHOUT_VALUE, Observation
from komreport.data.schema import REFERENCES, Field, Theme, load_themes
from komreport.data.source import SUFFIXES, Row, Table, find_file, read_table
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors, KomreportError, Place

#: Describes what belongs to the project; written by `komreport.data.package`.
PACKAGE = "datapackage.json"
EARLIEST = 1990
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
EXCEL_NUMBER = re.compile(r"-?\d{1,3}([ \u00a0\u202f\u2009]?\d{3})*(,\d+)?|-?\d+([.,]\d+)?")
MINUS = "\u2212"
#: What Excel makes of a section number such as 3.1 when the column is not formatted as text.
EXCEL_DATE = re.compile(
    r"\d{1,2}\.[a-zæøå]{3}|[a-zæøå]{3}\.\d{2}|\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d"
)
#: Tables that we do not read, which nobody should believe are in the report.
OTHER_TABLES = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".numbers"})
SPACES = re.compile(r"[ \u00a0\u202f\u2009]")


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
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.errors: list[KomreportError] = []
        self.notices: list[str] = []
        self.observations: list[Observation] = []
        self.registers: dict[str, dict[int, list[dict[str, str]]]] = {}
        self.years = known_years(root)
        self.codelists: dict[str, CodeList] = {}
        self.themes: dict[str, Theme] = {}
        self._describe()
        for year in self.years:
            self._folder(root / "data" / str(year), year)
        self.errors += _lost_files(root)

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
                name = _codelist_name(column, theme)
                if not name:
                    continue
                if name not in self.codelists:
                    self.errors.append(
                        DataError(
                            f"kolonnen «{column.name}» bruker kodelisten «{name}», som mangler",
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
                            where=f"data/kodelister/{name}.csv",
                            remedy="Legg den til med rekkefolge 0; den er summen av de andre",
                        )
                    )
        self.raise_errors()

    def _folder(self, folder: Path, year: int) -> None:
        for path in sorted(folder.iterdir()):
            suffix = path.suffix.lower()
            if path.name.startswith(("~$", ".")):
                continue
            if suffix in OTHER_TABLES or (suffix in SUFFIXES and suffix != path.suffix):
                self.errors.append(
                    DataError(
                        f"filer som slutter på {path.suffix}, blir ikke lest",
                        where=str(path.relative_to(self.root)),
                        remedy=f"Lagre den som {path.stem}.csv eller {path.stem}.xlsx",
                    )
                )
            elif suffix in SUFFIXES and path.stem not in self.themes:
                self.errors.append(
                    DataError(
                        "filen hører ikke til noe tema",
                        where=str(path.relative_to(self.root)),
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
            found = list(self._cell_errors(table, theme, row, cells))
            if not theme.is_register:
                found += _value_errors(table, theme, row, cells)
                found += _year_errors(table, row, cells["aar"], year)
            key = tuple(cells[name] for name in theme.key)
            if theme.key and key in seen:
                found.append(
                    DataError(
                        f"raden står to ganger, også i rad {seen[key]} ({', '.join(key)})",
                        where=str(Place(table.file, row.number)),
                        remedy="Slett den ene, eller rett koden som skal være en annen",
                    )
                )
            seen.setdefault(key, row.number)
            self.errors += found
            if theme.is_register:
                self.registers.setdefault(theme.name, {}).setdefault(year, []).append(cells)
            elif not found:
                self.observations.append(_observation(table, theme, row, cells, year))
        if theme.is_register:
            self.registers.setdefault(theme.name, {}).setdefault(year, [])

    def _columns_fit(self, table: Table, theme: Theme) -> bool:
        missing = [name for name in theme.columns if name not in table.header]
        unknown = [name for name in table.header if name not in theme.columns]
        for name in missing:
            remedy = f"Legg til kolonnen «{name}»"
            if close := [f"«{other}»" for other in unknown if did_you_mean(other, [name])]:
                remedy = f"Er det {' eller '.join(close)} som skulle hett «{name}»?"
            self.errors.append(
                DataError(f"kolonnen «{name}» mangler", where=f"{table.file}, rad 1", remedy=remedy)
            )
        for name in unknown:
            self.errors.append(
                DataError(
                    f"kolonnen «{name}» er ukjent",
                    where=f"{table.file}, rad 1",
                    remedy=did_you_mean(
                        name, theme.columns, f"Kolonnene er {', '.join(theme.columns)}"
                    ),
                )
            )
        repeated = {name for name in table.header if table.header.count(name) > 1}
        for name in sorted(repeated):
            self.errors.append(
                DataError(f"kolonnen «{name}» står to ganger", where=f"{table.file}, rad 1")
            )
        return not (missing or unknown or repeated)

    def _cell_errors(
        self, table: Table, theme: Theme, row: Row, cells: dict[str, str]
    ) -> Iterator[DataError]:
        for column in theme.fields:
            text = cells[column.name]
            place = str(Place(table.file, row.number, column.name))
            yield from self._cell(column, theme, text, place, excel=table.excel)

    def _cell(
        self, column: Field, theme: Theme, text: str, place: str, *, excel: bool
    ) -> Iterator[DataError]:
        codelist = self.codelists.get(_codelist_name(column, theme))
        if not text:
            if column.name in theme.dimensions:
                yield DataError(
                    "cellen er tom",
                    where=place,
                    remedy=f"Skriv «{TOTAL}» når tallet ikke er delt inn",
                )
            elif column.required:
                yield DataError(
                    "cellen er tom", where=place, remedy=f"Fyll inn {column.title.lower()}"
                )
        elif codelist is not None:
            if text not in codelist:
                yield DataError(
                    f"koden «{text}» finnes ikke i kodelisten «{codelist.name}»",
                    where=place,
                    remedy=did_you_mean(
                        text,
                        codelist.rows,
                        f"Rett den, eller legg den til i data/kodelister/{codelist.name}.csv",
                    ),
                )
        elif column.name == "maal" and not theme.is_register:
            if text not in theme.measures:
                yield self._unknown_measure(text, theme, place)
        elif column.enum and text not in column.enum:
            yield DataError(
                f"«{text}» er ikke en av verdiene som er lov",
                where=place,
                remedy=did_you_mean(text, column.enum, f"Velg mellom {', '.join(column.enum)}"),
            )
        elif excel and column.name == "punkt" and EXCEL_DATE.fullmatch(text):
            yield DataError(
                f"«{text}» er en dato som Excel har laget av et punktnummer",
                where=place,
                remedy="Formater kolonnen som tekst i Excel, og skriv for eksempel 3.1",
            )
        elif column.pattern and not column.pattern.fullmatch(text):
            yield DataError(
                f"«{text}» har feil form",
                where=place,
                remedy=f"{column.title}: sjekk de andre radene",
            )
        elif column.type in {"year", "integer"}:
            yield from _whole_errors(column, text, place)
        elif column.type == "number" and parse_number(text, excel=excel) is None:
            yield DataError(f"«{text}» er ikke et tall", where=place, remedy=_number_remedy(text))

    def _unknown_measure(self, text: str, theme: Theme, place: str) -> DataError:
        for other in self.themes.values():
            if text in other.measures:
                return DataError(
                    f"målet «{text}» hører til temaet «{other.name}»",
                    where=place,
                    remedy=f"Flytt raden til {other.name}.csv",
                )
        return DataError(
            f"målet «{text}» finnes ikke",
            where=place,
            remedy=did_you_mean(
                text, theme.measures, f"Målene står i data/skjema/{theme.name}.yml"
            ),
        )


def _lost_files(root: Path) -> Iterator[DataError]:
    """Name the files that the data package lists and that are gone."""
    package = root / "data" / PACKAGE
    if not package.is_file():
        return
    try:
        resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
        paths = [str(resource["path"]) for resource in resources]
    except (OSError, ValueError, KeyError, TypeError):
        yield DataError("filen kan ikke leses", where=f"data/{PACKAGE}", remedy="Kjør make data")
        return
    for path in paths:
        file = root / "data" / path
        if not file.is_file() and not file.with_suffix(".xlsx").is_file():
            yield DataError(
                "filen er borte",
                where=f"data/{path}",
                remedy="Legg den tilbake, eller kjør make data hvis den ikke skal være med",
            )


def known_years(root: Path) -> list[int]:
    """Give the report years that have a folder under ``data/``, in order.

    Raises:
        DataError: When there is none.
    """
    folder = root / "data"
    found = sorted(
        int(path.name)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_dir() and re.fullmatch(r"\d{4}", path.name)
    )
    if not found:
        raise DataError(
            "fant ingen mappe med et rapportår", where="data", remedy="Lag for eksempel data/2023/"
        )
    return found


def parse_number(text: str, *, excel: bool = False) -> Decimal | None:
    """Read a number; None when the text is not one.

    Args:
        text: What the cell holds.
        excel: Whether ``1 234,5`` is understood, as Excel in Norwegian writes it.
    """
    if excel:
        text = text.replace(MINUS, "-")
    if PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    if excel and EXCEL_NUMBER.fullmatch(text):
        try:
            return Decimal(SPACES.sub("", text).replace(",", "."))
        except InvalidOperation:
            return None
    return None


def _codelist_name(column: Field, theme: Theme) -> str:
    if column.codelist:
        return column.codelist
    if theme.is_register:
        return ""
    return REFERENCES.get(column.name, column.name if column.name in theme.dimensions else "")


def _whole_errors(column: Field, text: str, place: str) -> Iterator[DataError]:
    if not re.fullmatch(r"-?\d+", text):
        yield DataError(f"«{text}» er ikke et helt tall", where=place, remedy="Skriv bare sifre")
    elif column.name == "aar" and not EARLIEST <= int(text) <= 2100:
        yield DataError(
            f"året {text} kan ikke stemme", where=place, remedy="Skriv årstallet med fire sifre"
        )


def _year_errors(table: Table, row: Row, text: str, report: int) -> Iterator[DataError]:
    """A report may print numbers of the year in which it comes out, but of no later year."""
    if re.fullmatch(r"\d{4}", text) and report + 1 < int(text) <= 2100:
        yield DataError(
            f"året {text} er for langt etter rapportåret {report}",
            where=str(Place(table.file, row.number, "aar")),
            remedy=f"Rett året, eller flytt raden til data/{text}",
        )


def _value_errors(
    table: Table, theme: Theme, row: Row, cells: dict[str, str]
) -> Iterator[DataError]:
    place = str(Place(table.file, row.number, "verdi"))
    missing = cells["status"] in WITHOUT_VALUE
    value = parse_number(cells["verdi"], excel=table.excel)
    if not cells["verdi"] and not missing:
        yield DataError(
            f"verdien mangler, men status er «{cells['status']}»",
            where=place,
            remedy="Skriv tallet, eller sett status til ikke_rapportert",
        )
    elif cells["verdi"] and missing:
        yield DataError(
            f"verdien er {cells['verdi']}, men status er «{cells['status']}»",
            where=place,
            remedy="Tøm cellen, eller rett status",
        )
    measure = theme.measures.get(cells["maal"])
    if measure and value is not None and measure.unit == "antall":
        if value < 0:
            yield DataError(
                f"{cells['verdi']} er et negativt antall", where=place, remedy="Rett tallet"
            )
        elif value != value.to_integral_value() and measure.decimals == 0:
            yield DataError(
                f"{cells['verdi']} er ikke et helt antall", where=place, remedy="Rett tallet"
            )


def _number_remedy(text: str) -> str:
    if re.fullmatch(r"-?[\d \u00a0]+,\d+", text):
        return "Bruk punktum som desimaltegn i en fil med komma mellom kolonnene"
    if text in {"-", "–", "—"}:
        return "Skriv 0 når tallet er null, eller tøm cellen og sett status til ikke_rapportert"
    return "Skriv bare tallet; forklaringer hører til i merknad"


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
