"""What one cell, one row's values and one header must be: the errors of a data file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from komreport.data.codelists import TOTAL, CodeList
from komreport.data.observation import WITHOUT_VALUE
from komreport.data.schema import REFERENCES, Field, Theme
from komreport.data.source import Row, Table
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, Place

EARLIEST = 1990
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
EXCEL_NUMBER = re.compile(r"-?\d{1,3}([ \u00a0\u202f\u2009]?\d{3})*(,\d+)?|-?\d+([.,]\d+)?")
MINUS = "\u2212"
#: What spreadsheets make of a section number such as 3.1 when the column is not formatted as text.
DATE = re.compile(
    r"\d{1,2}\.?[ -]?[a-zæøå]{3}\.?|[a-zæøå]{3}[.-]\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|\d\d[./]\d\d[./]\d\d|\d{4}-\d\d-\d\d"
)
#: What spreadsheets take for the beginning of a formula, also in a CSV file that somebody sent.
FORMULA = re.compile(r"[=+@-].", re.DOTALL)
SPACES = re.compile(r"[ \u00a0\u202f\u2009]")


@dataclass
class Cells:
    """Judges the cells of data files by schemas and code lists.

    Attributes:
        themes: The themes, by name.
        codelists: The code lists, by name.
    """

    themes: Mapping[str, Theme]
    codelists: Mapping[str, CodeList]

    def errors(
        self, table: Table, theme: Theme, row: Row, cells: Mapping[str, str]
    ) -> Iterator[DataError]:
        """Tell what is wrong with each cell of a row."""
        for column in theme.fields:
            text = cells[column.name]
            place = Place(table.file, row.number, column.name)
            yield from self._cell(column, theme, text, place, excel=table.excel)
            if column.type == "string" and not codelist_name(column, theme):
                yield from _formula_errors(text, place)

    def _cell(
        self, column: Field, theme: Theme, text: str, place: Place, *, excel: bool
    ) -> Iterator[DataError]:
        codelist = self.codelists.get(codelist_name(column, theme))
        if not text:
            if column.name in theme.dimensions:
                yield DataError(
                    "cellen er tom",
                    rule="data/tom-celle",
                    where=place,
                    remedy=f"Skriv «{TOTAL}» når tallet ikke er delt inn",
                )
            elif column.required:
                yield DataError(
                    "cellen er tom",
                    rule="data/tom-celle",
                    where=place,
                    remedy=f"Fyll inn {column.title.lower()}",
                )
        elif codelist is not None:
            if text not in codelist:
                yield DataError(
                    f"koden «{text}» finnes ikke i kodelisten «{codelist.name}»",
                    rule="data/ukjent-kode",
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
                rule="data/form",
                where=place,
                remedy=did_you_mean(text, column.enum, f"Velg mellom {', '.join(column.enum)}"),
            )
        elif column.name == "punkt" and DATE.fullmatch(text):
            yield DataError(
                f"«{text}» er en dato som regnearket har laget av et punktnummer",
                rule="data/form",
                where=place,
                remedy="Formater kolonnen som tekst i regnearket, og skriv for eksempel 3.1",
            )
        elif column.pattern and not column.pattern.fullmatch(text):
            yield DataError(
                f"«{text}» har feil form",
                rule="data/form",
                where=place,
                remedy=f"{column.title}: sjekk de andre radene",
            )
        elif column.type in {"year", "integer"}:
            yield from _whole_errors(column, text, place)
        elif column.type == "number" and parse_number(text, excel=excel) is None:
            yield DataError(
                f"«{text}» er ikke et tall",
                rule="data/form",
                where=place,
                remedy=_number_remedy(text),
            )

    def _unknown_measure(self, text: str, theme: Theme, place: Place) -> DataError:
        for other in self.themes.values():
            if text in other.measures:
                return DataError(
                    f"målet «{text}» hører til temaet «{other.name}»",
                    rule="data/ukjent-maal",
                    where=place,
                    remedy=f"Flytt raden til {other.name}.csv",
                )
        return DataError(
            f"målet «{text}» finnes ikke",
            rule="data/ukjent-maal",
            where=place,
            remedy=did_you_mean(
                text, theme.measures, f"Målene står i data/skjema/{theme.name}.yml"
            ),
        )


def codelist_name(column: Field, theme: Theme) -> str:
    """Give the name of the code list that a column's values come from, or an empty string."""
    if column.codelist:
        return column.codelist
    if theme.is_register:
        return ""
    return REFERENCES.get(column.name, column.name if column.name in theme.dimensions else "")


def _formula_errors(text: str, place: Place) -> Iterator[DataError]:
    if FORMULA.match(text):
        yield DataError(
            f"teksten begynner med «{text[0]}», og regneark leser den som en formel",
            rule="data/form",
            where=place,
            remedy="Begynn med et ord",
        )


def _whole_errors(column: Field, text: str, place: Place) -> Iterator[DataError]:
    if not re.fullmatch(r"-?\d+", text):
        yield DataError(
            f"«{text}» er ikke et helt tall",
            rule="data/form",
            where=place,
            remedy="Skriv bare sifre",
        )
    elif column.name == "aar" and not EARLIEST <= int(text) <= 2100:
        yield DataError(
            f"året {text} kan ikke stemme",
            rule="data/aar",
            where=place,
            remedy="Skriv årstallet med fire sifre",
        )


def year_errors(table: Table, row: Row, text: str, report: int) -> Iterator[DataError]:
    """A report may print numbers of the year in which it comes out, but of no later year."""
    if re.fullmatch(r"\d{4}", text) and report + 1 < int(text) <= 2100:
        yield DataError(
            f"året {text} er for langt etter rapportåret {report}",
            rule="data/aar",
            where=Place(table.file, row.number, "aar"),
            remedy=f"Rett året, eller flytt raden til data/{text}",
        )


def value_errors(
    table: Table, theme: Theme, row: Row, cells: Mapping[str, str]
) -> Iterator[DataError]:
    """Tell where value and status disagree, and which numbers of things cannot be."""
    place = Place(table.file, row.number, "verdi")
    missing = cells["status"] in WITHOUT_VALUE
    value = parse_number(cells["verdi"], excel=table.excel)
    if not cells["verdi"] and not missing:
        yield DataError(
            f"verdien mangler, men status er «{cells['status']}»",
            rule="data/status",
            where=place,
            remedy="Skriv tallet, eller sett status til ikke_rapportert",
        )
    elif cells["verdi"] and missing:
        yield DataError(
            f"verdien er {cells['verdi']}, men status er «{cells['status']}»",
            rule="data/status",
            where=place,
            remedy="Tøm cellen, eller rett status",
        )
    measure = theme.measures.get(cells["maal"])
    if measure and value is not None and measure.unit == "antall":
        if value < 0:
            yield DataError(
                f"{cells['verdi']} er et negativt antall",
                rule="data/umulig-verdi",
                where=place,
                remedy="Rett tallet",
            )
        elif value == 0 and cells["status"] == "under":
            yield DataError(
                "et antall kan ikke være under 0",
                rule="data/umulig-verdi",
                where=place,
                remedy="Rett tallet eller status",
            )
        elif value != value.to_integral_value() and measure.decimals == 0:
            yield DataError(
                f"{cells['verdi']} er ikke et helt antall",
                rule="data/umulig-verdi",
                where=place,
                remedy="Rett tallet",
            )


def _number_remedy(text: str) -> str:
    if re.fullmatch(r"-?[\d \u00a0]+,\d+", text):
        return "Bruk punktum som desimaltegn i en fil med komma mellom kolonnene"
    if text in {"-", "–", "—"}:
        return "Skriv 0 når tallet er null, eller tøm cellen og sett status til ikke_rapportert"
    return "Skriv bare tallet; forklaringer hører til i merknad"


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
