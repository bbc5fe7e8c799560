"""``r.figur``: the figures that a notebook can ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from komreport.errors import KomreportError
from komreport.report import alt, formats, provenance
from komreport.report.brand import brand
from komreport.report.charts import bars as bar_charts
from komreport.report.charts import heat, series, theme, world
from komreport.report.charts.figure import Figur, Mangler, Numbers, shown
from komreport.report.drawing import Drawing, signs, tile_text
from komreport.report.grid import absent
from komreport.report.reader import TOTAL

if TYPE_CHECKING:
    pass

GAP = "Der en linje er brutt, mangler tallet for året."


class Figurer(Drawing):
    """Figure builders for one report year."""

    prefix = "r.figur."

    def soyler(
        self,
        maal: str,
        etter: str,
        *,
        aar: int | None = None,
        tittel: str | None = None,
        sortert: bool = True,
        med_null: bool = False,
        **dims: str,
    ) -> Figur | Mangler:
        """Sorted bars of one breakdown, each with its number.

        Args:
            maal: Measure id.
            etter: The dimension that gives the bars.
            aar: Year, this report's when left out.
            tittel: What the figure shows, for the alternative text.
            sortert: Largest first; else in the code list's order.
            med_null: Show bars that are zero too.
            **dims: Codes for other dimensions.
        """
        measure = self._reader.measure(maal)
        points = self._points(maal, etter, aar, dims)
        if not med_null:
            points = [point for point in points if point.value != 0]
        if sortert:
            points.sort(key=lambda point: -(point.value if point.value is not None else -1))
        if not any(point.value is not None for point in points):
            return self._missing(maal)
        look = brand(self._root)
        own = [point.code for point in points if point.code in look.colours]
        codes = [point.code for point in points]
        colours = theme.codes(look, codes) if own else [look.colour("petrol")] * len(points)
        spec = bar_charts.bars(points, measure, colours)
        name = tittel or f"{measure.name} i {self._reader.checked_year(aar)}"
        items = [(point.label, point.text(measure)) for point in points]
        numbers = Numbers(
            [formats.capitalised(self._title(etter)), measure.name],
            [list(item) for item in items],
            shown((point.label, point.observation) for point in points),
        )
        return self._figure(spec, alt.breakdown("Søylediagram", name, items), numbers)

    def utvikling(
        self,
        maal: str | Sequence[str],
        etter: str | None = None,
        *,
        fra: int | None = None,
        brudd: int | None = None,
        tittel: str | None = None,
        **dims: str,
    ) -> Figur | Mangler:
        """Numbers year by year: columns for one series, lines for several.

        Args:
            maal: Measure id, or several for a line each.
            etter: A dimension with a line per code; not together with several measures.
            fra: First year, the first known one when left out.
            brudd: Year in which the series breaks; the schema's own when left out.
            tittel: What the figure shows, for the alternative text.
            **dims: Codes for other dimensions.
        """
        ids = [maal] if isinstance(maal, str) else list(maal)
        if etter and len(ids) > 1:
            raise KomreportError(
                "velg enten flere mål eller etter=…, ikke begge deler",
                where="r.figur.utvikling",
                remedy="Lag to figurer",
            )
        chosen = self._series(ids, etter, dims)
        known = sorted({y for _, name, d in chosen for y in self._reader.known_years(name, d)})
        first = fra if fra is not None else (known[0] if known else self._reader.year)
        years = list(range(first, self._reader.year + 1))
        if not any(first <= year <= self._reader.year for year in known):
            return self._missing(ids[0])
        look = brand(self._root)
        drawn = _worth_drawing(self._lines(etter, chosen, years))
        measure = drawn[0].measure
        breaks = [
            item for item in self._reader.ds.themes[measure.theme].breaks if item.measure in ids
        ]
        since = brudd or (breaks[0].since if breaks else None)
        notes = [item.explanation for item in breaks]
        if etter and (hidden := self._withheld(ids[0], etter, dims, chosen)):
            notes.append(f"Tallene for {formats.listing(hidden)} er skjermet.")
        notes += _gaps(drawn)
        span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
        name = tittel or f"{measure.name}, {span}"
        said = [
            (line.name, [(p.label, p.text(line.measure)) for p in line.points]) for line in drawn
        ]
        rupture = series.Rupture(since, look.colour("brudd")) if since else None
        if len(drawn) == 1:
            spec = series.columns(
                series.Line("", look.colour("tidligere"), drawn[0].points, measure),
                look.colour("petrol"),
                rupture,
            )
            kind = "Søylediagram"
        else:
            spec = series.lines(drawn, rupture)
            kind = "Linjediagram"
        headers = ["År", *(line.name or measure.name for line in drawn)]
        rows = [
            [str(year), *(line.points[i].text(line.measure) for line in drawn)]
            for i, year in enumerate(years)
        ]
        seen = shown(
            (f"{line.name} i {point.label}" if line.name else point.label, point.observation)
            for line in drawn
            for point in line.points
        )
        return self._figure(spec, alt.series(kind, name, said), Numbers(headers, rows, seen, notes))

    def delt(
        self,
        maal: str,
        etter: str,
        *,
        rader: str,
        utvalg: Sequence[str] | None = None,
        aar: int | None = None,
        tittel: str | None = None,
        **dims: str,
    ) -> Figur | Mangler:
        """Bars made of parts, such as new and earlier persons in each group of measures.

        Args:
            maal: Measure id.
            etter: The dimension of the parts.
            rader: The dimension of the bars.
            utvalg: Codes of the bars; those with numbers when left out.
            aar: Year, this report's when left out.
            tittel: What the figure shows, for the alternative text.
            **dims: Codes for other dimensions.
        """
        measure = self._reader.measure(maal)
        codes = list(utvalg) if utvalg else self._reader.codes(maal, rader)
        look = brand(self._root)
        bars = []
        for code in codes:
            points = self._points(maal, etter, aar, {**dims, rader: code})
            points = [point for point in points if point.told]
            colours = theme.codes(look, [point.code for point in points])
            parts = [(p.label, c, p) for p, c in zip(points, colours, strict=True)]
            if any(point.value for point in points):
                bars.append((self._label(rader, code), parts))
        if not bars:
            return self._missing(maal)
        name = tittel or f"{measure.name} i {self._reader.checked_year(aar)}"
        said = [(label, [(part, p.text(measure)) for part, _, p in parts]) for label, parts in bars]
        rows = [[label, part, p.text(measure)] for label, parts in bars for part, _, p in parts]
        headers = [formats.capitalised(self._title(rader)), "Del", measure.name]
        seen = shown(
            (f"{label}, {formats.uncapitalised(part)}", p.observation)
            for label, parts in bars
            for part, _, p in parts
        )
        spec = series.parts(bars, measure)
        return self._figure(
            spec,
            alt.matrix("Søylediagram med en kolonne per del", name, said),
            Numbers(headers, rows, seen),
        )

    def varmekart(
        self,
        maal: str,
        rader: str,
        kolonner: str,
        *,
        aar: int | None = None,
        fra: int | None = None,
        tittel: str | None = None,
        **dims: str,
    ) -> Figur | Mangler:
        """Tiles by two dimensions, or by a dimension and ``aar``: the darker, the higher.

        Args:
            maal: Measure id.
            rader: Dimension of the rows.
            kolonner: Dimension of the columns, or ``aar``.
            aar: Year, this report's when left out; not with years as columns.
            fra: First year when the columns are years; four years back when left out.
            tittel: What the figure shows, for the alternative text.
            **dims: Codes for other dimensions.
        """
        measure = self._reader.measure(maal)
        rows = [code for code in self._reader.codes(maal, rader) if code != TOTAL]
        if kolonner == "aar":
            last = self._reader.year
            columns = [str(year) for year in range(fra or last - 4, last + 1)]
        else:
            columns = [code for code in self._reader.codes(maal, kolonner) if code != TOTAL]
        table = {}
        for row in rows:
            for column in columns:
                year, codes = aar, {**dims, rader: row}
                if kolonner == "aar":
                    year = int(column)
                else:
                    codes[kolonner] = column
                table[row, column] = self._point(
                    column, column, self._reader.get(maal, year, codes)
                )
        rows = [row for row in rows if any(table[row, c].told for c in columns)]
        columns = [c for c in columns if any(table[r, c].observation for r in rows)]
        if not rows or not columns:
            return self._missing(maal)
        row_names = {code: self._label(rader, code, short=True) for code in rows}
        column_names = {
            code: code if kolonner == "aar" else self._label(kolonner, code, short=True)
            for code in columns
        }
        cells = {
            (row_names[r], column_names[c]): (table[r, c].value, tile_text(table[r, c], measure))
            for r in rows
            for c in columns
        }
        look = brand(self._root)
        spec = heat.tiles(list(row_names.values()), list(column_names.values()), cells, look)
        name = tittel or measure.name
        said = [
            (row_names[r], [(column_names[c], table[r, c].text(measure)) for c in columns])
            for r in rows
        ]
        headers = [formats.capitalised(self._title(rader)), *column_names.values()]
        lines = [[label, *(text for _, text in parts)] for label, parts in said]
        seen = shown(
            (f"{row_names[r]}, {formats.uncapitalised(column_names[c])}", table[r, c].observation)
            for r in rows
            for c in columns
        )
        notes = signs([text for _, text in cells.values()])
        return self._figure(
            spec, alt.matrix("Varmekart", name, said), Numbers(headers, lines, seen, notes)
        )

    def politidistrikter(
        self, maal: str, *, aar: int | None = None, tittel: str | None = None, **dims: str
    ) -> Figur | Mangler:
        """A schematic map of the police districts.

        Args:
            maal: Measure id.
            aar: Year, this report's when left out.
            tittel: What the figure shows, for the alternative text.
            **dims: Codes for other dimensions.
        """
        about = self._reader.measure(maal)
        found = self._points(maal, "politidistrikt", aar, dims)
        points = [point for point in found if point.code in heat.DISTRICT_GRID]
        if not any(point.value is not None for point in points):
            return self._missing(maal)
        tiles = [
            (
                p.code,
                self._label("politidistrikt", p.code, short=True),
                p.value,
                tile_text(p, about),
            )
            for p in points
        ]
        spec = heat.placed(tiles, heat.DISTRICT_GRID, brand(self._root))
        points.sort(key=lambda point: -(point.value or 0))
        items = [(point.label, point.text(about)) for point in points]
        name = tittel or f"{about.name} i {self._reader.checked_year(aar)}"
        numbers = Numbers(
            ["Politidistrikt", about.name],
            [list(item) for item in items],
            shown((point.label, point.observation) for point in points),
            signs([text for _, _, _, text in tiles]),
        )
        return self._figure(spec, alt.breakdown("Skjematisk kart", name, items), numbers)

    def verdenskart(
        self,
        maal: str,
        etter: str = "region",
        *,
        aar: int | None = None,
        tittel: str | None = None,
        **dims: str,
    ) -> Figur | Mangler:
        """A world map by the regions that the source uses.

        Args:
            maal: Measure id.
            etter: The dimension with regions.
            aar: Year, this report's when left out.
            tittel: What the figure shows, for the alternative text.
            **dims: Codes for other dimensions.
        """
        about = self._reader.measure(maal)
        points = [point for point in self._points(maal, etter, aar, dims) if point.told]
        if not any(point.value for point in points):
            return self._missing(maal)
        points.sort(key=lambda point: -(point.value or 0))
        places = [(p.code, p.label, p.value, p.text(about)) for p in points]
        items = [(point.label, point.text(about)) for point in points]
        name = tittel or f"{about.name} i {self._reader.checked_year(aar)}"
        numbers = Numbers(
            [formats.capitalised(self._title(etter)), about.name],
            [list(item) for item in items],
            shown((point.label, point.observation) for point in points),
            [world.NOTE],
        )
        spec = world.world(places, brand(self._root))
        return self._figure(spec, alt.breakdown("Verdenskart", name, items), numbers)

    def _series(
        self, ids: Sequence[str], dimension: str | None, dims: dict[str, str]
    ) -> list[tuple[str, str, dict[str, str]]]:
        """Choose the lines of a figure: (code or measure, measure, codes)."""
        if dimension is None:
            return [(name, name, dims) for name in ids]
        measure = ids[0]
        return [
            (code, measure, {**dims, dimension: code})
            for code in self._reader.codes(measure, dimension)
            if code != TOTAL and self._reader.known_years(measure, {**dims, dimension: code})
        ]

    def _lines(
        self,
        dimension: str | None,
        chosen: Sequence[tuple[str, str, dict[str, str]]],
        years: Sequence[int],
    ) -> list[series.Line]:
        """Give the lines with their points; one alone has no name."""
        colours = theme.codes(brand(self._root), [code for code, _, _ in chosen])
        lines = []
        for (code, name, codes), colour in zip(chosen, colours, strict=True):
            measure = self._reader.measure(name)
            points = [
                self._point(str(year), str(year), self._reader.get(name, year, codes))
                for year in years
            ]
            label = self._label(dimension, code) if dimension else measure.name
            lines.append(series.Line(label if len(chosen) > 1 else "", colour, points, measure))
        return lines

    def _withheld(
        self,
        measure: str,
        dimension: str,
        dims: dict[str, str],
        chosen: Sequence[tuple[str, str, dict[str, str]]],
    ) -> list[str]:
        """Name the codes that have no line because all that is reported of them is withheld."""
        drawn = {code for code, _, _ in chosen}
        about = self._reader.measure(measure)
        hidden = []
        for code in self._reader.codes(measure, dimension):
            codes = self._reader.ds.codes(about, {**dims, dimension: code})
            found = [obs for obs in self._reader.ds.select(measure) if obs.dims == codes]
            if code not in drawn and any(map(provenance.withheld, found)):
                hidden.append(self._label(dimension, code))
        return hidden


def _worth_drawing(lines: list[series.Line]) -> list[series.Line]:
    """A single number is no line; keep them only when there is nothing else."""
    known = [(line, sum(point.value is not None for point in line.points)) for line in lines]
    return [line for line, count in known if count > 1] or [line for line, count in known if count]


def _gaps(lines: list[series.Line]) -> list[str]:
    """Explain how a figure shows years without a number."""
    missing = [point for line in lines for point in line.points if point.value is None]
    if missing and len(lines) > 1:
        return [GAP]
    if len(lines[0].points) > series.ROOMY:
        return signs([absent(point.observation) for point in missing])
    return []
