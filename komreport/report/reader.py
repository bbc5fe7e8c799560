"""Reading of a dataset by measure, year and codes: checks the year, sums, means and changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from komreport.data.precision import EXACT, Precision, combined, ratio
from komreport.errors import KomreportError, UnknownNameError, UnknownWordError
from komreport.report.numbers import Style, Tall, computed, observed

if TYPE_CHECKING:
    from komreport.data import Dataset, Measure, Observation

TOTAL = "i_alt"
EARLIEST_YEAR = 2000
NOT_PLACES = ("saerorgan", "ukjent")


class Reader:
    """Numbers of one report year.

    Args:
        ds: The loaded data.
    """

    def __init__(self, ds: Dataset) -> None:
        self.ds = ds
        self.year = ds.year

    def measure(self, name: str) -> Measure:
        """Give a measure by its id; raises UnknownNameError with the nearest ids."""
        if isinstance(name, str) and name in self.ds.measures:
            return self.ds.measures[name]
        raise unknown("målet", str(name), self.ds.measures)

    def checked_year(self, year: int | None) -> int:
        """Give the year asked for, this report's when None; raises when it is no such year."""
        if year is None:
            return self.year
        if isinstance(year, bool) or not isinstance(year, int):
            raise KomreportError(
                f"aar må være et heltall, ikke {year!r}", remedy="Skriv for eksempel aar=2022"
            )
        if not EARLIEST_YEAR <= year <= self.year + 1:
            raise UnknownNameError(
                f"ukjent år {year} i rapporten for {self.year}",
                remedy=f"Bruk et år fra {EARLIEST_YEAR} til {self.year + 1}",
            )
        return year

    def dimension(self, measure: str, name: str) -> str:
        """Check that a measure has a dimension; raises with the ones that it has."""
        own = self.measure(measure).dimensions
        if name not in own:
            raise unknown("dimensjonen", name, own, place=f"målet «{measure}»")
        return name

    def get(self, measure: str, year: int | None, dims: Mapping[str, str]) -> Observation | None:
        """Give one observation, None when there is no such row; unknown names raise."""
        self.measure(measure)
        for name in dims:
            self.dimension(measure, name)
        return self.ds.get(measure, self.checked_year(year), **dims)

    def value(self, measure: str, year: int | None, dims: Mapping[str, str]) -> Decimal | None:
        """Give one value, None when it is missing."""
        found = self.get(measure, year, dims)
        return found.value if found else None

    def tall(self, measure: str, year: int | None, dims: Mapping[str, str], style: Style) -> Tall:
        """Give one number."""
        return observed(self.ds, self.measure(measure), self.get(measure, year, dims), style)

    def total(
        self, measure: str, year: int | None, dims: Mapping[str, str | Sequence[str]], style: Style
    ) -> Tall:
        """Sum over the codes that are listed; a missing part makes the sum missing."""
        found = [self.get(measure, year, choice) for choice in choices(dims)]
        known = [obs for obs in found if obs is not None]
        values = [obs.value for obs in known if obs.value is not None]
        value = sum(values, Decimal(0)) if len(values) == len(found) else None
        return computed(self.ds, self.measure(measure), value, known, style)

    def base(
        self, measure: str, fra: int | tuple[int, int] | None, year: int, dims: Mapping[str, str]
    ) -> tuple[Decimal | None, list[Observation]]:
        """Give what a change is measured from: a year's value, or the mean of a run of years."""
        if isinstance(fra, tuple):
            first, last = (self.checked_year(edge) for edge in fra)
            if first > last:
                raise KomreportError(f"perioden {first}–{last} slutter før den begynner")
            span: Iterable[int] = range(first, last + 1)
        else:
            span = (self.checked_year(year - 1 if fra is None else fra),)
        found = [self.get(measure, each, dims) for each in span]
        known = [obs for obs in found if obs is not None]
        values = [obs.value for obs in known if obs.value is not None]
        mean = sum(values, Decimal(0)) / len(values) if len(values) == len(found) else None
        return mean, known

    def change(
        self,
        measure: str,
        fra: int | tuple[int, int] | None,
        year: int | None,
        dims: Mapping[str, str],
        style: Style,
        *,
        relative: bool,
    ) -> Tall:
        """Compute a change: in per cent when relative, else in the measure's unit or points.

        Args:
            measure: What is counted.
            fra: The year compared with, (first, last) for the mean of a period, None for last year.
            year: The year, this report's when None.
            dims: Codes per dimension.
            style: How the change is written; its decimals default to one for per cent and
                points, and to the measure's own for all else.
            relative: Per cent of the earlier value.
        """
        about = self.measure(measure)
        now = self.get(measure, year, dims)
        before, known = self.base(measure, fra, self.checked_year(year), dims)
        observations = ([now] if now else []) + known
        current = now.value if now else None
        value: Decimal | None = None
        if current is not None and before is not None:
            if not relative:
                value = current - before
            elif before != 0:
                value = (current - before) / abs(before) * 100
        points = about.unit == "prosent"
        unit = "prosent" if relative else "prosentpoeng" if points else about.unit
        if style.decimals is None:
            decimals = 1 if relative or points else about.decimals
            style = Style(style.words, style.unit, decimals, style.about, style.absolute)
        if value is None and (current is None or before is None):
            absent = [obs for obs in observations if obs.value is None]
            return computed(self.ds, about, None, absent, style, unit=unit)
        exact = _exactness(now, known, relative=relative)
        if exact is None or (exact.bound and min(current or 0, before or 0) < 0):
            value = None
        return computed(
            self.ds, about, value, observations, style, unit=unit, exactness=exact or EXACT
        )

    def parts(
        self, measure: str, dimension: str, year: int | None, dims: Mapping[str, str]
    ) -> list[tuple[str, Observation]]:
        """Give a breakdown: (code, observation) in the code list's order, the total left out."""
        self.dimension(measure, dimension)
        if dimension in dims:
            raise KomreportError(
                f"«{dimension}» er både fordelingen og en fast kode", remedy="Fjern den ene"
            )
        found = []
        for code in self.codes(measure, dimension):
            obs = self.get(measure, year, {**dims, dimension: code})
            if obs is not None:
                found.append((code, obs))
        return found

    def codes(self, measure: str, dimension: str) -> list[str]:
        """Give the codes that a measure has rows for, in the list's order, without the total."""
        present = {obs.dims[dimension] for obs in self.ds.select(measure)}
        return [code for code in self.ds.order(dimension) if code in present and code != TOTAL]

    def known_years(self, measure: str, dims: Mapping[str, str]) -> list[int]:
        """Give the years with a known value, oldest first, none after the report year."""
        self.get(measure, None, dims)
        codes = {name: dims.get(name, TOTAL) for name in self.measure(measure).dimensions}
        return sorted(
            {
                obs.year
                for obs in self.ds.select(measure)
                if obs.value is not None and obs.year <= self.year and obs.dims == codes
            }
        )


def _exactness(
    now: Observation | None, before: Sequence[Observation], *, relative: bool
) -> Precision | None:
    """Give the precision of a change from a number, or from the mean of several."""
    if now is None or now.value is None:
        return EXACT
    base = combined(obs.precision for obs in before)
    if base is None:
        return None
    if relative:
        return ratio(now.value, now.precision, base)
    return combined([now.precision, base.turned()])


def choices(dims: Mapping[str, str | Sequence[str]]) -> list[dict[str, str]]:
    """Give every combination of the listed codes."""
    result: list[dict[str, str]] = [{}]
    for name, codes in dims.items():
        listed = [codes] if isinstance(codes, str) else list(codes)
        if not listed:
            raise KomreportError(f"lista med koder for «{name}» er tom")
        if len(set(listed)) < len(listed):
            raise KomreportError(f"lista med koder for «{name}» nevner samme kode to ganger")
        result = [{**choice, name: code} for choice in result for code in listed]
    return result


def unknown(kind: str, name: str, known: Iterable[str], *, place: str = "") -> UnknownNameError:
    """Make the error for a name that does not exist, with the nearest that do."""
    from rapidfuzz import process  # noqa: PLC0415  (only errors need it)

    options = list(known)
    near = [match[0] for match in process.extract(name, options, limit=3, score_cutoff=50)]
    listed = ", ".join(near or options[:8])
    remedy = f"Nærmest: {listed}" if near else f"Disse finnes: {listed}" if listed else ""
    return UnknownNameError(f"kjenner ikke {kind} «{name}»", where=place, remedy=remedy)


class Words:
    """Says which words there are when a notebook uses one that does not exist."""

    #: What the notebook writes before the word.
    prefix = "r."

    if not TYPE_CHECKING:  # a type checker shall go on telling of words that do not exist

        def __getattr__(self, name: str) -> NoReturn:
            """Raise UnknownWordError with the nearest words."""
            if name.startswith("_"):  # Python and Jupyter ask for such names of every object
                raise AttributeError(name)
            own = [word for word in dir(type(self)) if not word.startswith("_")]
            near = get_close_matches(name, own, cutoff=0.4)
            listed = ", ".join(f"{self.prefix}{word}" for word in near or own)
            remedy = f"Nærmest: {listed}" if near else f"Disse finnes: {listed}"
            raise UnknownWordError(f"kjenner ikke «{self.prefix}{name}»", remedy=remedy)
