from __future__ import annotations

import re
from collections.abc import Callable
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

LAND = "M1,1" + "".join(f"L{number},{number % 7}.25" for number in range(100)) + "Z"
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
    made = drawings.drawn([*images.values()], [*phone.values()])
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


def test_what_all_say_is_said_once_and_what_does_not_show_is_left_out() -> None:
    soup = drawn(
        drawing(
            '<path class="background" d="M0,0h9v9h-9Z"/><g transform="translate(0,0)"></g>',
            f"<g>{label('en', 0)}{label('to', 90)}</g>",
        )
    )
    text = soup.find("text")
    assert text.attrs == {"transform": "translate(0,20)"}
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
    scaled = soup.find_all("use", transform=True)
    assert len(scaled) == len(outlines)
    assert len({use["transform"] for use in scaled}) == 1


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
