"""One actor's questionnaire as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from komreport.intake.layout import (
    COMMENT_KEY,
    CONTACT,
    CONTACT_KEY,
    IDS,
    LISTS,
    NO,
    SUMS,
    YES,
    YES_NO,
    machine_rows,
)
from komreport.intake.questions import Questionnaire
from komreport.intake.sheets import Lists, more_sheet, numbers_sheet, register_sheet
from komreport.intake.style import INDENT, Style, height, print_setup, protect

AUTHOR = "Koordineringsenheten mot menneskehandel (KOM)"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
SHEET_NAME = 31
FRONT, CONTACTS, MORE_NUMBERS = "Les dette først", "Kontakt og kommentar", "Flere tall"

WHY = (
    "Hvorfor vi spør",
    "KOM gir hvert år ut en rapport om arbeidet mot menneskehandel i Norge. Den bygger på tall og "
    "erfaringer fra etater, kommuner og organisasjoner. Tallene deres blir publisert med dere som "
    "kilde, sammen med tallene for tidligere år.",
)
HOW = (
    "Slik fyller dere ut",
    "1. Skriv bare i hvite felt. Resten er låst, så ingenting kan bli ødelagt.\n"
    "2. Hvert ark er et tema. Fjorårets tall står ved siden av feltet der årets tall skal stå.\n"
    "3. Skriv 0 når tallet er null. Har dere ikke tallet, lar dere feltet stå tomt og velger "
    "«Finnes ikke» som status. Tomt felt uten status betyr at dere ikke har svart ennå.\n"
    "4. Uten status regnes tallet som endelig. Er det ikke det, velger dere for eksempel "
    "«Foreløpig», «Anslag» eller «Minst».\n"
    "5. «Kontroll» sier fra når en sum ikke er lik delene. Er det riktig likevel, skriver dere "
    "hvorfor i merknaden.\n"
    "6. Lagre som vanlig Excel-arbeidsbok (.xlsx) og send filen tilbake til KOM.",
)
NOT = (
    "Dette skal ikke være med",
    "Ikke skriv noe som kan knyttes til en enkeltperson: ikke navn, fødselsnummer, e-post, "
    "telefonnummer, adresse eller detaljer fra en sak. Kontaktopplysningene deres står i et eget "
    "ark, brukes bare av KOM og kommer aldri med i rapporten eller dataene.",
)
FIELDS = ("Navn", "Stilling eller rolle", "E-post", "Telefon")


def workbook_bytes(form: Questionnaire, root: Path) -> bytes:
    """Make a questionnaire.

    Args:
        form: What is asked.
        root: The project folder, whose colours are used.

    Returns:
        The content of the ``.xlsx`` file.
    """
    style = Style.of(root)
    book = Workbook()
    front = book.active
    front.title = FRONT
    contact = book.create_sheet(CONTACTS)
    lists = _lists(book, form)
    for content in form.sheets:
        sheet = book.create_sheet(_name(content.theme.title, book.sheetnames))
        numbers_sheet(sheet, form, content, lists, style)
    if form.sheets:
        more_sheet(book.create_sheet(MORE_NUMBERS), form, lists, style)
    for register in form.registers:
        sheet = book.create_sheet(_name(register.theme.title, book.sheetnames))
        register_sheet(sheet, form, register, lists, style)
    _front(front, form, book, style)
    _contact(contact, form, style)
    book.move_sheet(LISTS, len(book.sheetnames))
    for sheet in book.worksheets:
        sheet.sheet_properties.tabColor = style.colours[
            "sand" if sheet in (front, contact) else "petrol"
        ]
    _properties(book, form)
    _keep_words(book)
    content_file = io.BytesIO()
    book.save(content_file)
    return content_file.getvalue()


def _keep_words(book: Workbook) -> None:
    """Leave no formula but those of the sums: a text that begins with «=» stays a text."""
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and sheet.cell(IDS, cell.column).value not in SUMS:
                    cell.data_type = "s"


def _name(title: str, taken: Iterable[str]) -> str:
    """Give a sheet a name that Excel allows and that is not taken."""
    name = " ".join(title.translate(FORBIDDEN).split())
    if len(name) > SHEET_NAME:
        name = name[: SHEET_NAME - 1].rsplit(" ", 1)[0] + "…"
    number, free = 2, name
    while free in taken:
        free = f"{name[: SHEET_NAME - 3]} {number}"
        number += 1
    return free


def _lists(book: Workbook, form: Questionnaire) -> Lists:
    """Write the choices of all drop-downs to a hidden sheet."""
    choices = {
        "status": list(form.statuses.values()),
        "maal": list(form.measures.values()),
        "inndeling": list(form.divisions.values()),
        YES_NO: [YES, NO],
    }
    for register in form.registers:
        for column in register.columns:
            choices[f"{register.theme.name}.{column.field.name}"] = list(column.choices.values())
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "veryHidden"
    ranges = {}
    for number, (name, words) in enumerate(
        ((name, words) for name, words in choices.items() if words), 1
    ):
        letter = get_column_letter(number)
        for row, word in enumerate([name, *words], 1):
            sheet.cell(row, number, word)
        ranges[name] = f"'{LISTS}'!${letter}$2:${letter}${len(words) + 1}"
    return Lists(ranges)


def _front(sheet: Worksheet, form: Questionnaire, book: Workbook, style: Style) -> None:
    machine_rows(sheet, form, "forside", "", ("",))
    sheet.column_dimensions["A"].width = 3
    sheet.column_dimensions["B"].width = 30
    sheet.column_dimensions["C"].width = 92
    style.text(sheet.cell(3, 2, "KOM"), size=13, bold=True, colour="petrol")
    style.text(
        sheet.cell(4, 2, f"Tall til tilstandsrapporten {form.year}"),
        size=22,
        bold=True,
        colour="natt",
    )
    style.text(sheet.cell(5, 2, f"Spørreskjema til {form.name}"), size=14, colour="skifer")
    for row, tall in ((3, 22), (4, 34), (5, 26)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        sheet.row_dimensions[row].height = tall
    style.text(sheet.cell(7, 2, "Svarfrist"), bold=True, colour="petrol")
    style.entry(sheet.cell(7, 3)).number_format = "d. mmmm yyyy"
    sheet.row_dimensions[7].height = 22
    row = 9
    for title, text in (WHY, HOW, NOT):
        style.text(sheet.cell(row, 2, title), bold=True, colour="petrol")
        style.text(sheet.cell(row, 3, text))
        sheet.row_dimensions[row].height = height(text, 98) + 8
        row += 1
    style.text(sheet.cell(row, 2, "Arkene i denne filen"), bold=True, colour="petrol")
    counts = {
        content.theme.title: sum(len(block.questions) for block in content.blocks)
        for content in form.sheets
    }
    names = [name for name in book.sheetnames if name not in (FRONT, LISTS)]
    titles = [CONTACTS, *counts, *([MORE_NUMBERS] if form.sheets else [])]
    titles += [register.theme.title for register in form.registers]
    for name, title in zip(names, titles, strict=True):
        cell = sheet.cell(row, 3)
        cell.value = f"{title} ({counts[title]} tall)" if title in counts else title
        cell.hyperlink = f"#'{name}'!B3"
        style.text(cell, colour="sjo")
        sheet.row_dimensions[row].height = 18
        row += 1
    for each in range(3, 6):
        for column in (2, 3):
            style.fill(sheet.cell(each, column), "flate")
    print_setup(sheet, f"{form.name} – KOM {form.year}")
    protect(sheet)
    sheet.print_area = f"B3:C{row}"


def _contact(sheet: Worksheet, form: Questionnaire, style: Style) -> None:
    machine_rows(sheet, form, "kontakt", "", CONTACT)
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width = 30
    sheet.column_dimensions["C"].width = 80
    first = IDS + 1
    style.text(sheet.cell(first, 2, "Kontakt"), size=16, bold=True, colour="petrol")
    sheet.row_dimensions[first].height = 26
    text = "Hvem kan KOM spørre? Opplysningene brukes bare til det, og publiseres ikke."
    sheet.merge_cells(start_row=first + 1, end_row=first + 1, start_column=2, end_column=3)
    style.text(sheet.cell(first + 1, 2, text), colour="skifer")
    row = first + 2
    for name in FIELDS:
        sheet.cell(row, 1, CONTACT_KEY)
        style.text(sheet.cell(row, 2, name), bold=True)
        style.entry(sheet.cell(row, 3)).number_format = "@"
        sheet.row_dimensions[row].height = 22
        row += 1
    row += 1
    style.text(sheet.cell(row, 2, "Kommentar til KOM"), size=16, bold=True, colour="petrol")
    sheet.row_dimensions[row].height = 26
    row += 1
    sheet.cell(row, 1, COMMENT_KEY)
    help_text = "Noe vi bør vite om tallene, eller om skjemaet? Ikke noe om enkeltpersoner."
    style.text(sheet.cell(row, 2, help_text), colour="skifer")
    style.entry(sheet.cell(row, 3)).alignment = Alignment(
        wrap_text=True, vertical="top", indent=INDENT
    )
    sheet.row_dimensions[row].height = 200
    print_setup(sheet, f"{form.name} – KOM {form.year}")
    protect(sheet)
    sheet.print_area = f"B{first}:C{row}"


def _properties(book: Workbook, form: Questionnaire) -> None:
    properties = book.properties
    properties.title = f"Tall til KOMs tilstandsrapport {form.year}: {form.name}"
    properties.creator = properties.lastModifiedBy = AUTHOR
    properties.subject = f"Spørreskjema {form.year}"
    properties.language = "nb-NO"
    properties.created = datetime(form.year + 1, 1, 1)
