"""A page's tree with its numbers and references in it, ready to be written in either format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeAlias

import orjson
import panflute as pf

from komreport.render.builtin import floats, pandoc, pieces, tree
from komreport.render.builtin.outline import is_numbered
from komreport.render.builtin.passages import Passage
from komreport.render.builtin.pieces import Piece, Written
from komreport.render.builtin.project import Page, Project, Resolution, read_pieces
from komreport.store import file_digest

Form: TypeAlias = Literal["html", "typst"]
REFERENCE = "henvisning"
#: What the Lua filter leaves out of a format; a page's number basis alone is half of its tree.
LEFT_OUT: dict[Form, frozenset[str]] = {
    "html": frozenset({"bare-trykk"}),
    "typst": frozenset({"bare-nett", "figurdata", "tallgrunnlag"}),
}


@dataclass(frozen=True)
class Manuscript:
    """All that is needed to write a page, also in another process.

    Attributes:
        name: Name of the page.
        tree: Its document tree, as pandoc's JSON.
        resolution: What `references.resolve` has found.
        drawings: File names of the pictures that its cells made.
        folder: Folder that paths in it are relative to.
        filters: The Lua filter of the kom extension.
        pieces: What its tables became in the format that it is for, by mark.
    """

    name: str
    tree: bytes
    resolution: Resolution
    drawings: frozenset[str]
    folder: Path
    filters: Path
    pieces: dict[str, Written]


def manuscript(
    project: Project,
    page: Page,
    pieces_: dict[str, Written],
    parts: Sequence[Passage] | None = None,
) -> Manuscript:
    """Give a page of a project, with its references resolved, to be written.

    Args:
        project: The book.
        page: The page.
        pieces_: What its tables became, from `written_pieces`.
        parts: The passages to write, with `pieces.BETWEEN` between them, in HTML; the whole page,
            in either format, when left out.
    """
    made = _manuscript(project, page, b"", pieces_)
    if parts is None:
        return replace(made, tree=tree.whole(_blocks(page.passages)))
    given = {one.text: found for one, found in zip(page.passages, numbers(page), strict=True)}
    taken = [number for passage in parts for number in given[passage.text]]
    content = pieces.joined((_blocks([passage]) for passage in parts), "html")
    return replace(made, tree=content, resolution=replace(page.resolution, numbers=taken))


def written_pieces(
    project: Project,
    page: Page,
    parts: Sequence[Passage],
    form: Form,
    depends: Callable[[Piece], Any],
    write: Callable[[Manuscript], list[Written]],
) -> dict[str, Written]:
    """Write the tables of a page that are in a format, all that are not kept in one go.

    Args:
        project: The book, with its references resolved.
        page: The page.
        parts: The passages of it whose tables are to be written.
        form: The format.
        depends: What else than the text and its links the result depends on.
        write: Writes a tree that `pieces.joined` has made.
    """
    marks = pieces.marks(list(_left(_blocks(parts), LEFT_OUT[form])))
    found = dict(
        zip(marks, read_pieces(project, [page.pieces[mark] for mark in marks]), strict=True)
    )
    filters = _filters(project)
    parts_ = []
    for mark, piece in found.items():
        leads = _leads(page, piece.links)
        parts_.append([mark, page.name, leads, filters, depends(piece)])

    def make(missing: list[list[Any]]) -> list[dict[str, str]]:
        whole = pieces.joined((found[mark].blocks for mark, *_ in missing), form)
        made = project.crew.call(write, _manuscript(project, page, whole, {}))
        return [vars(piece) for piece in made]

    made = project.store.texts(f"stykke-{form}", parts_, make)
    return {mark: Written(**kept) for mark, kept in zip(marks, made, strict=True)}


def _manuscript(
    project: Project, page: Page, content: bytes, pieces_: dict[str, Written]
) -> Manuscript:
    return Manuscript(
        page.name,
        content,
        page.resolution,
        frozenset(page.images),
        project.folder,
        project.extension / "kom.lua",
        pieces_,
    )


def _blocks(parts: Sequence[Passage]) -> list[Any]:
    return [block for passage in parts for block in orjson.loads(passage.tree)]


def _leads(page: Page, links: Iterable[str]) -> dict[str, tuple[str, str]]:
    known = page.resolution.links
    return {url: known[url] for url in links if url in known}


def document(page: Manuscript, form: Form) -> pf.Doc:
    """Give a tree of a page to be changed at will, with what `references.resolve` has found.

    Headings carry their number in the attribute ``number``, and so do figures and tables with a
    label, with ``prefix``; links inside the book are to ``#id``, with the page's name in the
    attribute ``page``.

    Args:
        page: The page.
        form: The format that it is for: what the Lua filter leaves out of it may be left out of
            the tree.
    """
    content = orjson.loads(page.tree)
    content["blocks"] = list(_left(content["blocks"], LEFT_OUT[form]))
    doc = pandoc.loaded(orjson.dumps(content))
    numbers = iter(page.resolution.numbers)

    def visit(element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        if is_numbered(element):
            _numbered(element, *next(numbers, ("", "")))
        elif isinstance(element, pf.Cite):
            return _cited(page, element)
        elif isinstance(element, pf.Link) and element.url in page.resolution.links:
            anchor, name = page.resolution.links[element.url]
            element.url = f"#{anchor}"
            element.attributes["page"] = name
        return None

    doc.walk(visit)
    return doc


def page_parts(project: Project, page: Page) -> list[Any]:
    """Give all that the tree of a page and the Lua filter depend on, for `store.Store`."""
    return [page.source, asdict(page.resolution), _filters(project)]


def passage_parts(project: Project, page: Page) -> list[list[Any]]:
    """Give all that each passage of a page depends on in HTML, for `store.Store`."""
    around = [page.name, project.language, len(page.passages) == 1, _filters(project)]
    parts = []
    for passage, given in zip(page.passages, numbers(page), strict=True):
        uses = [use.address for use in passage.outline.uses]
        tables = [page.names[mark] for mark in pieces.MARK.findall(passage.text)]
        links = _leads(page, [*uses, *(link for table in tables for link in table.links)])
        labels = [use[:1].lower() + use[1:] for use in uses]
        targets = {
            name: page.resolution.targets[name]
            for name in labels
            if name in page.resolution.targets
        }
        images = [name for name in sorted(page.images) if Path(name).stem in passage.text]
        parts.append([passage.text, given, targets, links, images, around])
    return parts


def numbers(page: Page) -> list[list[tuple[str, str]]]:
    """Give the numbers of the entries of each passage of a page."""
    given = iter(page.resolution.numbers)
    return [list(islice(given, len(passage.outline.entries))) for passage in page.passages]


def _filters(project: Project) -> str:
    return file_digest(project.extension / "kom.lua")


def _left(blocks: list[Any], classes: frozenset[str]) -> Iterator[Any]:
    """Empty the blocks with one of some classes; what has a number stays, and takes it."""
    for block in blocks:
        if block["t"] == "Div":
            (_, own, _), content = block["c"]
            if not classes.isdisjoint(own):
                content = list(_counted(content))
            block["c"][1] = list(_left(content, classes))
        yield block


def _counted(blocks: list[Any]) -> Iterator[Any]:
    for block in blocks:
        if block["t"] == "Header":
            yield block
        elif block["t"] == "Div":
            (_, own, _), content = block["c"]
            if floats.FLOAT in own:
                yield block
            else:
                yield from _counted(content)


def _numbered(element: Any, number: str, prefix: str) -> None:  # noqa: ANN401
    if not isinstance(element, pf.Header):
        element.attributes |= {"number": number, "prefix": prefix}
    elif number:
        element.attributes["number"] = number
    elif "unnumbered" not in element.classes:
        element.classes.append("unnumbered")


def _cited(page: Manuscript, cite: pf.Cite) -> list[pf.Element]:
    parts: list[pf.Element] = []
    for citation in cite.citations:
        label = citation.id[:1].lower() + citation.id[1:]
        parts += [pf.Str(","), pf.Space] if parts else []
        parts.append(_reference(citation, label, *page.resolution.targets[label]))
    return parts


def _reference(
    citation: pf.Citation, label: str, prefix: str, number: str, title: str, page: str
) -> pf.Link:
    """Give a reference the words that Quarto gives it; a prefix in it takes the place of ours."""
    words: list[pf.Element] = [pf.Str(number or f"«{title}»")]
    if citation.prefix:
        words = [*citation.prefix, pf.Str("\u00a0"), *words]
    elif citation.mode != "SuppressAuthor" and number:
        words = [pf.Str(f"{prefix}\u00a0{number}")]
    return pf.Link(*words, url=f"#{label}", classes=[REFERENCE], attributes={"page": page})
