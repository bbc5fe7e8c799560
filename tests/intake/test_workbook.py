"""What an actor opens in Excel."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from komreport.data.loader import Reading
from komreport.intake.layout import LISTS
from komreport.intake.questions import questionnaires
from komreport.intake.sheets import HEAD
from komreport.intake.workbook import workbook_bytes
from tests.conftest import ROOT
from tests.intake.conftest import cell_of

ALL = "personer;2024;i_alt;i_alt"


@pytest.fixture(scope="module")
def book(begun_once: Path) -> Workbook:
    """The questionnaire of UDI in the small project."""
    return load_workbook(begun_once / "sporreskjema" / "2024" / "udi.xlsx")


@pytest.fixture(scope="module")
def numbers(book: Workbook) -> Worksheet:
    """Its sheet with numbers."""
    sheet: Worksheet = book["Personer"]
    return sheet


def test_the_sheets(book: Workbook) -> None:
    assert [(s.title, s.sheet_state) for s in book.worksheets] == [
        ("Les dette først", "visible"),
        ("Kontakt og kommentar", "visible"),
        ("Personer", "visible"),
        ("Flere tall", "visible"),
        ("Utfordringer", "visible"),
        (LISTS, "veryHidden"),
    ]
    assert book.properties.language == "nb-NO"
    assert book.properties.title == "Tall til KOMs tilstandsrapport 2024: Utlendingsdirektoratet"
    front = [str(c.value) for row in book.worksheets[0]["B3:C30"] for c in row if c.value]
    assert "Personer (4 tall)" in front
    assert any("ikke navn, fødselsnummer, e-post" in text for text in front)


def test_no_text_becomes_a_formula(begun_once: Path) -> None:
    (form,) = (f for f in questionnaires(Reading(begun_once), 2024) if f.actor == "udi")
    words = replace(form, measures={"personer": "=1+1"}, name="=2+2")
    found = load_workbook(BytesIO(workbook_bytes(words, begun_once)))
    cells = [c for sheet in found for row in sheet.iter_rows() for c in row]
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(text.startswith("=IF(") for text in formulas)


def test_questions_in_words(numbers: Worksheet) -> None:
    shown = [[c.value for c in row[1:5]] for row in numbers[f"A{HEAD}:E11"]]
    assert shown == [
        ["Hva tallet gjelder", "Enhet", "I fjor (2023)", "2024"],
        ["Personer", None, None, None],
        ["Personer", None, None, None],
        ["I alt", "antall", 27, None],
        ["Kvinner", "antall", 20, None],
        ["Menn", "antall", 7, None],
        ["Asia", "antall", 5, None],
    ]
    assert numbers[cell_of(numbers, "personer;2024;i_alt;asia", "merknad_i_fjor")].value == (
        "Litt færre, trolig"
    )


def test_only_answers_can_be_written(book: Workbook, numbers: Worksheet) -> None:
    for sheet in book.worksheets:
        assert sheet.protection.sheet or sheet.title == LISTS
        assert sheet.protection.password is None
    row = cell_of(numbers, ALL, "verdi")[1:]
    free = [c.column_letter for c in numbers[row] if not c.protection.locked]
    assert free == ["E", "F", "G"]


def test_what_may_be_chosen(book: Workbook, numbers: Worksheet) -> None:
    rules = {str(v.sqref): v for v in numbers.data_validations.dataValidation}
    assert (rules["E8:E11"].type, rules["E8:E11"].formula1) == ("whole", "0")
    status = rules["F8:F11"]
    sheet, cells = status.formula1.split("!")
    words = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    assert words[:3] == ["Endelig", "Foreløpig", "Anslag"]
    assert words[-2:] == ["Finnes ikke", "Kan ikke oppgis (personvern)"]
    assert "Minst" in words
    assert "Trukket" not in words
    more = {v.type for v in book["Flere tall"].data_validations.dataValidation}
    assert more == {"list"}
    register = book["Utfordringer"].data_validations.dataValidation
    assert sorted(str(v.sqref)[0] for v in register) == ["B", "C", "D"]


def test_a_total_is_checked_against_its_parts(numbers: Worksheet) -> None:
    assert numbers[cell_of(numbers, ALL, "sum")].value == '=IF(COUNT(E9:E10)=2,SUM(E9:E10),"")'
    assert numbers[cell_of(numbers, "personer;2024;kvinne;i_alt", "sum")].value is None
    assert [str(area.sqref) for area in numbers.conditional_formatting] == [
        "E6:E11",
        "H6:H11",
        "I6:I11",
    ]


def test_prints_on_a4(numbers: Worksheet) -> None:
    assert (numbers.page_setup.orientation, numbers.page_setup.paperSize) == ("landscape", 9)
    assert (numbers.page_setup.fitToWidth, numbers.page_setup.fitToHeight) == (1, 0)
    assert numbers.print_title_rows == f"${HEAD}:${HEAD}"
    assert numbers.freeze_panes == f"C{HEAD + 1}"
    assert numbers.column_dimensions["A"].hidden
    assert [numbers.row_dimensions[row].hidden for row in (1, 2, 3)] == [True, True, False]


def test_who_is_asked_in_the_real_project() -> None:
    """The questionnaires as last year's would have been; nobody who is only quoted is asked."""
    forms = {form.actor: form for form in questionnaires(Reading(ROOT), 2023)}
    assert {"pod", "udi", "kirkens_bymisjon", "rosa", "nemndene", "rvts"} <= forms.keys()
    assert not {"usa_ud", "greta", "osse", "isf", "vg", "aftenposten"} & forms.keys()
    asked = [
        q.key for form in forms.values() for s in form.sheets for b in s.blocks for q in b.questions
    ]
    assert len(asked) == len(set(asked))
    for form in forms.values():
        titles = [sheet.theme.title for sheet in form.sheets]
        assert len(titles) == len(set(titles))
