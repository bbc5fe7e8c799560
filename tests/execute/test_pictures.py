"""Figures are drawn by the build, once for each spec; a kernel draws them only in JupyterLab."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from nbformat import from_dict
from nbformat.v4 import new_output

from komreport.execute.pictures import Pictures
from komreport.kernels.crew import Crew
from komreport.report import open_report
from komreport.report.charts import svg
from komreport.report.charts.figure import SPEC_TYPE, Figur
from komreport.store import Store
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def figure() -> Figur:
    """A figure of the report."""
    made = open_report(2023, ROOT).figur.utvikling("anmeldelser")
    assert isinstance(made, Figur)
    return made


def test_draws_what_the_kernel_would_have_drawn(
    figure: Figur, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete, _ = figure._repr_mimebundle_()
    monkeypatch.setenv(svg.LATER, "1")
    data, metadata = figure._repr_mimebundle_()
    assert svg.TYPE not in data
    output = new_output("display_data", data, metadata=metadata)
    Pictures(ROOT).add(output, metadata["komreport"]["alt"])
    assert dict(output.data) == complete


def test_draws_each_spec_once(
    figure: Figur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Pictures(ROOT, Store(tmp_path)).draw(figure.spec, "Alt")
    monkeypatch.setattr(svg, "render", lambda *_: pytest.fail("drawn again"))
    assert Pictures(ROOT, Store(tmp_path)).draw(figure.spec, "Alt") == first
    with pytest.raises(pytest.fail.Exception):
        Pictures(ROOT, Store(tmp_path)).draw({**figure.spec, "width": 77}, "Alt")


def test_workers_need_nothing_to_read_what_they_are_given() -> None:
    given: list[object] = []

    class Listening(Crew):
        def draw(self, function: object, *arguments: object) -> Any:
            given.append(arguments[0])
            return "<svg/>"

    spec = from_dict({"layer": [{"mark": {"type": "bar"}}]})
    Pictures(ROOT, crew=Listening()).draw(spec, "Alt")
    assert given == [spec]
    assert b"nbformat" not in pickle.dumps(given)


def test_leaves_other_outputs_alone() -> None:
    for data in ({"text/plain": "a"}, {SPEC_TYPE: {}, svg.TYPE: "<svg/>"}):
        output = new_output("display_data", data)
        Pictures(ROOT).add(output, "Alt")
        assert dict(output.data) == data
