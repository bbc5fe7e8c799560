"""The press: Typst sets the book, in a process that knows nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import typst

from komreport.errors import KomreportError

STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
SOURCE = "rapport.typ"
#: Stands before each page in the Typst source, so that an error can name the page.
PAGE_MARK = "// side: "


def press(folder: Path, fonts: Path, stamp: int) -> tuple[bytes, list[str]]:
    """Set the Typst document of a folder; give the PDF, and what Typst warned about.

    Args:
        folder: Where the document and its pictures are.
        fonts: Folder of the fonts.
        stamp: Date of the PDF, in seconds.

    Raises:
        KomreportError: When Typst refuses the document, with what it says.
    """
    try:
        content, warnings = typst.compile_with_warnings(
            str(folder / SOURCE),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise KomreportError(
            f"Typst kunne ikke lage PDF-en: {' '.join(str(error.message).split())}",
            where=_page_of(folder, str(error.diagnostic)),
            remedy="Se etter uvanlig Markdown, eller en figur uten alternativ tekst",
        ) from error
    return content, [f"Typst: {warning.message}" for warning in warnings]


def _page_of(folder: Path, diagnostic: str) -> str:
    """Say which page an error is on, from the line of the Typst source that it names."""
    match = re.search(rf"{re.escape(SOURCE)}:(\d+)", diagnostic)
    text = (folder / SOURCE).read_text(encoding="utf-8")
    lines = text.splitlines()[: int(match[1])] if match else []
    marks = [line.removeprefix(PAGE_MARK) for line in lines if line.startswith(PAGE_MARK)]
    return marks[-1] if marks else "PDF"
