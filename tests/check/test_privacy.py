"""Numbers and names that could point at a person. Those here belong to nobody."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import typst

from komreport.check import check_project
from komreport.check.privacy import identity_number
from tests.conftest import HEADER, ROWS, write_rows
from tests.small import small_project, write_notebook

#: Numbers with valid check digits, made for this test; the second is a D-number.
IDENTITY, D_NUMBER = "01010049160", "41010049669"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = small_project(tmp_path / "prosjekt")
    text = "kode,navn,telefon,epost\nhjelp,Hjelpetelefonen,22 33 11 60,post@example.org\n"
    path = root / "data" / "kodelister" / "kontaktpunkter.csv"
    path.write_text(text, encoding="utf-8")
    return root


def told(root: Path) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (each.rule.removeprefix("personvern/"), each.file, each.cell, each.row)
        for each in check_project(root, 2023)
        if each.rule.startswith("personvern/")
    ]


def test_check_digits() -> None:
    assert identity_number(IDENTITY) == "et fødselsnummer"
    assert identity_number(f"{IDENTITY[:6]} {IDENTITY[6:]}") == "et fødselsnummer"
    assert identity_number(D_NUMBER) == "et D-nummer"
    assert identity_number(f"{IDENTITY[:-1]}1") == ""
    assert identity_number("12345678901") == ""


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"Nummeret er {IDENTITY}.", "fodselsnummer"),
        (f"Nummeret er {D_NUMBER[:6]} {D_NUMBER[6:]}.", "fodselsnummer"),
        ("Skriv til noen@example.com.", "epost"),
        ("Ring 22 34 56 78.", "telefon"),
        ("Ring +47 912 34 567.", "telefon"),
        ("Ring 91234567.", "telefon"),
        ("Ifølge Kari Hansen er det slik.", "navn"),
    ],
)
def test_in_notebooks_and_data(small: Path, text: str, rule: str) -> None:
    write_notebook(small, "01_personer", "# Personer {#sec-personer}", text)
    write_rows(small, [f"{ROWS[0]}{text}", *ROWS[1:]])
    assert told(small) == [
        (rule, "data/2023/personer.csv", None, 2),
        (rule, "notebooks/01_personer.ipynb", 4, 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ring 22 33 11 60 eller skriv til post@example.org.",
        "I 2023 var det 40 744 og 37 500 000 kroner, mot 12345678 før.",
        "Handlingsplanen fra 2016 og Fafo-rapport 2019:35.",
        "Kari leste, og Hansen skrev. Oslo Politidistrikt.",
    ],
)
def test_what_is_public_or_nobody(small: Path, text: str) -> None:
    write_notebook(small, "01_personer", "# Personer {#sec-personer}", text)
    assert told(small) == []


def test_outputs_of_cells(small: Path) -> None:
    path = write_notebook(small, "01_personer", "# Personer {#sec-personer}", "python:1")
    content = json.loads(path.read_text(encoding="utf-8"))
    stream = {"output_type": "stream", "name": "stdout", "text": [f"{IDENTITY}\n"]}
    content["cells"][-1]["outputs"] = [stream]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert told(small) == [("fodselsnummer", "notebooks/01_personer.ipynb", 4, None)]


def test_workbooks(small: Path) -> None:
    folder = small / "data" / "2023"
    (folder / "personer.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(
        [2023, "personer", "i_alt", "i_alt", 27, "endelig", "udi", "kom_2023", "3", IDENTITY]
    )
    book.save(folder / "personer.xlsx")
    assert told(small) == [("fodselsnummer", "data/2023/personer.xlsx", None, 2)]


def test_cells_of_a_table_are_no_telephone_number(small: Path) -> None:
    html = small / "output" / "2023" / "html"
    html.mkdir(parents=True)
    cells = "".join(f"<td>{number}</td> " for number in (51, 27, 36, 21))
    (html / "index.html").write_text(f"<table><tr>{cells}</tr></table>", encoding="utf-8")
    grid = "#table(columns: 4, [51], [27], [36], [21])\nRing #strong[22 34] 56 78."
    typst.compile(grid.encode(), output=small / "output" / "2023" / "rapport.pdf")
    assert told(small) == [("telefon", "output/2023/rapport.pdf", None, None)]


def test_what_was_published(small: Path) -> None:
    html = small / "output" / "2023" / "html"
    html.mkdir(parents=True)
    page = f"<p>{IDENTITY}</p><script>22 34 56 78</script><img alt='Ring 22 34 56 78'>"
    (html / "index.html").write_text(page, encoding="utf-8")
    data = small / "output" / "2023" / "data"
    data.mkdir()
    (data / "personer.csv").write_text("a\nnoen@example.com\n", encoding="utf-8")
    assert told(small) == [
        ("epost", "output/2023/data/personer.csv", None, 2),
        ("fodselsnummer", "output/2023/html/index.html", None, None),
        ("telefon", "output/2023/html/index.html", None, None),
    ]
