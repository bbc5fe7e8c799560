"""Files as Excel in Norwegian saves them are read; files that cannot be read say why."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from komreport.data import load
from komreport.data.cells import FORMULA
from komreport.data.package import describe
from komreport.data.source import find_file, read_table
from komreport.errors import DataError, DataErrors
from tests.conftest import HEADER, ROWS, write_project, write_rows

HEADER_CELLS = ("a", "b")
TEXT = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
).filter(lambda text: text == text.strip() and not FORMULA.match(text))


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


VALUES = st.one_of(
    st.none(), st.decimals(0, 9_999_999, places=2, allow_nan=False, allow_infinity=False)
)
DIALECTS = [
    (",", "utf-8"),
    (",", "utf-8-sig"),
    (",", "cp1252"),
    (";", "utf-8"),
    (";", "utf-8-sig"),
    (";", "cp1252"),
    ("\t", "utf-8-sig"),
]


def as_excel_writes(value: Decimal) -> str:
    """Write 1234567.50 as 1 234 567,50."""
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def tidy(value: Decimal | None, note: str, written: str) -> list[str]:
    status = "ikke_rapportert" if value is None else "endelig"
    return ["personer", "i_alt", "i_alt", written, status, "udi", "kom_2023", "3.1", note]


@settings(max_examples=15, deadline=None)
@given(table=st.lists(st.tuples(VALUES, st.one_of(st.just(""), TEXT)), min_size=1, max_size=6))
def test_every_dialect_gives_the_same_observations(
    table: list[tuple[Decimal | None, str]],
) -> None:
    expected = [(2000 + i, value, note) for i, (value, note) in enumerate(table)]
    with tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder) / "p")
        schema = project / "data" / "skjema" / "personer.yml"
        text = schema.read_text(encoding="utf-8").replace("desimaler: 0", "desimaler: 2")
        schema.write_text(text, encoding="utf-8")
        path = project / "data" / "2023" / "personer.csv"
        for delimiter, encoding in DIALECTS:
            write = str if delimiter == "," else as_excel_writes
            lines = [HEADER.split(",")] + [
                [str(year), *tidy(value, note, "" if value is None else write(value))]
                for year, value, note in expected
            ]
            content = "\r\n".join(
                delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line)
                for line in lines
            )
            path.write_bytes(content.encode(encoding))
            if encoding == "cp1252" and content.encode(encoding) != content.encode():
                with contextlib.suppress(UnicodeDecodeError):
                    path.read_bytes().decode("utf-8")
                    continue  # letters that are also UTF-8 cannot be told apart
            found = load(project, 2023).observations
            assert [(obs.year, obs.value, obs.note) for obs in found] == expected
            path.unlink()
        book = Workbook()
        book.active.append(HEADER.split(","))
        for year, value, note in expected:
            cells = tidy(value, note, "")
            number = None if value is None else float(value)
            book.active.append([year, *cells[:3], number, *cells[4:]])
            for cell in book.active[book.active.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        book.save(path.with_suffix(".xlsx"))
        found = load(project, 2023).observations
        assert [(obs.year, obs.value, obs.note) for obs in found] == expected


@pytest.mark.parametrize(("delimiter", "encoding"), DIALECTS)
def test_package_describes_the_dialect(project: Path, delimiter: str, encoding: str) -> None:
    path = project / "data" / "2023" / "personer.csv"
    value = "1234" if delimiter == "," else "1\u00a0234"
    text = "\n".join([HEADER, ROWS[3].replace(",32,", f",{value},")]).replace("Rettet", "Rettet på")
    path.write_bytes(text.replace(",", delimiter).encode(encoding))
    report = Package(describe(project), basepath=str(project / "data")).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []
    assert load(project, 2022).get("personer", 2022).value == 1234  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (";27;", ";-3;", "-3 er et negativt antall"),
        (";27;", ";\u22123;", "\u22123 er et negativt antall"),
        (";3.1;", ";03.jan;", "«03.jan» er en dato som regnearket har laget"),
        (";27;", ";2,5;", "2,5 er ikke et helt antall"),
        (";27;", ";1,2,3;", "«1,2,3» er ikke et tall"),
    ],
)
def test_bad_cell_from_excel(project: Path, old: str, new: str, message: str) -> None:
    text = "\n".join([HEADER, ROWS[0]]).replace(",", ";")
    assert old in text
    path = project / "data" / "2023" / "personer.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataErrors, match=message):
        load(project, 2023)


@pytest.mark.parametrize(
    "date", ["03.jan", "3. jan.", "jan.03", "03.01.2026", "03/01/2026", "03.01.26", "2026-01-03"]
)
def test_a_date_for_a_section_number(project: Path, date: str) -> None:
    write_rows(project, [ROWS[0].replace("3.1", date), *ROWS[1:]])
    with pytest.raises(DataErrors, match=r"rad 2, kolonne «punkt»: «.*» er en dato"):
        load(project, 2023)


@pytest.mark.parametrize("section", ["3.1", "3.1.2", "10.12", "tabell 2", "7.5 EVA", "1.1.10"])
def test_a_section_number_is_no_date(project: Path, section: str) -> None:
    write_rows(project, [ROWS[0].replace("3.1", section), *ROWS[1:]])
    assert load(project, 2023).get("personer", 2023) is not None


def test_separator_line_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\r\na;b\r\n1,5;x\r\n", encoding="utf-8")
    table = read_table(path, tmp_path)
    assert (table.header, table.excel, table.rows[0].number) == (("a", "b"), True, 3)


@pytest.mark.parametrize("name", ["personer.xls", "personer.ods", "personer.CSV"])
def test_tables_that_are_not_read_are_refused(project: Path, name: str) -> None:
    folder = project / "data" / "2023"
    (folder / "personer.csv").rename(folder / name)
    with pytest.raises(DataErrors, match=f"{name}: filer som slutter på .*personer.xlsx"):
        load(project, 2023)


def test_all_ragged_rows_are_named(project: Path) -> None:
    write_rows(project, [ROWS[0] + "x,y", ROWS[1], ROWS[2] + "x,y"])
    with pytest.raises(DataErrors) as caught:
        load(project, 2023)
    assert [str(error).split(":")[0] for error in caught.value.errors] == [
        "data/2023/personer.csv, rad 2",
        "data/2023/personer.csv, rad 4",
    ]


def test_dates_in_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append([datetime(2023, 1, 3), 2.5])
    book.save(tmp_path / "t.xlsx")
    (row,) = read_table(tmp_path / "t.xlsx", tmp_path).rows
    assert row.cells == ("2023-01-03", "2.5")
