from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import ImageFont

from komreport.render.builtin import drawings, narrow, slim
from komreport.report import Report, open_report
from komreport.report.brand import brand
from komreport.report.charts import svg, theme
from komreport.report.charts.figure import Figur, Mangler
from komreport.report.charts.series import SCHEMA
from tests.conftest import ROOT

LAND = "M1,1" + "".join(f"L{number},{number % 7}.25" for number in range(300)) + "Z"
STEP = re.compile(r"[mlz]|-?(?:\d+\.?\d*|\.\d+)")


def drawing(*content: str, width: int = 600) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 200">'
        f'<g fill="none" transform="translate(10,0)">{"".join(content)}</g></svg>'
    ).encode()


def label(words: str, x: int, y: int = 20, size: int = 13) -> str:
    return (
        f'<text transform="translate({x},{y})" font-family="Skrift" font-size="{size}px" '
        f'fill="#12323D" opacity="1">{words}</text>'
    )


def drawn(*contents: bytes, **small: bytes) -> BeautifulSoup:
    images = {f"fig-{number}.svg": content for number, content in enumerate(contents)}
    body = "".join(drawings.place(name, "alt") for name in images)
    phone = {f"{name.replace('_', '-')}.svg": content for name, content in small.items()}
    beside = [[*images].index(name) for name in phone]
    made = drawings.drawn([*images.values()], [*phone.values()], beside)
    wide = dict(zip(drawings.places(body), made, strict=False))
    narrow = dict(zip(phone, made[len(images) :], strict=True))
    return BeautifulSoup(drawings.filled(body, wide, narrow), "html.parser")


@given(
    st.lists(st.tuples(st.integers(-5000, 5000), st.integers(-5000, 5000)), min_size=2, max_size=30)
)
def test_steps_lead_where_the_shape_led(points: list[tuple[int, int]]) -> None:
    shape = "M" + "L".join(f"{x / 10},{y / 10}" for x, y in points) + "Z"
    shape += shape
    here, start, found = (0, 0), (0, 0), []
    left: list[int] = []
    for token in STEP.findall(slim.relative(shape)):
        if token in "ml":
            first = token == "m"
        elif token == "z":
            here = start
        else:
            left.append(round(float(token) * 10))
            if len(left) == 2:
                here = (here[0] + left[0], here[1] + left[1])
                start = here if first else start
                found.append(here)
                left, first = [], False
    once = [
        point for number, point in enumerate(points) if not number or point != points[number - 1]
    ]
    assert found == once + once


@given(
    st.lists(
        st.tuples(st.integers(-900, 900), st.integers(-900, 900)), min_size=2, max_size=40
    ).map(lambda points: [(x / 10, y / 10) for x, y in points])
)
def test_a_simpler_outline_lies_where_the_outline_lay(points: list[tuple[float, float]]) -> None:
    shape = "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"
    left = [tuple(map(float, pair.split(","))) for pair in slim.simpler(shape)[1:-1].split("L")]
    assert [left[0], left[-1]] == [points[0], points[-1]]
    assert set(left) <= set(points)
    for x, y in points:
        assert (
            min(away(x, y, *one, *other) for one, other in pairwise(left)) <= slim.TOLERANCE + 1e-6
        )


def away(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    """How far a point is from the line through two others, or from the one that they are."""
    long = math.hypot(x2 - x1, y2 - y1)
    if not long:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / long


def test_an_open_line_is_left_as_it_is() -> None:
    line = LAND.removesuffix("Z")
    drawn_line = drawn(drawing(f'<path d="{line}"/>')).path
    assert drawn_line["d"] == slim.relative(line)
    assert not drawn_line.get("transform")


def test_what_most_say_is_said_for_all_where_all_say_something() -> None:
    soup = drawn(
        drawing("<g>" + "".join(f'<rect fill="{c}"/>' for c in ("#111", "#222", "#111")) + "</g>"),
        drawing('<g><rect fill="#111"/><rect fill="#111"/><rect/></g>'),
    )
    first, second = soup.find_all("svg")
    assert [rect.get("fill") for rect in first.find_all("rect")] == [None, "#222", None]
    assert first.rect.find_parent(fill="#111").name == "g"
    assert [rect.get("fill") for rect in second.find_all("rect")] == ["#111", "#111", None]


def test_a_narrow_drawing_leaves_to_the_wide_one_what_both_say() -> None:
    mark = '<rect data-tips="2023: 27"/>'
    soup = drawn(drawing(mark), fig_0=drawing(mark, width=356))
    wide, small = soup.find_all("svg")
    assert (wide["id"], small["aria-labelledby"]) == ("fig-0-bred", "fig-0-bred")
    assert (wide["aria-label"], small.get("aria-label")) == ("alt", None)
    assert (wide.rect["data-tips"], small.rect["data-tips"]) == ("2023: 27", "")
    other = drawn(drawing(mark), fig_0=drawing(mark * 2, width=356))
    assert other.find_all("svg")[1].rect["data-tips"] == "2023: 27"


def test_what_all_say_is_said_once_and_what_does_not_show_is_left_out() -> None:
    soup = drawn(
        drawing(
            '<path class="background" d="M0,0h9v9h-9Z"/><g transform="translate(0,0)"></g>',
            f"<g>{label('en', 0)}{label('to', 90)}</g>",
        )
    )
    text = soup.find("text")
    assert text.attrs == {"y": "20"}
    assert soup.svg["font-family"] == "Skrift"
    assert text.find_parent(fill="#12323D").name == "g"
    assert soup.path is None


def test_a_shape_of_several_drawings_is_drawn_once() -> None:
    one, other = (drawing(f'<path d="{LAND}" fill="#1D4C5D"/>') for _ in range(2))
    soup = drawn(one, other)
    assert len(soup.find_all("path")) == 1
    uses = soup.find_all("use")
    assert [(use["href"], use["fill"]) for use in uses] == [("#form-1", "#1D4C5D")] * 2
    assert soup.find(id="form-1").parent.name == "defs"


def test_a_drawing_is_never_smaller_than_can_be_read() -> None:
    soup = drawn(drawing(label("stor", 0, size=20), label("liten", 100, size=15)))
    assert soup.svg["style"] == "min-width: 480px"


def test_a_phone_gets_its_own_drawing() -> None:
    soup = drawn(drawing(label("bred", 0)), fig_0=drawing(label("smal", 0), width=366))
    assert [svg["class"] for svg in soup.find_all("svg")] == [
        ["kom-figur", "bred"],
        ["kom-figur", "smal"],
    ]


@pytest.mark.parametrize(
    ("labels", "crowded"),
    [
        ((label("2022", 0), label("2023", 60)), False),
        ((label("2022", 0), label("2023", 15)), True),
        ((label("2022", 0), label("2023", 15, 60)), False),
        ((label("2022", 0), label("2023", 28)), True),
        ((label("20,1", 0), label("20,2", 28)), False),
        ((label("en lang tekst", 560),), True),
    ],
    ids=["apart", "over", "under", "years-need-room", "numbers-need-less", "outside"],
)
def test_texts_that_run_into_each_other_are_seen(labels: tuple[str, ...], crowded: bool) -> None:
    assert narrow.crowded(etree.fromstring(drawing(*labels))) is crowded


def test_an_axis_that_is_too_short_names_every_second_year_and_the_last() -> None:
    years = ["2019", "2020", "2021", "2022"]
    layer = {"encoding": {"x": {"axis": {}, "scale": {"domain": years}}}}
    narrow._every_second_year(layer)
    assert layer["encoding"]["x"]["axis"] == {"values": ["2020", "2022"]}


@pytest.fixture(scope="module")
def r() -> Report:
    """The real report: its figures are those that a phone must show."""
    return open_report(2023, ROOT)


def sizes(root: Any) -> list[float]:
    return [
        float(text.get("font-size").removesuffix("px"))
        for text in root.iter("{*}text")
        if text.get("font-size")
    ]


PARTS = {"etter": "oppfolging", "rader": "tiltaksgruppe"}
FIGURES: dict[str, Callable[[Report], Figur | Mangler]] = {
    "kart": lambda r: r.figur.verdenskart("bistand.personer"),
    "distrikter": lambda r: r.figur.politidistrikter("anmeldelser"),
    "høye hoder": lambda r: r.figur.varmekart("bistand.personer", "tiltak", "utnyttingsform"),
    "hoder på tvers": lambda r: r.figur.varmekart(
        "bistand.personer", "tiltak", "utnyttingsform", kjonn="mann"
    ),
    "deler": lambda r: r.figur.delt("bistand.personer", **PARTS),
    "mange år": lambda r: r.figur.utvikling("barnevern.nemndssaker", fra=2012, brudd=2023),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_kind_of_figure_has_a_drawing_for_a_phone(r: Report, name: str) -> None:
    figure = FIGURES[name](r)
    assert isinstance(figure, Figur)
    small = etree.fromstring(narrow.drawn(figure.spec, figure.svg, ROOT).encode())
    wide = etree.fromstring(figure.svg.encode())
    assert float(small.get("viewBox").split()[2]) <= narrow.WIDTH + narrow.SLACK
    assert min(sizes(small)) >= 12
    said = ["".join(" ".join(root.itertext()).split()) for root in (wide, small)]
    without_years = [re.sub(r"20[12]\d", "", text) for text in said]
    assert sorted(without_years[0]) == sorted(without_years[1]), "the same words in other lines"
    tips = [[mark.get("data-tips") for mark in root.iter()] for root in (wide, small)]
    assert list(filter(None, tips[0])) == list(filter(None, tips[1]))


def test_a_map_for_a_phone_has_the_outlines_of_the_wide_one(r: Report) -> None:
    figure = FIGURES["kart"](r)
    assert isinstance(figure, Figur)
    small = narrow.drawn(figure.spec, figure.svg, ROOT).encode()
    soup = drawn(figure.svg.encode(), fig_0=small)
    outlines = [path for path in soup.find_all("path") if len(path.get("d", "")) > 200]
    assert {path.parent.name for path in outlines} == {"defs"}, "each is drawn once"
    for svg_, scales in zip(soup.find_all("svg"), ({"scale(0.25)"}, {"scale(0.155)"}), strict=True):
        assert len(svg_.find_all("use")) == len(outlines)
        assert {use["transform"] for use in svg_.find_all("use")} == scales
    assert {path["vector-effect"] for path in outlines} == {"non-scaling-stroke"}


def test_texts_are_measured_in_their_own_typeface() -> None:
    words = "oppfølgingstiltak og andre ting"
    spec = {
        "$schema": SCHEMA,
        "config": theme.config(brand(ROOT)),
        "data": {"values": [{"tekst": words}]},
        "mark": {"type": "text", "align": "left"},
        "encoding": {"text": {"field": "tekst"}, "x": {"value": 0}},
        "width": 1,
    }
    drawing = svg.render(spec, ROOT, "")
    face = ImageFont.truetype(ROOT / "_extensions/kom/fonts/SourceSans3-Regular.ttf", 150)
    width = float(re.findall(r'viewBox="0 0 ([\d.]+)', drawing)[0]) - 2 * 4
    assert width == pytest.approx(face.getlength(words) * theme.FONT_SIZE / 150, rel=0.06)
    assert "'Source Sans 3'" in drawing
    assert "SourceSans3" not in drawing
