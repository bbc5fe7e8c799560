from __future__ import annotations

import json
from typing import Any

from komreport.render.builtin.html import page_content
from komreport.render.builtin.search import Heading, SearchIndex, sections

from ..book import code, html, text


def test_sections_are_indexed_by_their_headings(resolved: Any) -> None:
    project = resolved(
        text("Innledning.\n\n## Første del {#sec-del}\n\nTekst[^1].\n\n[^1]: Note."),
        text("::: {.figurdata}\n| a |\n|---|\n| skjult |\n:::"),
        code("label: tbl-a\ntbl-cap: Tabelltekst", html()),
    )
    index = SearchIndex()
    page = project.pages[0]
    heading = Heading(page.href, page.number, page.title, page.kind, page.anchor)
    index.add(sections(page_content(project, page).html, heading))
    first, second = index.sections
    assert (first["overskrift"], first["anker"]) == ("1 Kapittel", "sec-en")
    assert first["tekst"] == "Innledning."
    assert (second["overskrift"], second["anker"]) == ("1.1 Første del", "sec-del")
    assert second["kapittel"] == "1 Kapittel"
    assert second["side"] == "01_en.html"
    assert str(second["tekst"]).startswith("Tekst. "), "without the mark of its note"
    assert "Tabelltekst" in str(second["tekst"])
    assert "skjult" not in str(second["tekst"])


def test_the_index_is_a_script_that_a_page_can_load_from_the_disk() -> None:
    index = SearchIndex([{"id": 0, "tekst": "æøå «1»"}])
    script = index.script()
    start = "window.KOM_TEKSTER = "
    assert script.startswith(start)
    assert json.loads(script.removeprefix(start).rstrip(";\n")) == index.sections
