"""Files as Excel in Norwegian saves them are read; files that cannot be read say why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from komreport.data import load
from komreport.data.source import find_file, read_table
from komreport.errors import DataError
from tests.conftest import HEADER, ROWS, write_rows

HEADER_CELLS = ("a", "b")
TEXT = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
).filter(lambda text: text == text.strip())


def saved(path: Path, rows: list[list[str]], delimiter: str, encoding: str) -> Path:
    lines = [
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in [list(HEADER_CELLS), *rows]
    ]
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_every_dialect_reads_the_same(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "t.csv"
    for delimiter in ",;\t":
        for encoding in ("utf-8", "utf-8-sig"):
            table = read_table(saved(path, rows, delimiter, encoding), tmp_path)
            assert table.header == HEADER_CELLS
            assert [list(row.cells) for row in table.rows] == rows


def test_excel_in_norwegian(project: Path) -> None:
    rows = [row.replace(",27,", ",1\u00a0234,") for row in ROWS[:4]]
    text = "\r\n".join([HEADER, *rows, ""]).replace(",", ";")
    path = project / "data" / "2023" / "personer.csv"
    path.write_bytes(text.replace("Rettet", "Rettet på ny").encode("cp1252"))
    ds = load(project, 2023)
    found = ds.get("personer", 2023)
    assert found is not None
    assert found.value == 1234
    assert ds.get("personer", 2022).note == "Rettet på ny"  # type: ignore[union-attr]
    assert "semikolon" in ds.findings[0]
    assert "cp1252" in ds.findings[0]


def test_excel_workbook(project: Path) -> None:
    book = Workbook()
    for line in [HEADER, *ROWS[:4]]:
        book.active.append([int(c) if c.isdigit() else c or None for c in line.split(",")])
    (project / "data" / "2023" / "personer.csv").unlink()
    book.save(project / "data" / "2023" / "personer.xlsx")
    ds = load(project, 2023)
    assert ds.get("personer", 2023, kjonn="mann").value == 7  # type: ignore[union-attr]
    assert "Excel" in ds.findings[0]


def test_csv_and_workbook_at_once(project: Path) -> None:
    (project / "data" / "2023" / "personer.xlsx").write_bytes(b"x")
    with pytest.raises(DataError, match=r"både personer\.csv og personer\.xlsx finnes"):
        find_file(project / "data" / "2023", "personer")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "filen er tom"),
        (b"a,b\x00\n", "filen er ikke en tekstfil"),
        (b'a,b\n"x,1\n', "rad 2: filen er ikke gyldig CSV"),
        (b"a,b\n1,2,3\n", "rad 2: raden har 3 celler, men filen har 2 kolonner"),
    ],
)
def test_unreadable(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_table(path, tmp_path)


def test_broken_workbook(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"ikke en arbeidsbok")
    with pytest.raises(DataError, match="ikke en Excel-arbeidsbok"):
        read_table(path, tmp_path)


def test_rows_are_numbered_as_in_an_editor(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n"to\nlinjer",1\n\nx,2\n', encoding="utf-8")
    assert [row.number for row in read_table(path, tmp_path).rows] == [2, 5]


def test_written_rows_are_read_back(project: Path) -> None:
    write_rows(project, ROWS[:2])
    assert len(load(project, 2023).observations) == 2
