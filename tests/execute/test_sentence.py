"""A missing number reads as a sentence wherever it stands."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from komreport.execute.evaluate import CellEvaluator, kept
from komreport.execute.sentence import fitted

SPAN = '[{}]{{.tall title="Kilde: \\"UNE\\"" data-tall="a-2024"}}'


def said(value: str, text: str) -> str:
    """Put a value in the place of «X» in a text."""
    at = text.index("X")
    found = fitted(value, text, at, at + 1)
    return text[: found.start] + found.value + text[found.end :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNE avgjorde X klager.", "UNE avgjorde et {} antall klager."),
        ("I alt: X.", "I alt: {}."),
        ("Nye (X).", "Nye ({})."),
        ("Det kom mange. X av dem er barn.", "Det kom mange. Et {} antall av dem er barn."),
        ("Se lista.[^liste] X saker kom.", "Se lista.[^liste] Et {} antall saker kom."),
        ("X deltok.", "Et {} antall deltok."),
        ("- X i Oslo", "- Et {} antall i Oslo"),
        ("Det var:\n\n- fem nye\n- X i Oslo", "Det var:\n\n- fem nye\n- Et {} antall i Oslo"),
        ("Av dem ble\n\n- fem nye\n- X spurt", "Av dem ble\n\n- fem nye\n- et {} antall spurt"),
        ("Av dem ble\n\n- X spurt", "Av dem ble\n\n- et {} antall spurt"),
        ("12–X plasser", "12–et {} antall plasser"),
        ("økte med X prosent, og", "økte med en {} andel, og"),
        ("Slutt. X prosent gjelder", "Slutt. En {} andel gjelder"),
        ("Det er plass til X, med hage.", "Det er plass til et {} antall, med hage."),
        ("Antallet er X.", "Antallet er {}."),
        ("| Oslo | X |", "| Oslo | {} |"),
        ("var litt X barn", "var et {} antall barn"),
        ("De X\u00a0vedtakene gjelder barn.", "Vedtakene gjelder barn."),
        ("Av de X vedtakene ble", "Av vedtakene ble"),
        ("Av de X var noen nye.", "Av dem var noen nye."),
        ("De X var voksne.", "De var voksne."),
        ("De X nye personene", "De nye personene"),
        ("Det gjelder alle de X.", "Det gjelder alle de."),
    ],
)
@pytest.mark.parametrize("reason", ["ikke rapportert", "skjermet"])
def test_fits_its_place(text: str, expected: str, reason: str) -> None:
    assert said(reason, text) == expected.format(reason)
    spanned = said(SPAN.format(reason), text)
    assert re.sub(r'\[([^\]^]*)\]\{.*?2024"\}', r"\1", spanned) == expected.format(reason)


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("et skjermet antall", "I alt: X.", "I alt: skjermet."),
        ("et skjermet antall", "Nye (X).", "Nye (et skjermet antall)."),
        ("et skjermet antall", "Slutt. X kom.", "Slutt. Et skjermet antall kom."),
        ("et skjermet antall saker", "Slutt. X kom.", "Slutt. Et skjermet antall saker kom."),
        ("et skjermet antall saker", "av X kom", "av et skjermet antall saker kom"),
        ("et ikke rapportert beløp", "Det var litt X.", "Det var et ikke rapportert beløp."),
        ("Ikke rapportert", "x X barn", "x Et ikke rapportert antall barn"),
        (
            "tall for 2022 er skjermet",
            "27 saker, X.",
            "27 saker, men tall for 2022 er skjermet.",
        ),
        (
            "tall for 2022 og 2023 er skjermet",
            "noen, X.",
            "noen, og tall for 2022 og 2023 er skjermet.",
        ),
        (
            "ingen tall for tidligere år",
            "27 saker, mot X.",
            "27 saker, men det er ingen tall for tidligere år.",
        ),
    ],
)
def test_phrases_fit_too(value: str, text: str, expected: str) -> None:
    assert said(value, text) == expected


@pytest.mark.parametrize("value", ["27", SPAN.format("27"), "tall for 2024 er ikke rapportert", ""])
def test_leaves_everything_else(value: str) -> None:
    assert said(value, "Det var X barn") == f"Det var {value} barn"
    assert said("27", "var litt X barn") == "var litt 27 barn"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Barn på X–X år.", "Barn på et ikke rapportert antall år."),
        ("Barn, X–X i alt.", "Barn, et ikke rapportert antall i alt."),
        ("Barn på X–7 år.", "Barn på et ikke rapportert antall–7 år."),
    ],
)
def test_a_range_of_which_nothing_is_known(source: str, expected: str) -> None:
    def ask(codes: list[str], cell: NotebookNode) -> list[dict[str, Any]]:
        return [kept("ikke rapportert") for _ in codes]

    cell = nbformat.v4.new_markdown_cell(source.replace("X", "`{python} x`"))
    CellEvaluator("a.ipynb", 1, ask).markdown(cell)
    assert cell.source == expected
