"""The outline of a page: what others can refer to and what it refers to, without its tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self

import panflute as pf

from komreport.render.builtin import floats

LABELLED = ("fig-", "tbl-", "sec-")


@dataclass(frozen=True)
class Entry:
    """A heading, or a figure or table with a label.

    Attributes:
        kind: ``sec``, ``fig`` or ``tbl``.
        identifier: Its id.
        level: Level of a heading; 0 for figures and tables.
        title: A heading as plain text.
        unnumbered: Whether a heading is to have no number.
    """

    kind: str
    identifier: str
    level: int = 0
    title: str = ""
    unnumbered: bool = False


@dataclass(frozen=True)
class Use:
    """A reference or a link.

    Attributes:
        kind: ``cite`` or ``link``.
        address: What is cited, without ``@``, or the link's address.
        suffix: Words after a citation.
    """

    kind: Literal["cite", "link"]
    address: str
    suffix: str = ""


@dataclass(frozen=True)
class Outline:
    """What is on a page.

    Attributes:
        entries: What may get a number, in reading order.
        anchors: All ids, in reading order.
        uses: References and links, in reading order.
        pictures: Address and alternative text of each picture.
        nested: Ids of figures or tables, and those that stand inside them.
    """

    entries: tuple[Entry, ...] = ()
    anchors: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    nested: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """Read an outline from its fields as JSON keeps them."""
        return cls(
            tuple(Entry(**entry) for entry in kept["entries"]),
            tuple(kept["anchors"]),
            tuple(Use(**use) for use in kept["uses"]),
            tuple((url, alt) for url, alt in kept["pictures"]),
            tuple((outer, inner) for outer, inner in kept["nested"]),
        )

    @property
    def title(self) -> Entry | None:
        """The title of the page; None when it has none."""
        return next((entry for entry in self.entries if entry.level == 1), None)


def joined(outlines: Iterable[Outline]) -> Outline:
    """Give the outline of what stands one after the other."""
    parts = list(outlines)
    return Outline(
        tuple(entry for part in parts for entry in part.entries),
        tuple(anchor for part in parts for anchor in part.anchors),
        tuple(use for part in parts for use in part.uses),
        tuple(picture for part in parts for picture in part.pictures),
        tuple(pair for part in parts for pair in part.nested),
    )


def outline(doc: pf.Doc) -> Outline:
    """Make the outline of a page whose figures and tables have one form (`floats.normalise`)."""
    entries: list[Entry] = []
    anchors: list[str] = []
    uses: list[Use] = []
    pictures: list[tuple[str, str]] = []
    nested: list[tuple[str, str]] = []

    def visit(element: Any, _: pf.Doc) -> None:  # noqa: ANN401
        if identifier := getattr(element, "identifier", ""):
            anchors.append(identifier)
        if is_numbered(element):
            entries.append(_entry(element))
        if isinstance(element, pf.Cite):
            for item in element.citations:
                suffix = pf.stringify(pf.Plain(*item.suffix)).strip() if item.suffix else ""
                uses.append(Use("cite", item.id, suffix))
        elif isinstance(element, pf.Link):
            uses.append(Use("link", element.url))
        elif isinstance(element, pf.Image):
            pictures.append((element.url, alternative(element)))
        elif floats.is_float(element):
            inside = floats.found(element, floats.is_float)[:-1]
            nested.extend((element.identifier, inner.identifier) for inner in inside)

    doc.walk(visit)
    return Outline(*map(tuple, (entries, anchors, uses, pictures, nested)))  # type: ignore[arg-type]


def is_numbered(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is one of the entries of its page's outline."""
    if isinstance(element, pf.Header):
        return "unlisted" not in element.classes
    return floats.is_float(element) and element.identifier.startswith(LABELLED)


def alternative(image: pf.Image) -> str:
    """Give the alternative text of a picture: its own, else its caption."""
    given = image.attributes.get("fig-alt") or image.attributes.get("alt")
    return str(given or pf.stringify(image)).strip()


def _entry(element: Any) -> Entry:  # noqa: ANN401
    if isinstance(element, pf.Header):
        unnumbered = "unnumbered" in element.classes
        title = pf.stringify(element)
        return Entry("sec", element.identifier, element.level, title, unnumbered)
    return Entry(element.attributes["kind"], element.identifier)
