"""Numbers and cross-references: one pass over all pages, so that both formats say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import panflute as pf

from komreport.render.builtin import pandoc
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.support import RenderErrors

FLOATS = ("fig", "tbl")
KINDS = (*FLOATS, "sec")


@dataclass(frozen=True)
class Target:
    """Something that can be referred to.

    Attributes:
        page: The page that it is on.
        identifier: Its id.
        prefix: «Figur», «Tabell», «Kapittel» …
        number: «3.1», or an empty string when it has none.
        title: Title of a section, for references to sections without a number.
    """

    page: Page
    identifier: str
    prefix: str
    number: str
    title: str = ""


def resolve(project: Project) -> None:
    """Number chapters, sections, figures and tables, and turn references into links.

    Afterwards headings carry their number in the attribute ``number``; figures and tables are Divs
    of class ``flyt`` with the attributes ``kind`` and ``number`` whose last block is the caption;
    references are Links to ``#id`` with the attribute ``page``.

    Raises:
        RenderErrors: References that lead nowhere, and labels that stand twice.
    """
    targets: dict[str, Target] = {}
    problems: list[str] = []
    for page in project.pages:
        _expand_html(page.doc)
        for target in _number(project, page):
            if target.identifier in targets:
                problems.append(
                    f"{page.notebook.find(target.identifier)}: etiketten «{target.identifier}» finnes "
                    f"også i {targets[target.identifier].page.notebook.path.name}. Gi den et annet navn"
                )
            targets[target.identifier] = target
    for page in project.pages:
        problems += _link(project, page, targets)
    RenderErrors.check(problems)


def _number(project: Project, page: Page) -> list[Target]:
    words = project.language
    found: list[Target] = []
    sections = [0] * 7
    floats = dict.fromkeys(FLOATS, 0)
    for element in _elements(page.doc):
        if isinstance(element, pf.Header):
            found.append(_section(project, page, element, sections))
        else:
            kind = element.identifier.partition("-")[0]
            floats[kind] += 1
            number = f"{page.number}.{floats[kind]}" if page.number else str(floats[kind])
            prefix = words[f"crossref-{kind}-prefix"]
            element.classes.append("flyt")
            element.attributes |= {"kind": kind, "number": number, "prefix": prefix}
            found.append(Target(page, element.identifier, prefix, number))
    labels = tuple(f"{kind}-" for kind in KINDS)
    return [target for target in found if target.identifier.startswith(labels)]


def _section(project: Project, page: Page, header: pf.Header, counts: list[int]) -> Target:
    words = project.language
    level = header.level
    prefix = words["crossref-sec-prefix"]
    number = ""
    if level == 1:
        prefix = words["crossref-apx-prefix" if page.kind == "appendix" else "crossref-ch-prefix"]
        number = page.number
    elif page.number and "unnumbered" not in header.classes and level <= project.number_depth:
        counts[level] += 1
        counts[level + 1 :] = [0] * len(counts[level + 1 :])
        number = ".".join([page.number, *map(str, counts[2 : level + 1])])
    if number:
        header.attributes["number"] = number
    elif "unnumbered" not in header.classes:
        header.classes.append("unnumbered")
    return Target(page, header.identifier, prefix, number, pf.stringify(header))


def _elements(doc: pf.Doc) -> list[Any]:
    """Headings and floats, in reading order; headings inside boxes do not count."""
    found: list[Any] = []

    def visit(element: Any, _: pf.Doc) -> None:  # noqa: ANN401
        is_float = isinstance(element, pf.Div) and element.identifier.startswith(
            tuple(f"{kind}-" for kind in FLOATS)
        )
        if is_float or (isinstance(element, pf.Header) and not _boxed(element)):
            found.append(element)

    # panflute walks children before their parents; nothing here contains another of its kind
    doc.walk(visit)
    return found


def _boxed(element: pf.Element) -> bool:
    return "unlisted" in element.classes


def _link(project: Project, page: Page, targets: dict[str, Target]) -> list[str]:
    problems: list[str] = []
    pages = {other.notebook.path.name: other for other in project.pages}
    anchors = {element.identifier for element in _with_ids(page.doc)}

    def visit(element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        if isinstance(element, pf.Cite):
            return _cited(element, page, targets, problems)
        if isinstance(element, pf.Link):
            return _linked(element, page, pages, targets, anchors, problems)
        return None

    page.doc.walk(visit)
    return problems


def _with_ids(doc: pf.Doc) -> list[Any]:
    found: list[Any] = []
    doc.walk(
        lambda element, _: found.append(element) if getattr(element, "identifier", "") else None
    )
    return found


def _cited(
    cite: pf.Cite, page: Page, targets: dict[str, Target], problems: list[str]
) -> list[pf.Element] | None:
    parts: list[pf.Element] = []
    for citation in cite.citations:
        target = targets.get(citation.id)
        if target is None:
            problems.append(
                f"{page.notebook.find('@' + citation.id)}: henvisningen «@{citation.id}» fører ingen "
                "steder. Sjekk at etiketten finnes"
            )
            continue
        if parts:
            parts += [pf.Str(","), pf.Space]
        bare = citation.mode == "SuppressAuthor"
        parts.append(_link_to(target, bare=bare))
    return parts


def _link_to(target: Target, *, bare: bool = False) -> pf.Link:
    if not target.number:
        words: list[pf.Element] = [pf.Str(f"«{target.title}»")]
    elif bare:
        words = [pf.Str(target.number)]
    else:
        words = [pf.Str(f"{target.prefix}\u00a0{target.number}")]
    return pf.Link(
        *words,
        url=f"#{target.identifier}",
        classes=["henvisning"],
        attributes={"page": target.page.name},
    )


def _linked(
    link: pf.Link,
    page: Page,
    pages: dict[str, Page],
    targets: dict[str, Target],
    anchors: set[str],
    problems: list[str],
) -> None:
    url, _, anchor = link.url.partition("#")
    if link.classes == ["henvisning"] or "://" in url or url.startswith("mailto:"):
        return
    if url.endswith((".ipynb", ".qmd", ".md")):
        other = pages.get(url)
        if other is None:
            problems.append(f"{page.notebook.find(url)}: lenken til «{url}» fører ingen steder")
            return
        link.url = f"#{anchor or other.anchor}"
        link.attributes["page"] = other.name
    elif not url and anchor and anchor not in anchors and anchor not in targets:
        problems.append(
            f"{page.notebook.find('#' + anchor)}: lenken til «#{anchor}» fører ingen steder"
        )


def _expand_html(doc: pf.Doc) -> None:
    """Read HTML tables into the document tree, all of a page in one go."""
    raw: list[pf.RawBlock] = []

    def collect(element: Any, _: pf.Doc) -> None:  # noqa: ANN401
        if (
            isinstance(element, pf.RawBlock)
            and element.format == "html"
            and "<table" in element.text
        ):
            raw.append(element)

    doc.walk(collect)
    if not raw:
        return
    joined = "\n".join(f'<div id="kom-raw-{i}">{block.text}</div>' for i, block in enumerate(raw))
    parsed = pandoc.read(joined, "html").content
    for block, div in zip(raw, parsed, strict=True):
        for inner in div.content:
            if isinstance(inner, pf.Table):
                inner.classes.append("typst:no-figure")
        parent = block.parent
        at = block.index
        parent.content = [*parent.content[:at], *div.content, *parent.content[at + 1 :]]
