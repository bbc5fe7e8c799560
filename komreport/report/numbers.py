"""A number that knows its source, and how it is written in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from komreport.data.observation import ROUNDED, WITHDRAWN
from komreport.data.precision import EXACT, Precision, combined
from komreport.report import formats, provenance

if TYPE_CHECKING:
    from komreport.data import Dataset, Measure, Observation

NOT_REPORTED = "ikke rapportert"
SUPPRESSED = "skjermet"
SUPPRESSED_COUNT = "et skjermet antall"
SUPPRESSED_SHARE = "en skjermet andel"
WITHDRAWN_TEXT = "trukket tilbake"
#: Units of amounts, which are no count of anything.
MONEY = frozenset({"kroner", "mill_kroner"})
NOT_COMPUTABLE = "kan ikke beregnes"


@dataclass(frozen=True)
class Tall:
    """A number in prose.

    Attributes:
        verdi: The value, None when it is missing.
        tekst: The number as a reader sees it: «27», «tre», «27 anmeldelser», «ikke rapportert».
        observasjoner: What it was read or computed from.
        tittel: Source, status and notes, shown on hover and focus.
        presisjon: Whether the value is exact, about, or a bound.
        rettet: « (rettet fra 548)» when this report corrects the number, else an empty string.
    """

    verdi: Decimal | None
    tekst: str
    observasjoner: tuple[Observation, ...] = ()
    tittel: str = ""
    presisjon: Precision = EXACT
    rettet: str = ""

    @property
    def kjent(self) -> bool:
        """Whether the number is known."""
        return self.verdi is not None

    @property
    def keys(self) -> list[str]:
        """Keys of the observations behind the number: anchors in the appendix."""
        return provenance.unique(obs.key for obs in self.observasjoner)

    @property
    def skjermet(self) -> bool:
        """Whether the number is withheld."""
        return self.verdi is None and any(map(provenance.withheld, self.observasjoner))

    def stor(self) -> Tall:
        """The same number with a capital first letter, for the beginning of a sentence."""
        return replace(self, tekst=formats.capitalised(self.tekst))

    def __str__(self) -> str:
        return self.tekst + self.rettet

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return span(self.tekst, self.tittel, self.keys) + self.rettet


def span(text: str, title: str, keys: Sequence[str]) -> str:
    """Write a pandoc span of class ``tall``; plain text when nothing is known about the number."""
    if not keys:
        return text
    safe = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'[{text}]{{.tall title="{safe}" data-tall="{" ".join(keys)}"}}'


@dataclass(frozen=True)
class Style:
    """How a number is written.

    Attributes:
        words: Whole numbers up to ten as words, zero as «ingen».
        unit: The unit or the counted noun after the number.
        decimals: Decimals shown; the measure's own when None.
        about: Write «om lag» before estimates, «over» and the like before bounds.
        absolute: Leave out the sign.
        corrected: Say in brackets when this report corrects the number.
    """

    words: bool = False
    unit: bool = False
    decimals: int | None = None
    about: bool = True
    absolute: bool = False
    corrected: bool = False


def missing_text(observations: Sequence[Observation]) -> str:
    """Say why there is no number: withheld, withdrawn, or not reported."""
    if any(map(provenance.withheld, observations)):
        return SUPPRESSED
    statuses = {obs.status for obs in observations}
    return WITHDRAWN_TEXT if statuses == {WITHDRAWN} else NOT_REPORTED


def _absent_text(
    measure: Measure, observations: Sequence[Observation], style: Style, unit: str | None = None
) -> str:
    """Say why there is no number, in words that can stand where a count should."""
    text = missing_text(observations)
    code = unit or measure.unit
    if text in (NOT_REPORTED, SUPPRESSED) and code == "prosent":
        return f"en {text} andel" if style.unit else text
    if text in (NOT_REPORTED, SUPPRESSED) and style.unit:
        noun = unit_word(measure, Decimal(2), unit)
        return f"et {text} beløp" if code in MONEY else f"et {text} antall {noun}"
    return SUPPRESSED_COUNT if text == SUPPRESSED and code == "antall" else text


def unit_word(measure: Measure, value: Decimal, unit: str | None = None) -> str:
    """Give the noun or unit that follows a number: «anmeldelse», «anmeldelser», «prosent»."""
    code = unit or measure.unit
    if code == "antall":
        singular, plural = measure.singular, measure.plural
    else:
        singular, plural = formats.UNIT_WORDS.get(code, (code, code))
    return singular if abs(value) == 1 else plural


def written(
    measure: Measure,
    value: Decimal,
    style: Style,
    *,
    exactness: Precision = EXACT,
    unit: str | None = None,
) -> str:
    """Write a known value in prose.

    Args:
        measure: What is counted: decimals, nouns and gender.
        value: The value.
        style: How it is written.
        exactness: Whether it is exact, an estimate or a bound.
        unit: Unit code, when it is not the measure's own.
    """
    decimals = measure.decimals if style.decimals is None else style.decimals
    shown = formats.rounded(abs(value) if style.absolute else value, decimals, exactness)
    text = formats.number(shown, decimals)
    word = formats.qualifier(exactness) if style.about else ""
    if style.words and (shown or not exactness.bound):
        text = formats.word(shown, measure.gender) or text
    if style.unit:
        gap = formats.NBSP if text[0].isdigit() or text[0] == formats.MINUS else " "
        text += gap + unit_word(measure, shown, unit)
    if word and text[:5] != "ingen":
        text = f"{word} {text}"
    return text


def observed(ds: Dataset, measure: Measure, observation: Observation | None, style: Style) -> Tall:
    """Make a number of one observation; None stands for a row that does not exist."""
    if observation is None:
        return Tall(None, _absent_text(measure, (), style))
    found = (observation,)
    title = provenance.title(ds, found)
    if observation.value is None:
        return Tall(None, _absent_text(measure, found, style), found, title)
    exactness = observation.precision
    if observation.rounded_away:
        text = _fewer(ds, measure, style)
    else:
        text = written(measure, observation.value, style, exactness=exactness)
    remark = provenance.remark(ds, observation) if style.corrected else ""
    return Tall(observation.value, text, found, title, exactness, remark)


def _fewer(ds: Dataset, measure: Measure, style: Style) -> str:
    """«færre enn 3»: what is known of a count that was rounded to zero."""
    base = Decimal(ds.disclosure.base)
    return f"færre enn {written(measure, base, replace(style, about=False))}"


def computed(
    ds: Dataset,
    measure: Measure,
    value: Decimal | None,
    observations: Sequence[Observation],
    style: Style,
    *,
    unit: str | None = None,
    exactness: Precision | None = None,
) -> Tall:
    """Make a number computed from several observations, with the provenance of all of them.

    Args:
        ds: The data.
        measure: What is counted.
        value: The number; None when it cannot be computed.
        observations: What it was computed from.
        style: How it is written.
        unit: Unit code, when it is not the measure's own.
        exactness: How exact it is; that of the sum of the observations when left out. A number of
            which nothing honest can be said is not computable.
    """
    found = tuple(observations)
    exact = combined(obs.precision for obs in found) if exactness is None else exactness
    if exact is not None and value is not None and style.absolute:
        exact = _unsigned(value, exact)
    if exact is None:
        value = None
    title = provenance.title(ds, found, computed=len(found) > 1)
    if value is None:
        absent = [obs for obs in found if obs.value is None]
        text = NOT_COMPUTABLE
        if absent or not found:
            text = _absent_text(measure, absent, style, unit)
        return Tall(None, text, found, title)
    assert exact is not None
    if any(obs.treatment == ROUNDED for obs in found) and value == 0:
        style = replace(style, words=False)  # «ingen» would say too much
    text = written(measure, value, style, exactness=exact, unit=unit)
    return Tall(value, text, found, title, exact)


def _unsigned(value: Decimal, exactness: Precision) -> Precision | None:
    """Give the precision of the size of a change; None when the bound leaves its sign open."""
    if not exactness.bound or (value > 0 and exactness.side > 0):
        return exactness
    return exactness.turned() if value < 0 and exactness.side < 0 else None
