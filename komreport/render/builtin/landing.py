"""The first page of the web report: what the report is, key figures, chapters, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from komreport.render.builtin.project import Page, Project

#: Class of a row of key-figure cards.
CARDS = "nokkeltall"


@dataclass(frozen=True)
class Entry:
    """A page in the list of chapters, with a line on what it is about."""

    page: Page
    line: str


@dataclass(frozen=True)
class Landing:
    """What the template of the first page shows.

    Attributes:
        summary: The lead of the first notebook, as HTML.
        rest: The rest of the first notebook, as HTML, without its title.
        cards: The first key-figure cards of the report, as HTML.
        rows: What stands behind the numbers of the cards: their rows in the number basis, as HTML.
        first: The page to begin reading.
        chapters: The other pages of the report.
        appendices: The appendices.
        citation: How to refer to the report.
    """

    summary: str
    rest: str
    cards: str
    rows: str
    first: Page | None
    chapters: Sequence[Entry]
    appendices: Sequence[Entry]
    published: str
    citation: str


def landing(project: Project, bodies: dict[str, str]) -> Landing:
    """Gather the first page from the pages of the report.

    Args:
        project: The book, with its references resolved.
        bodies: Page name → its HTML.
    """
    front, *others = project.pages
    crew, store = project.crew, project.store
    parts = [front.name, bodies[front.name]]
    summary, rest, lines = store.text("forord", parts, partial(crew.call, _front, *parts))
    cards, rows = "", ""
    for page in others:
        if CARDS in bodies[page.name]:
            parts = [page.href, bodies[page.name]]
            cards, rows = store.text("kort", parts, partial(crew.call, _cards, *parts))
        if cards:
            break
    entries = [Entry(page, lines.get(page.href, "")) for page in others]
    book = project.book
    published = str((project.config.get("kolofon") or {}).get("utgitt") or book.get("date") or "")
    return Landing(
        summary,
        rest,
        cards,
        rows,
        others[0] if others else None,
        [entry for entry in entries if entry.page.kind != "appendix"],
        [entry for entry in entries if entry.page.kind == "appendix"],
        published,
        citation(book, published),
    )


def citation(book: Mapping[str, Any], published: str) -> str:
    """Say how to refer to the report, in the words of the PDF's imprint.

    Args:
        book: Title, subtitle and author.
        published: When the report was published, or an empty string.
    """
    named = ": ".join(str(book[key]) for key in ("title", "subtitle") if book.get(key))
    author = str(book.get("author") or "")
    if author and published:
        author += f" ({published})"
    return ". ".join(part for part in (author, named) if part) + "."


def _front(name: str, body: str) -> tuple[str, str, dict[str, str]]:
    """Take the first notebook apart, in a worker; this process has no use for its library."""
    from komreport.render.builtin.excerpts import front  # noqa: PLC0415  (slow to import)

    return front(name, body)


def _cards(href: str, body: str) -> tuple[str, str]:
    """Find the first cards of a page in a worker, as `_front`."""
    from komreport.render.builtin.excerpts import cards  # noqa: PLC0415

    return cards(href, body)
