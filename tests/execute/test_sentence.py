"""A missing number reads as a sentence wherever it stands."""

from __future__ import annotations

import pytest

from komreport.execute.sentence import fitted, without_hedge

SPAN = '[{}]{{.tall title="Kilde: \\"UNE\\"" data-tall="a-2024"}}'


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("UNE avgjorde ", " klager.", "et ikke rapportert antall"),
        ("I alt: ", ".", "ikke rapportert"),
        ("Nye (", ").", "ikke rapportert"),
        ("Det kom mange. ", " av dem er barn.", "Et ikke rapportert antall"),
        ("", " deltok.", "Et ikke rapportert antall"),
        ("- ", " i Oslo", "Et ikke rapportert antall"),
        ("Av de ", " vedtakene", "ikke rapporterte"),
        ("De ", "\u00a0vedtakene", "ikke rapporterte"),
        ("12–", " plasser", "et ikke rapportert antall"),
        ("Det er plass til ", ", med hage.", "et ikke rapportert antall"),
        ("Antallet er ", ".", "ikke rapportert"),
        ("| Oslo | ", " |", "ikke rapportert"),
    ],
)
def test_fits_its_place(before: str, after: str, said: str) -> None:
    assert fitted("ikke rapportert", before, after) == said
    assert fitted(SPAN.format("ikke rapportert"), before, after) == SPAN.format(said)


def test_capitals() -> None:
    assert fitted("Ikke rapportert", "x", " barn") == "Et ikke rapportert antall"


@pytest.mark.parametrize(
    "value", ["27", SPAN.format("27"), "tall for 2024 er ikke rapportert", "et skjermet antall", ""]
)
def test_leaves_everything_else(value: str) -> None:
    assert fitted(value, "Det var ", " barn") == value


@pytest.mark.parametrize(
    ("value", "left"),
    [("ikke rapportert", "var "), ("et ikke rapportert beløp", "var "), ("27", "var litt ")],
)
def test_a_hedge_goes_with_its_number(value: str, left: str) -> None:
    text = "var litt X"
    assert text[: without_hedge(value, text, 9)] == left
