"""A page's tree with its numbers and references in it, ready to be written in either format."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import panflute as pf

from komreport.render.builtin import pandoc
from komreport.render.builtin.outline import is_numbered
from komreport.render.builtin.project import Page, Project, tree
from komreport.store import file_digest

REFERENCE = "henvisning"


def document(project: Project, page: Page) -> pf.Doc:
    """Give a tree of a page to be changed at will, with what `references.resolve` has found.

    Headings carry their number in the attribute ``number``, and so do figures and tables with a
    label, with ``prefix``; links inside the book are to ``#id``, with the page's name in the
    attribute ``page``.
    """
    doc = pandoc.loaded(tree(project, page))
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
    filters = project.extension / "kom.lua"
    return [page.source, asdict(page.resolution), file_digest(filters)]


def _numbered(element: Any, number: str, prefix: str) -> None:  # noqa: ANN401
    if not isinstance(element, pf.Header):
        element.attributes |= {"number": number, "prefix": prefix}
    elif number:
        element.attributes["number"] = number
    elif "unnumbered" not in element.classes:
        element.classes.append("unnumbered")


def _cited(page: Page, cite: pf.Cite) -> list[pf.Element]:
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
