from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from komreport.render.builtin.markdown import Text
from komreport.render.builtin.notebook import read_notebook

from ..book import TABLE, code, display, html, stream, svg, text


def content(folder: Path, *cells: dict[str, Any]) -> Text:
    path = folder / "03_opphold.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
    return Text(read_notebook(path))


def test_cells_stand_apart_and_keep_their_text(tmp_path: Path) -> None:
    assert content(tmp_path, text("# A\n\nb"), text("c")).markdown() == "# A\n\nb\n\nc\n"


def test_a_figure_cell_becomes_a_labelled_block_with_caption(tmp_path: Path) -> None:
    cell = code('label: fig-a\nfig-cap: En *tittel*\nfig-alt: "Alt «a» \\"b\\""', svg())
    shown = content(tmp_path, cell)
    markdown = shown.markdown()
    assert "{#fig-a}" in markdown
    assert '![](figurer/fig-a.svg){fig-alt="Alt «a» \\"b\\""}' in markdown
    assert "::: {.bildetekst}\nEn *tittel*\n:::" in markdown
    assert shown.images["fig-a.svg"].startswith(b"<svg")


def test_a_figure_without_label_is_named_after_its_cell(tmp_path: Path) -> None:
    cell = code("fig-alt: a\nout-width: 50%", svg(), svg())
    shown = content(tmp_path, text("a"), cell)
    assert 'width="50%"' in shown.markdown()
    assert list(shown.images) == ["03_opphold-2.svg", "03_opphold-2-2.svg"]


def test_markdown_goes_before_pictures_and_pictures_before_html(tmp_path: Path) -> None:
    both = display("text/html", TABLE)
    both["data"] |= {"text/markdown": "fra **markdown**", "text/plain": "a"}
    assert "fra **markdown**" in content(tmp_path, code("", both)).markdown()
    assert "<table" not in content(tmp_path, code("", both)).markdown()
    picture = display("text/html", TABLE)
    picture["data"] |= svg()["data"]
    assert "figurer/" in content(tmp_path, code("fig-alt: a", picture)).markdown()


def test_a_png_is_decoded(tmp_path: Path) -> None:
    encoded = base64.b64encode(b"\x89PNG").decode()
    shown = content(tmp_path, code("fig-alt: a", display("image/png", encoded)))
    shown.markdown()
    assert shown.images == {"03_opphold-1.png": b"\x89PNG"}


def test_tables_pass_as_html(tmp_path: Path) -> None:
    markdown = content(tmp_path, code("label: tbl-a\ntbl-cap: T", html())).markdown()
    assert "````````{=html}\n<table" in markdown
    assert "{#tbl-a}" in markdown


def test_prints_are_code_unless_they_are_asis(tmp_path: Path) -> None:
    assert content(tmp_path, code("", stream("a ``` b\n"))).markdown() == "````\na ``` b\n````\n"
    assert content(tmp_path, code("output: asis", stream("**a**"))).markdown() == "**a**\n"


def test_code_is_shown_when_asked_for_without_its_options(tmp_path: Path) -> None:
    cell = code("echo: true\noutput: false", stream("a"))
    assert content(tmp_path, cell).markdown() == "``` {.python}\nvis(resultat)\n```\n"


def test_hidden_cells_and_outputs_leave_nothing(tmp_path: Path) -> None:
    cells = [
        code("include: false", stream("a")),
        code("output: false", stream("a")),
        code("", stream("a"), tags=("remove-cell",)),
        code("", stream("a"), tags=("remove-output",)),
    ]
    assert content(tmp_path, *cells).markdown().strip() == ""
