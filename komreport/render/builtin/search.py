"""Full-text search without a server: the texts of all sections, in a script that the pages load."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from lxml import html

Section = dict[str, str | int]
#: What is said elsewhere on the page too, or is no text.
UNSEARCHED = " | ".join(
    [
        *(
            f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
            for name in ("figurdata", "tallgrunnlag", "footnotes", "footnote-ref", "verktoy")
        ),
        *("//svg", "//script", "//style"),
    ]
)


#: Tables behind a line to open; half of a page, so they are left out before it is read.
TABLES = ('<details class="tallgrunnlag">', '<details class="figurdata">')
TABLES_END = "</details>"


@dataclass(frozen=True)
class Heading:
    """What stands above a page.

    Attributes:
        href: Its file name.
        number: Its number, or an empty string.
        title: Its title.
        kind: Front matter, chapter or appendix.
        anchor: Id of its title.
    """

    href: str
    number: str
    title: str
    kind: str
    anchor: str


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


def sections(body: str, heading: Heading) -> list[Section]:
    """Give the sections of a page with their texts.

    Args:
        body: The page's HTML.
        heading: What stands above it.
    """
    shown = _without_tables(body)
    parts: Any = html.fragments_fromstring(shown, parser=html.HTMLParser(remove_comments=True))
    root: Any = html.Element("div")
    for part in parts:
        if isinstance(part, str):
            root.text = part
        else:
            root.append(part)
    for hidden in root.xpath(UNSEARCHED):
        hidden.drop_tree()
    title = f"{heading.number} {heading.title}".strip()
    found: list[Section] = []

    def end(words: str, anchor: str, texts: list[str]) -> None:
        text = " ".join(" ".join(texts).split())
        if words or text:
            found.append(
                {
                    "side": heading.href,
                    "anker": anchor,
                    "kapittel": title,
                    "vedlegg": int(heading.kind == "appendix"),
                    "overskrift": words or title,
                    "tekst": text,
                }
            )

    words, anchor, texts = "", heading.anchor, [root.text or ""]
    for element in root:
        if element.tag in {"h1", "h2", "h3"}:
            end(words, anchor, texts)
            words = " ".join(" ".join(element.itertext()).split())
            anchor, texts = element.get("id", ""), [element.tail or ""]
        else:
            texts += [*element.itertext(), element.tail or ""]
    end(words, anchor, texts)
    return found


def _without_tables(body: str) -> str:
    for start in TABLES:
        first, *others = body.split(start)
        kept = [first]
        for part in others:
            table, end, after = part.partition(TABLES_END)
            whole = end and "<details" not in table
            kept.append(after if whole else f"{start}{part}")
        body = "".join(kept)
    return body
