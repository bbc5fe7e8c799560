"""Reconciliation rules: every mistake in ``data/avstemming.yml`` is named with its rule."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from komreport.data import load
from komreport.data.rules import read_rules
from komreport.errors import DataErrors

GOOD = "- {id: a, lesning: Det stemmer, type: deler, maal: personer, over: kjonn}\n"


def write(project: Path, text: str) -> None:
    (project / "data" / "avstemming.yml").write_text(text, encoding="utf-8")


def test_without_a_file_there_are_no_rules(project: Path) -> None:
    assert read_rules(project, load(project, 2023)) == []


def test_a_rule(project: Path) -> None:
    write(project, GOOD.replace("}", ", kjent: {2023: Fordi}, toleranse: 0.5, aar: alle}"))
    (rule,) = read_rules(project, load(project, 2023))
    assert (rule.id, rule.kind, rule.over, rule.years) == ("a", "deler", "kjonn", None)
    assert str(rule.tolerance) == "0.5"
    assert (rule.explanation(2023, Decimal(1)), rule.explanation(2022, Decimal(1))) == ("Fordi", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b", "data/avstemming.yml: filen skal være en liste med regler"),
        ("- bare tekst", "regel nummer 1: regelen har ikke felter"),
        ("- {id: a}", "regel «a»: feltet «type» mangler. Typene er deler, lik, sum_lik"),
        (GOOD.replace("deler", "dele"), "typen «dele» finnes ikke. Mente du «deler»"),
        (GOOD.replace("lesning: Det stemmer, ", ""), "regel «a»: feltet «lesning» mangler"),
        (GOOD.replace("}", ", tolerans: 1}"), "feltet «tolerans» er ukjent. Mente du «toleranse»"),
        (GOOD.replace("maal: personer", "maal: persner"), "«persner» finnes ikke. .*«personer»"),
        (GOOD.replace("kjonn", "kjon"), "ikke delt inn etter «kjon». Mente du «kjonn»"),
        (GOOD.replace("}", ", koder: [kvine]}"), "koden «kvine» finnes ikke. Mente du «kvinne»"),
        (GOOD.replace("}", ", koder: kvinne}"), "«koder» skal være en liste"),
        (GOOD.replace("}", ", der: {region: assia}}"), "koden «assia» .*«asia»"),
        (GOOD.replace("}", ", der: [asia]}"), "«der» skal ha en kode for hver inndeling"),
        (GOOD.replace("}", ", toleranse: litt}"), "toleransen «litt» skal være et tall"),
        (GOOD.replace("}", ", toleranse: -1}"), "toleransen «-1» skal være et tall som er 0"),
        (GOOD.replace("}", ", aar: i fjor}"), "«aar» skal være et årstall, en liste"),
        (GOOD.replace("}", ", kjent: [x]}"), "«kjent» skal være en forklaring"),
        (GOOD + GOOD, "regel «a»: id-en er brukt før"),
        (
            "- {id: a, lesning: b, type: lik, venstre: {aar: 1}, hoyre: {maal: personer}}",
            "regel «a»: et ledd mangler «maal»",
        ),
        (
            "- {id: a, lesning: b, type: sum_lik, ledd: personer, lik: {maal: personer}}",
            "«ledd» skal være en liste",
        ),
        (
            "- {id: a, lesning: b, type: lik, venstre: {maal: personer, utgave: ny},"
            " hoyre: {maal: personer}}",
            "utgaven «ny» skal være et årstall eller «forrige»",
        ),
        (
            "- {id: a, lesning: b, type: lik, venstre: {maal: personer, der: {kjonn: alle}},"
            " hoyre: {maal: personer}}",
            "«alle» kan bare brukes i regler av typen deler",
        ),
    ],
)
def test_bad_rule(project: Path, text: str, message: str) -> None:
    write(project, text)
    with pytest.raises(DataErrors, match=message) as caught:
        read_rules(project, load(project, 2023))
    assert len(caught.value.errors) == 1


def test_findings_of_all_rules_come_together(project: Path) -> None:
    write(project, GOOD.replace("kjonn", "kjon") + GOOD.replace("id: a", "id: b, mal: 1"))
    with pytest.raises(DataErrors) as caught:
        read_rules(project, load(project, 2023))
    assert len(caught.value.errors) == 2
