"""The web report: a page per chapter that works from the disk, without a network."""

from __future__ import annotations

import base64
import html
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import panflute as pf

from komreport.render.builtin import pandoc
from komreport.render.builtin.notebook import FIGURES
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.search import SearchIndex

ASSETS = files("komreport.render.builtin") / "assets"
SITE = "site"
EMBEDDED_FONTS = {
    400: "source-sans-3-latin-400-normal.woff2",
    600: "source-sans-3-latin-600-normal.woff2",
}
HEADING = re.compile(r'<h([23])[^>]*? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def write_site(project: Project, out: Path) -> Path:
    """Write the web report.

    Args:
        project: The book, with its references resolved.
        out: Folder for the pages.

    Returns:
        The folder.
    """
    (out / SITE / "fonts").mkdir(parents=True)
    (out / FIGURES).mkdir()
    for name in ("builtin.css", "builtin.js", "minisearch.js", "minisearch.LICENSE.txt"):
        (out / SITE / name).write_bytes((ASSETS / name).read_bytes())
    shutil.copyfile(project.extension / "kom.css", out / SITE / "kom.css")
    for font in sorted((project.extension / "fonts").glob("*.woff2")):
        shutil.copyfile(font, out / SITE / "fonts" / font.name)
    shutil.copyfile(project.extension / "fonts" / "OFL.md", out / SITE / "fonts" / "OFL.md")
    style = _font_style(project.extension / "fonts")
    template = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).from_string((ASSETS / "page.html").read_text(encoding="utf-8"))
    index = SearchIndex()
    for number, page in enumerate(project.pages):
        for name, svg in page.notebook.images.items():
            (out / FIGURES / name).write_text(_with_fonts(svg, style), encoding="utf-8")
        body = _body(project, page)
        index.add(page, body)
        text = template.render(
            project=project,
            page=page,
            groups=_groups(project),
            body=body,
            toc=_toc(body),
            before=project.pages[number - 1] if number else None,
            after=project.pages[number + 1] if number + 1 < len(project.pages) else None,
            lang=project.config.get("lang", "nb"),
        )
        (out / page.href).write_text(text, encoding="utf-8")
    (out / SITE / "sok.js").write_text(index.script(), encoding="utf-8")
    return out


def _body(project: Project, page: Page) -> str:
    """Write a page's document tree as HTML."""
    doc = pf.Doc(*page.doc.content, metadata={}, api_version=page.doc.api_version)
    copy = pandoc.read(pandoc.write(doc, "json"), "json")

    def visit(element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        if isinstance(element, pf.Header):
            return _heading(element)
        if isinstance(element, pf.Div) and "flyt" in element.classes:
            return _float(element)
        if isinstance(element, pf.Div) and "columns" in element.classes:
            element.classes = ["spalter"]
        elif (
            isinstance(element, pf.Div)
            and element.classes
            and element.classes[0].startswith("callout-")
        ):
            return _callout(project, element)
        elif isinstance(element, pf.Link):
            other = element.attributes.pop("page", "")
            if other and other != page.name:
                element.url = f"{other}.html{element.url}"
        elif isinstance(element, pf.Image):
            element.attributes["alt"] = element.attributes.pop("fig-alt", pf.stringify(element))
        return None

    copy.walk(visit)
    args = ["--lua-filter", str(project.extension / "kom.lua"), "--section-divs=false"]
    text = pandoc.write(copy, "html5", args[:2], project.folder)
    return text.replace(
        '<section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes">',
        '<section id="fotnoter" class="footnotes" role="doc-endnotes" aria-label="Fotnoter">',
    )


def _heading(header: pf.Header) -> pf.Header:
    number = header.attributes.pop("number", "")
    if number:
        span = pf.Span(pf.Str(number), classes=["nummer"])
        header.content = [span, pf.Space, *header.content]
    return header


def _float(div: pf.Div) -> list[pf.Element]:
    kind, number, prefix = (div.attributes[name] for name in ("kind", "number", "prefix"))
    *content, caption = div.content
    label = pf.Strong(pf.Str(f"{prefix}\u00a0{number}:"))
    words = list(caption.content) if isinstance(caption, (pf.Para, pf.Plain)) else []
    figcaption = [_raw("<figcaption>"), pf.Plain(label, pf.Space, *words), _raw("</figcaption>")]
    start = _raw(f'<figure id="{html.escape(div.identifier)}" class="{kind}">')
    if kind == "tbl":
        frame = '<div class="tabellramme" tabindex="0" role="region" aria-label="Tabell">'
        return [start, *figcaption, _raw(frame), *content, _raw("</div>"), _raw("</figure>")]
    return [start, *content, *figcaption, _raw("</figure>")]


def _callout(project: Project, div: pf.Div) -> pf.Div:
    kind = div.classes[0]
    title = div.attributes.pop("title", project.language.get(f"{kind}-title", ""))
    heading = pf.Div(pf.Para(pf.Str(title)), classes=["callout-title"])
    return pf.Div(heading, *div.content, classes=["callout", kind], attributes={"role": "note"})


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="html")


def _toc(body: str) -> list[tuple[int, str, str]]:
    """Give the headings of a page for «På denne siden»: level, anchor, text."""
    found = []
    for level, anchor, inner in HEADING.findall(body):
        text = html.unescape(re.sub(r"<[^>]+>", "", inner)).strip()
        if text and 'class="unnumbered unlisted"' not in inner:
            found.append((int(level), anchor, text))
    return found


def _groups(project: Project) -> list[tuple[str, list[Page]]]:
    """Give the pages of the sidebar: the report, then the appendices."""
    main = [page for page in project.pages if page.kind != "appendix"]
    more = [page for page in project.pages if page.kind == "appendix"]
    groups = [("", main)]
    if more:
        groups.append((project.language["section-title-appendices"], more))
    return groups


def _font_style(folder: Path) -> str:
    """Give a style element with the fonts in it, so that pictures look the same on every machine."""
    rules = []
    for weight, name in EMBEDDED_FONTS.items():
        data = base64.b64encode((folder / name).read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return f"<style>{''.join(rules)}</style>"


def _with_fonts(svg: str, style: str) -> str:
    return re.sub(r"(<svg\b[^>]*>)", lambda match: match[1] + style, svg, count=1)
