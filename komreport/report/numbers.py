"""A number that knows its source, and how it is written in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from komreport.report import formats, provenance

if TYPE_CHECKING:
    from komreport.data import Dataset, Measure, Observation

NOT_REPORTED = "ikke rapportert"
SUPPRESSED = "skjermet"
NOT_COMPUTABLE = "kan ikke beregnes"


@dataclass(frozen=True)
class Tall:
    """A number in prose.

    Attributes:
        verdi: The value, None when it is missing.
        tekst: The number as a reader sees it: «27», «tre», «27 anmeldelser», «ikke rapportert».
        observasjoner: What it was read or computed from.
        tittel: Source, status and notes, shown on hover and focus.
    """

    verdi: Decimal | None
    tekst: str
    observasjoner: tuple[Observation, ...] = ()
    tittel: str = ""

    @property
    def kjent(self) -> bool:
        """Whether the number is known."""
        return self.verdi is not None

    @property
    def keys(self) -> list[str]:
        """Keys of the observations behind the number: anchors in the appendix."""
        return provenance.unique(obs.key for obs in self.observasjoner)

    def stor(self) -> Tall:
        """The same number with a capital first letter, for the beginning of a sentence."""
        return replace(self, tekst=formats.capitalised(self.tekst))

    def __str__(self) -> str:
        return self.tekst

    def __repr__(self) -> str:
        return self.tekst

    def _repr_markdown_(self) -> str:
        return span(self.tekst, self.tittel, self.keys)


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
        about: Write «om lag» before estimates.
        absolute: Leave out the sign.
    """

    words: bool = False
    unit: bool = False
    decimals: int | None = None
    about: bool = True
    absolute: bool = False


def missing_text(observations: Sequence[Observation]) -> str:
    """Say why there is no number: withheld, or not reported."""
    withheld = any(obs.status == "skjermet" for obs in observations)
    return SUPPRESSED if withheld else NOT_REPORTED


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
    estimate: bool = False,
    unit: str | None = None,
) -> str:
    """Write a known value in prose.

    Args:
        measure: What is counted: decimals, nouns and gender.
        value: The value.
        style: How it is written.
        estimate: Whether it is an estimate, «om lag».
        unit: Unit code, when it is not the measure's own.
    """
    decimals = measure.decimals if style.decimals is None else style.decimals
    shown = formats.rounded(abs(value) if style.absolute else value, decimals)
    text = formats.number(shown, decimals)
    if style.words:
        text = formats.word(shown, measure.gender) or text
    if style.unit:
        gap = formats.NBSP if text[0].isdigit() or text[0] == formats.MINUS else " "
        text += gap + unit_word(measure, shown, unit)
    if estimate and style.about and text[:5] != "ingen":
        text = f"om lag {text}"
    return text


def observed(ds: Dataset, measure: Measure, observation: Observation | None, style: Style) -> Tall:
    """Make a number of one observation; None stands for a row that does not exist."""
    if observation is None:
        return Tall(None, NOT_REPORTED)
    found = (observation,)
    title = provenance.title(ds, found)
    if observation.value is None:
        return Tall(None, missing_text(found), found, title)
    text = written(measure, observation.value, style, estimate=observation.status == "anslag")
    return Tall(observation.value, text, found, title)


def computed(
    ds: Dataset,
    measure: Measure,
    value: Decimal | None,
    observations: Sequence[Observation],
    style: Style,
    *,
    unit: str | None = None,
) -> Tall:
    """Make a number computed from several observations, with the provenance of all of them."""
    found = tuple(observations)
    title = provenance.title(ds, found, computed=len(found) > 1)
    if value is None:
        absent = [obs for obs in found if obs.value is None]
        text = missing_text(absent) if absent or not found else NOT_COMPUTABLE
        return Tall(None, text, found, title)
    estimate = any(obs.status == "anslag" for obs in found)
    return Tall(value, written(measure, value, style, estimate=estimate, unit=unit), found, title)
