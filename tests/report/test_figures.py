"""Figures: spec, alternative text with the numbers, Norwegian SVG, the table behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from komreport.report import Report
from komreport.report.brand import brand
from komreport.report.charts import world
from komreport.report.charts.figure import Figur, Mangler

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
