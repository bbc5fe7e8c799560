"""Figures: spec, alternative text with the numbers, Norwegian SVG, the table behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typst
from syrupy.assertion import SnapshotAssertion

from komreport.report import Report
from komreport.report.brand import brand
from komreport.report.charts import series, world
from komreport.report.charts.figure import Figur, Mangler
from komreport.report.charts.values import Point

LOOK = brand(Path(__file__).parents[2])
FIGURES: dict[str, Callable[[Report], Figur | Mangler]] = {
    "soyler": lambda r: r.figur.soyler("anmeldelser", etter="utnyttingsform"),
    "utvikling": lambda r: r.figur.utvikling("anmeldelser", fra=2019),
    "linjer": lambda r: r.figur.utvikling(["anmeldelser", "anmeldelser.grove"], fra=2019),
    "brudd": lambda r: r.figur.utvikling("barnevern.nemndssaker", fra=2012),
    "delt": lambda r: r.figur.delt("bistand.personer", etter="oppfolging", rader="tiltaksgruppe"),
    "varmekart": lambda r: r.figur.varmekart("anmeldelser", rader="politidistrikt", kolonner="aar"),
    "distrikter": lambda r: r.figur.politidistrikter("anmeldelser"),
    "verden": lambda r: r.figur.verdenskart("sokere", sokergruppe="ofre"),
}


def _without_outlines(spec: dict[str, Any] | None) -> dict[str, Any]:
    """Leave out the geometry of maps: it is long, and has a test of its own."""
    assert spec is not None
    layers = [
        {**layer, "data": "omriss"} if layer["mark"]["type"] == "geoshape" else layer
        for layer in spec["layer"]
    ]
    return {**spec, "layer": layers}


@pytest.mark.parametrize("name", list(FIGURES))
def test_figure(r: Report, snapshot: SnapshotAssertion, name: str) -> None:
    figure = FIGURES[name](r)
    assert isinstance(figure, Figur)
    data, about = figure._repr_mimebundle_()
    svg = data["image/svg+xml"]
    assert "text/html" not in data
    assert svg.startswith("<svg ")
    assert not re.search(r"aria-roledescription|visualization|\bchart\b", svg)
    assert about["komreport"]["alt"] == figure.alt
    assert figure.kilde.startswith("Kilde: ")
    assert {"alt": figure.alt, "spec": _without_outlines(figure.spec)} == snapshot


def test_same_figure_same_bytes(r: Report) -> None:
    first, second = (FIGURES["soyler"](r) for _ in range(2))
    assert isinstance(first, Figur)
    assert isinstance(second, Figur)
    assert first.svg == second.svg


def test_numbers_stand_in_the_alternative_text(r: Report) -> None:
    figure = FIGURES["distrikter"](r)
    assert isinstance(figure, Figur)
    for text in ("Oslo 9", "Agder 5", "Finnmark 1"):
        assert text in figure.alt


def test_break_is_explained(r: Report) -> None:
    figure = FIGURES["brudd"](r)
    assert isinstance(figure, Figur)
    assert any("barnevernslov" in note for note in figure.merknader)


def test_figure_without_numbers_says_so(r2022: Report) -> None:
    shown = r2022.figur.soyler("fornaermede", etter="statsborgerskap")
    assert isinstance(shown, Mangler)
    assert "2022 er ikke rapportert" in shown._repr_markdown_()


def test_world_map_shades_each_region_once_and_lists_the_rest(r: Report) -> None:
    figure = r.figur.verdenskart("bistand.personer")
    assert isinstance(figure, Figur)
    assert "Ikke på kartet: Uavklart 3" in figure.svg
    assert world.NOTE in figure.merknader
    assert figure.spec is not None
    land, regions = (layer["data"]["values"] for layer in figure.spec["layer"][:2])
    steps = {LOOK.colour(f"trinn-{step}") for step in range(1, 7)}
    assert {f["properties"]["farge"] for f in land} == {LOOK.colour("land")}
    assert {f["properties"]["farge"] for f in regions} <= steps
    assert len({f["properties"]["tips"] for f in regions}) == 6


def test_every_region_of_the_code_list_has_a_place_or_is_listed(r: Report) -> None:
    listed = {"i_alt", "ukjent", "andre", "eu", "eos", "utenfor_europa"}
    assert set(r.ds.order("region")) - listed <= set(world.PLACES)
    drawn = {code for codes in world.REGIONS.values() for code in codes}
    assert set(world.PLACES) == drawn
    assert {f["properties"]["gruppe"] for f in world.outlines()} == set(world.REGIONS)


#: Points of print per pixel of an SVG, and the width of the PDF's text.
POINT = 0.75
TEXT_WIDTH = 152 / 25.4 * 72


def test_a_pixel_is_three_quarters_of_a_point_in_print(r: Report, tmp_path: Path) -> None:
    figure = FIGURES["soyler"](r)
    assert isinstance(figure, Figur)
    figure.save(tmp_path / "f.svg")
    wide = float(re.findall(r'viewBox="0 0 ([\d.]+)', figure.svg)[0])
    source = tmp_path / "f.typ"
    source.write_text(
        f'#context assert(calc.abs(measure(image("f.svg")).width / 1pt - {wide * POINT}) < 1)',
        encoding="utf-8",
    )
    assert typst.compile(source, format="pdf")


@pytest.mark.parametrize("name", FIGURES)
def test_text_is_at_least_nine_points_where_it_is_printed(name: str, r: Report) -> None:
    figure = FIGURES[name](r)
    assert isinstance(figure, Figur)
    wide = float(re.findall(r'viewBox="0 0 ([\d.]+)', figure.svg)[0]) * POINT
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', figure.svg)]
    assert sizes
    assert min(sizes) * POINT * min(1, TEXT_WIDTH / wide) >= 9


@pytest.mark.parametrize("name", FIGURES)
def test_every_colour_is_one_of_the_design(name: str, r: Report) -> None:
    figure = FIGURES[name](r)
    assert isinstance(figure, Figur)
    used = set(re.findall(r'(?:fill|stroke)="(#\w+|[a-z]+)"', figure.svg)) - {"none"}
    assert used <= set(LOOK.colours.values())


@pytest.mark.parametrize("name", FIGURES)
def test_marks_say_what_they_show(name: str, r: Report) -> None:
    figure = FIGURES[name](r)
    assert isinstance(figure, Figur)
    said = re.findall(r'data-tips="([^"]+)"', figure.svg)
    assert len(said) >= 2
    assert all(re.search(r": .*(\d|-|\.\.)", text) for text in said)
    assert not re.search(r"aria-roledescription|graphics-symbol", figure.svg)


def test_a_missing_year_is_no_zero_and_no_line(r: Report) -> None:
    measure = r.ds.measures["anmeldelser"]
    known = [r.ds.get("anmeldelser", year) for year in (2019, 2020, 2021, 2022, 2023)]
    points = [
        Point(str(year), str(year), None if year == 2021 else obs)
        for year, obs in zip(range(2019, 2024), known, strict=True)
    ]
    line = series.Line("Saker", "#1F4E5F", points, measure)
    rows = series.lines([line, line])["data"]["values"]
    assert {row["aar"]: row["bit"] for row in rows} == {
        "2019": "Saker 0",
        "2020": "Saker 0",
        "2022": "Saker 1",
        "2023": "Saker 1",
    }
    columns = series.columns(line, "#1F4E5F")
    assert [row["aar"] for row in columns["data"]["values"]] == ["2019", "2020", "2022", "2023"]
    gaps = columns["layer"][2]["data"]["values"]
    assert gaps == [
        {"aar": "2021", "tekst": ["ikke", "rapportert"], "tips": "2021: ikke rapportert"}
    ]


def test_a_break_is_named_in_lines_and_columns(r: Report) -> None:
    for measures in ("anmeldelser", ["anmeldelser", "anmeldelser.grove"]):
        figure = r.figur.utvikling(measures, fra=2019, brudd=2022)
        assert isinstance(figure, Figur)
        assert ">Brudd</text>" in figure.svg
        assert 'stroke-dasharray="5,4"' in figure.svg
