"""What a figure draws: values with labels, written as readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from komreport.report import formats, grid, provenance

if TYPE_CHECKING:
    from komreport.data import Measure, Observation


@dataclass(frozen=True)
class Point:
    """One value of a figure.

    Attributes:
        code: Code or year that it belongs to.
        label: What readers see.
        observation: The observation, None when there is no such row.
        corrected: Whether this report corrects it.
    """

    code: str
    label: str
    observation: Observation | None
    corrected: bool = False

    @property
    def value(self) -> float | None:
        """The value, None when it is missing."""
        if self.observation is None or self.observation.value is None:
            return None
        return float(self.observation.value)

    @property
    def told(self) -> bool:
        """Whether a figure that leaves out zeros and what is missing says something of it."""
        return bool(self.value) or self.withheld

    @property
    def withheld(self) -> bool:
        """Whether the value is withheld."""
        return provenance.withheld(self.observation)

    def text(self, measure: Measure) -> str:
        """The value as written on the figure and in the table behind it."""
        obs = self.observation
        if obs is None or obs.value is None:
            return provenance.MISSING.get(obs.status if obs else "", "ikke rapportert")
        text = formats.number(obs.value, measure.decimals)
        text += grid.suffix(measure.unit) if measure.unit == "prosent" else ""
        if obs.precision.bound:
            text = f"{formats.qualifier(obs.precision)}{formats.NBSP}{text}"
        elif obs.precision.rough:
            text = f"ca.{formats.NBSP}{text}"
        text += "*" if obs.status == "forelopig" else ""
        return f"{text}{formats.NBSP}(rettet)" if self.corrected else text
