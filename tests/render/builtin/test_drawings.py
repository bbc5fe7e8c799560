from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from komreport.render.builtin import drawings, narrow, slim

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
    return BeautifulSoup(drawings.filled(body, images, phone), "html.parser")


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
