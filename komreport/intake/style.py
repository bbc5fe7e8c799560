"""How the questionnaires look: colours of ``_brand.yml``, fonts, cells, print set-up."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from komreport.data.schema import read_yaml

BRAND = "_brand.yml"
FONT = "Calibri"
LINE = 15.0
#: Space to the left of a text, so that it does not touch the number before it.
INDENT = 1
#: Colours of a project without a brand file.
PLAIN = {
    "natt": "#12323D",
    "petrol": "#1F4E5F",
    "flate": "#E7F0F1",
    "skifer": "#4B5F67",
    "strek": "#C9D6D9",
    "sand": "#F7F4EE",
    "sjo": "#27707F",
    "papir": "#FFFFFF",
    "tidligere": "#6B919D",
}
WARNING, WARNING_TEXT = "FBE3D6", "8F3A08"
LANDSCAPE, A4 = "landscape", 9


@dataclass(frozen=True)
class Style:
    """The colours of the report, as six hexadecimal digits by name."""

    colours: dict[str, str]

    @classmethod
    def of(cls, root: Path) -> Style:
        """Read the colours of a project."""
        palette = dict(PLAIN)
        if (root / BRAND).is_file():
            content = read_yaml(root / BRAND, root) or {}
            palette |= content.get("color", {}).get("palette", {})
        return cls({name: value.lstrip("#") for name, value in palette.items()})

    def text(
        self, cell: Cell, *, size: float = 11, bold: bool = False, colour: str = "natt"
    ) -> Cell:
        """Set a cell as wrapped text."""
        cell.font = Font(name=FONT, size=size, bold=bold, color=self.colours[colour])
        cell.alignment = Alignment(wrap_text=True, vertical="top", indent=INDENT)
        return cell

    def fill(self, cell: Cell, colour: str) -> Cell:
        """Give a cell a background."""
        cell.fill = PatternFill("solid", fgColor=self.colours[colour])
        return cell

    def head(self, cell: Cell) -> Cell:
        """Set a cell as the head of a column."""
        self.text(cell, bold=True, colour="petrol")
        cell.border = Border(bottom=Side("medium", color=self.colours["petrol"]))
        cell.alignment = Alignment(wrap_text=True, vertical="bottom", indent=INDENT)
        return self.fill(cell, "flate")

    def entry(self, cell: Cell) -> Cell:
        """Set a cell as one to fill in: white, framed and not locked."""
        self.text(cell)
        cell.border = Border(*[Side("thin", color=self.colours["tidligere"])] * 4)
        cell.protection = Protection(locked=False)
        cell.fill = PatternFill("solid", fgColor="FFFFFF")
        return cell

    def line(self, cell: Cell) -> Cell:
        """Put a thin line below a cell."""
        cell.border = Border(bottom=Side("thin", color=self.colours["strek"]))
        return cell


def height(text: str, characters: float, size: float = 11) -> float:
    """Give the height of a row for wrapped text in a column that holds some characters a line."""
    lines = sum(max(1, ceil(len(line) / characters)) for line in text.split("\n"))
    return max(lines * LINE * size / 11 + 3, LINE + 3)


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in, without a password; sorting and widths stay free."""
    sheet.protection.sheet = True
    for name in ("formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, name, False)


def print_setup(sheet: Worksheet, name: str, head: int | None = None) -> None:
    """Set a sheet up for print: A4 landscape, as wide as the page, the head on every page."""
    sheet.page_setup.orientation = LANDSCAPE
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75
    sheet.page_margins.footer = 0.35
    sheet.oddFooter.left.text = name.replace("&", "&&")
    sheet.oddFooter.right.text = "Side &P av &N"
    if head:
        sheet.print_title_rows = f"{head}:{head}"
    sheet.sheet_view.showGridLines = False
