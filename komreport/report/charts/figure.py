"""A finished figure: picture, spec, alternative text, and the numbers that it shows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.report import formats, grid, provenance
from komreport.report.charts import svg

if TYPE_CHECKING:
    from komreport.data import Dataset, Observation

SPEC_TYPE = "application/vnd.vegalite.v6+json"
#: A note that is about more marks than this does not list them.
FEW_NAMES = 4


@dataclass(frozen=True)
class Numbers:
    """The numbers of a figure as a table of texts, and where they come from.

    Attributes:
        headers: Heads of the table.
        rows: Its rows.
        named: What each mark is called, and the observation behind it.
        notes: Notes about the figure as a whole.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    named: Sequence[tuple[str, Observation]]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def observations(self) -> list[Observation]:
        """What the figure shows."""
        return [observation for _, observation in self.named]

    def remarks(self) -> dict[str, str]:
        """Give each note of the data, and the same with the marks that it is about before it."""
        about: dict[str, list[str]] = {}
        for name, observation in self.named:
            about.setdefault(provenance.sentence(observation.note or ""), []).append(name)
        return {
            note: note
            if len(names) > FEW_NAMES or len(names) == len(self.named)
            else f"{formats.listing(names)}: {note}"
            for note, names in about.items()
        }


class Figur:
    """A figure; shows itself as SVG and Vega-Lite, with all that a reader needs as metadata.

    Args:
        spec: Vega-Lite specification.
        root: The project folder, where the fonts of the picture are.
        alt: Alternative text in Norwegian, with the numbers.
        numbers: The numbers behind it.
        ds: The data, for sources.
    """

    def __init__(
        self, spec: dict[str, Any], root: Path, alt: str, numbers: Numbers, ds: Dataset
    ) -> None:
        self.spec = spec
        self.root = root
        self.alt = alt
        self.numbers = numbers
        self.kilde = provenance.source_line(ds, numbers.observations)
        corrections = provenance.corrections(ds, numbers.observations)
        remarks = numbers.remarks()
        data_notes = [
            remarks.get(note, note) for note in provenance.notes(ds, numbers.observations)
        ]
        if any(map(provenance.withheld, numbers.observations)):
            data_notes.insert(0, provenance.WITHHELD_NOTE)
        bounds = provenance.bounds(numbers.observations)
        self.merknader = provenance.unique([*numbers.notes, *bounds, *corrections, *data_notes])

    @cached_property
    def svg(self) -> str:
        """The picture."""
        return svg.render(self.spec, self.root, self.alt)

    @property
    def keys(self) -> list[str]:
        """Keys of the observations that the figure shows."""
        return provenance.unique(obs.key for obs in self.numbers.observations)

    def save(self, path: Path) -> None:
        """Write the SVG to a file."""
        path.write_text(self.svg, encoding="utf-8")

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {"text/plain": repr(self), SPEC_TYPE: self.spec}
        if svg.LATER not in os.environ:
            data = {svg.TYPE: self.svg, **data}
        about = {
            "alt": self.alt,
            "kilde": self.kilde,
            "merknader": self.merknader,
            "data": grid.markdown(self.numbers.headers, self.numbers.rows),
            "tall": self.keys,
        }
        return data, {"komreport": about}

    def __repr__(self) -> str:
        return f"Figur: {self.alt}"


@dataclass(frozen=True)
class Mangler:
    """What stands in the place of a figure when nobody has reported its numbers.

    Attributes:
        navn: Name of the measure.
        aar: The report year.
        grunn: Why there is nothing to draw.
    """

    navn: str
    aar: int
    grunn: str = "ikke rapportert"

    def _repr_markdown_(self) -> str:
        return f"*{self.navn}: tallene for {self.aar} er {self.grunn}.*"

    def __repr__(self) -> str:
        return self._repr_markdown_().strip("*")


def shown(points: Iterable[tuple[str, Observation | None]]) -> list[tuple[str, Observation]]:
    """Keep the marks that have an observation, with what they are called."""
    return [(name, observation) for name, observation in points if observation is not None]
