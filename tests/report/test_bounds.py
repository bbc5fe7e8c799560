"""Bounds in the report: «over 60» stays a bound in every number, phrase, table and figure."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from komreport.data.precision import STATUSES, Precision
from komreport.report import Report, formats, open_report
from komreport.report.numbers import Tall
from tests.conftest import write_rows
from tests.report.test_tables import cells

WORDS = {"over": "over", "minst": "minst", "under": "under", "høyst": "hoyst"}


def report(root: Path, *rows: str) -> Report:
    """Open the report of a project with «year,sex,region,value,status» rows."""
    lines = []
    for row in rows:
        year, sex, region, value, status = row.split(",")
        lines.append(f"{year},personer,{sex},{region},{value},{status},udi,kom_2023,3.1,")
    write_rows(root, lines)
    return open_report(2023, root)


@pytest.fixture
def bounded(project: Path) -> Report:
    """A total over 60, parts of every kind, and last year's number at most 50."""
    return report(
        project,
        "2023,i_alt,i_alt,60,over",
        "2023,kvinne,i_alt,40,minst",
        "2023,mann,i_alt,20,under",
        "2023,i_alt,asia,8,hoyst",
        "2023,i_alt,afrika,5,endelig",
        "2023,i_alt,europa,3,anslag",
        "2022,i_alt,i_alt,50,hoyst",
        "2021,i_alt,i_alt,55,minst",
        "2020,i_alt,i_alt,60,endelig",
    )


def test_phrases(bounded: Report, snapshot: SnapshotAssertion) -> None:
    r = bounded
    said = {
        "tall": r.tall("personer"),
        "tall med enhet": r.tall("personer", enhet=True),
        "tall uten ord": r.tall("personer", anslag=False),
        "ord": r.tall("personer", region="asia", ord=True),
        "i begynnelsen": r.tall("personer", kjonn="kvinne").stor(),
        "sum": r.sum("personer", region=["asia", "afrika"]),
        "sum hver sin vei": r.sum("personer", kjonn=["kvinne", "mann"]),
        "sum med anslag": r.sum("personer", region=["asia", "europa"]),
        "snitt": r.snitt("personer", fra=2020, til=2021),
        "endring sikker": r.endring("personer"),
        "endring usikker": r.endring("personer", fra=2021),
        "endring fra lik grense": r.endring("personer", fra=2020),
        "prosentendring": r.prosentendring("personer", fra=2020),
        "prosentendring hver sin vei": r.prosentendring("personer", aar=2022, fra=2021),
        "differanse": r.differanse("personer", fra=2022),
        "absolutt nedgang": r.differanse("personer", aar=2022, fra=2020, absolutt=True),
        "absolutt ukjent retning": r.differanse("personer", aar=2021, fra=2020, absolutt=True),
        "sammenlikning": r.sammenlikning("personer"),
        "andel": r.andel("personer", kjonn="kvinne"),
        "andel av det som er større": r.andel("personer", aar=2020, av={"kjonn": "i_alt"}),
        "fordeling": r.fordeling("personer", "kjonn"),
        "antall med": r.antall_med("personer", "region"),
        "profil": r.profil("personer", ["kjonn"]),
    }
    assert {name: str(phrase) for name, phrase in said.items()} == snapshot


def test_a_share_of_a_bound(project: Path) -> None:
    r = report(project, "2023,kvinne,i_alt,150,endelig", "2023,i_alt,i_alt,200,minst")
    assert str(r.andel("personer", kjonn="kvinne")) == "høyst 75\u00a0prosent (150 av minst 200)"


def test_tables_mark_and_explain(bounded: Report, snapshot: SnapshotAssertion) -> None:
    table = bounded.tabell("personer", rader="kjonn")
    assert cells(table)[1:] == [
        ["I alt", ">\u00a060"],
        ["Kvinner", "≥\u00a040"],
        ["Menn", "<\u00a020"],
    ]
    changes = bounded.tabell_endring(["personer"], fra=2020, mot=[2022, (2020, 2021)])
    assert {"celler": cells(changes), "under": changes.merknader} == snapshot
    assert table.merknader == [
        r"\> betyr over: kilden oppgir en nedre grense.",
        "≥ betyr minst: kilden oppgir en nedre grense.",
        r"\< betyr under: kilden oppgir en øvre grense.",
    ]


def test_figures_say_it(bounded: Report) -> None:
    figure = bounded.figur.utvikling("personer")
    _, facts = figure._repr_mimebundle_()  # type: ignore[union-attr]
    assert "over 60 i 2023" in facts["komreport"]["alt"]
    assert "«Over» og «minst» er nedre grenser; tallet kan være høyere." in figure.merknader  # type: ignore[union-attr]


def test_a_bound_has_no_trend(bounded: Report) -> None:
    assert bounded.kort("personer", trend=True).trend == ()


def test_the_words_of_the_2023_report(r: Report) -> None:
    said = {
        "over 60": r.tall("helse.rusworkshop_deltakere"),
        "minst 400": r.tall("forebygging.lightup_elever"),
        "over 2\u00a0300": r.tall("forebygging.lightup_film_visninger", aar=2024),
        "under 37\u00a0500\u00a0000\u00a0kroner": r.tall("okonomi.tilskuddsordning", enhet=True),
        "høyst 8": r.tall("ressurser.veiledere", tiltak="caritas"),
    }
    assert [str(number) for number in said.values()] == list(said)


@st.composite
def rows(draw: st.DrawFn, largest: int = 300) -> tuple[int, int, str]:
    """Give a true number, and what the data say of it: a number and a status."""
    true = draw(st.integers(0, largest))
    status = draw(st.sampled_from(["endelig", "over", "minst", "under", "hoyst"]))
    side, strict = exactness(status).side, exactness(status).strict
    distance = draw(st.integers(int(strict), 40)) if side else 0
    written = true - side * distance
    if written < 0:
        return true, true, "endelig"
    return true, written, status


def exactness(status: str) -> Precision:
    return STATUSES.get(status, Precision())


def holds(said: Tall, true: Decimal, decimals: int) -> bool:
    """Whether a sentence with this number is true."""
    if said.verdi is None:
        return True
    digits = re.sub(r"[^\d,\u2212]", "", said.tekst).replace("\u2212", "-").replace(",", ".")
    word = WORDS.get(said.tekst.split()[0])
    written = Decimal(digits)
    if word is None:
        return formats.rounded(true, decimals) == written
    return exactness(word).allows(true, written)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(now=rows(), then=rows(), part=rows(150))
def test_nothing_said_can_be_false(
    project: Path, now: tuple[int, int, str], then: tuple[int, int, str], part: tuple[int, int, str]
) -> None:
    """Take true numbers that the data allow; then every computed number and phrase is true too."""
    assume(part[0] <= now[0])
    r = report(
        project,
        f"2023,i_alt,i_alt,{now[1]},{now[2]}",
        f"2022,i_alt,i_alt,{then[1]},{then[2]}",
        f"2023,kvinne,i_alt,{part[1]},{part[2]}",
        f"2023,mann,i_alt,{part[1]},{part[2]}",
    )
    new, old, women = Decimal(now[0]), Decimal(then[0]), Decimal(part[0])
    assert holds(r.sum("personer", kjonn=["kvinne", "mann"]), women * 2, 0)
    assert holds(r.differanse("personer"), new - old, 0)
    assert holds(r.differanse("personer", absolutt=True), abs(new - old), 0)
    assert holds(r.snitt("personer", fra=2022, til=2023, desimaler=1), (new + old) / 2, 1)
    if old:
        assert holds(r.prosentendring("personer"), (new - old) / old * 100, 1)
    change = str(r.endring("personer"))
    assert not change.startswith("en økning") or new > old
    assert not change.startswith("en nedgang") or new < old
    assert not change.startswith("uendret") or new == old
    share = next(
        (p for p in r.andel("personer", kjonn="kvinne").deler if isinstance(p, Tall)), None
    )
    if share and "prosent" in share.tekst and share.presisjon.bound:
        assert holds(share, women / new * 100, 0)
