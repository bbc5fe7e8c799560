"""What one finished page holds that checks look at, read in a single parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

LITERAL = re.compile(r"\{(python|r)\}|\?@\w+-[\w-]*|\{\{<")
#: What a browser fetches without being asked to.
LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "image": "href",
    "use": "href",
}
WORDS = ".//text()[not(parent::script or parent::style)]"


@dataclass(frozen=True)
class Facts:
    """What a page holds.

    Attributes:
        lang: Its language.
        faults: What is wrong with title and pictures, whatever else the report holds.
        loaded: Addresses that a browser fetches.
        links: Addresses of links, each once.
        anchors: Its ids, in order.
        literals: Markdown that was not resolved.
    """

    lang: str
    faults: list[str]
    loaded: list[str]
    links: list[str]
    anchors: list[str]
    literals: list[str]


def page_facts(text: str) -> Facts:
    """Read a page.

    Args:
        text: Its HTML.
    """
    root: Any = html.document_fromstring(text)
    (title,) = root.xpath("//head/title")[:1] or [None]
    faults = (
        [] if title is not None and title.text_content().strip() else ["siden har ingen tittel"]
    )
    main = root.find(".//main")
    words = (root if main is None else main).xpath(WORDS)
    return Facts(
        lang=root.get("lang", ""),
        faults=[*faults, *_pictures(root)],
        loaded=[
            element.get(attribute)
            for tag, attribute in LOADED.items()
            for element in root.iter(tag)
            if element.get(attribute)
        ],
        links=list(dict.fromkeys(link.get("href") for link in root.xpath("//a[@href]"))),
        anchors=root.xpath("//@id"),
        literals=[match[0] for match in LITERAL.finditer(" ".join(words))],
    )


def _pictures(root: Any) -> Iterator[str]:  # noqa: ANN401
    for image in root.iter("img"):
        alt = (image.get("alt") or "").strip()
        if not alt:
            yield f"bildet {image.get('src')} mangler alternativ tekst"
        elif match := LITERAL.search(alt):
            where = f"den alternative teksten til {image.get('src')}"
            yield f"«{match[0]}» står igjen i {where}"
    labels = {drawing.get("id"): drawing.get("aria-label") for drawing in root.iter("svg")}
    for drawing in root.iter("svg"):
        text = drawing.get("aria-label") or drawing.find(".//title") is not None
        text = text or labels.get(drawing.get("aria-labelledby", ""))
        named = drawing.get("role") == "img" and text
        if not named and not drawing.xpath("ancestor-or-self::*[@aria-hidden='true']"):
            yield "en SVG på siden mangler alternativ tekst"
