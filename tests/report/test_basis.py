"""The number basis: rows with anchors on the web, chapter by chapter in print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from komreport.report import Report, basis
from komreport.report.basis import USED_VARIABLE


def test_the_appendix_follows_the_chapters(
    r: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "bruk.json"
    content = {
        "03_opphold": {"tittel": "Opphold", "tall": ["vedtak-2022"]},
        "08_straff": {"tittel": "Straff", "tall": ["anmeldelser-2023", "vedtak-2022"]},
    }
    used.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv(USED_VARIABLE, str(used))
    text = r.tallgrunnlag()._repr_markdown_()
    assert "- [Straff](08_straff.ipynb#tallgrunnlag-08-straff): 2 tall" in text
    assert "## Straff {#sec-tall-08-straff}" in text
    assert text.count("<tbody>\n<tr>") == 3
    assert "id=" not in text


def test_all_numbers_outside_a_build(r: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(USED_VARIABLE, raising=False)
    text = r.tallgrunnlag()._repr_markdown_()
    assert text.count('id="tall-') == sum(1 for _ in r.ds.observations)


def test_a_chapter_lists_its_numbers_with_file_and_row(r: Report) -> None:
    change = r.prosentendring("anmeldelser")
    found = tuple(change.keys)
    text = basis.chapter(
        r.ds, "08_straff", found, {found: [str(change)]}, [("grunnlag-fig-a", "En figur", found)]
    )
    for obs in change.observasjoner:
        assert f'<span id="tall-{obs.key}">' in text
        assert f'<a href="../data/anmeldelser.csv">{basis.source_file(obs)}</a>' in text
        assert text.count(f'<a href="#tall-{obs.key}">') == 2
    assert f'<span id="{basis.computed_place(found)}">\u221215,6</span>' in text
    assert '<span id="grunnlag-fig-a">En figur</span>' in text


def test_the_row_that_is_named_is_the_row(r: Report) -> None:
    root = r.root
    for obs in r.ds.observations[::97]:
        lines = (root / obs.file).read_text(encoding="utf-8").splitlines()
        assert lines[obs.row - 1].startswith(f"{obs.year},{obs.measure},")


def test_cells_lead_to_their_rows(r: Report) -> None:
    table = r.tabell("anmeldelser", rader="utnyttingsform", i_parentes="anmeldelser.grove").html()
    assert re.search(
        r'data-tall="anmeldelser-2023">27</span> '
        r'\(<span class="tall celle" data-tall="anmeldelser-grove-2023">4</span>\)',
        table,
    )
    changes = r.tabell_endring(["anmeldelser"], fra=2021).html()
    assert 'data-tall="anmeldelser-2023 anmeldelser-2022">\u221215,6' in changes


def test_a_bound_and_a_correction_are_said(r: Report) -> None:
    keys = ["okonomi-tilskuddsordning-2023", "straffesaksbehandling-dager-oppklart-2022"]
    text = basis.chapter(r.ds, "08_straff", keys, {}, [])
    assert '<td style="text-align: right">under\u00a037\u00a0500\u00a0000\u00a0kr</td>' in text
    assert "Rettet siden 2022-rapporten." in text
