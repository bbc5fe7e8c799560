"""Phrases: right for rise, fall, no change and what is missing; never a contradiction."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from komreport.report import Report, open_report
from tests.conftest import write_rows


@pytest.mark.parametrize(
    ("measure", "dims", "expected"),
    [
        ("anmeldelser", {}, "en nedgang fra 32 i 2022"),
        ("bistand.personer", {}, "en økning fra 176 i 2022"),
        ("utlendingssaker.karantene", {}, "uendret fra 2022"),
        ("barnevern.mindrearige", {}, "tall for 2022 er ikke rapportert"),
    ],
)
def test_change(r: Report, measure: str, dims: dict[str, str], expected: str) -> None:
    assert str(r.endring(measure, **dims)) == expected


def test_phrases_of_the_report(r: Report, snapshot: SnapshotAssertion) -> None:
    said = {
        "sammenlikning": r.sammenlikning("vedtak"),
        "sammenlikning ett år": r.sammenlikning("asyl.sokere", antall=1, land="ukraina"),
        "andel liten": r.andel("anmeldelser", utnyttingsform="prostitusjon"),
        "andel stor": r.andel("bistand.personer", utnyttingsform="prostitusjon"),
        "fordeling region": r.fordeling("sokere", "region", sokergruppe="ofre"),
        "fordeling kjønn": r.fordeling("bistand.personer", "kjonn"),
        "fordeling distrikt": r.fordeling("anmeldelser", "politidistrikt", antall=3),
        "profil": r.profil("bistand.personer", tiltak="rosa"),
        "profil uten tall": r.profil("bistand.personer", tiltak="nadheim_trondheim"),
    }
    assert {name: str(phrase) for name, phrase in said.items()} == snapshot


def test_phrases_keep_their_sources(r: Report) -> None:
    assert r.sammenlikning("vedtak").keys == ["vedtak-2022", "vedtak-2021", "vedtak-2020"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(now=st.none() | st.integers(0, 60), then=st.none() | st.integers(0, 60))
def test_change_never_contradicts_the_numbers(
    project: Path, now: int | None, then: int | None
) -> None:
    rows = [
        f"{year},personer,i_alt,i_alt,{'' if value is None else value},"
        f"{'ikke_rapportert' if value is None else 'endelig'},udi,kom_2023,3.1,"
        for year, value in ((2023, now), (2022, then))
    ]
    write_rows(project, rows)
    said = str(open_report(2023, project).endring("personer"))
    if now is None and then is not None:
        assert said == f"mot {then} i 2022"  # that 2023 is missing stands before it
    elif then is None:
        assert said.endswith("ikke rapportert")
    elif now == then:
        assert said == "uendret fra 2022"
    else:
        word = "økning" if now > then else "nedgang"
        assert said == f"en {word} fra {then} i 2022"
