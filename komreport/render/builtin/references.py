"""Numbers and cross-references: one pass over all pages, so that both formats say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from komreport.render.builtin.markdown import FIGURES, FLOATS
from komreport.render.builtin.outline import LABELLED, Entry, Use
from komreport.render.builtin.project import Page, Project, Resolution
from komreport.render.builtin.support import RenderErrors

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


def resolve(project: Project) -> None:
    """Number chapters, sections, figures and tables, and find where references and links lead.

    What is found stands in the pages' ``resolution``; `resolved.document` puts it into a tree.

    Raises:
        RenderErrors: References that lead nowhere, labels that stand twice, pictures that are not
            there or have no alternative text.
    """
    targets: dict[str, Target] = {}
    problems: list[str] = []
    for page in project.pages:
        page.resolution = Resolution()
        problems += _levels(page)
        problems += _nested(page)
        for target in _number(project, page):
            page.resolution.numbers.append((target.number, target.prefix))
            if not target.identifier.startswith(LABELLED):
                continue
            if target.identifier in targets:
                problems.append(_twice(target, targets[target.identifier].page))
            targets[target.identifier] = target
    pages = {page.notebook.path.name: page for page in project.pages}
    anchors = {page.name: frozenset(page.outline.anchors) for page in project.pages}
    for page in project.pages:
        for use in page.outline.uses:
            if use.kind == "cite":
                problems += _cited(page, use, targets)
            else:
                problems += _linked(project, page, use.address, pages, anchors)
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
    for header in page.outline.entries:
        if header.kind != "sec":
            continue
        title, level = header.title, header.level
        right, problem = "#" * (before + 1), ""
        if level == 1 and before:
            problem = f"«{title}» er en tittel til i kapitlet. Skriv «## {title}»"
        elif level > before + 1:
            problem = f"overskriften «{title}» hopper over et nivå. Skriv «{right} {title}»"
        if problem:
            pattern = rf"^\s*{'#' * level}\s+{re.escape(title[:20])}"
            yield f"{page.notebook.places(pattern)[-1]}: {problem}"
        before = level


def _nested(page: Page) -> Iterator[str]:
    """Tell where a figure or table stands inside another; their numbers would be wrong."""
    for outer, inner in page.outline.nested:
        place = page.notebook.places(rf"#{re.escape(inner)}(?![\w-])")[0]
        yield (
            f"{place}: den innebygde rendreren støtter ikke delfigurer, "
            f"«{inner}» i «{outer}». Sett dem etter hverandre"
        )


def _number(project: Project, page: Page) -> Iterator[Target]:
    """Number the entries of a page's outline, in their order."""
    sections = [0] * 8
    counts = dict.fromkeys(FLOATS, 0)
    for entry in page.outline.entries:
        if entry.kind == "sec":
            yield _section(project, page, entry, sections)
        else:
            counts[entry.kind] += 1
            count = counts[entry.kind]
            number = f"{page.number}.{count}" if page.number else str(count)
            prefix = project.language[f"crossref-{entry.kind}-prefix"]
            yield Target(page, entry.identifier, prefix, number)


def _section(project: Project, page: Page, header: Entry, counts: list[int]) -> Target:
    words = project.language
    level = header.level
    prefix = words["crossref-sec-prefix"]
    number = ""
    if level == 1:
        prefix = words["crossref-apx-prefix" if page.kind == "appendix" else "crossref-ch-prefix"]
        number = page.number
    elif page.number and not header.unnumbered and level <= project.number_depth:
        counts[level] += 1
        counts[level + 1 :] = [0] * len(counts[level + 1 :])
        number = ".".join([page.number, *map(str, counts[2 : level + 1])])
    return Target(page, header.identifier, prefix, number, header.title)


def _cited(page: Page, use: Use, targets: dict[str, Target]) -> list[str]:
    pattern = rf"@{re.escape(use.address)}(?![\w-])"
    label = use.address[:1].lower() + use.address[1:]
    target = targets.get(label)
    if target is None:
        problem = f"henvisningen «@{use.address}» fører ingen steder. Sjekk at etiketten finnes"
    elif use.suffix:
        problem = (
            f"«{use.suffix}» etter henvisningen "
            f"«@{use.address}» blir borte. Sett det utenfor hakeparentesen"
        )
    else:
        known = target.prefix, target.number, target.title, target.page.name
        page.resolution.targets[label] = known
        return []
    return [f"{place}: {problem}" for place in page.notebook.places(pattern)]


def _linked(
    project: Project,
    page: Page,
    url: str,
    pages: dict[str, Page],
    anchors: dict[str, frozenset[str]],
) -> list[str]:
    if EXTERNAL.match(url):
        return []
    file, _, anchor = url.partition("#")
    other = pages.get(file) if file else page
    if file.startswith("../") or (other is None and _is_file(project, file)):
        return []
    if other is not None and (not anchor or anchor in anchors[other.name]):
        page.resolution.links[url] = (anchor or other.anchor, other.name)
        return []
    places = page.notebook.places(rf"{re.escape(url)}(?![\w-])")
    return [f"{place}: lenken til «{url}» fører ingen steder" for place in places]


def _is_file(project: Project, file: str) -> bool:
    source = file.endswith((".ipynb", ".qmd", ".md"))
    return not source and (project.folder / file).is_file()


def _pictures(project: Project, page: Page) -> Iterator[str]:
    for url, alt in page.outline.pictures:
        if url.startswith(f"{FIGURES}/"):
            continue
        place = page.notebook.places(re.escape(url))[0]
        if EXTERNAL.match(url):
            yield f"{place}: bildet «{url}» hentes utenfra. Legg det i prosjektet"
        elif not (project.folder / url).is_file():
            yield f"{place}: bildet «{url}» finnes ikke"
        if not alt:
            yield f'{place}: bildet «{url}» mangler alternativ tekst. Skriv {{fig-alt="…"}}'


def local_pictures(page: Page) -> list[str]:
    """Give the pictures of a page that are files of the project."""
    return [url for url, _ in page.outline.pictures if not url.startswith(f"{FIGURES}/")]
