"""The PDF: the whole book as one Typst document, set by the template of the kom extension."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import panflute as pf
import typst

from komreport.errors import KomreportError
from komreport.render.builtin import pandoc
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.project import Project
from komreport.render.builtin.references import local_pictures
from komreport.render.builtin.typeset import DEFINITIONS, labels, page_blocks
from komreport.render.rendered import timestamp

STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
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
        try:
            content, warnings = typst.compile_with_warnings(
                str(source),
                root=str(folder),
                font_paths=[str(project.extension / "fonts")],
                ignore_system_fonts=True,
                pdf_standards=[*STANDARDS],
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
    names = labels(project)
    appendices = False
    for page in project.pages:
        if page.kind == "appendix" and not appendices:
            appendices = True
            blocks.append(pf.RawBlock(APPENDICES, format="typst"))
        blocks.append(pf.RawBlock(f"{PAGE_MARK}{page.notebook.path.name}", format="typst"))
        blocks += page_blocks(page, names)
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


def _metadata(project: Project) -> list[str]:
    """Give pandoc the variables that the partials read."""
    args = ["--metadata", f"lang={project.lang}"]
    for name in ("title", "subtitle", "date"):
        if value := project.book.get(name):
            args += ["--metadata", f"{name}={value}"]
    if author := project.book.get("author"):
        escaped = str(author).replace("\\", "\\\\").replace('"', '\\"')
        args += ["--variable", f"author={escaped}"]
    return [*args, "--variable", f"toc-title={project.language['toc-title-document']}"]


def _copy_pictures(project: Project, folder: Path) -> None:
    (folder / FIGURES).mkdir()
    for page in project.pages:
        for name, content in page.images.items():
            (folder / FIGURES / name).write_bytes(content)
        for url in local_pictures(page.doc):
            target = folder / url
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.folder / url, target)


def _page_of(text: str, diagnostic: str) -> str:
    """Say which page an error is on, from the line of the Typst source that it names."""
    match = re.search(rf"{re.escape(SOURCE)}:(\d+)", diagnostic)
    lines = text.splitlines()[: int(match[1])] if match else []
    marks = [line.removeprefix(PAGE_MARK) for line in lines if line.startswith(PAGE_MARK)]
    return marks[-1] if marks else "PDF"
