"""Key-figure cards: a big number, what it counts, its change, and a small trend line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from komreport.report import cardhtml, formats, provenance
from komreport.report.brand import Brand
from komreport.report.numbers import SUPPRESSED, Tall
from komreport.report.phrases import Frase

#: Stands for a year without a number in a series; lines are not drawn across it.
GAP = "-"


@dataclass(frozen=True)
class Kort:
    """One card.

    Attributes:
        tall: The big number.
        etikett: What it counts.
        endring: The change from the year before, or None.
        trend: (year, value) pairs of the series, `GAP` for a year without a number; or empty.
        lenke: A cross-reference such as ``@sec-straffesaker``, or None.
        ikon: Name of a pictogram that style sheets may show, or None.
    """

    tall: Tall
    etikett: str
    endring: Frase | None = None
    trend: tuple[tuple[int, str], ...] = ()
    lenke: str | None = None
    ikon: str | None = None

    @property
    def keys(self) -> list[str]:
        """Keys of the observations that the card shows."""
        return provenance.unique([*self.tall.keys, *(self.endring.keys if self.endring else [])])

    def markdown(self) -> str:
        """The card as a fenced div."""
        icon = f' data-ikon="{self.ikon}"' if self.ikon else ""
        lines = [f":::: {{.kort{icon}}}", f"[{self._shown._repr_markdown_()}]{{.kort-tall}}"]
        lines += ["", f"[{self.etikett}]{{.kort-etikett}}"]
        if self.endring:
            lines += ["", f"[{self.endring._repr_markdown_()}]{{.kort-endring}}"]
        if self.trend:
            values = " ".join(value for _, value in self.trend)
            years = f"{self.trend[0][0]}–{self.trend[-1][0]}"
            lines += ["", f'::: {{.kort-trend data-verdier="{values}" data-aar="{years}"}}']
            lines += [self._trend_text(), ":::"]
        if self.lenke:
            lines += ["", f"[{self.lenke}]{{.kort-lenke}}"]
        return "\n".join([*lines, "::::"])

    def plain(self) -> str:
        """The card as one line of text, for alternative texts."""
        text = f"{self.tall} {self.etikett}"
        return f"{text}, {self.endring}" if self.endring else text

    @property
    def number_text(self) -> str:
        """The big number as text."""
        return str(self._shown)

    @property
    def _shown(self) -> Tall:
        return replace(self.tall, tekst=SUPPRESSED) if self.tall.skjermet else self.tall

    def _trend_text(self) -> str:
        return formats.listing([f"{_said(value)} i {year}" for year, value in self.trend])


class Nokkeltall:
    """A row of cards; shows itself as fenced divs that the project's Lua filter lays out.

    In JupyterLab, which has no such filter, the cards are HTML; the executed copy of the notebook
    keeps the fenced divs alone.
    """

    def __init__(
        self, kort: Sequence[Kort], look: Brand, kilde: str = "", merknader: Sequence[str] = ()
    ) -> None:
        self.kort = tuple(kort)
        self.look = look
        self.kilde = kilde
        self.merknader = list(merknader)

    def markdown(self) -> str:
        """The cards as nested fenced divs."""
        cards = "\n\n".join(card.markdown() for card in self.kort)
        return f"::::: {{.nokkeltall}}\n{cards}\n:::::"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        keys = provenance.unique(key for card in self.kort for key in card.keys)
        about = {
            "alt": "; ".join(card.plain() for card in self.kort) + ".",
            "kilde": self.kilde,
            "merknader": self.merknader,
            "data": "",
            "tall": keys,
        }
        shown = {"text/markdown": self.markdown(), "text/html": cardhtml.html(self.kort, self.look)}
        return shown, {"komreport": about}

    def __repr__(self) -> str:
        return "; ".join(card.plain() for card in self.kort)


def _said(value: str) -> str:
    return "mangler" if value == GAP else value.replace(".", ",")
