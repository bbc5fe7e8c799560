"""Full-text search without a server: the texts of all sections, in a script that the pages load."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from komreport.render.builtin.project import Page

Section = dict[str, str | int]
#: What is said elsewhere on the page too, or is no text.
UNSEARCHED = "details.figurdata, details.tallgrunnlag, .footnotes, .verktoy, svg, script, style"


@dataclass
class SearchIndex:
    """The sections of the report; MiniSearch indexes them in the reader's browser."""

    sections: list[Section] = field(default_factory=list)

    def add(self, found: list[Section]) -> None:
        """Add the sections of one page."""
        self.sections += [{"id": len(self.sections) + i, **one} for i, one in enumerate(found)]

    def script(self) -> str:
        """Give the script that holds the texts; it loads from the disk, where a fetch would not."""
        return f"window.KOM_TEKSTER = {json.dumps(self.sections, ensure_ascii=False)};\n"


def sections(page: Page, body: str) -> list[Section]:
    """Give the sections of a page with their texts.

    Args:
        page: The page.
        body: Its HTML.
    """
    soup = BeautifulSoup(body, "html.parser")
    for hidden in soup.select(UNSEARCHED):
        hidden.decompose()
    title = f"{page.number} {page.title}".strip()
    found: list[Section] = []

    def end(heading: str, anchor: str, texts: list[str]) -> None:
        text = " ".join(" ".join(texts).split())
        if heading or text:
            found.append(
                {
                    "side": page.href,
                    "anker": anchor,
                    "kapittel": title,
                    "vedlegg": int(page.kind == "appendix"),
                    "overskrift": heading or title,
                    "tekst": text,
                }
            )

    heading, anchor, texts = "", page.anchor, list[str]()
    for element in soup.children:
        if isinstance(element, Tag) and element.name in {"h1", "h2", "h3"}:
            end(heading, anchor, texts)
            heading = " ".join(element.get_text(" ").split())
            anchor, texts = str(element.get("id", "")), []
        else:
            texts.append(element.get_text(" "))
    end(heading, anchor, texts)
    return found
