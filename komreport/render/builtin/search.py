"""Full-text search without a server: the texts of all sections, in a script that the pages load."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from komreport.render.builtin.project import Page


@dataclass
class SearchIndex:
    """The sections of the report; MiniSearch indexes them in the reader's browser."""

    sections: list[dict[str, str | int]] = field(default_factory=list)

    def add(self, page: Page, body: str) -> None:
        """Add the sections of one page."""
        soup = BeautifulSoup(body, "html.parser")
        for hidden in soup.select("details.figurdata, .footnotes, script, style"):
            hidden.decompose()
        title = f"{page.number} {page.title}".strip()
        heading, anchor, texts = "", page.anchor, list[str]()
        for element in soup.children:
            if isinstance(element, Tag) and element.name in {"h1", "h2", "h3"}:
                self._section(page, title, heading, anchor, texts)
                heading = " ".join(element.get_text(" ").split())
                anchor, texts = str(element.get("id", "")), []
            else:
                texts.append(element.get_text(" "))
        self._section(page, title, heading, anchor, texts)

    def script(self) -> str:
        """Give the script that holds the texts; it loads from the disk, where a fetch would not."""
        return f"window.KOM_SOK = {json.dumps(self.sections, ensure_ascii=False)};\n"

    def _section(self, page: Page, title: str, heading: str, anchor: str, texts: list[str]) -> None:
        text = " ".join(" ".join(texts).split())
        if heading or text:
            self.sections.append(
                {
                    "id": len(self.sections),
                    "side": page.href,
                    "anker": anchor,
                    "kapittel": title,
                    "vedlegg": int(page.kind == "appendix"),
                    "overskrift": heading or title,
                    "tekst": text,
                }
            )
