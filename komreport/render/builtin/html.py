"""A page's document tree as HTML."""

from __future__ import annotations

import html
import re
from typing import Any

import panflute as pf

from komreport.render.builtin import floats, pandoc
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.outline import alternative
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.resolved import document, page_parts

ARGUMENTS = ("--section-divs=false", "--syntax-highlighting=none")
#: What is wider than the screen scrolls within its frame, also from the keyboard.
FRAME = '<div class="ramme-{kind}" role="group" tabindex="0" aria-label="{label}">'
SVG_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
NOTES = re.compile(r'<section id="footnotes" class="footnotes[^"]*" role="doc-endnotes">')


def page_html(project: Project, page: Page) -> str:
    """Write a page's content as HTML, with the Lua filter of the kom extension.

    Args:
        project: The book, with its references resolved.
        page: The page.

    Returns:
        What stands in the page's ``main`` element.
    """
    parts = [page_parts(project, page), page.name, _sizes(page)]
    html_text: str = project.store.text("html", parts, lambda: _page_html(project, page))
    return html_text


def _page_html(project: Project, page: Page) -> str:
    writer = _Writer(page)
    doc = document(project, page)
    doc.walk(writer.visit)
    lua = ["--lua-filter", str(project.extension / "kom.lua")]
    text = pandoc.write(doc, "html5", [*lua, *ARGUMENTS], project.folder)
    text = NOTES.sub('<section class="footnotes" role="doc-endnotes" aria-label="Fotnoter">', text)
    return text.replace(
        'role="doc-backlink">', 'role="doc-backlink" aria-label="Tilbake til teksten">'
    )


def _sizes(page: Page) -> dict[str, tuple[str, str]]:
    """Give width and height of the drawings of a page, by file name."""
    found = {
        name: SVG_SIZE.search(content[:2000].decode("utf-8", "replace"))
        for name, content in page.images.items()
    }
    return {name: (size[1], size[2]) for name, size in found.items() if size}


class _Writer:
    """Gives the elements of one page the form that HTML needs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sizes = _sizes(page)

    def visit(self, element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        """Change one element."""
        if isinstance(element, pf.Header):
            _heading(element)
        elif isinstance(element, pf.Link):
            self._link(element)
        elif isinstance(element, pf.Image):
            self._image(element)
        elif isinstance(element, pf.Table):
            return [_raw(FRAME.format(kind="tbl", label="Tabell")), element, _raw("</div>")]
        elif floats.is_float(element):
            return _float(element)
        elif floats.is_callout(element):
            return _callout(element)
        elif isinstance(element, pf.Div) and "columns" in element.classes:
            return _columns(element)
        return None

    def _link(self, link: pf.Link) -> None:
        other = link.attributes.pop("page", "")
        if other and other != self.page.name:
            link.url = f"{other}.html{link.url}"

    def _image(self, image: pf.Image) -> None:
        alt = alternative(image)
        image.attributes.pop("fig-alt", "")
        image.content = []
        image.attributes["alt"] = alt
        name = image.url.removeprefix(f"{FIGURES}/")
        if name in self.sizes and "width" not in image.attributes:
            width, height = self.sizes[name]
            image.attributes["width"] = str(round(float(width)))
            image.attributes["height"] = str(round(float(height)))


def _heading(header: pf.Header) -> None:
    number = header.attributes.pop("number", "")
    if number:
        span = pf.Span(pf.Str(number), classes=["nummer"])
        header.content = [span, pf.Space, *header.content]


def _float(div: pf.Div) -> list[pf.Element]:
    kind = div.attributes["kind"]
    *content, caption = div.content
    label = _label(div)
    words = [pf.Strong(pf.Str(f"{label}:")), pf.Space, *caption.content]
    identifier = f' id="{html.escape(div.identifier)}"' if div.identifier else ""
    body = content
    if label and kind == "fig":
        body = [_raw(FRAME.format(kind=kind, label=label)), *content, _raw("</div>")]
    elif label:
        body = [_relabelled(block, label) for block in content]
    if label or caption.content:
        line = pf.Plain(*(words if label else caption.content))
        text = [_raw("<figcaption>"), line, _raw("</figcaption>")]
        body = [*text, *body] if kind == "tbl" else [*body, *text]
    return [_raw(f'<figure{identifier} class="{kind}">'), *body, _raw("</figure>")]


def _relabelled(block: Any, label: str) -> Any:  # noqa: ANN401
    """Give the frame of a table the name that its caption has."""
    if isinstance(block, pf.RawBlock) and block.text == FRAME.format(kind="tbl", label="Tabell"):
        return _raw(FRAME.format(kind="tbl", label=label))
    return block


def _label(div: pf.Div) -> str:
    number = div.attributes.get("number", "")
    return f"{div.attributes['prefix']}\u00a0{number}" if number else ""


def _callout(div: pf.Div) -> list[pf.Element]:
    title, *content = div.content
    kind = div.attributes["kind"]
    identifier = f' id="{html.escape(div.identifier)}"' if div.identifier else ""
    if collapse := div.attributes.get("collapse"):
        closed = collapse.lower() == "true"
        start = f'<details{identifier} class="callout callout-{kind}"{"" if closed else " open"}>'
        heading = [_raw('<summary class="callout-title">'), title, _raw("</summary>")]
        return [_raw(start), *heading, *content, _raw("</details>")]
    start = f'<div{identifier} class="callout callout-{kind}" role="note">'
    heading = [_raw('<p class="callout-title">'), title, _raw("</p>")]
    return [_raw(start), *heading, *content, _raw("</div>")]


def _columns(div: pf.Div) -> pf.Div:
    """Lay columns out as shares of the width; the style sheet stacks them on a phone."""
    shares = [column_share(block) for block in div.content]
    div.classes = ["spalter"]
    div.attributes["style"] = f"--spalter: {' '.join(f'minmax(0, {share})' for share in shares)}"
    for block in div.content:
        block.attributes.pop("width", None)
    return div


def column_share(column: pf.Div) -> str:
    """Give the width of a column as a share: ``40%`` is ``40fr``, none is ``1fr``."""
    match = re.fullmatch(r"([\d.]+)%", column.attributes.get("width", ""))
    return f"{match[1]}fr" if match else "1fr"


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="html")
