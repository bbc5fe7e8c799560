"""References and links inside the report: each leads somewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote

from komreport.check.chapter import Cell, Chapter
from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data.suggest import did_you_mean

REFERENCE = re.compile(r"(?<![\w@/.])@((?:sec|tbl|fig)-[\w-]+)")
ANCHOR = re.compile(r"\{[^{}]*#([\w-]+)[^{}]*\}")
LABEL = re.compile(r"^#\|\s*label:\s*[\"']?([\w-]+)", re.M)
LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^()\s]+)\)")
FOOTNOTE = re.compile(r"\[\^([\w-]+)\](:?)")
CODE = re.compile(r"(?<!`)`[^`]+`(?!`)")


def findings(project: Project) -> Iterator[Finding]:
    """Look for references, links and footnotes without a target, and labels given twice."""
    year = project.year
    targets: dict[str, list[tuple[Chapter, Cell]]] = defaultdict(list)
    for chapter in project.chapters:
        for cell in chapter.of_year(year):
            for label in _labels(cell):
                targets[label].append((chapter, cell))
    for label, places in targets.items():
        for chapter, cell in places[1:]:
            said = f"etiketten «{label}» er brukt før, i {places[0][0].file}"
            yield chapter.finding(
                "lenke/dobbel-etikett", Severity.ERROR, cell, 0, said, "Gi den et annet navn"
            )
    for chapter in project.chapters:
        cells = chapter.of_year(year)
        for cell in cells:
            yield from _references(chapter, cell, targets)
            yield from _links(project, chapter, cell, targets)
        yield from _footnotes(chapter, cells)


def _labels(cell: Cell) -> list[str]:
    pattern = LABEL if cell.kind == "code" else ANCHOR
    return [match[1] for match in pattern.finditer(cell.source)]


def _references(
    chapter: Chapter, cell: Cell, targets: dict[str, list[tuple[Chapter, Cell]]]
) -> Iterator[Finding]:
    for match in REFERENCE.finditer(cell.source):
        label = match[1].rstrip("-")
        if label not in targets:
            said = f"henvisningen «@{label}» har ikke noe mål"
            remedy = did_you_mean(label, targets, "Rett den, eller gi målet etiketten")
            yield chapter.finding(
                "lenke/henvisning", Severity.ERROR, cell, match.start(), said, remedy
            )


def _links(
    project: Project,
    chapter: Chapter,
    cell: Cell,
    targets: dict[str, list[tuple[Chapter, Cell]]],
) -> Iterator[Finding]:
    if cell.kind != "markdown":
        return
    for match in LINK.finditer(cell.source):
        address = match[1]
        if re.match(r"[a-z][a-z+.-]*:|//", address):
            continue
        page, _, anchor = unquote(address).partition("#")
        folder = chapter.path.parent
        if page and not (folder / page).exists() and not (project.root / page).exists():
            names = [each.path.name for each in project.chapters]
            remedy = did_you_mean(page, names, "Rett adressen")
            said = f"lenken til «{page}» fører ingen steder"
            yield chapter.finding("lenke/fil", Severity.ERROR, cell, match.start(), said, remedy)
        elif anchor and anchor not in targets:
            said = f"lenken til «#{anchor}» fører ingen steder"
            remedy = did_you_mean(anchor, targets, "Rett den, eller gi målet etiketten")
            yield chapter.finding("lenke/fil", Severity.ERROR, cell, match.start(), said, remedy)


def _footnotes(chapter: Chapter, cells: list[Cell]) -> Iterator[Finding]:
    used: dict[str, tuple[Cell, int]] = {}
    given: dict[str, tuple[Cell, int]] = {}
    for cell in cells:
        if cell.kind != "markdown":
            continue
        text = CODE.sub(lambda match: " " * len(match[0]), cell.source)
        for match in FOOTNOTE.finditer(text):
            begins = match.start() == 0 or text[match.start() - 1] == "\n"
            kind = given if match[2] and begins else used
            kind.setdefault(match[1], (cell, match.start()))
    for name, (cell, place) in used.items():
        if name not in given:
            remedy = did_you_mean(name, given, f"Skriv «[^{name}]: …» under avsnittet")
            said = f"fotnoten «{name}» har ingen tekst"
            yield chapter.finding("lenke/fotnote", Severity.ERROR, cell, place, said, remedy)
    for name, (cell, place) in given.items():
        if name not in used:
            said = f"fotnoten «{name}» er ikke vist til"
            remedy = "Vis til den, eller slett den"
            yield chapter.finding("lenke/fotnote", Severity.WARNING, cell, place, said, remedy)


CHECK = Check(
    name="lenke",
    title="Henvisninger, lenker og fotnoter i rapporten",
    rules={
        "lenke/dobbel-etikett": "En etikett er brukt én gang",
        "lenke/fil": "Lenker til andre sider i rapporten fører dit",
        "lenke/fotnote": "Fotnoter har tekst og er vist til",
        "lenke/henvisning": "Henvisninger til avsnitt, tabeller og figurer har et mål",
    },
    run=findings,
)
