"""Numbers and cross-references: one pass over all pages, so that both formats say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import panflute as pf

from komreport.render.builtin import floats
from komreport.render.builtin.markdown import FIGURES, FLOATS
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.support import RenderErrors

LABELLED = ("fig-", "tbl-", "sec-")
REFERENCE = "henvisning"
EXTERNAL = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")


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


@dataclass(frozen=True)
class _Book:
    """What references on any page are checked against."""

    project: Project
    targets: dict[str, Target]
    pages: dict[str, Page]
    anchors: dict[str, set[str]]


def resolve(project: Project) -> None:
    """Number chapters, sections, figures and tables, and turn references into links.

    Afterwards headings carry their number in the attribute ``number``, and so do figures and tables
    with a label, with ``prefix``; links inside the book are to ``#id``, with the page's name in the
    attribute ``page``.

    Raises:
        RenderErrors: References that lead nowhere, labels that stand twice, pictures that are not
            there or have no alternative text.
    """
    targets: dict[str, Target] = {}
    problems: list[str] = []
    for page in project.pages:
        problems += _levels(page)
        problems += _nested(page)
        for target in _number(project, page):
            if target.identifier in targets:
                problems.append(_twice(target, targets[target.identifier].page))
            targets[target.identifier] = target
    book = _Book(
        project,
        targets,
        {page.notebook.path.name: page for page in project.pages},
        {page.name: _anchors(page.doc) for page in project.pages},
    )
    for page in project.pages:
        problems += _Links(book, page).resolve()
        problems += _pictures(project, page)
    RenderErrors.check(problems)


def _twice(target: Target, first: Page) -> str:
    label = target.identifier
    places = target.page.notebook.places(rf"(label:\s*['\"]?|#){re.escape(label)}(?![\w-])")
    same = first.notebook.path.name
    return f"{places[-1]}: etiketten «{label}» finnes fra før i {same}. Gi den ene et annet navn"


def _levels(page: Page) -> Iterator[str]:
    """Tell where headings skip a level or a second title stands; PDF/UA and the numbers need it."""
    before = 0
    for header in floats.found(page.doc, _numbered):
        if not isinstance(header, pf.Header):
            continue
        title, level = pf.stringify(header), header.level
        place = page.notebook.places(rf"^\s*{'#' * level}\s+{re.escape(title[:20])}")[-1]
        if level == 1 and before:
            yield f"{place}: «{title}» er en tittel til i kapitlet. Skriv «## {title}»"
        elif level > before + 1:
            right = "#" * (before + 1)
            yield f"{place}: overskriften «{title}» hopper over et nivå. Skriv «{right} {title}»"
        before = level


def _nested(page: Page) -> Iterator[str]:
    """Tell where a figure or table stands inside another; their numbers would be wrong."""
    for outer in floats.found(page.doc, floats.is_float):
        for inner in floats.found(outer, floats.is_float)[:-1]:
            place = page.notebook.places(rf"#{re.escape(inner.identifier)}(?![\w-])")[0]
            yield (
                f"{place}: den innebygde rendreren støtter ikke delfigurer, "
                f"«{inner.identifier}» i «{outer.identifier}». Sett dem etter hverandre"
            )


def _number(project: Project, page: Page) -> Iterator[Target]:
    """Number what is on a page; give what can be referred to."""
    sections = [0] * 8
    counts = dict.fromkeys(FLOATS, 0)
    for element in floats.found(page.doc, _numbered):
        if isinstance(element, pf.Header):
            target = _section(project, page, element, sections)
        else:
            kind = element.attributes["kind"]
            counts[kind] += 1
            number = f"{page.number}.{counts[kind]}" if page.number else str(counts[kind])
            prefix = project.language[f"crossref-{kind}-prefix"]
            element.attributes |= {"number": number, "prefix": prefix}
            target = Target(page, element.identifier, prefix, number)
        if target.identifier.startswith(LABELLED):
            yield target


def _numbered(element: Any) -> bool:  # noqa: ANN401
    if isinstance(element, pf.Header):
        return "unlisted" not in element.classes
    return floats.is_float(element) and element.identifier.startswith(LABELLED)


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


def _anchors(doc: pf.Doc) -> set[str]:
    return {
        element.identifier
        for element in floats.found(doc, lambda element: bool(getattr(element, "identifier", "")))
    }


@dataclass
class _Links:
    """The references and links of one page."""

    book: _Book
    page: Page

    def resolve(self) -> list[str]:
        """Turn references into links, and check the links; tell what leads nowhere."""
        self.problems: list[str] = []
        self.page.doc.walk(self._visit)
        return self.problems

    def _visit(self, element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
        if isinstance(element, pf.Cite):
            return self._cited(element)
        if isinstance(element, pf.Link) and REFERENCE not in element.classes:
            self._linked(element)
        return None

    def _problem(self, pattern: str, text: str) -> None:
        self.problems += [f"{place}: {text}" for place in self.page.notebook.places(pattern)]

    def _cited(self, cite: pf.Cite) -> list[pf.Element]:
        parts: list[pf.Element] = []
        for citation in cite.citations:
            label = citation.id[:1].lower() + citation.id[1:]
            pattern = rf"@{re.escape(citation.id)}(?![\w-])"
            target = self.book.targets.get(label)
            if target is None:
                self._problem(
                    pattern,
                    f"henvisningen «@{citation.id}» fører ingen steder. Sjekk at etiketten finnes",
                )
            elif citation.suffix:
                self._problem(
                    pattern,
                    f"«{pf.stringify(pf.Plain(*citation.suffix)).strip()}» etter henvisningen "
                    f"«@{citation.id}» blir borte. Sett det utenfor hakeparentesen",
                )
            else:
                parts += [pf.Str(","), pf.Space] if parts else []
                parts.append(_reference(target, citation))
        return parts

    def _linked(self, link: pf.Link) -> None:
        file, _, anchor = link.url.partition("#")
        if EXTERNAL.match(link.url):
            return
        other = self.book.pages.get(file) if file else self.page
        if file.startswith("../") or (other is None and self._is_file(file)):
            return
        if other is not None and (not anchor or anchor in self.book.anchors[other.name]):
            link.url = f"#{anchor or other.anchor}"
            link.attributes["page"] = other.name
            return
        self._problem(
            rf"{re.escape(link.url)}(?![\w-])", f"lenken til «{link.url}» fører ingen steder"
        )

    def _is_file(self, file: str) -> bool:
        source = file.endswith((".ipynb", ".qmd", ".md"))
        return not source and (self.book.project.folder / file).is_file()


def _reference(target: Target, citation: pf.Citation) -> pf.Link:
    """Give a reference the words that Quarto gives it; a prefix in it takes the place of ours."""
    words: list[pf.Element] = [pf.Str(target.number or f"«{target.title}»")]
    if citation.prefix:
        words = [*citation.prefix, pf.Str("\u00a0"), *words]
    elif citation.mode != "SuppressAuthor" and target.number:
        words = [pf.Str(f"{target.prefix}\u00a0{target.number}")]
    return pf.Link(
        *words,
        url=f"#{target.identifier}",
        classes=[REFERENCE],
        attributes={"page": target.page.name},
    )


def _pictures(project: Project, page: Page) -> Iterator[str]:
    for image in floats.found(page.doc, lambda element: isinstance(element, pf.Image)):
        if image.url.startswith(f"{FIGURES}/"):
            continue
        place = page.notebook.places(re.escape(image.url))[0]
        if EXTERNAL.match(image.url):
            yield f"{place}: bildet «{image.url}» hentes utenfra. Legg det i prosjektet"
        elif not (project.folder / image.url).is_file():
            yield f"{place}: bildet «{image.url}» finnes ikke"
        if not alternative(image):
            yield f'{place}: bildet «{image.url}» mangler alternativ tekst. Skriv {{fig-alt="…"}}'


def local_pictures(doc: pf.Doc) -> list[str]:
    """Give the pictures of a page that are files of the project."""
    images = floats.found(doc, lambda element: isinstance(element, pf.Image))
    return [image.url for image in images if not image.url.startswith(f"{FIGURES}/")]


def alternative(image: pf.Image) -> str:
    """Give the alternative text of a picture: its own, else its caption."""
    given = image.attributes.get("fig-alt") or image.attributes.get("alt")
    return str(given or pf.stringify(image)).strip()
