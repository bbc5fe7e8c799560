"""The appendices: every number used, what is missing, what adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.report import Report
from komreport.report.appendix import USED_VARIABLE


def test_only_numbers_in_use(r: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = tmp_path / "bruk.json"
    used.write_text(json.dumps(["anmeldelser-2023", "vedtak-2022"]), encoding="utf-8")
    monkeypatch.setenv(USED_VARIABLE, str(used))
    text = r.tallgrunnlag()._repr_markdown_()
    assert 'id="tall-anmeldelser-2023"' in text
    assert 'id="tall-vedtak-2022"' in text
    assert text.count('id="tall-') == 2


def test_all_numbers_outside_a_build(r: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(USED_VARIABLE, raising=False)
    text = r.tallgrunnlag()._repr_markdown_()
    assert text.count('id="tall-') == sum(1 for _ in r.ds.observations)


def test_missing_numbers_have_a_reason(r: Report) -> None:
    rows = r.mangler().grid.rows
    assert rows
    assert all(cells[0].text == "Ikke rapportert" for _, cells in rows)


def test_reconciliation_lists_every_rule_once(r: Report) -> None:
    rows = [label for label, _ in r.avstemming().grid.rows]
    assert len(rows) == len(set(rows))
    assert len(rows) > 50


def test_gaps_of_another_year(r2022: Report) -> None:
    assert "fornærmede" in str(r2022.uten_tall())


def test_actors_have_links(r: Report) -> None:
    rows = dict(r.aktorer().grid.rows)
    assert rows["Utlendingsdirektoratet"][2].href.startswith("https://")
