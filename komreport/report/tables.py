"""Tables of numbers: rows and columns from dimensions, years or measures; computed changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from komreport.errors import KomreportError, UnknownNameError
from komreport.report import formats, grid, provenance
from komreport.report.grid import Cell, Grid, Header, Tabell
from komreport.report.numbers import Style
from komreport.report.reader import TOTAL, Reader, unknown

if TYPE_CHECKING:
    from komreport.data import Observation

YEAR = "aar"
MEASURE = "maal"
CORNERS = {
    YEAR: "År",
    MEASURE: "",
    "politidistrikt": "Politidistrikt",
    "utnyttingsform": "Utnyttingsform",
    "kjonn": "Kjønn",
    "region": "Region",
    "aldersgruppe": "Alder",
    "utfall": "Utfall",
    "hjemmel": "Hjemmel",
    "aktor": "Aktør",
    "tiltak": "Tiltak",
}


@dataclass(frozen=True)
class _Axis:
    """What runs along rows or columns: (value, label) pairs of a dimension, years or measures."""

    name: str
    items: tuple[tuple[Any, str], ...]


class Tables:
    """Table builders for one report year."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ds = reader.ds

    def table(
        self,
        measures: str | Sequence[str],
        *,
        rows: str,
        columns: str | None = None,
        aside: str | None = None,
        nil_aside: bool | str = False,
        years: int | Sequence[int] | None = None,
        title: str = "",
        corner: str | None = None,
        spanner: str = "",
        labels: Mapping[str, str] | None = None,
        total: bool = True,
        skip_zero: bool = False,
        dims: Mapping[str, str] | None = None,
    ) -> Tabell:
        """Make a table with one number per cell.

        Args:
            measures: Measure ids; several when rows or columns are ``maal``.
            rows: What the rows are: a dimension, ``aar`` or ``maal``.
            columns: What the columns are; one column of numbers when None.
            aside: Measure shown in brackets after the number when it is not zero.
            nil_aside: Show brackets also for zero: everywhere, or in the row with this code.
            years: Years along an ``aar`` axis, else the one year that the table is about.
            title: Short name of the table, for alternative texts.
            corner: Header of the label column.
            spanner: A header over all columns but the total's.
            labels: Other labels for codes, years or measures.
            total: Show the total's row and column.
            skip_zero: Leave out rows in which everything is zero.
            dims: Fixed codes for other dimensions.
        """
        listed = [measures] if isinstance(measures, str) else list(measures)
        fixed = dict(dims or {})
        _check_axes(listed, rows, columns)
        row_axis = self._axis(rows, listed, years, labels or {}, total=total)
        column_axis = self._axis(columns, listed, years, labels or {}, total=total, short=True)
        body = []
        for row_value, row_label in row_axis.items:
            cells = []
            for column_value, _ in column_axis.items:
                pick = {row_axis.name: row_value, column_axis.name: column_value}
                nil = nil_aside is True or nil_aside == row_value
                cells.append(self._cell(listed, pick, years, fixed, aside, nil=nil))
            body.append((row_value, row_label, cells))
        if skip_zero:
            body = [row for row in body if not all(cell.text == grid.NIL for cell in row[2])]
        headers = [
            Header(label, "" if value == TOTAL or not spanner else spanner)
            for value, label in column_axis.items
        ]
        if corner is None:
            corner = CORNERS.get(rows, formats.capitalised(rows))
        said = f" {formats.uncapitalised(corner)}"  # in the head, so not in every row
        made = Grid(
            corner=corner,
            headers=headers,
            rows=[
                (label if code == TOTAL else label.removesuffix(said), cells)
                for code, label, cells in body
            ],
            totals={i for i, (value, _, _) in enumerate(body) if value == TOTAL},
            title=title,
        )
        return self.finished(made)

    def changes(
        self,
        measures: Sequence[str],
        *,
        fra: int,
        til: int | None = None,
        title: str = "",
        corner: str = "Tallet gjelder",
        labels: Mapping[str, str] | None = None,
        against: Sequence[int | tuple[int, int]] | None = None,
        dims: Mapping[str, str] | None = None,
    ) -> Tabell:
        """Make a table of measures by year, with changes computed from the numbers shown.

        Args:
            measures: Measure ids, one row each; units may differ.
            fra: First year.
            til: Last year, the report's own when None.
            title: Short name of the table.
            corner: Header of the label column.
            labels: Other labels for measures.
            against: What the last year is compared with: years, or (first, last) for a mean;
                last year and the mean of all earlier years when None.
            dims: Fixed codes for dimensions.
        """
        last = self._reader.checked_year(til)
        first = self._reader.checked_year(fra)
        if first >= last:
            raise KomreportError(f"fra={first} må være før til={last}", where="tabell_endring")
        span = list(range(first, last + 1))
        bases: list[int | tuple[int, int]] = [last - 1, (first, last - 1)]
        if against is not None:
            bases = list(against)
        fixed = dict(dims or {})
        headers = [Header(str(year)) for year in span]
        headers += [Header(_base_label(base), f"Endring til {last}") for base in bases]
        rows, units = [], set()
        for name in measures:
            measure = self._reader.measure(name)
            unit = measure.unit if measure.unit == "prosent" else ""
            cells = [
                self._number(self._reader.get(name, year, fixed), measure.decimals, unit=unit)
                for year in span
            ]
            units.add(measure.unit)
            cells += [self._change(name, base, last, fixed) for base in bases]
            rows.append(((labels or {}).get(name, measure.name), cells))
        made = Grid(corner, headers, rows, title=title)
        if "prosent" in units:
            made.notes.append("Endring i en prosent er oppgitt i prosentpoeng (pp.).")
        return self.finished(made)

    def register(
        self,
        frame: Any,  # noqa: ANN401  (a pandas frame of texts)
        columns: Mapping[str, str],
        *,
        title: str = "",
        source: str = "",
        linked: Sequence[str] = (),
    ) -> Tabell:
        """Make a table of texts from a register.

        Args:
            frame: The rows.
            columns: Column name → header, in the order shown; the first is the row header.
            title: Short name of the table.
            source: Source line.
            linked: Columns that hold addresses (not shown as links here).
        """
        for name in columns:
            if name not in frame.columns:
                raise unknown("kolonnen", name, list(frame.columns))
        names = [name for name in columns if name not in linked]
        if not names:
            raise KomreportError("tabellen har ingen kolonner", where="tabell_register")
        records = frame[names].astype(str).replace({"nan": "", "<NA>": "", "None": ""})
        rows = [
            (str(record[0]), [Cell(str(text)) for text in record[1:]])
            for record in records.itertuples(index=False, name=None)
        ]
        headers = [Header(columns[name], numeric=False) for name in names[1:]]
        return Tabell(Grid(columns[names[0]], headers, rows, title=title), source)

    def finished(self, made: Grid) -> Tabell:
        """Add source line and notes on editions to a grid."""
        found = made.observations()
        later = [note for note in provenance.notes(self._ds, found) if "-rapporten." in note]
        rounding = provenance.rounding(self._ds, found)
        return Tabell(made, provenance.source_line(self._ds, found), [*rounding, *later])

    def _axis(
        self,
        name: str | None,
        measures: Sequence[str],
        years: int | Sequence[int] | None,
        labels: Mapping[str, str],
        *,
        total: bool,
        short: bool = False,
    ) -> _Axis:
        if name is None:
            label = labels.get("antall", "Antall")
            unit = self._reader.measure(measures[0]).unit
            if unit != "antall":
                label = formats.capitalised(formats.UNIT_WORDS.get(unit, (unit, unit))[1])
            return _Axis("", ((None, label),))
        if name == YEAR:
            listed = [years] if isinstance(years, int) else list(years or [self._reader.year])
            checked = [self._reader.checked_year(year) for year in listed]
            return _Axis(name, tuple((year, labels.get(str(year), str(year))) for year in checked))
        if name == MEASURE:
            named = [(item, self._reader.measure(item).name) for item in measures]
            return _Axis(name, tuple((item, labels.get(item, label)) for item, label in named))
        items: dict[str, str] = {}
        for measure in measures:
            self._reader.dimension(measure, name)
            present = {obs.dims[name] for obs in self._ds.select(measure)}
            for code in self._ds.order(name):
                if code in present and (total or code != TOTAL):
                    items[code] = labels.get(code, self._ds.label(name, code, short=short))
        ranked = [code for code in self._ds.order(name) if code in items]
        return _Axis(name, tuple((code, items[code]) for code in ranked))

    def _cell(
        self,
        measures: Sequence[str],
        pick: Mapping[str, Any],
        years: int | Sequence[int] | None,
        fixed: Mapping[str, str],
        aside: str | None,
        *,
        nil: bool,
    ) -> Cell:
        measure = pick.get(MEASURE, measures[0])
        year = pick.get(YEAR, years if isinstance(years, int) else None)
        own = {key: code for key, code in pick.items() if key not in (MEASURE, YEAR, "")}
        dims = {**fixed, **own}
        about = self._reader.measure(measure)
        second = self._reader.get(aside, year, dims) if aside else None
        unit = about.unit if MEASURE in pick and about.unit == "prosent" else ""
        return self._number(
            self._reader.get(measure, year, dims),
            about.decimals,
            unit=unit,
            aside=second,
            nil_aside=nil,
        )

    def _number(
        self,
        observation: Observation | None,
        decimals: int,
        *,
        unit: str = "",
        aside: Observation | None = None,
        nil_aside: bool = False,
    ) -> Cell:
        shown = [obs for obs in (observation, aside) if obs is not None]
        corrected = " ".join(provenance.corrections(self._ds, shown))
        if corrected and observation is not None:
            corrected = f"{corrected} {provenance.sentence(observation.note)}".strip()
        return grid.cell(
            observation, decimals, unit=unit, aside=aside, nil_aside=nil_aside, corrected=corrected
        )

    def _change(
        self, measure: str, base: int | tuple[int, int], year: int, dims: Mapping[str, str]
    ) -> Cell:
        about = self._reader.measure(measure)
        relative = about.unit not in ("prosent", "dager", "uker", "maaneder")
        decimals = 0 if not relative and about.unit != "prosent" else 1
        found = self._reader.change(
            measure, base, year, dims, Style(decimals=decimals), relative=relative
        )
        if found.verdi is None:
            possible = all(obs.value is not None for obs in found.observasjoner)
            sign = grid.IMPOSSIBLE if possible and len(found.observasjoner) > 1 else grid.MISSING
            if found.skjermet:
                sign = grid.WITHHELD
            return Cell(sign, found.observasjoner, (sign,), computed=True)
        unit = "prosent" if relative else "prosentpoeng" if about.unit == "prosent" else about.unit
        if found.verdi == 0 and not found.presisjon.bound:
            text = formats.number(found.verdi, decimals) + grid.suffix(unit)
            return Cell(text, found.observasjoner, computed=True)
        text, signs = grid.amount(found.verdi, decimals, unit, found.presisjon)
        return Cell(text, found.observasjoner, signs, computed=True)


def _base_label(base: int | tuple[int, int]) -> str:
    return f"fra {base}" if isinstance(base, int) else f"fra snitt {base[0]}–{base[1]}"


def _check_axes(measures: Sequence[str], rows: str, columns: str | None) -> None:
    if not measures:
        raise KomreportError("tabellen har ingen mål", remedy="Nevn minst ett mål")
    if rows == columns:
        raise UnknownNameError(f"«{rows}» kan ikke være både rader og kolonner")
    if len(measures) > 1 and MEASURE not in (rows, columns):
        raise KomreportError(
            "flere mål trenger rader=«maal» eller kolonner=«maal»",
            remedy="La det ene være maal, eller nevn bare ett mål",
        )
