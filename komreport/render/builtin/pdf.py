"""The PDF: the whole book as one Typst document, set by the template of the kom extension."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import panflute as pf
import typst

from komreport.errors import KomreportError
from komreport.render.builtin import floats, pandoc
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.project import Project
from komreport.render.builtin.typst import DEFINITIONS, page_blocks, string
from komreport.render.rendered import timestamp

STANDARDS = ["ua-1", "a-2a"]
PARTIALS = ("numbering.typ", "page.typ", "typst-show.typ")
SOURCE = "rapport.typ"
#: Stands before each page in the Typst source, so that an error can name the page.
PAGE_MARK = "// side: "
APPENDICES = '#set heading(numbering: "A.1")\n#counter(heading).update(0)'


def write_pdf(project: Project, out: Path) -> tuple[str, ...]:
    """Write the PDF, tagged, as PDF/UA-1 and PDF/A-2a.

    Args:
        project: The book, with its references resolved.
        out: The file to write.

    Returns:
        What Typst warned about.

    Raises:
        KomreportError: When Typst refuses the document, with what it says.
    """
    with tempfile.TemporaryDirectory(prefix="komreport-typst-") as temp:
        folder = Path(temp)
        _copy_pictures(project, folder)
        source = folder / SOURCE
        text = typst_source(project)
        source.write_text(text, encoding="utf-8")
        shutil.copytree(project.extension / "fonts", folder / "fonts")
        try:
            content, warnings = typst.compile_with_warnings(
                str(source),
                root=str(folder),
                font_paths=[str(folder / "fonts")],
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=timestamp(project.config),
            )
        except typst.TypstError as error:
            raise KomreportError(
                f"Typst kunne ikke lage PDF-en: {' '.join(str(error.message).split())}",
                where=_page_of(text, str(error.diagnostic)),
                remedy="Se etter uvanlig Markdown, eller en figur uten alternativ tekst",
            ) from error
    out.write_bytes(content)
    return tuple(f"Typst: {warning.message}" for warning in warnings)


def typst_source(project: Project) -> str:
    """Give the book as Typst source."""
    blocks: list[pf.Element] = []
    seen: set[str] = set()
    appendices = False
    for page in project.pages:
        if page.kind == "appendix" and not appendices:
            appendices = True
            blocks.append(pf.RawBlock(APPENDICES, format="typst"))
        blocks.append(pf.RawBlock(f"{PAGE_MARK}{page.notebook.path.name}", format="typst"))
        blocks += page_blocks(page, _renamed(project, seen))
    doc = pf.Doc(*blocks, api_version=project.pages[0].doc.api_version)
    template = DEFINITIONS + "\n".join(
        (project.extension / name).read_text(encoding="utf-8") for name in PARTIALS
    )
    with tempfile.TemporaryDirectory(prefix="komreport-mal-") as temp:
        path = Path(temp) / "mal.typ"
        path.write_text(f"{template}\n$body$\n", encoding="utf-8")
        args = ["--template", str(path), "--lua-filter", str(project.extension / "kom.lua")]
        return pandoc.write(
            doc, "typst", [*args, "--syntax-highlighting=none", *_metadata(project)], project.folder
        )
