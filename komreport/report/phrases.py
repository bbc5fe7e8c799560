"""Year-over-year and share phrases: plain bokmål, right when numbers are small or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from komreport.data.observation import ROUNDED
from komreport.data.precision import combined, ratio
from komreport.errors import KomreportError
from komreport.report import formats, provenance
from komreport.report.numbers import (
    NOT_REPORTED,
    SUPPRESSED,
    SUPPRESSED_SHARE,
    Style,
    Tall,
    computed,
    missing_text,
    observed,
)
from komreport.report.reader import Reader

if TYPE_CHECKING:
    from komreport.data import Measure, Observation

#: Up to so many withheld codes are named.
FEW = 3
SMALL_WHOLE = 100
"""Shares of a whole below this are given as counts only."""

_PEOPLE: dict[str, tuple[str, str]] = {
    "kvinne": ("kvinne", "kvinner"),
    "mann": ("mann", "menn"),
    "trans": ("transperson", "transpersoner"),
    "ukjent": ("med ukjent kjønn", "med ukjent kjønn"),
}
_DIMENSION_NAMES = {
    "oppfolging": "Oppfølging",
    "kjonn": "Kjønn",
    "utnyttingsform": "Utnytting",
    "region": "Opprinnelse",
}
_PLACES = ("region", "land", "statsborgerskap")
_CHANGES = {1: "en økning fra ", -1: "en nedgang fra ", None: "mot "}
#: What a breakdown is into, when nothing of it can be said.
_GROUPS = {
    "region": "områder",
    "land": "land",
    "statsborgerskap": "land",
    "utnyttingsform": "former for utnytting",
    "politidistrikt": "distrikter",
    "tiltak": "tiltak",
}
_NAMES = ("politidistrikt", "aktor", "aktorer", "kommune", "tiltak")


@dataclass(frozen=True)
class Frase:
    """A phrase made of words and numbers; the numbers keep their sources."""

    deler: tuple[str | Tall, ...]

    @property
    def keys(self) -> list[str]:
        """Keys of the observations behind the phrase."""
        return [key for part in self.deler if isinstance(part, Tall) for key in part.keys]

    def stor(self) -> Frase:
        """The same phrase with a capital first letter, for the beginning of a sentence."""
        head, *tail = self.deler
        head = head.stor() if isinstance(head, Tall) else formats.capitalised(head)
        return replace(self, deler=(head, *tail))

    def __str__(self) -> str:
        return "".join(str(part) for part in self.deler)

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return "".join(
            part._repr_markdown_() if isinstance(part, Tall) else part for part in self.deler
        )


def joined(parts: Sequence[Sequence[str | Tall]]) -> tuple[str | Tall, ...]:
    """Join parts as prose does: «a, b og c»."""
    result: list[str | Tall] = []
    for index, part in enumerate(parts):
        if index:
            result.append(formats.separator(index, len(parts)))
        result.extend(part)
    return tuple(result)


class Phrases:
    """Phrases about the numbers of one report year."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ds = reader.ds

    def change(
        self,
        measure: str,
        fra: int | None,
        year: int | None,
        dims: Mapping[str, str],
        *,
        corrected: bool = True,
    ) -> Frase:
        """«en økning fra 176 i 2022», «en nedgang fra …», «uendret fra 2022», what is missing."""
        about = self._reader.measure(measure)
        now_year = self._reader.checked_year(year)
        then_year = self._reader.checked_year(now_year - 1 if fra is None else fra)
        if then_year >= now_year:
            raise KomreportError(
                f"fra={then_year} må være et år før {now_year}", where=f"endring i «{measure}»"
            )
        now = self._reader.get(measure, now_year, dims)
        then = self._reader.get(measure, then_year, dims)
        # That this year's number is missing is said where it should stand.
        if then is None or then.value is None:
            return Frase((_absence([(then_year, then)]),))
        if now is None or now.value is None:
            about_then = observed(self._ds, about, then, Style(unit=about.unit != "antall"))
            return Frase(("mot ", about_then, f" i {then_year}"))
        remark = provenance.remark(self._ds, then) if corrected else ""
        direction = _direction(now, then, about.decimals, self._blur(now, then))
        if direction == 0:
            rough = now.precision.rough or then.precision.rough
            word = "om lag uendret" if rough else "uendret"
            return Frase((f"{word} fra {then_year}{remark}",))
        number = observed(self._ds, about, then, Style(unit=about.unit != "antall"))
        return Frase((_CHANGES[direction], number, f" i {then_year}{remark}"))

    def comparison(
        self,
        measure: str,
        years: int | Sequence[int] | None,
        count: int,
        dims: Mapping[str, str],
        *,
        corrected: bool = True,
    ) -> Frase:
        """«35 i 2022, 36 i 2021 og 49 i 2020»: newest first; listed years say what is missing."""
        about = self._reader.measure(measure)
        if years is None:
            known = self._reader.known_years(measure, dims)
            earlier = [year for year in known if year < self._reader.year]
            listed = list(reversed(earlier))[:count]
            if not listed:
                return Frase(("ingen tall for tidligere år",))
        else:
            listed = [years] if isinstance(years, int) else list(years)
        style = Style(unit=about.unit != "antall")
        known_parts: list[list[str | Tall]] = []
        absent: list[tuple[int, Observation | None]] = []
        for year in listed:
            obs = self._reader.get(measure, year, dims)
            if obs is None or obs.value is None:
                absent.append((year, obs))
            else:
                remark = provenance.remark(self._ds, obs) if corrected else ""
                number = observed(self._ds, about, obs, style)
                known_parts.append([number, f" i {year}{remark}"])
        if not known_parts:
            return Frase((_absence(sorted(absent, key=lambda pair: pair[0])),))
        deler = joined(known_parts)
        if absent:
            deler = (*deler, f" ({_absence(sorted(absent, key=lambda pair: pair[0]))})")
        return Frase(deler)

    def share(
        self,
        measure: str,
        whole: str | Mapping[str, str] | None,
        year: int | None,
        dims: Mapping[str, str],
        *,
        words: bool = False,
    ) -> Frase:
        """«17 av 27»; «53 prosent (115 av 216)» when the whole is 100 or more."""
        about = self._reader.measure(measure)
        part = self._reader.get(measure, year, dims)
        if isinstance(whole, str):
            total = self._reader.get(whole, year, {})
        else:
            total = self._reader.get(measure, year, whole or {})
        found = [obs for obs in (part, total) if obs is not None]
        if part is None or total is None or part.value is None or total.value is None:
            return self._share_missing(about, part, total)
        if (
            part.value > total.value
            and part.treatment != ROUNDED
            and _direction(total, part, about.decimals) == -1
        ):
            raise KomreportError(
                f"delen ({part.value}) er større enn helheten ({total.value})",
                where=f"andel av «{measure}»",
                remedy="Se om av=… peker på riktig helhet",
            )
        style = Style(words=words)
        counts: tuple[str | Tall, ...] = (
            observed(self._ds, about, part, style),
            " av ",
            observed(self._ds, about, total, replace(style, words=False)),
        )
        if part.value > total.value:
            return Frase((counts[0],))
        exact = ratio(part.value, part.precision, total.precision)
        if total.value < SMALL_WHOLE or exact is None:
            return Frase(counts)
        percent = computed(
            self._ds,
            about,
            part.value / total.value * 100,
            found,
            Style(decimals=0, unit=True),
            unit="prosent",
            exactness=exact,
        )
        return Frase((replace(percent, tekst=_percent(percent)), " (", *counts, ")"))

    def _share_missing(
        self, about: Measure, part: Observation | None, total: Observation | None
    ) -> Frase:
        """«et skjermet antall av 27», «en skjermet andel», or that it is not reported."""
        found = [obs for obs in (part, total) if obs is not None]
        if not any(map(provenance.withheld, found)):
            return Frase((missing_text(found),))
        if part is None or total is None or total.value is None:
            return Frase((SUPPRESSED_SHARE,))
        counts = [observed(self._ds, about, obs, Style()) for obs in (part, total)]
        return Frase((counts[0], " av ", counts[1]))

    def distribution(
        self,
        measure: str,
        dimension: str,
        year: int | None,
        count: int | None,
        dims: Mapping[str, str],
    ) -> Frase:
        """«6 fra Sør-Amerika, 5 fra Øst-Europa og 1 fra Asia»: largest first, zeros left out."""
        about = self._reader.measure(measure)
        found = self._reader.parts(measure, dimension, year, dims)
        known = [(code, obs, obs.value) for code, obs in found if obs.value is not None]
        withheld = [code for code, obs in found if provenance.withheld(obs)]
        if not known:
            return Frase((_unsaid(dimension, missing_text([obs for _, obs in found])),))
        positive = [item for item in known if item[2] > 0]
        if not positive:
            if withheld:
                return Frase((_unsaid(dimension, SUPPRESSED),))
            away = any(obs.rounded_away for _, obs, _ in known)
            return Frase((f"færre enn {self._ds.disclosure.base} i hver" if away else "ingen",))
        ranked = sorted(positive, key=lambda item: -item[2])
        if count is not None:
            # What is as large as the last one is among the largest, too.
            ranked = [item for item in ranked if item[2] >= ranked[:count][-1][2]]
        said = joined([self._part(about, dimension, code, obs) for code, obs, _ in ranked])
        return Frase((*said, *self._withheld(dimension, withheld)))

    def _blur(self, *found: Observation) -> int:
        """How far rounding can have moved some counts apart."""
        rounded = sum(obs.treatment == ROUNDED for obs in found)
        return rounded * (self._ds.disclosure.base - 1)

    def _withheld(self, dimension: str, codes: Sequence[str]) -> tuple[str, ...]:
        """«, men tallet for Asia er skjermet», with the names when they are few."""
        if not codes:
            return ()
        if len(codes) > FEW:
            count = Decimal(len(codes))
            said = formats.word(count) or formats.number(count)
            return (f", men tallene for {said} andre er skjermet",)
        proper = dimension in (*_NAMES, *_PLACES)
        names = [
            label if proper and code != "ukjent" else formats.uncapitalised(label)
            for code, label in ((code, self._ds.label(dimension, code)) for code in codes)
        ]
        number = "tallet" if len(names) == 1 else "tallene"
        return (f", men {number} for {formats.listing(names)} er skjermet",)

    def profile(
        self,
        measure: str,
        dimensions: Sequence[str],
        year: int | None,
        dims: Mapping[str, str],
    ) -> Frase:
        """«85 personer, en økning fra 50 i 2022. Nye i året: 64. Kjønn: 64 kvinner og 21 menn …».

        Breakdowns that nobody has reported are left out; a total that is missing is said.
        """
        about = self._reader.measure(measure)
        total = self._reader.get(measure, year, dims)
        parts: list[str | Tall] = [observed(self._ds, about, total, Style(unit=True))]
        if total is not None and total.value is not None:
            change = self.change(measure, None, year, dims)
            if change.keys or str(change).startswith(("uendret", "om lag uendret")):
                parts += [", ", *change.deler]
            for dimension in dimensions:
                found = self._reader.parts(measure, dimension, year, dims)
                if any(obs.value for _, obs in found if obs.value is not None):
                    label = _DIMENSION_NAMES.get(dimension, dimension.replace("_", " "))
                    said = self.distribution(measure, dimension, year, None, dims)
                    parts += [f". {label}: ", *said.deler]
        return Frase((*parts, ".")).stor()

    def _part(
        self, about: Measure, dimension: str, code: str, obs: Observation
    ) -> list[str | Tall]:
        number = observed(self._ds, about, obs, Style(unit=about.unit != "antall"))
        label = self._ds.label(dimension, code)
        remark = provenance.remark(self._ds, obs)
        if dimension == "kjonn" and code in _PEOPLE:
            singular, plural = _PEOPLE[code]
            return [number, f" {singular if obs.value == 1 else plural}{remark}"]
        if dimension in _PLACES:
            if code == "ukjent":
                return [number, f" {formats.uncapitalised(label)}{remark}"]
            if code in {"andre", "ovrige_europa", "utenfor_europa"}:
                label = formats.uncapitalised(label)
            return [number, f" fra {label}{remark}"]
        if dimension not in _NAMES:
            label = formats.uncapitalised(label)
        # inside brackets already: «Oslo (6, rettet fra 5)»
        inside = remark.replace(" (", ", ").removesuffix(")")
        return [f"{label} (", number, f"{inside})"]


def _direction(now: Observation, then: Observation, decimals: int, blur: int = 0) -> int | None:
    """Say whether a number rose (1), fell (-1) or stayed (0).

    None when bounds leave it open, or when rounding by up to ``blur`` in all does.
    """
    assert now.value is not None
    assert then.value is not None
    exact = combined([now.precision, then.precision.turned()])
    difference = formats.rounded(now.value, decimals) - formats.rounded(then.value, decimals)
    sign = int(difference.compare(0))
    if exact is None or (blur and abs(difference) <= blur):
        return None
    if not exact.bound:
        return sign
    certain = sign == exact.side or (sign == 0 and exact.strict)
    return exact.side if certain else None


def _unsaid(dimension: str, reason: str) -> str:
    """«områder som er skjermet», «former for utnytting som ikke er rapportert»."""
    verb = (
        f"ikke er {NOT_REPORTED.removeprefix('ikke ')}"
        if reason == NOT_REPORTED
        else f"er {reason}"
    )
    return f"{_GROUPS.get(dimension, 'grupper')} som {verb}"


def _absence(absent: Sequence[tuple[int, Observation | None]]) -> str:
    """«tall for 2021 og 2022 er ikke rapportert», withheld numbers said apart."""
    groups: dict[str, list[str]] = {}
    for year, obs in absent:
        reason = missing_text([obs] if obs else [])
        groups.setdefault(reason, []).append(str(year))
    said = [f"tall for {formats.listing(years)} er {reason}" for reason, years in groups.items()]
    return formats.listing(said)


def _percent(share: Tall) -> str:
    """Write a share; never «0 prosent» of something, never «100 prosent» of less than all."""
    value = share.verdi
    assert value is not None
    if share.presisjon.bound:
        return share.tekst
    if 0 < value < Decimal("0.5"):
        return "under 1 prosent"
    if Decimal("99.5") <= value < 100:
        return "over 99 prosent"
    return share.tekst
