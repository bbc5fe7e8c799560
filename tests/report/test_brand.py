"""The design: colours that all readers can tell apart, and the same design in every form."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from komreport.errors import KomreportError
from komreport.report import brand as design
from komreport.report.charts import heat, theme

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "_extensions" / "kom"
LOOK = design.brand(ROOT)
MODES = {"lys": LOOK.colours, "mork": LOOK.dark}
TEXTS = ("natt", "skifer", "petrol", "sjo")
MESSAGES = ("viktig", "advarsel", "varsom", "tips")
#: CIEDE2000; 2.3 is just noticeable side by side, 10 clear at a glance.
CLEAR = 10
#: Steps of lightness (CIE L*, 0 to 100) that greyscale print keeps apart.
GREY = 4.5

modes = pytest.mark.parametrize("mode", MODES)
groups = pytest.mark.parametrize("group", LOOK.groups)


def contrast(first: str, second: str) -> float:
    return Color(first).contrast(Color(second), method="wcag21")


def views(colour: str) -> list[Color]:
    """A colour as seen with full colour vision and with each kind of colour blindness."""
    seen = [Color(colour)]
    return seen + [Color(colour).filter(kind, 1) for kind in ("protan", "deutan", "tritan")]


@modes
@groups
def test_colours_of_a_group_differ_also_for_the_colour_blind(group: str, mode: str) -> None:
    colours = {role: views(MODES[mode][role]) for role in LOOK.groups[group]}
    close = [
        (first, second, round(distance, 1))
        for first, second in itertools.combinations(colours, 2)
        for one, other in zip(colours[first], colours[second], strict=True)
        if (distance := one.delta_e(other, method="2000")) < CLEAR
    ]
    assert close == []


@modes
@groups
def test_colours_of_a_group_differ_in_greyscale(group: str, mode: str) -> None:
    steps = sorted(Color(MODES[mode][role]).convert("lab")["l"] for role in LOOK.groups[group])
    assert min(b - a for a, b in itertools.pairwise(steps)) >= GREY


@modes
def test_marks_stand_out_from_the_ground(mode: str) -> None:
    roles = {role for group in LOOK.groups.values() for role in group} | {"brudd"}
    faint = [role for role in roles if contrast(MODES[mode][role], MODES[mode]["papir"]) < 3]
    assert faint == []


@modes
@pytest.mark.parametrize("ground", ["papir", "flate", "sand"])
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read(text: str, ground: str, mode: str) -> None:
    assert contrast(MODES[mode][text], MODES[mode][ground]) >= 4.5


@modes
@pytest.mark.parametrize("role", MESSAGES)
def test_messages_can_be_read(role: str, mode: str) -> None:
    colours = MODES[mode]
    for ground in (colours[f"{role}-flate"], colours["papir"]):
        assert contrast(colours[role], ground) >= 4.5
    assert contrast(colours["natt"], colours[f"{role}-flate"]) >= 4.5


@modes
@given(st.floats(0, 1))
def test_tiles_are_readable(mode: str, share: float) -> None:
    ground, text = heat.shade(share, 1, LOOK)
    roles = {colour: role for role, colour in LOOK.colours.items()}
    colours = MODES[mode]
    assert contrast(colours[roles[ground]], colours[roles[text]]) >= 4.5


@modes
def test_steps_go_one_way(mode: str) -> None:
    light = [Color(MODES[mode][f"trinn-{n}"]).luminance() for n in range(heat.STEPS + 1)]
    assert light == sorted(light, reverse=mode == "lys")


@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_more_is_never_a_lower_step(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 1 <= heat.step(low, 1) <= heat.step(high, 1) <= heat.STEPS
    assert heat.step(None, 1) == heat.step(0, 1) == 0


def test_every_colour_of_a_figure_stands_for_one_role() -> None:
    palette = re.findall(r'^    ([\w-]+): "(#\w{6})"', (ROOT / "_brand.yml").read_text(), re.M)
    light = [colour for name, colour in palette if not name.endswith(design.DARK)]
    assert len(light) > 40
    assert sorted({c for c in light if light.count(c) > 1}) == []


def test_codes_keep_their_colours_and_others_take_none_of_them() -> None:
    first, second, third = theme.codes(LOOK, ["vedtak", "prostitusjon", "asyl"])
    assert second == LOOK.colour("prostitusjon")
    assert len({first, second, third}) == 3


def test_parts_of_a_continent_have_its_colour() -> None:
    assert LOOK.colour("ost_europa") == LOOK.colour("europa")
    assert LOOK.dark["latin_amerika"] == LOOK.dark["amerika"]


def test_font_is_quoted() -> None:
    assert LOOK.family.startswith("'Source Sans 3', ")


@pytest.mark.parametrize("name", [design.STYLE_SHEET, design.TEMPLATE])
def test_extension_has_the_design_as_it_is_now(name: str, tmp_path: Path) -> None:
    design.write_tokens(LOOK, tmp_path)
    committed = (EXTENSION / name).read_text(encoding="utf-8")
    assert committed == (tmp_path / name).read_text(encoding="utf-8"), (
        "run `python -m komreport.report.brand` after a change of _brand.yml"
    )


def test_project_without_a_brand_has_a_plain_look(tmp_path: Path) -> None:
    look = design.brand(tmp_path)
    assert look.colour("prostitusjon") == look.colour("petrol")
    assert theme.config(look)["background"] == "#FFFFFF"


@pytest.mark.parametrize(
    "text", ["color: [", "color: {palette: {natt: bla, bla: natt}}", "color: 3", "defaults: [1]"]
)
def test_broken_brand_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "_brand.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KomreportError, match=r"_brand\.yml"):
        design.brand(tmp_path)
