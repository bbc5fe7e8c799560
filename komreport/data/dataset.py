"""The data of one report year: for each number, the row that counts in that report."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from komreport.data import snapshot, uses
from komreport.data.cells import EARLIEST
from komreport.data.codelists import TOTAL, CodeList
from komreport.data.comparison import COMPARISON
from komreport.data.loader import Reading
from komreport.data.observation import WITHDRAWN, Observation
from komreport.data.pattern import fingerprint
from komreport.data.patternfile import known_pattern
from komreport.data.revision import Revision, corrected, revisions
from komreport.data.schema import Measure, Theme
from komreport.data.settings import read_disclosure
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd


def load(root: Path, year: int, *, protect: bool = True) -> Dataset:
    """Read and check all data of a project, and choose what counts in one report year.

    Where the settings ask for disclosure control, small counts are withheld or rounded here,
    before anything else sees them.

    Args:
        root: The project folder.
        year: The report year. It needs no folder of its own: 2022 can be reported from what
            ``data/2023/`` knows of it.
        protect: False for the editors' own checks of the data, of which nothing is published.

    Raises:
        DataErrors: When anything is wrong with the data; it holds every finding.
        DataError: When nothing is known of the year, or a code list or schema cannot be read.
    """
    reading = snapshot.reading_of(root.resolve(), kept=protect)
    if protect:
        protected(reading)
    return dataset_of(reading, year)


def dataset_of(reading: Reading, year: int) -> Dataset:
    """Choose what counts in one report year from data that are read, checked and protected.

    Raises:
        DataError: When nothing is known of the year.
    """
    first = min((obs.year for obs in reading.observations), default=min(reading.years))
    if not min(first, *reading.years) <= year <= max(reading.years):
        raise DataError(
            f"ingen data for rapportåret {year}",
            where="data",
            remedy=(
                f"Mappene er {', '.join(map(str, reading.years))}, "
                f"og dataene går fra {first} til {max(reading.years)}"
            ),
        )
    return Dataset(reading, year)


def protected(reading: Reading) -> None:
    """Withhold or round small counts in what was read, once, where the settings ask for it."""
    settings = read_disclosure(reading.root)
    if not settings.active or reading.pattern is not None:
        return
    digest = fingerprint(reading, settings)
    found = known_pattern(reading.root, digest)
    if found is None:
        from komreport.data.disclosure import find_pattern  # noqa: PLC0415  (loads the solver)

        found = find_pattern(reading, settings, digest)
    reading.disclosure, reading.pattern = settings, found
    reading.registers = found.discreet(reading.registers, reading.observations)
    reading.replace(found.applied(reading.observations))
    # What is wrong in «i_fjor» is told with numbers; `check` says it to editors.
    reading.notices = [text for text in reading.notices if f"«{COMPARISON}»" not in text]
    reading.notices += found.notices


class Dataset:
    """Everything that one report can say.

    Attributes:
        year: The report year.
        themes: The themes, by name.
        measures: All measures, by id.
        codelists: The code lists, by name.
        disclosure: How small counts are protected.
        pattern: Which numbers are withheld or rounded; None when none can be.

    Whatever looks into the rows of a theme goes through a method that notes it (`uses`).
    """

    def __init__(self, reading: Reading, year: int) -> None:
        self.year = year
        self.disclosure = reading.disclosure
        self.pattern = reading.pattern
        self.themes: dict[str, Theme] = reading.themes
        self.codelists: dict[str, CodeList] = reading.codelists
        self.measures: dict[str, Measure] = {
            name: measure
            for theme in reading.themes.values()
            for name, measure in theme.measures.items()
        }
        self._years = reading.years
        self._reading = reading
        self._chosen: dict[str, dict[tuple[str, ...], Observation]] = {}
        self._measured: dict[str, dict[str, list[Observation]]] = {}
        if reading.pattern is not None:
            uses.note(self.themes)  # what is withheld in one theme depends on the others

    @property
    def findings(self) -> list[str]:
        """Notices of the reading, such as a file in Excel's dialect."""
        uses.note(self.themes)
        return list(self._reading.notices)

    @property
    def _all(self) -> list[Observation]:
        uses.note(self.themes)
        return self._reading.observations

    @cached_property
    def _counting(self) -> dict[tuple[str, ...], Observation]:
        return choose(self._all, self.year)

    def _counting_in(self, theme: str) -> dict[tuple[str, ...], Observation]:
        """Give the rows of one theme that count."""
        uses.note([theme])
        if theme not in self._chosen:
            self._chosen[theme] = choose(self._reading.by_theme.get(theme, ()), self.year)
        return self._chosen[theme]

    @cached_property
    def observations(self) -> list[Observation]:
        """All rows that count in this report, in the order of the files."""
        return list(self._counting.values())

    @cached_property
    def by_key(self) -> dict[str, Observation]:
        """All rows that count in this report by their keys, in the order of the files."""
        return {obs.key: obs for obs in self.observations}

    def themes_of(self, keys: Iterable[str]) -> set[str]:
        """Give the themes of the rows with these keys."""
        found = (self.by_key.get(key) for key in keys)
        return {self.measures[obs.measure].theme for obs in found if obs}

    @property
    def revisions(self) -> list[Revision]:
        """Numbers that two report years print differently."""
        return revisions(self._counting.values(), self._editions, self.year)

    def corrected(self, obs: Observation) -> Observation | None:
        """Give the earlier row that this report corrects with ``obs``; None when it does not."""
        return corrected(obs, self._editions, self.year)

    def measure(self, measure: str) -> Measure:
        """Give a measure by its id.

        Raises:
            UnknownNameError: When there is none, with the nearest names.
        """
        if measure not in self.measures:
            raise UnknownNameError(
                f"målet «{measure}» finnes ikke",
                remedy=did_you_mean(measure, self.measures, "Målene står i data/skjema"),
            )
        return self.measures[measure]

    def get(self, measure: str, year: int, **dims: str) -> Observation | None:
        """Give one number; dimensions that are left out mean the total.

        Returns:
            The row that counts; None when nobody has entered one.

        Raises:
            UnknownNameError: When the measure, a dimension, a code or the year does not exist.
        """
        found = self.measure(measure)
        codes = self.codes(found, dims)
        self._check_year(year)
        return self._counting_in(found.theme).get((measure, str(year), *codes.values()))

    def _check_year(self, year: int) -> None:
        last = max(self._years) + 1
        if isinstance(year, bool) or not isinstance(year, int) or not EARLIEST <= year <= last:
            first = min((obs.year for obs in self._all), default=min(self._years))
            raise UnknownNameError(
                f"året {year!r} finnes ikke i dataene",
                remedy=f"Skriv et årstall, for eksempel {self.year}; tallene begynner i {first}",
            )

    def codes(self, measure: Measure, dims: dict[str, str]) -> dict[str, str]:
        """Fill in ``i_alt`` for every dimension that is left out, and check the others.

        Raises:
            UnknownNameError: When a dimension or a code does not exist.
        """
        for name, code in dims.items():
            if name not in measure.dimensions:
                raise UnknownNameError(
                    f"målet «{measure.id}» er ikke delt inn etter «{name}»",
                    remedy=did_you_mean(
                        name,
                        measure.dimensions,
                        f"Det er delt inn etter {', '.join(measure.dimensions)}"
                        if measure.dimensions
                        else "Det er ikke delt inn",
                    ),
                )
            self._codelist(name).row(code)
        return {name: dims.get(name, TOTAL) for name in measure.dimensions}

    def all_editions(self) -> list[Observation]:
        """Give every row of every report year, also those that do not count in this one."""
        return list(self._all)

    def editions(self, measure: str, year: int, **dims: str) -> list[Observation]:
        """Give one number as each report year prints it, oldest report first.

        Raises:
            UnknownNameError: When the measure, a dimension or a code does not exist.
        """
        found = self.measure(measure)
        codes = self.codes(found, dims)
        uses.note([found.theme])
        return list(self._editions.get((measure, str(year), *codes.values()), ()))

    @cached_property
    def _editions(self) -> dict[tuple[str, ...], list[Observation]]:
        """All rows by identity; those who look into it note which theme they look for."""
        found: dict[tuple[str, ...], list[Observation]] = {}
        for obs in sorted(self._reading.observations, key=lambda obs: obs.vintage):
            found.setdefault(obs.identity, []).append(obs)
        return found

    def select(self, measure: str) -> list[Observation]:
        """Give all rows of one measure that count in this report.

        Raises:
            UnknownNameError: When the measure does not exist.
        """
        theme = self.measure(measure).theme
        uses.note([theme])
        if theme not in self._measured:
            found: dict[str, list[Observation]] = {}
            for obs in self._counting_in(theme).values():
                found.setdefault(obs.measure, []).append(obs)
            self._measured[theme] = found
        return list(self._measured[theme].get(measure, ()))

    def frame(self, measure: str) -> pd.DataFrame:
        """Give all rows of one measure as a table.

        Returns:
            Columns ``aar``, the dimensions, ``verdi`` (NaN where it is missing), ``status``,
            ``kilde``, ``publikasjon``, ``punkt``, ``merknad``, ``utgave``, ``fil``, ``rad``.

        Raises:
            UnknownNameError: When the measure does not exist.
        """
        import pandas as pd  # noqa: PLC0415  (slow to import; many notebooks need no table)

        dimensions = self.measure(measure).dimensions
        rows = [
            {
                "aar": obs.year,
                **obs.dims,
                "verdi": float("nan") if obs.value is None else float(obs.value),
                "status": obs.status,
                "kilde": obs.source,
                "publikasjon": obs.publication,
                "punkt": obs.section,
                "merknad": obs.note,
                "utgave": obs.vintage,
                "fil": str(obs.file),
                "rad": obs.row,
            }
            for obs in self.select(measure)
        ]
        columns = [
            "aar",
            *dimensions,
            "verdi",
            "status",
            "kilde",
            "publikasjon",
            "punkt",
            "merknad",
        ]
        return pd.DataFrame(rows, columns=[*columns, "utgave", "fil", "rad"])

    def register(self, theme: str) -> pd.DataFrame:
        """Give a table of texts, as this report year has it.

        A register belongs to its report year: there are no rows when this year has none.

        Raises:
            UnknownNameError: When there is no such register.
        """
        import pandas as pd  # noqa: PLC0415

        return pd.DataFrame(self.texts(theme), columns=list(self.themes[theme].columns))

    def texts(self, theme: str) -> list[dict[str, str]]:
        """Give the rows of a table of texts; see `register`."""
        names = [name for name, item in self.themes.items() if item.is_register]
        if theme not in names:
            raise UnknownNameError(
                f"registeret «{theme}» finnes ikke",
                remedy=did_you_mean(theme, names, f"Registrene er {', '.join(names) or 'ingen'}"),
            )
        uses.note([theme])
        return self._reading.registers.get(theme, {}).get(self.year, [])

    def label(self, codelist: str, code: str, *, short: bool = False) -> str:
        """Give the Norwegian label of a code.

        Raises:
            UnknownNameError: When the list or the code does not exist.
        """
        return self._codelist(codelist).label(code, short=short)

    def order(self, codelist: str) -> list[str]:
        """Give the codes of a list in its own order.

        Raises:
            UnknownNameError: When the list does not exist.
        """
        return self._codelist(codelist).order()

    def _codelist(self, name: str) -> CodeList:
        if name not in self.codelists:
            raise UnknownNameError(
                f"kodelisten «{name}» finnes ikke", remedy=did_you_mean(name, self.codelists)
            )
        return self.codelists[name]


def choose(observations: Iterable[Observation], year: int) -> dict[tuple[str, ...], Observation]:
    """Choose the row that counts for each number in one report: the vintage rule.

    For statistics years up to the report year: the row of the report year itself; else of the
    newest report before it; else of the oldest report after it. A number about a later year counts
    only when the report itself prints it. A row that was withdrawn (``trukket``) gives way to all.
    """
    best: dict[tuple[str, ...], Observation] = {}
    for obs in observations:
        if obs.year > year and obs.vintage != year:
            continue
        rival = best.get(obs.identity)
        if rival is None or _rank(obs, year) < _rank(rival, year):
            best[obs.identity] = obs
    return best


def _rank(obs: Observation, year: int) -> tuple[bool, bool, int]:
    """Sort vintages: the report year and those before it, newest first; then those after it."""
    return (obs.status == WITHDRAWN, obs.vintage > year, abs(year - obs.vintage))
