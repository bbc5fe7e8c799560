"""What the first page shows of other pages: a lead, key figures, and a line on each chapter."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from komreport.render.builtin.landing import CARDS


def front(name: str, body: str) -> tuple[str, str, dict[str, str]]:
    """Take the first notebook apart: its lead, its rest, and what it says of each page.

    Args:
        name: Its name.
        body: Its HTML.
    """
    soup = BeautifulSoup(body, "html.parser")
    lead = soup.find(class_="ingress")
    summary = lead.decode_contents().strip() if isinstance(lead, Tag) else ""
    if isinstance(lead, Tag):
        lead.decompose()
    lines = _lines(soup)
    for title in soup.find_all("h1"):
        title.name = "h2"
        title["id"] = f"{name}-tekst"
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


def cards(href: str, body: str) -> tuple[str, str]:
    """Give the first cards of a page, with their links as seen from the first page.

    Args:
        href: Address of the page.
        body: Its HTML.

    Returns:
        The cards, and the rows of the number basis that their numbers link to.
    """
    soup = BeautifulSoup(body, "html.parser")
    found = soup.find(class_=CARDS)
    if not isinstance(found, Tag):
        return "", ""
    rows = _rows(soup, found)
    for link in found.find_all("a", href=re.compile("^#")):
        link["href"] = f"{href}{link['href']}"
    for named in found.find_all(id=True):
        del named["id"]
    return str(found), "".join(rows)


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
