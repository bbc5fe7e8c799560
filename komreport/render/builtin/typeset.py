"""A page's document tree in the form that Typst needs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import panflute as pf

from komreport.render.builtin import floats, pieces
from komreport.render.builtin.html import column_share
from komreport.render.builtin.outline import alternative
from komreport.render.builtin.project import Project
from komreport.render.builtin.resolved import Manuscript, document

#: What the partials of the kom extension and pandoc's Typst take for granted.
DEFINITIONS = """
#let horizontalrule = line(length: 100%, stroke: 0.5pt)
#let plain-caption(body) = block(above: 0.8em, below: 1.5em, text(size: 9.5pt, body))
// A link inside the book; plain text when the place is one that print does not have.
#let internal-link(name, body) = context {
  if query(label(name)).len() > 0 { link(label(name), body) } else { body }
}
#show raw.where(block: true): set block(fill: luma(244), width: 100%, inset: 8pt, radius: 2pt)
#show terms.item: it => block(above: 0.9em, below: 0.9em, {
  block(below: 0.4em, sticky: true, strong(it.term)); pad(left: 1.4em, it.description)
})
"""

#: The colours by which the template knows Quarto's callouts.
COLOURS = {
    "note": "#0758E5",
    "tip": "#00A047",
    "important": "#CC1914",
    "warning": "#EB9113",
    "caution": "#FC5300",
}
#: Tables with more columns than this get small print and upright headers.
MANY_COLUMNS = 9
#: Heads up to this length, such as years, stand as they are.
SHORT_HEAD = 5
WIDE = "#[#set text(size: 8pt)\n#set table(inset: (x: 2pt, y: 3pt))"
UPRIGHT = "#rotate(-90deg, reflow: true)["
#: Classes of table rows that hold totals; the style sheet makes them bold in HTML.
TOTALS = frozenset({"sum", "i-alt"})
#: What belongs to the figure or table before it.
FOLLOWERS = frozenset({"figurdata", "kilde"})
#: What Typst takes for the mark of a list, a heading or a term at the start of a cell.
MARK = re.compile(r"\d+\.|[-+=/]+")
LENGTH = re.compile(r"([\d.]+)(px|%|cm|mm|in|pt|em)?")

Labels = dict[tuple[str, str], str]


def labels(project: Project) -> Labels:
    """Give every id of the book a label of its own: pages may use an id twice, Typst may not.

    Returns:
        Labels by name of the page and id.
    """
    taken: set[str] = set()
    given: Labels = {}
    for page in project.pages:
        for name in page.outline.anchors:
            given[page.name, name] = f"{page.name}--{name}" if name in taken else name
        taken |= {name for other, name in given if other == page.name}
    return given


def page_doc(page: Manuscript, names: Labels) -> pf.Doc:
    """Give the tree of a page as pandoc's Typst writer is to have it.

    Args:
        page: The page.
        names: Labels of the ids that are on the page, or that it refers to, from `labels`.
    """
    doc = document(page, "typst")

    def visit(element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        if getattr(element, "identifier", ""):
            element.identifier = names.get((page.name, element.identifier), element.identifier)
        return _element(page, element, names)

    doc.content = pf.ListContainer(*_grouped(list(doc.content)))
    doc.walk(visit)
    return doc


def _grouped(blocks: list[Any]) -> list[Any]:
    """Put each figure or table together with the source and the notes that follow it."""
    result: list[Any] = []
    open_group = False
    for block in blocks:
        follows = isinstance(block, pf.Div) and bool(FOLLOWERS & set(block.classes))
        if open_group and not follows:
            result.append(_raw("]"))
            open_group = False
        if floats.is_float(block):
            result.append(_raw("#kom-flyt["))
            open_group = True
        result.append(block)
    return [*result, _raw("]")] if open_group else result


def _element(page: Manuscript, element: Any, names: Labels) -> Any:  # noqa: ANN401
    if mark := pieces.mark_of(element):
        return _raw(page.pieces[mark].text)
    if isinstance(element, pf.Header):
        element.attributes.pop("number", None)
    elif isinstance(element, pf.TableCell):
        _escape_mark(element)
    elif isinstance(element, pf.TableRow):
        _total(element)
    elif isinstance(element, pf.Link) and element.url.startswith("#"):
        target = element.url[1:]
        name = names.get((element.attributes.get("page", page.name), target), target)
        return [_inline(f"#internal-link({string(name)})["), *element.content, _inline("]")]
    for test, form in FORMS:
        if test(element):
            return form(element)
    return None


def _escape_mark(cell: pf.TableCell) -> None:
    """Keep «16. januar» and «- 3» text; pandoc escapes them in paragraphs, not in cells."""
    block = cell.content[0] if cell.content else None
    if isinstance(block, (pf.Plain, pf.Para)) and block.content:
        first = block.content[0]
        if isinstance(first, pf.Str) and MARK.fullmatch(first.text):
            escaped = re.sub(r"([.+=/-])", r"\\\1", first.text)
            block.content = [_inline(escaped), *list(block.content)[1:]]


def _total(row: pf.TableRow) -> None:
    """Make a row of totals bold; Typst gets no classes."""
    for cell in row.content if TOTALS & set(row.classes) else []:
        for block in cell.content:
            if isinstance(block, (pf.Plain, pf.Para)) and block.content:
                block.content = [pf.Strong(*block.content)]


def _table(table: pf.Table) -> list[pf.Element]:
    table.classes.append("typst:no-figure")
    columns = len(table.colspec)
    if columns <= MANY_COLUMNS:
        return [table]
    table.colspec = [
        (align, 0.2 if number == 0 else 0.8 / (columns - 1))
        for number, (align, _) in enumerate(table.colspec)
    ]
    heads = [
        block
        for row in table.head.content
        for cell in list(row.content)[1:]
        for block in cell.content
    ]
    if max((len(pf.stringify(block)) for block in heads), default=0) > SHORT_HEAD:
        for block in heads:
            block.content = [_inline(UPRIGHT), *block.content, _inline("]")]
    return [_raw(WIDE), table, _raw("]")]


def _image(image: pf.Image) -> pf.RawInline:
    size = "".join(
        f", {side}: {length}"
        for side in ("width", "height")
        if (length := _length(image.attributes.get(side, "")))
    )
    return _inline(f"#image({string(image.url)}, alt: {string(alternative(image))}{size})")


def _length(text: str) -> str:
    match = LENGTH.fullmatch(text)
    if not match:
        return ""
    if match[2] in {None, "px"}:
        return f"{float(match[1]) * 0.75:g}pt"
    return match[0]


def _float(div: pf.Div) -> list[pf.Element]:
    kind = div.attributes["kind"]
    *content, caption = div.content
    if "number" not in div.attributes:
        return [*content, _raw("#plain-caption["), pf.Plain(*caption.content), _raw("]")]
    supplement = string(div.attributes["prefix"])
    return [
        _raw("#figure(["),
        *content,
        _raw("], caption: figure.caption(position: top, ["),
        pf.Plain(*caption.content),
        _raw(f']), kind: "quarto-float-{kind}", supplement: {supplement}) <{div.identifier}>'),
    ]


def _columns(div: pf.Div) -> list[pf.Element]:
    shares = ", ".join(column_share(block) for block in div.content)
    result: list[pf.Element] = [_raw(f"#grid(columns: ({shares},), gutter: 14pt,")]
    for block in div.content:
        result += [_raw("["), *block.content, _raw("],")]
    return [*result, _raw(")")]


def _callout(div: pf.Div) -> list[pf.Element]:
    title, *content = div.content
    colour = f"icon_color: rgb({string(COLOURS[div.attributes['kind']])})"
    return [_raw(f"#callout({colour}, title: ["), title, _raw("], body: ["), *content, _raw("])")]


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="typst")


def _inline(text: str) -> pf.RawInline:
    return pf.RawInline(text, format="typst")


def string(text: str) -> str:
    """Write text as a Typst string; its escapes are those of JSON for all that occurs here."""
    return json.dumps(text, ensure_ascii=False)


FORMS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (lambda element: isinstance(element, pf.Image), _image),
    (lambda element: isinstance(element, pf.Table), _table),
    (floats.is_float, _float),
    (floats.is_callout, _callout),
    (lambda element: isinstance(element, pf.Div) and "columns" in element.classes, _columns),
)
