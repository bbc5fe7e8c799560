"""The appendices on data quality: what is missing, what adds up."""

from __future__ import annotations

from komreport.report import Report


def test_missing_numbers_have_a_reason(r: Report) -> None:
    rows = r.mangler().grid.rows
    assert rows
    assert all(cells[0].text == "Ikke rapportert" for _, cells in rows)


def test_reconciliation_lists_every_rule_once(r: Report) -> None:
    rows = [label for label, _ in r.avstemming().grid.rows]
    assert len(rows) == len(set(rows))
    assert len(rows) > 50


def test_rules_that_hold_and_those_that_do_not_are_told_apart(r: Report) -> None:
    every = dict(r.avstemming().grid.rows)
    deviating = dict(r.avstemming(avvik=True).grid.rows)
    holding = dict(r.avstemming(avvik=False).grid.rows)
    assert {*deviating, *holding} == set(every)
    assert not {*deviating} & {*holding}
    assert all(result.text != "ok" and why.text for result, why in deviating.values())
    assert all(int(times.text) > 0 for (times,) in holding.values())


def test_gaps_of_another_year(r2022: Report) -> None:
    assert "fornærmede" in str(r2022.uten_tall())


def test_actors_have_links(r: Report) -> None:
    rows = dict(r.aktorer().grid.rows)
    assert rows["Utlendingsdirektoratet"][2].href.startswith("https://")
