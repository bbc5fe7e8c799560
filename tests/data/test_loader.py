"""Bad data: every finding names file, row, column and what to do, all of them at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from komreport.data import known_years, load
from komreport.data.cells import parse_number
from komreport.errors import DataError, DataErrors
from tests.conftest import HEADER, ROWS, write_rows


def finding(project: Path) -> str:
    """Load, and give the one error that is found."""
    with pytest.raises((DataErrors, DataError)) as caught:
        load(project, 2023)
    lines = str(caught.value).splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def changed(project: Path, row: int, old: str, new: str) -> None:
    """Change one cell of row ``row`` (the header is 1)."""
    rows = list(ROWS)
    assert old in rows[row - 2]
    rows[row - 2] = rows[row - 2].replace(old, new, 1)
    write_rows(project, rows)


def test_valid_project_loads(project: Path) -> None:
    ds = load(project, 2023)
    assert len(ds.observations) == len(ROWS)
    assert ds.findings == []


@pytest.mark.parametrize(
    ("row", "old", "new", "expected"),
    [
        (
            3,
            "kvinne",
            "kvine",
            r"data/2023/personer.csv, rad 3, kolonne «kjonn»: koden «kvine» .*«kvinne»",
        ),
        (2, "27", "mange", r"rad 2, kolonne «verdi»: «mange» er ikke et tall"),
        (2, "27", "-", r"rad 2, kolonne «verdi»: «-» er ikke et tall.*Skriv 0 når tallet er null"),
        (2, "27", "-3", r"rad 2, kolonne «verdi»: -3 er et negativt antall"),
        (2, "27", "2.5", r"rad 2, kolonne «verdi»: 2.5 er ikke et helt antall"),
        (2, "27", "", r"rad 2, kolonne «verdi»: verdien mangler, men status er «endelig»"),
        (
            7,
            ",,ikke",
            ",3,ikke",
            r"rad 7, kolonne «verdi»: verdien er 3, men status er «ikke_rapportert»",
        ),
        (
            2,
            "personer",
            "persner",
            r"rad 2, kolonne «maal»: målet «persner» finnes ikke.*«personer»",
        ),
        (2, "2023", "23", r"rad 2, kolonne «aar»: året 23 kan ikke stemme"),
        (2, "2023", "i fjor", r"rad 2, kolonne «aar»: «i fjor» er ikke et helt tall"),
        (2, "i_alt,i_alt", ",i_alt", r"rad 2, kolonne «kjonn»: cellen er tom.*«i_alt»"),
        (2, "endelig", "", r"rad 2, kolonne «status»: cellen er tom"),
        (2, "udi", "ufi", r"rad 2, kolonne «kilde»: koden «ufi» .*«udi»"),
        (
            4,
            "2023,personer,mann",
            "2023,personer,kvinne",
            r"rad 4: raden står to ganger, også i rad 3",
        ),
        (5, "Rettet", "=1+1", r"rad 5, kolonne «merknad»: teksten begynner med «=», og regneark"),
        (5, "Rettet", "-Rettet", r"rad 5, kolonne «merknad»: teksten begynner med «-», og"),
        (2, "27,endelig", "27", r"rad 2: raden har 9 celler, men filen har 10 kolonner"),
    ],
)
def test_bad_cell(project: Path, row: int, old: str, new: str, expected: str) -> None:
    changed(project, row, old, new)
    assert re.search(expected, finding(project))


def test_missing_and_unknown_column(project: Path) -> None:
    write_rows(project, ROWS, header=HEADER.replace("status", "statuss"))
    with pytest.raises(DataErrors) as caught:
        load(project, 2023)
    first, second = str(caught.value).splitlines()
    assert "kolonnen «status» mangler. Er det «statuss» som skulle hett «status»?" in first
    assert "kolonnen «statuss» er ukjent. Mente du «status»?" in second


def test_all_findings_come_together(project: Path) -> None:
    rows = list(ROWS)
    rows[0] = rows[0].replace("27", "x")
    rows[1] = rows[1].replace("kvinne", "dame")
    write_rows(project, rows)
    with pytest.raises(DataErrors) as caught:
        load(project, 2023)
    assert len(caught.value.errors) == 2


def test_file_without_theme(project: Path) -> None:
    (project / "data" / "2023" / "persner.csv").write_text(HEADER + "\n", encoding="utf-8")
    assert "persner.csv: filen hører ikke til noe tema. Mente du «personer»?" in finding(project)


def test_measure_of_another_theme(project: Path) -> None:
    text = (project / "data/skjema/personer.yml").read_text(encoding="utf-8")
    other = text.replace("id: personer\n", "id: saker\n").replace("personer.grove", "saker.grove")
    (project / "data/skjema/saker.yml").write_text(other, encoding="utf-8")
    changed(project, 2, "personer", "saker")
    assert "målet «saker» hører til temaet «saker». Flytt raden til saker.csv" in finding(project)


def test_year_without_data(project: Path) -> None:
    with pytest.raises(DataError, match=r"ingen data for rapportåret 1995.*Mappene er 2023"):
        load(project, 1995)


def test_no_year_folder(project: Path) -> None:
    (project / "data" / "2023" / "personer.csv").unlink()
    (project / "data" / "2023").rmdir()
    with pytest.raises(DataError, match="fant ingen mappe med et rapportår"):
        known_years(project)


@pytest.mark.parametrize(
    ("folder", "message"), [("kodelister", "ingen kodelister"), ("skjema", "ingen skjemaer")]
)
def test_missing_folder(project: Path, folder: str, message: str) -> None:
    for path in (project / "data" / folder).iterdir():
        path.unlink()
    with pytest.raises(DataErrors, match=message):
        load(project, 2023)


def test_broken_schema_names_the_line(project: Path) -> None:
    path = project / "data/skjema/personer.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  feil: [1\n", encoding="utf-8")
    with pytest.raises(DataErrors, match=r"data/skjema/personer.yml, linje \d+: ugyldig YAML"):
        load(project, 2023)


@pytest.mark.parametrize(
    ("text", "plain", "excel"),
    [
        ("1234", 1234, 1234),
        ("-5", -5, -5),
        ("1.5", 1.5, 1.5),
        ("1 234", None, 1234),
        ("1\u00a0234,5", None, 1234.5),
        ("12,5", None, 12.5),
        ("1,2,3", None, None),
        ("tolv", None, None),
        ("1e3", None, None),
    ],
)
def test_parse_number(text: str, plain: float | None, excel: float | None) -> None:
    for expected, found in ((plain, parse_number(text)), (excel, parse_number(text, excel=True))):
        assert (None if found is None else float(found)) == expected
