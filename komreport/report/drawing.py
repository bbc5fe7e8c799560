"""What all figures of a report are made with: points, labels, and the finished figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.report import provenance
from komreport.report.brand import brand
from komreport.report.charts import theme
from komreport.report.charts.figure import Figur, Mangler, Numbers
from komreport.report.charts.values import Point
from komreport.report.grid import LEGEND, MISSING, NIL, WITHHELD, absent
from komreport.report.reader import Reader, Words

if TYPE_CHECKING:
    from komreport.data import Measure, Observation


class Drawing(Words):
    """Builds figures from what a report year's reader gives.

    Args:
        reader: The numbers.
        root: The project folder, for design and fonts.
    """

    def __init__(self, reader: Reader, root: Path) -> None:
        self._reader = reader
        self._root = root

    def _missing(self, measure: str) -> Mangler:
        about, year = self._reader.measure(measure), self._reader.year
        found = [obs for obs in self._reader.ds.select(measure) if obs.year == year]
        if any(map(provenance.withheld, found)):
            return Mangler(about.name, year, "skjermet av hensyn til personvernet")
        return Mangler(about.name, year)

    def _points(
        self, measure: str, dimension: str, year: int | None, dims: dict[str, str]
    ) -> list[Point]:
        found = self._reader.parts(measure, dimension, year, dims)
        return [self._point(code, self._label(dimension, code), obs) for code, obs in found]

    def _point(self, code: str, label: str, obs: Observation | None) -> Point:
        corrected = obs is not None and self._reader.ds.corrected(obs) is not None
        return Point(code, label, obs, corrected)

    def _label(self, dimension: str, code: str, *, short: bool = False) -> str:
        label = self._reader.ds.label(dimension, code, short=short)
        return label.removesuffix(" politidistrikt")

    def _title(self, dimension: str) -> str:
        return {"kjonn": "kjønn", "aar": "år"}.get(dimension, dimension.replace("_", " "))

    def _figure(self, spec: dict[str, Any], text: str, numbers: Numbers) -> Figur:
        look = brand(self._root)
        full = {**spec, "config": theme.config(look)}
        return Figur(full, self._root, text, numbers, self._reader.ds)


def tile_text(point: Point, measure: Measure) -> str:
    """A tile has room for a number and Statistics Norway's signs, not for words."""
    if point.value is None:
        return absent(point.observation)
    if point.value == 0 and not (point.observation and point.observation.rounded_away):
        return NIL
    return point.text(measure)


def signs(texts: Sequence[str]) -> list[str]:
    """Explain the signs that a figure uses."""
    return [LEGEND[sign] for sign in (NIL, MISSING, WITHHELD) if sign in texts]
