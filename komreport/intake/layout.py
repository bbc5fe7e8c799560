"""What the writer and the reader of a questionnaire agree on: hidden marks and names of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from openpyxl.worksheet.worksheet import Worksheet

from komreport.intake.questions import LAYOUT, Questionnaire

Kind = Literal["forside", "kontakt", "tall", "flere", "register"]
#: Begins the hidden cell that says what a sheet is; the row below it names the columns.
MARK, SEPARATOR = "komreport", ";"
MARKS, IDS = 1, 2
KEY = "nokkel"
NUMBERS = (
    KEY,
    "inndeling",
    "enhet",
    "i_fjor",
    "verdi",
    "status",
    "merknad",
    "sum",
    "kontroll",
    "merknad_i_fjor",
)
#: Its columns that are computed.
SUMS = ("sum", "kontroll")
MORE = (KEY, "maal", "inndeling_1", "inndeling_2", "inndeling_3", "verdi", "status", "merknad")
REGISTER = (KEY, "gjelder")
CONTACT = (KEY, "ledetekst", "svar")
#: Key of the row with the visible names of the columns.
HEAD_KEY = "hode"
#: Keys of the rows in the contact sheet.
CONTACT_KEY, COMMENT_KEY = "kontakt", "kommentar"
YES_NO = "ja_nei"
YES, NO = "Ja", "Nei"
LISTS = "_lister"


def machine_rows(
    sheet: Worksheet, form: Questionnaire, kind: Kind, theme: str, columns: Sequence[str]
) -> None:
    """Write the hidden rows by which a sheet and its columns are found again."""
    marks = (MARK, LAYOUT, str(form.year), form.actor, kind, theme)
    sheet.cell(MARKS, 1, SEPARATOR.join(marks))
    for number, name in enumerate(columns, 1):
        sheet.cell(IDS, number, name)
    for row in (MARKS, IDS):
        sheet.row_dimensions[row].hidden = True
