"""Numbers in prose: value, words, units, sources; missing ones never raise, unknown names do."""

from __future__ import annotations

import re

import pytest

from komreport.errors import KomreportError, UnknownNameError
from komreport.report import Report


def test_number(r: Report) -> None:
    found = r.tall("anmeldelser")
    assert str(found) == "27"
    assert re.fullmatch(
        r'\[27\]\{\.tall title="Kilde: Politidirektoratet \(KOM tilstandsrapport 2023, tabell 2\)\.'
        r'"'
        r' data-tall="anmeldelser-2023"\}',
        found._repr_markdown_(),
    )


@pytest.mark.parametrize(
    ("measure", "options", "expected"),
    [
        ("asyl.sokere", {}, "40\u00a0744"),
        ("asyl.sokere", {"land": "ukraina", "aar": 2022}, "35\u00a0561"),
        ("asyl.ikke_intervjuet", {}, "under 2\u00a0500"),
        ("vedtak", {"vedtakstype": "asyl", "utfall": "innvilget", "ord": True}, "seks"),
        ("utlendingssaker.karantene", {"ord": True}, "ingen"),
        ("utlendingssaker.karantene", {}, "0"),
        ("straffesaksbehandling.dager_oppklart", {"enhet": True}, "469\u00a0dager"),
        ("barnevern.mindrearige", {"aar": 2022}, "ikke rapportert"),
        ("anmeldelser", {"aar": 2005}, "ikke rapportert"),
    ],
)
def test_written(r: Report, measure: str, options: dict[str, object], expected: str) -> None:
    assert str(r.tall(measure, **options)) == expected  # type: ignore[arg-type]


def test_capital_at_the_start(r: Report) -> None:
    assert str(r.tall("kompetansegruppe.fra_kripos", ord=True).stor()) == "Seks"


def test_sum_mean_and_changes(r: Report) -> None:
    parts = ["aaret_for", "tidligere"]
    assert r.sum("straffesaksbehandling.patalegjort_anmeldt", anmeldt=parts).verdi == 23
    assert str(r.prosentendring("anmeldelser")) == "\u221215,6"
    assert str(r.prosentendring("anmeldelser", fra=(2019, 2022))) == "\u221220,6"
    assert str(r.differanse("straffesaksbehandling.dager_oppklart")) == "\u221279"
    assert r.antall_med("anmeldelser", "politidistrikt").verdi == 8


def test_number_from_a_later_report_says_so(r2022: Report) -> None:
    assert "Tallet er hentet fra 2023-rapporten." in r2022.tall("anmeldelser").tittel


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: r.tall("anmelselser"), "anmelselser.*anmeldelser"),
        (
            lambda r: r.tall("anmeldelser", politidistrikter="oslo"),
            "politidistrikter.*politidistrikt",
        ),
        (lambda r: r.tall("anmeldelser", politidistrikt="osslo"), "osslo.*oslo"),
        (lambda r: r.tall("anmeldelser", aar=1887), "1887"),
        (lambda r: r.liste("avik"), "avik.*avvik"),
        (lambda r: r.tabell("anmeldelser", rader="distrikt"), "distrikt.*politidistrikt"),
        (lambda r: r.tal("anmeldelser"), r"«r\.tal».*r\.tall"),
        (lambda r: r.figur.soyle("anmeldelser"), r"«r\.figur\.soyle».*r\.figur\.soyler"),
    ],
)
def test_unknown_names_suggest(r: Report, call: object, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message) as caught:
        call(r)  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_year_must_be_a_year(r: Report) -> None:
    with pytest.raises(KomreportError, match="heltall"):
        r.tall("anmeldelser", aar="2022")  # type: ignore[arg-type]
