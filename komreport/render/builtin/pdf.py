"""The PDF: the whole book as one Typst document, set by the template of the kom extension."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import panflute as pf
import typst

from komreport.errors import KomreportError
from komreport.render.builtin import pandoc
from komreport.render.builtin.notebook import FIGURES
from komreport.render.builtin.project import Project

STANDARDS = ["ua-1", "a-2a"]
PARTIALS = ("numbering.typ", "page.typ", "typst-show.typ")

DEFINITIONS = """
#let callout(body: [], title: [Merk], background_color: rgb("#E7F0F1"), icon: none, icon_color: rgb("#1F4E5F"), body_background_color: white) = block(
  width: 100%, above: 1.2em, below: 1.2em, inset: (x: 12pt, y: 10pt), radius: 3pt,
  fill: background_color, stroke: (left: 3pt + icon_color),
  { block(below: 0.6em, strong(title)); body },
)
#let horizontalrule = line(length: 100%, stroke: 0.5pt)
"""

BODY_END = """
$body$
"""


def write_pdf(project: Project, out: Path) -> Path:
    """Write the PDF, tagged, as PDF/UA-1 and PDF/A-2a.

    Args:
        project: The book, with its references resolved.
        out: The file to write.

    Raises:
        KomreportError: When Typst refuses the document, with what it says.
    """
    with tempfile.TemporaryDirectory(prefix="komreport-typst-") as temp:
        folder = Path(temp)
        (folder / FIGURES).mkdir()
        for page in project.pages:
            for name, svg in page.notebook.images.items():
                (folder / FIGURES / name).write_text(svg, encoding="utf-8")
        source = folder / "rapport.typ"
        source.write_text(typst_source(project), encoding="utf-8")
        shutil.copytree(project.extension / "fonts", folder / "fonts")
        try:
            typst.compile(
                str(source),
                output=str(out),
                root=str(folder),
                font_paths=[str(folder / "fonts")],
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=_date(project),
            )
        except (typst.TypstError, RuntimeError) as error:
            raise KomreportError(
                f"Typst kunne ikke lage PDF-en: {' '.join(str(error).split())}",
                remedy="Se etter uvanlig Markdown i kapitlet som er nevnt",
            ) from error
    return out


def _date(project: Project) -> int:
    """Give the date of the PDF: New Year after the report year, the same in every build."""
    year = int(project.config.get("aar", 1999)) + 1
    return int(datetime(year, 1, 1, 12, tzinfo=UTC).timestamp())


def typst_source(project: Project) -> str:
    """Give the book as Typst source."""
    blocks: list[pf.Element] = []
    appendices = False
    for page in project.pages:
        if page.kind == "appendix" and not appendices:
            appendices = True
            blocks.append(_raw('#set heading(numbering: "A.1")\n#counter(heading).update(0)'))
        blocks += page.doc.content
    doc = pf.Doc(*blocks, api_version=project.pages[0].doc.api_version)
    copy = pandoc.read(pandoc.write(doc, "json"), "json")
    copy.walk(lambda element, _: _visit(project, element))
    template = DEFINITIONS + "\n".join(
        (project.extension / name).read_text(encoding="utf-8") for name in PARTIALS
    )
    with tempfile.TemporaryDirectory() as temp:
        path = Path(temp) / "mal.typ"
        path.write_text(template + BODY_END, encoding="utf-8")
        args = ["--template", str(path), "--lua-filter", str(project.extension / "kom.lua")]
        for name in ("title", "subtitle", "date"):
            if value := project.book.get(name):
                args += ["--metadata", f"{name}={value}"]
        if author := project.book.get("author"):
            args += ["--variable", f"author={author}"]
        args += ["--metadata", f"lang={project.config.get('lang', 'nb')}"]
        args += ["--variable", f"toc-title={project.language['toc-title-document']}"]
        return pandoc.write(copy, "typst", args, project.folder)


def _visit(project: Project, element: Any) -> Any:  # noqa: ANN401
    if isinstance(element, pf.Header):
        element.attributes.pop("number", None)
    elif isinstance(element, pf.Div) and "flyt" in element.classes:
        return _float(element)
    elif isinstance(element, pf.Div) and "columns" in element.classes:
        return _columns(element)
    elif (
        isinstance(element, pf.Div)
        and element.classes
        and element.classes[0].startswith("callout-")
    ):
        return _callout(project, element)
    elif isinstance(element, pf.Link) and element.url.startswith("#"):
        label = element.url[1:]
        start = pf.RawInline(f"#link(label({_string(label)}))[", format="typst")
        return [start, *element.content, pf.RawInline("]", format="typst")]
    elif isinstance(element, pf.Image):
        alt = element.attributes.get("fig-alt") or pf.stringify(element)
        text = f"#image({_string(element.url)}, alt: {_string(alt)}, width: 100%)"
        return pf.RawInline(text, format="typst")
    return None


def _float(div: pf.Div) -> list[pf.Element]:
    kind, prefix = div.attributes["kind"], div.attributes["prefix"]
    *content, caption = div.content
    words = list(caption.content) if isinstance(caption, (pf.Para, pf.Plain)) else []
    position = "top" if kind == "tbl" else "bottom"
    return [
        _raw("#figure(["),
        *content,
        _raw(f"], caption: figure.caption(position: {position}, ["),
        pf.Plain(*words),
        _raw(f']), kind: "quarto-float-{kind}", supplement: {_string(prefix)}) <{div.identifier}>'),
    ]


def _columns(div: pf.Div) -> list[pf.Element]:
    inner = [block for block in div.content if isinstance(block, pf.Div)]
    widths = ", ".join(block.attributes.get("width", "1fr") for block in inner)
    result: list[pf.Element] = [_raw(f"#grid(columns: ({widths},), gutter: 12pt,")]
    for block in inner:
        result += [_raw("["), *block.content, _raw("],")]
    return [*result, _raw(")")]


def _callout(project: Project, div: pf.Div) -> list[pf.Element]:
    kind = div.classes[0]
    title = div.attributes.get("title") or project.language.get(f"{kind}-title", "")
    return [_raw("#callout(body: ["), *div.content, _raw(f"], title: {_string(title)})")]


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="typst")


def _string(text: str) -> str:
    """Write text as a Typst string; its escapes are those of JSON for all that occurs here."""
    return json.dumps(text, ensure_ascii=False)
