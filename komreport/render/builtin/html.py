"""A page's document tree as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import panflute as pf

from komreport.render.builtin import drawings, floats, footnotes, pandoc, pieces, tree
from komreport.render.builtin.exports import table_csv
from komreport.render.builtin.markdown import FIGURES, TABLES
from komreport.render.builtin.outline import alternative
from komreport.render.builtin.pieces import Written
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.resolved import (
    Manuscript,
    document,
    manuscript,
    passage_parts,
    written_pieces,
)

ARGUMENTS = ("--section-divs=false", "--syntax-highlighting=none")
#: What is wider than the screen scrolls within its frame, also from the keyboard.
FRAME = (
    '<div class="rulleramme {kind}-ramme">'
    '<div class="rull" role="group" tabindex="0" aria-label="{label}">'
)
FRAME_END = "</div></div>"
UNLABELLED = FRAME.format(kind="tbl", label="Tabell")
#: What stands under a figure or table and belongs to it: its numbers, its source and its notes.
BELONGINGS = frozenset({"figurdata", "kilde"})
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
BETWEEN_CELLS = re.compile(r">\n(?=</?(?:t[dhr]|thead|tbody|tfoot)\b)")
DATA_ROW = re.compile(r'<a href="(\.\./data/[^"]+)">(data/[^<]+:\d+)</a>')
ROW_NAME = re.compile(r'<th scope="row"><span id="([^"]+)">([^<]*)</span></th>')
HEADS = re.compile(r"<th\b([^>]*)>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
#: A table with this many columns of words is read row by row on a phone.
COLUMNS_OF_WORDS = 3
#: The style sheet knows columns of numbers up to this one.
LAST_PLACE = 6


@dataclass(frozen=True)
class Content:
    """A page as it goes into the site.

    Attributes:
        html: What stands in the page's ``main`` element, with places for its drawings.
        tables: Label of a figure or table → its numbers as CSV.
    """

    html: str
    tables: dict[str, str]


@dataclass(frozen=True)
class Part:
    """A passage of a page as HTML.

    Attributes:
        html: What it became, without its footnotes.
        notes: Its footnotes; None when they cannot be told from those of other passages.
        tables: Label of a figure or table → its numbers as CSV.
    """

    html: str
    notes: list[str] | None
    tables: dict[str, str]


def page_content(project: Project, page: Page) -> Content:
    """Write a page's content as HTML, with the Lua filter of the kom extension.

    Args:
        project: The book, with its references resolved.
        page: The page.
    """
    places = {passage.text: passage for passage in page.passages}
    parts = passage_parts(project, page)

    def some(missing: list[list[Any]]) -> list[dict[str, Any]]:
        chosen = [places[text] for text, *_ in missing]
        tables = written_pieces(project, page, chosen, "html", lambda _: "", written_tables)
        made = project.crew.call(written_parts, manuscript(project, page, tables, chosen))
        if len(made) != len(missing):  # the word that stands between them stands in one as well
            made = [Part("", None, {})] * len(missing)
        return [asdict(part) for part in made]

    def whole() -> tuple[str, dict[str, str]]:
        tables = written_pieces(project, page, page.passages, "html", lambda _: "", written_tables)
        return project.crew.call(written, manuscript(project, page, tables))

    made = [Part(**kept) for kept in project.store.texts("avsnitt-html", parts, some)]
    notes = [part.notes for part in made if part.notes is not None]
    if len(notes) == len(made):
        text = footnotes.numbered([part.html for part in made], notes)
        csv = {label: table for part in made for label, table in part.tables.items()}
        return Content(f"{text}\n", csv)
    return Content(*project.store.text("html", [parts, sorted(page.images)], whole))


def written(page: Manuscript) -> tuple[str, dict[str, str]]:
    """Write a page as HTML, and its tables as CSV by label."""
    text, tables = _written(page)
    return footnotes.readable(text), {name: one for part in tables for name, one in part.items()}


def written_parts(page: Manuscript) -> list[Part]:
    """Write some passages of a page that stand in its manuscript; see `pieces.joined`."""
    text, (*tables, _) = _written(page)
    *texts, section = (part.strip("\n") for part in text.split(pieces.BETWEEN))
    if len(texts) != len(tables):
        return []
    notes: Sequence[list[str] | None] = footnotes.taken(texts, section) or [None] * len(texts)
    return [Part(*part) for part in zip(texts, notes, tables, strict=True)]


def _written(page: Manuscript) -> tuple[str, list[dict[str, str]]]:
    writer = _Writer(page)
    doc = document(page, "html")
    gather(doc)
    doc.walk(writer.visit)
    text = pandoc.write(doc, "html5", _arguments(page), page.folder)
    return TABLE.sub(lambda table: _short_table(table[0]), text), writer.tables


def written_tables(joined: Manuscript) -> list[Written]:
    """Write the tables of a page that stand in its text as HTML; see `pieces.joined`."""
    blocks = orjson.loads(joined.tree)["blocks"]
    for link in tree.elements(blocks, "Link"):
        anchor, name = joined.resolution.links.get(link["c"][2][0], ("", ""))
        if name:
            link["c"][2][0] = f"{'' if name == joined.name else f'{name}.html'}#{anchor}"
    exported = [""]
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"][1] == pieces.BETWEEN:
            exported.append("")
        elif not exported[-1]:
            table = next(tree.elements(block, "Table"), None)
            exported[-1] = table_csv(table) if table else ""
    before, after = ({"t": "RawBlock", "c": ["html", text]} for text in (UNLABELLED, FRAME_END))
    content = tree.whole(tree.framed(blocks, before, after))
    texts = pieces.parted(pandoc.written(content, "html5", _arguments(joined), joined.folder))
    return [Written(text, csv) for text, csv in zip(texts, exported, strict=False)]


def _arguments(page: Manuscript) -> list[str]:
    return ["--lua-filter", str(page.filters), *ARGUMENTS]


def _short_table(table: str) -> str:
    """Write a table in fewer letters: in a long number basis that is a third of the page."""
    # cells stand to the left of themselves
    table = table.replace('<td style="text-align: left;">', "<td>")
    table = table.replace('<td style="text-align: right;">', '<td class="hoyre">')
    table = ROW_NAME.sub(r'<th scope="row" id="\1">\2</th>', table)
    # a data file is linked where it is first named: the keyboard need not pass it in every row
    linked: set[str] = set()

    def once(match: re.Match[str]) -> str:
        folder, slash, row = match[2].rpartition("/")
        shown = f"{folder}{slash}<wbr>{row}"
        if match[1] in linked:
            return shown
        linked.add(match[1])
        return f'<a href="{match[1]}">{shown}</a>'

    return _stacked(_aligned(BETWEEN_CELLS.sub(">", DATA_ROW.sub(once, table))))


def _aligned(table: str) -> str:
    """Say of a table with one column of numbers where it is, not of each of its cells."""
    heads = _plain_heads(table)
    numbers = [place for place, (about, _) in enumerate(heads, 1) if "right" in about]
    if len(numbers) != 1 or numbers[0] > LAST_PLACE or "span=" in table:
        return table
    table = table.replace("<table", f'<table data-hoyre="{numbers[0]}"', 1)
    return table.replace('<td class="hoyre">', "<td>")


def _stacked(table: str) -> str:
    """Name the columns of a table of words in its style: on a phone each cell says its own."""
    heads = _plain_heads(table)
    words = [name for about, name in heads if "right" not in about]
    if len(words) < COLUMNS_OF_WORDS or len(heads) - len(words) > 1:
        return table
    names = [html.unescape(TAG.sub("", name)).strip() for _, name in heads]
    style = ";".join(f"--k{number}:{_css_string(name)}" for number, name in enumerate(names[1:], 2))
    return table.replace("<table", f'<table data-stabel style="{html.escape(style)}"', 1)


def _plain_heads(table: str) -> list[tuple[str, str]]:
    """Give attributes and content of the column heads; none when they are not one plain row."""
    head = table.partition("</thead>")[0]
    return HEADS.findall(head) if head.count("<tr") == 1 and "span=" not in head else []


def _css_string(text: str) -> str:
    return "'" + "".join(rf"\{ord(c):x} " if c in "'\\\n" else c for c in f"{text}: ") + "'"


def gather(doc: pf.Doc) -> None:
    """Put the numbers, source and notes that follow a figure or table into it."""
    for parent in [doc, *floats.found(doc, lambda element: isinstance(element, pf.Div))]:
        if floats.is_float(parent):
            continue
        kept: list[pf.Element] = []
        for block in list(parent.content):
            last = kept[-1] if kept else None
            belongs = isinstance(block, pf.Div) and not BELONGINGS.isdisjoint(block.classes)
            if belongs and last is not None and floats.is_float(last):
                last.content.insert(len(last.content) - 1, block)
            else:
                kept.append(block)
        parent.content = kept


class _Writer:
    """Gives the elements of one page the form that HTML needs."""

    def __init__(self, page: Manuscript) -> None:
        self.page = page
        #: The tables of each passage.
        self.tables: list[dict[str, str]] = [{}]
        self.exported = {piece.text: piece.csv for piece in page.pieces.values()}

    def visit(self, element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        """Change one element."""
        if isinstance(element, pf.Header):
            _heading(element)
        elif isinstance(element, pf.Link):
            self._link(element)
        elif isinstance(element, pf.Image):
            return self._image(element)
        elif isinstance(element, pf.RawBlock) and element.text == pieces.BETWEEN:
            self.tables.append({})
        elif mark := pieces.mark_of(element):
            return _raw(self.page.pieces[mark].text)
        elif isinstance(element, pf.Table):
            return [_raw(UNLABELLED), element, _raw(FRAME_END)]
        elif isinstance(element, pf.Div):
            return self._div(element)
        return None

    def _div(self, div: pf.Div) -> Any:  # noqa: ANN401
        if floats.is_float(div):
            return self._float(div)
        if floats.is_callout(div):
            return _callout(div)
        return _columns(div) if "columns" in div.classes else None

    def _link(self, link: pf.Link) -> None:
        other = link.attributes.pop("page", "")
        if other and other != self.page.name:
            link.url = f"{other}.html{link.url}"

    def _image(self, image: pf.Image) -> pf.Element | None:
        """Give a picture its alternative text; a drawing that a cell made goes into the page."""
        alt = alternative(image)
        image.attributes.pop("fig-alt", "")
        image.content = []
        image.attributes["alt"] = alt
        name = image.url.removeprefix(f"{FIGURES}/")
        if name.endswith(".svg") and name in self.page.drawings:
            width = image.attributes.get("width", "")
            return pf.RawInline(drawings.place(name, alt, width), format="html")
        return None

    def _float(self, div: pf.Div) -> list[pf.Element]:
        kind = div.attributes["kind"]
        *content, caption = div.content
        label = _label(div)
        identifier = f' id="{html.escape(div.identifier)}"' if div.identifier else ""
        body, rest = _split(content)
        if label and kind == "fig":
            body = [_raw(FRAME.format(kind=kind, label=label)), *body, _raw(FRAME_END)]
        elif label:
            body = [_relabelled(block, label) for block in body]
        if label or caption.content:
            mark = (
                [pf.Span(pf.Str(f"{label}:"), classes=["flyt-nummer"]), pf.Space] if label else []
            )
            line = pf.Plain(*mark, *caption.content)
            body = [_raw("<figcaption>"), line, _raw("</figcaption>"), *body]
        if label:
            rest.append(_raw(self._tools(div, kind, label)))
        return [_raw(f'<figure{identifier} class="{kind}">'), *body, *rest, _raw("</figure>")]

    def _tools(self, div: pf.Div, kind: str, label: str) -> str:
        """Write the row under a figure or table: what can be taken away, and a link to it."""
        name = html.escape(div.identifier)
        files = []
        if kind == "fig" and f"{div.identifier}.svg" in self.page.drawings:
            files = [(f"{FIGURES}/{name}.svg", "SVG"), (f"{FIGURES}/{name}.png", "PNG")]
        table = self._numbers(div)
        if table:
            self.tables[-1][div.identifier] = table
            files.append((f"{TABLES}/{name}.csv", "CSV"))
        links = [
            f'<a href="{file}" download aria-label="Last ned {label} som {form}">{form}</a>'
            for file, form in files
        ]
        saved = f'<span aria-hidden="true">Last ned:</span> {" ".join(links)}' if links else ""
        button = (
            f'<button type="button" class="kopier" data-anker="{name}" hidden '
            f'aria-label="Kopier lenke til {label}">Kopier lenke</button>'
        )
        return f'<div class="verktoy">{saved} {button}</div>'

    def _numbers(self, div: pf.Div) -> str:
        """Give the first table of a figure or table as CSV; an empty text when it has none."""
        for element in floats.found(div, lambda one: isinstance(one, (pf.Table, pf.RawBlock))):
            if isinstance(element, pf.Table):
                return table_csv(element.to_json())
            if found := self.exported.get(element.text):
                return found
        return ""


def _heading(header: pf.Header) -> None:
    number = header.attributes.pop("number", "")
    if number:
        span = pf.Span(pf.Str(number), classes=["nummer"])
        header.content = [span, pf.Space, *header.content]


def _split(content: list[Any]) -> tuple[list[Any], list[Any]]:
    """Part what a figure or table shows from what stands under it."""
    for number, block in enumerate(content):
        if isinstance(block, pf.Div) and not BELONGINGS.isdisjoint(block.classes):
            return content[:number], content[number:]
    return content, []


def _relabelled(block: Any, label: str) -> Any:  # noqa: ANN401
    """Give the frame of a table the name that its caption has."""
    if isinstance(block, pf.RawBlock):
        return _raw(block.text.replace(UNLABELLED, FRAME.format(kind="tbl", label=label)))
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
