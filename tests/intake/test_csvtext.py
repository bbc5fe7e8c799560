"""Only the cells that change change."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komreport.errors import DataError
from komreport.intake.csvtext import CsvText

TEXT = 'aar,navn,verdi\n2023,"a, b",1\n\n2024,"to\nlinjer",2\n2025,c,"3"\n'


def written(folder: Path, data: bytes) -> CsvText:
    """Write a file and open it."""
    path = folder / "t.csv"
    path.write_bytes(data)
    return CsvText(path, folder)


@pytest.mark.parametrize("mark", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("head", ["", "sep=,\n"])
def test_changes_one_cell(tmp_path: Path, mark: str, encoding: str, head: str) -> None:
    text = (head + TEXT).replace("\n", mark)
    table = written(tmp_path, text.encode(encoding))
    assert table.content() == text.encode(encoding)
    number = next(row for row, cells in table.rows.items() if cells["aar"] == "2024")
    table.set(number, "verdi", 'fem, "5"')
    assert table.content() == text.replace(f",2{mark}", f',"fem, ""5"""{mark}').encode(encoding)


def test_adds_rows(tmp_path: Path) -> None:
    table = written(tmp_path, TEXT.rstrip("\n").encode())
    table.add({"aar": "2026", "navn": "d"})
    table.add({"verdi": "0"}, before=6)
    lines = table.content().decode().split("\n")
    assert lines[-3:] == ['2025,c,"3"', "2026,d,", ""]
    assert lines[-4] == ",,0"


def test_semicolons_and_windows(tmp_path: Path) -> None:
    table = written(tmp_path, "navn;verdi\r\nSør;1,5\r\n".encode("cp1252"))
    table.set(2, "verdi", "2,5")
    assert table.content() == "navn;verdi\r\nSør;2,5\r\n".encode("cp1252")
    table.set(2, "navn", "Łódź")
    with pytest.raises(DataError, match="tegnet «Ł» kan ikke skrives") as caught:
        table.content()
    assert "UTF-8" in caught.value.remedy


def test_a_workbook_is_not_written_to(tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.active.append(["aar", "verdi"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(DataError, match="bare føres inn i en CSV-fil"):
        CsvText(tmp_path / "t.xlsx", tmp_path)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00", categories=("L", "N", "P", "Zs"))
    | st.just("\n"),
    max_size=8,
).map(str.strip)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    rows=st.lists(st.tuples(CELL, CELL, st.just("x")), min_size=1, max_size=5),
    at=st.integers(0, 4),
    column=st.sampled_from(["a", "b"]),
    value=CELL,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_cell(
    tmp_path: Path, rows: list[tuple[str, str, str]], at: int, column: str, value: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows([("a", "b", "c"), *rows])
    table = written(tmp_path, text.getvalue().encode())
    assert table.content() == text.getvalue().encode()
    number = list(table.rows)[at % len(rows)]
    expected = {row: dict(cells) for row, cells in table.rows.items()}
    expected[number][column] = value
    table.set(number, column, value)
    again = written(tmp_path, table.content())
    assert list(again.rows.values()) == list(expected.values())
