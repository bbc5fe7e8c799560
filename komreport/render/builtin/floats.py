"""Figures, tables and callouts in one form, whichever of Quarto's ways they were written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panflute as pf

from komreport.render.builtin import pandoc, tree
from komreport.render.builtin.markdown import CAPTION, FLOATS

#: Class of a figure or table; its attribute ``kind`` is fig or tbl, its last block is the caption.
FLOAT = "flyt"
#: Class of a callout; the attribute ``kind`` is note, tip …, its first block is the title.
CALLOUT = "merknad"
CALLOUTS = ("note", "tip", "warning", "important", "caution")


def normalise(doc: pf.Doc, words: dict[str, str]) -> None:
    """Bring HTML tables, figures, tables and callouts of a page into one form, in place.

    Args:
        doc: The page.
        words: The project's language, for callouts without a title.
    """
    _read_html_tables(doc)
    doc.walk(_float)
    doc.walk(lambda element, _: _callout(element, words))


def is_float(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is a figure or a table with a caption."""
    return isinstance(element, pf.Div) and FLOAT in element.classes


def is_callout(element: Any) -> bool:  # noqa: ANN401
    """Whether an element is a callout."""
    return isinstance(element, pf.Div) and CALLOUT in element.classes


def found(tree: pf.Element, test: Callable[[Any], bool]) -> list[Any]:
    """Give the elements of a tree that a test holds for, in reading order but children first."""
    elements: list[Any] = []

    def visit(element: Any, _: pf.Doc) -> None:  # noqa: ANN401
        if test(element):
            elements.append(element)

    tree.walk(visit)
    return elements


def _float(element: Any, _: pf.Doc) -> Any:  # noqa: ANN401
    kind = getattr(element, "identifier", "").partition("-")[0]
    if isinstance(element, pf.Div) and kind in FLOATS:
        return _from_div(element, kind)
    if isinstance(element, pf.Figure):
        caption = _inlines(element.caption)
        return _div("fig", element.identifier, list(element.content), caption)
    if isinstance(element, pf.Table) and element.caption and _inlines(element.caption):
        # a caption inside a labelled block is that block's
        parent = element.parent
        if isinstance(parent, pf.Div) and parent.identifier.startswith("tbl-"):
            return None
        caption, identifier = _inlines(element.caption), element.identifier
        element.caption = pf.Caption()
        element.identifier = ""
        return _div("tbl", identifier, [element], caption)
    return None


def _from_div(div: pf.Div, kind: str) -> pf.Div:
    *content, last = div.content or [pf.Plain()]
    if is_float(last) and not content:
        # the block's only content was a figure with a caption of its own
        *content, caption = last.content
        return _div(kind, div.identifier, content, list(caption.content))
    if isinstance(last, pf.Div) and CAPTION in last.classes:
        words = [inline for block in last.content for inline in block.content]
        return _div(kind, div.identifier, content, words)
    if isinstance(last, (pf.Para, pf.Plain)) and content:
        return _div(kind, div.identifier, content, list(last.content))
    content = [*content, last]
    for block in content:
        if isinstance(block, pf.Table) and block.caption and _inlines(block.caption):
            caption = _inlines(block.caption)
            block.caption = pf.Caption()
            return _div(kind, div.identifier, content, caption)
    return _div(kind, div.identifier, content, [])


def _div(kind: str, identifier: str, content: list[Any], caption: list[Any]) -> pf.Div:
    return pf.Div(
        *content,
        pf.Plain(*caption),
        identifier=identifier,
        classes=[FLOAT],
        attributes={"kind": kind},
    )


def _inlines(caption: Any) -> list[Any]:  # noqa: ANN401
    blocks = caption.content if caption else []
    return [inline for block in blocks for inline in getattr(block, "content", [])]


def _callout(element: Any, words: dict[str, str]) -> Any:  # noqa: ANN401
    if not isinstance(element, pf.Div) or is_callout(element):
        return None
    kinds = [name for name in CALLOUTS if f"callout-{name}" in element.classes]
    if not kinds:
        return None
    content = list(element.content)
    attributes = {"kind": kinds[0]}
    if "collapse" in element.attributes:
        attributes["collapse"] = element.attributes["collapse"]
    title = element.attributes.get("title", "")
    if title:
        heading = [inline for block in pandoc.read(title).content for inline in block.content]
    elif content and isinstance(content[0], pf.Header):
        heading = list(content.pop(0).content)
    else:
        heading = list(pandoc.read(words[f"callout-{kinds[0]}-title"]).content[0].content)
    return pf.Div(
        pf.Plain(*heading),
        *content,
        identifier=element.identifier,
        classes=[CALLOUT, f"callout-{kinds[0]}"],
        attributes=attributes,
    )


def _read_html_tables(doc: pf.Doc) -> None:
    """Read HTML tables into the document tree, all of a page in one go."""
    raw = found(
        doc,
        lambda element: (
            isinstance(element, pf.RawBlock)
            and element.format == "html"
            and "<table" in element.text
        ),
    )
    if not raw:
        return
    blocks = tree.read_html([block.text for block in raw])
    docs = [pandoc.loaded(tree.whole(content)) for content in blocks]
    read = {id(block): list(doc.content) for block, doc in zip(raw, docs, strict=True)}
    doc.walk(lambda element, _: read.get(id(element)))
