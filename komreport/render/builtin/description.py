"""What machines read on a page: description, structured data, and the links of the foot."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from komreport.data.package import LICENCE
from komreport.render.builtin.project import Page, Project
from komreport.report.brand import brand

DESCRIPTION_LENGTH = 200


@dataclass(frozen=True)
class About:
    """What the head of a page says of it.

    Attributes:
        description: The beginning of its text.
        data: Structured data of schema.org as JSON, on the first page alone.
        colour: Colour of the browser's frame.
    """

    description: str
    data: str
    colour: str


def about(project: Project, page: Page, body: str) -> About:
    """Describe a page."""
    first = page is project.pages[0]
    text = _beginning(body) or str(project.book.get("subtitle") or project.book["title"])
    data = json.dumps(_report(project, text), ensure_ascii=False) if first else ""
    # no text may end the script element that holds it
    colour = brand(project.folder).colour("omslag")
    return About(text, data.replace("<", "\\u003c"), colour)


def footer(project: Project) -> list[dict[str, str]]:
    """Give the links of the foot: those of ``book.page-footer.right`` to pages of the book."""
    items: Any = (project.book.get("page-footer") or {}).get("right") or []
    pages = {page.notebook.path.name: page for page in project.pages}
    return [
        {"text": str(item["text"]), "href": pages[item["href"]].href}
        for item in items
        if isinstance(item, dict) and item.get("href") in pages
    ]


def _beginning(body: str) -> str:
    """Give the lead of a page, or its first paragraph, cut at a word."""
    found = re.search(r'class="ingress">\s*<p>(.*?)</p>|<p>(.*?)</p>', body, re.DOTALL)
    inside = re.sub(r"<[^>]+>", "", (found[1] or found[2]) if found else "")
    text = " ".join(html.unescape(inside).split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " …"


def _report(project: Project, description: str) -> dict[str, Any]:
    book = project.book
    publisher = {"@type": "GovernmentOrganization", "name": str(book.get("author", ""))}
    year = str(project.config.get("aar", ""))
    shared = {
        "inLanguage": project.lang,
        "publisher": publisher,
        "temporalCoverage": year,
        "spatialCoverage": "Norge",
    }
    dataset = {
        "@type": "Dataset",
        "name": f"Tall fra {book['title']}",
        "description": f"Alle tall i {book['title']}, med kilde, år og merknad for hver rad.",
        "license": LICENCE["path"],
        "creator": publisher,
        "isAccessibleForFree": True,
        **shared,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": str(book["title"]),
        "alternativeHeadline": str(book.get("subtitle", "")),
        "description": description,
        "author": publisher,
        "hasPart": [
            {"@type": "Chapter", "name": page.title, "url": page.href, "position": position}
            for position, page in enumerate(project.pages[1:], start=1)
        ],
        **shared,
        "isBasedOn": dataset,
    }
