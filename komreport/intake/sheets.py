"""The sheets that an actor fills in: numbers by theme, more numbers, and tables of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from komreport.intake.layout import (
    HEAD_KEY,
    IDS,
    MORE,
    NUMBERS,
    REGISTER,
    YES_NO,
    Kind,
    machine_rows,
)
from komreport.intake.questions import Block, Question, Questionnaire, Register, Sheet
from komreport.intake.style import (
    INDENT,
    WARNING,
    WARNING_TEXT,
    Style,
    height,
    print_setup,
    protect,
)
from komreport.intake.values import Limits, limits

TITLE, INTRO, HEAD = IDS + 1, IDS + 2, IDS + 3
EMPTY_ROWS = 15
WIDTHS = {
    "inndeling": 40,
    "enhet": 10,
    "i_fjor": 10,
    "verdi": 12,
    "status": 17,
    "merknad": 32,
    "sum": 9,
    "kontroll": 13,
    "merknad_i_fjor": 28,
}


@dataclass(frozen=True)
class Lists:
    """Where the choices of drop-downs stand: formulas by name."""

    ranges: dict[str, str]

    def add(self, sheet: Worksheet, name: str, cells: str, *, strict: bool = True) -> None:
        """Give cells a drop-down."""
        validation = DataValidation("list", formula1=self.ranges[name], allow_blank=True)
        validation.showErrorMessage = strict
        validation.errorTitle, validation.error = "Velg fra listen", "Velg en av verdiene i listen."
        sheet.add_data_validation(validation)
        validation.add(cells)


def _open(
    sheet: Worksheet,
    form: Questionnaire,
    kind: Kind,
    theme: str,
    columns: Sequence[str],
    style: Style,
) -> None:
    """Write what every sheet begins with: hidden marks, title, introduction."""
    machine_rows(sheet, form, kind, theme, columns)
    sheet.column_dimensions["A"].hidden = True
    last = get_column_letter(len(columns))
    for row in (TITLE, INTRO):
        sheet.merge_cells(f"B{row}:{last}{row}")
    style.text(sheet.cell(TITLE, 2), size=16, bold=True, colour="petrol")
    style.text(sheet.cell(INTRO, 2), colour="skifer")
    sheet.row_dimensions[TITLE].height = 26


def _close(sheet: Worksheet, form: Questionnaire, columns: int) -> None:
    sheet.freeze_panes = f"C{HEAD + 1}"
    sheet.sheet_view.zoomScale = 100
    print_setup(sheet, f"{form.name} – KOM {form.year}", HEAD)
    protect(sheet)
    sheet.print_area = f"B{TITLE}:{get_column_letter(columns)}{sheet.max_row}"


def _heads(sheet: Worksheet, words: Sequence[str], style: Style) -> None:
    sheet.cell(HEAD, 1, HEAD_KEY)
    for number, word in enumerate(words, 2):
        style.head(sheet.cell(HEAD, number, word))
    sheet.row_dimensions[HEAD].height = 34


def numbers_sheet(
    sheet: Worksheet, form: Questionnaire, content: Sheet, lists: Lists, style: Style
) -> None:
    """Fill a sheet with the questions of one theme."""
    _open(sheet, form, "tall", content.theme.name, NUMBERS, style)
    sheet.cell(TITLE, 2).value = content.theme.title
    sheet.cell(INTRO, 2).value = (
        f"Skriv tallet for {form.year} i den hvite kolonnen. Skriv 0 når tallet er null, og velg "
        "«Finnes ikke» når dere ikke har det. Merknaden kan komme på trykk; skriv ikke noe om "
        "enkeltpersoner."
    )
    _heads(sheet, _number_heads(form.year), style)
    for column in "DEH":
        sheet[f"{column}{HEAD}"].alignment = Alignment(
            horizontal="right", vertical="bottom", wrap_text=True, indent=INDENT
        )
    for number, name in enumerate(NUMBERS[1:], 2):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[name]
    at = HEAD + 1
    rows: dict[str, int] = {}
    for block in content.blocks:
        at = _block_head(sheet, block, at, style)
        first = at
        for question in block.questions:
            rows[question.key] = at
            _question(sheet, question, block, form, at, style)
            at += 1
        _validate(sheet, limits(block.measure), f"E{first}:E{at - 1}")
        lists.add(sheet, "status", f"F{first}:F{at - 1}")
    for block in content.blocks:
        for question in block.questions:
            if question.parts:
                _sum(sheet, rows[question.key], [rows[key] for key in question.parts])
    _warn(sheet, at - 1)
    _close(sheet, form, len(NUMBERS))


def _number_heads(year: int) -> list[str]:
    return [
        "Hva tallet gjelder",
        "Enhet",
        f"I fjor ({year - 1})",
        str(year),
        "Status (tom = endelig)",
        "Merknad til leseren",
        "Sum av delene",
        "Kontroll",
        "Merknad i fjor",
    ]


def _block_head(sheet: Worksheet, block: Block, at: int, style: Style) -> int:
    last = get_column_letter(len(NUMBERS))
    for row, text, bold in (
        (at, block.measure.name, True),
        (at + 1, block.measure.description, False),
    ):
        sheet.merge_cells(f"B{row}:{last}{row}")
        style.text(sheet.cell(row, 2, text), bold=bold, colour="natt" if bold else "skifer")
        for column in range(2, len(NUMBERS) + 1):
            style.fill(sheet.cell(row, column), "sand")
        sheet.row_dimensions[row].height = height(text, 140)
    sheet.row_dimensions[at].height = 20
    return at + 2


def _question(
    sheet: Worksheet, question: Question, block: Block, form: Questionnaire, at: int, style: Style
) -> None:
    label = question.label
    if question.year != form.year:
        label += f" (gjelder {question.year})"
    decimals = block.measure.decimals
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    old = "–" if question.last is None else plain(question.last)
    cells = {"B": label, "C": block.unit, "D": old, "H": None, "I": None, "J": question.note}
    for column, value in cells.items():
        cell = style.line(
            style.text(sheet[f"{column}{at}"], colour="skifer" if column != "B" else "natt")
        )
        cell.value = value
    sheet[f"A{at}"] = question.key
    sheet[f"J{at}"].font = Font(name="Calibri", size=9, italic=True, color=style.colours["skifer"])
    sheet[f"D{at}"].number_format = shape
    for column in "EFG":
        style.entry(sheet[f"{column}{at}"])
    sheet[f"E{at}"].number_format = shape
    for column in "DE":
        sheet[f"{column}{at}"].alignment = Alignment(
            horizontal="right", vertical="top", indent=INDENT
        )
    sheet.row_dimensions[at].height = max(height(label, 38), height(question.note, 32, 9))


def plain(value: Decimal) -> int | float:
    """Give a number as a cell holds it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _sum(sheet: Worksheet, at: int, parts: list[int]) -> None:
    run = parts == list(range(parts[0], parts[-1] + 1))
    cells = f"E{parts[0]}:E{parts[-1]}" if run else ",".join(f"E{part}" for part in parts)
    sum_cell, check = sheet[f"H{at}"], sheet[f"I{at}"]
    sum_cell.value = f'=IF(COUNT({cells})={len(parts)},SUM({cells}),"")'
    check.value = (
        f'=IF(AND(ISNUMBER(E{at}),ISNUMBER(H{at})),IF(E{at}=H{at},"Stemmer","Stemmer ikke"),"")'
    )
    sum_cell.alignment = Alignment(horizontal="right", vertical="top", indent=INDENT)


def _warn(sheet: Worksheet, last: int) -> None:
    first = HEAD + 1
    rule = FormulaRule(
        [f"AND(ISNUMBER($E{first}),ISNUMBER($H{first}),$E{first}<>$H{first})"],
        fill=PatternFill("solid", bgColor=WARNING),
        font=Font(color=WARNING_TEXT, bold=True),
    )
    for column in "EHI":
        sheet.conditional_formatting.add(f"{column}{first}:{column}{last}", rule)


def _validate(sheet: Worksheet, limit: Limits, cells: str) -> None:
    kind = "whole" if limit.whole else "decimal"
    lowest = "-1000000000" if limit.lowest is None else str(limit.lowest)
    highest = "1000000000" if limit.highest is None else str(limit.highest)
    validation = DataValidation(kind, operator="between", formula1=lowest, formula2=highest)
    validation.allow_blank, validation.showErrorMessage = True, True
    validation.errorTitle, validation.error = "Sjekk tallet", f"Skriv {limit.words}."
    sheet.add_data_validation(validation)
    validation.add(cells)


def more_sheet(sheet: Worksheet, form: Questionnaire, lists: Lists, style: Style) -> None:
    """Fill a sheet for numbers that nobody has asked for yet."""
    _open(sheet, form, "flere", "", MORE, style)
    sheet.cell(TITLE, 2).value = "Flere tall"
    sheet.cell(INTRO, 2).value = (
        "Har dere et tall som ikke står i de andre arkene, for eksempel en ny region eller "
        "utnyttingsform? Velg hva det gjelder, og inntil tre inndelinger."
    )
    sheet.row_dimensions[INTRO].height = height(str(sheet.cell(INTRO, 2).value), 150)
    words = ["Hva tallet gjelder", "Inndeling", "Inndeling", "Inndeling", str(form.year)]
    _heads(sheet, [*words, "Status (tom = endelig)", "Merknad til leseren"], style)
    for column, width in zip("BCDEFGH", (50, 32, 32, 32, 13, 19, 38), strict=True):
        sheet.column_dimensions[column].width = width
    last = HEAD + EMPTY_ROWS
    for row in range(HEAD + 1, last + 1):
        sheet.cell(row, 1, f"ny-{row - HEAD:02d}")
        for number in range(2, len(MORE) + 1):
            style.entry(sheet.cell(row, number))
        sheet.row_dimensions[row].height = 20
    lists.add(sheet, "maal", f"B{HEAD + 1}:B{last}")
    if form.divisions:
        lists.add(sheet, "inndeling", f"C{HEAD + 1}:E{last}")
    lists.add(sheet, "status", f"G{HEAD + 1}:G{last}")
    _close(sheet, form, len(MORE))


def register_sheet(
    sheet: Worksheet, form: Questionnaire, content: Register, lists: Lists, style: Style
) -> None:
    """Fill a sheet with last year's rows of a table of texts, and empty rows."""
    names = [*REGISTER, *(column.field.name for column in content.columns)]
    _open(sheet, form, "register", content.theme.name, names, style)
    sheet.cell(TITLE, 2).value = content.theme.title
    sheet.cell(INTRO, 2).value = (
        f"Radene fra {form.year - 1} står øverst. Velg «Ja» for dem som fortsatt gjelder, og rett "
        "teksten der den er blitt en annen. Nye rader skriver dere nederst."
    )
    sheet.row_dimensions[INTRO].height = height(str(sheet.cell(INTRO, 2).value), 120)
    _heads(sheet, ["Gjelder fortsatt?", *(column.field.title for column in content.columns)], style)
    sheet.column_dimensions["B"].width = 13
    widths = [_width(content, number) for number in range(len(content.columns))]
    for number, width in enumerate(widths, 3):
        sheet.column_dimensions[get_column_letter(number)].width = width
    at = HEAD + 1
    for old in content.rows:
        sheet.cell(at, 1, old[content.theme.key[0]])
        texts = [c.choices.get(old[c.field.name], old[c.field.name]) for c in content.columns]
        for number, text in enumerate(texts, 3):
            sheet.cell(at, number, text or None)
        sizes = [height(text, width * 0.95) for text, width in zip(texts, widths, strict=True)]
        sheet.row_dimensions[at].height = max(sizes)
        at += 1
    last = at + EMPTY_ROWS - 1
    for row in range(at, last + 1):
        sheet.cell(row, 1, f"ny-{row - at + 1:02d}")
        sheet.row_dimensions[row].height = 32
    for row in range(HEAD + 1, last + 1):
        for number in range(2, len(names) + 1):
            style.entry(sheet.cell(row, number)).number_format = "@"
    if content.rows:
        lists.add(sheet, YES_NO, f"B{HEAD + 1}:B{at - 1}")
    for number, column in enumerate(content.columns, 3):
        if column.choices:
            letter = get_column_letter(number)
            name = f"{content.theme.name}.{column.field.name}"
            lists.add(sheet, name, f"{letter}{HEAD + 1}:{letter}{last}")
    _close(sheet, form, len(names))


def _width(content: Register, number: int) -> int:
    column = content.columns[number]
    texts = [row[column.field.name] for row in content.rows]
    if column.choices:
        return min(
            max(len(word) for word in [*column.choices.values(), column.field.title]) + 4, 30
        )
    longest = max((len(text) for text in texts), default=0)
    return 60 if longest > 90 else 32 if longest > 18 else 16
