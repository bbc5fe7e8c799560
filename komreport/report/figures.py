"""``r.figur``: the figures that a notebook can ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from komreport.errors import KomreportError
from komreport.report import alt, formats
from komreport.report.charts import bars as bar_charts
from komreport.report.charts import svg, theme
from komreport.report.charts.figure import Figur, Numbers, shown
from komreport.report.charts.values import Point
from komreport.report.reader import Reader


class Figurer:
    """Figure builders for one report year."""

    def __init__(self, reader: Reader, root: Path) -> None:
        self._reader = reader
        self._root = root

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
    ) -> Figur:
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
        if not points:
            raise KomreportError(
                f"ingen tall å vise for «{maal}» etter «{etter}»",
                remedy="Bruk r.kjent(…) for å hoppe over figuren",
            )
        look = theme.brand(self._root)
        own = [point.code for point in points if point.code in look.colours]
        codes = [point.code for point in points]
        colours = look.codes(codes) if own else [look.colour("hoved")] * len(points)
        spec = bar_charts.bars(points, measure, colours)
        name = tittel or f"{measure.name} i {self._reader.checked_year(aar)}"
        items = [(point.label, point.text(measure)) for point in points]
        numbers = Numbers(
            [formats.capitalised(self._title(etter)), measure.name],
            [list(item) for item in items],
            shown(point.observation for point in points),
        )
        return self._figure(spec, alt.breakdown("Søylediagram", name, items), numbers)

    def _points(
        self, measure: str, dimension: str, year: int | None, dims: dict[str, str]
    ) -> list[Point]:
        found = self._reader.parts(measure, dimension, year, dims)
        return [Point(code, self._label(dimension, code), obs) for code, obs in found]

    def _label(self, dimension: str, code: str) -> str:
        label = self._reader.ds.label(dimension, code)
        return label.removesuffix(" politidistrikt")

    def _title(self, dimension: str) -> str:
        return {"kjonn": "kjønn", "aar": "år"}.get(dimension, dimension.replace("_", " "))

    def _figure(self, spec: dict[str, Any], text: str, numbers: Numbers) -> Figur:
        look = theme.brand(self._root)
        full = {**spec, "config": theme.config(look)}
        picture = svg.render(full, self._root, text)
        return Figur(full, picture, text, numbers, self._reader.ds)
