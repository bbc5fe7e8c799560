"""The first page of the web report: what the report is, key figures, chapters, files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bs4 import BeautifulSoup, Tag

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
    body, store = bodies[front.name], project.store
    summary, rest, lines = store.text("forord", [front.name, body], lambda: _front(front, body))
    cards, rows = "", ""
    for page in others:
        if CARDS in bodies[page.name]:
            parts = [page.href, bodies[page.name]]
            cards, rows = store.text("kort", parts, partial(_cards, *parts))
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


def _front(front: Page, body: str) -> tuple[str, str, dict[str, str]]:
    """Take the first notebook apart: its lead, its rest, and what it says of each page."""
    soup = BeautifulSoup(body, "html.parser")
    lead = soup.find(class_="ingress")
    summary = lead.decode_contents().strip() if isinstance(lead, Tag) else ""
    if isinstance(lead, Tag):
        lead.decompose()
    lines = _lines(soup)
    for title in soup.find_all("h1"):
        title.name = "h2"
        title["id"] = f"{front.name}-tekst"
    return summary, str(soup).strip(), lines


def _lines(soup: BeautifulSoup) -> dict[str, str]:
    """Take the list of chapters out of the first notebook: address of a page → what it is about."""
    lines: dict[str, str] = {}
    for listed in soup.select(".kapittelliste"):
        for item in listed.find_all("li"):
            link = item.find("a")
            if isinstance(link, Tag):
                href = str(link["href"]).partition("#")[0]
                link.extract()
                text = " ".join(item.get_text(" ").split()).lstrip(":–, ")
                lines[href] = text[:1].upper() + text[1:]
        heading = listed.find_previous_sibling()
        if isinstance(heading, Tag) and heading.name == "h2":
            heading.decompose()
        listed.decompose()
    return lines


def _cards(href: str, body: str) -> tuple[str, str]:
    """Give the first cards of a page, with their links as seen from the first page.

    Returns:
        The cards, and the rows of the number basis that their numbers link to.
    """
    soup = BeautifulSoup(body, "html.parser")
    cards = soup.find(class_=CARDS)
    if not isinstance(cards, Tag):
        return "", ""
    rows = _rows(soup, cards)
    for link in cards.find_all("a", href=re.compile("^#")):
        link["href"] = f"{href}{link['href']}"
    for named in cards.find_all(id=True):
        del named["id"]
    return str(cards), "".join(rows)


def _rows(soup: BeautifulSoup, cards: Tag) -> list[str]:
    """Find the rows of the numbers of the cards, and the rows that those are computed from."""
    found: dict[str, str] = {}
    named = {str(element["id"]): element for element in soup.find_all(id=True)}
    waiting = [str(link["href"]) for link in cards.select('a.tall[href^="#"]')]
    while waiting:
        name = waiting.pop(0)
        place = named.get(name.removeprefix("#"))
        row = place.find_parent("tr") if place else None
        if row is None or name in found:
            continue
        found[name] = str(row)
        if name.startswith("#regnet-"):
            waiting += [str(link["href"]) for link in row.select('a[href^="#"]')]
    return list(found.values())
