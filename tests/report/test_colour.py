"""Contrast: marks at least 3 to 1 against the paper, text at least 4.5 to 1 against its ground."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.report.charts import heat, theme
from komreport.report.charts.colour import contrast, ink, mixed, visible

ROOT = Path(__file__).parents[2]
COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02X}{:02X}{:02X}".format(*rgb))


@pytest.mark.parametrize(
    ("first", "second", "ratio"), [("#000", "#FFFFFF", 21), ("#777777", "#FFF", 4.48)]
)
def test_contrast(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)


def test_mixed() -> None:
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"


@given(COLOURS)
def test_text_is_readable_on_every_ground(ground: str) -> None:
    assert contrast(ink(ground, "#12323D"), ground) >= 4.5


@given(COLOURS)
def test_marks_stand_out(colour: str) -> None:
    assert contrast(visible(colour, "#FFFFFF"), "#FFFFFF") >= 3


@given(st.floats(0.01, 1), COLOURS)
def test_tiles_are_readable(share: float, dark: str) -> None:
    ground, text = heat.shade(share, 1, dark)
    assert contrast(ground, text) >= 4.5


def test_marks_of_the_brand_stand_out() -> None:
    look = theme.brand(ROOT)
    for role in (*theme.DEFAULTS, *look.colours):
        assert contrast(look.mark(role), look.colour("papir")) >= 3


def test_codes_keep_their_colours_and_others_take_none_of_them() -> None:
    look = theme.brand(ROOT)
    first, second, third = look.codes(["vedtak", "prostitusjon", "asyl"])
    assert second == look.mark("prostitusjon")
    assert len({first, second, third}) == 3


def test_font_is_quoted() -> None:
    assert theme.Brand().family.startswith("'Source Sans 3', ")
