"""Tags that Typst does not write itself: the first cell of each row of a table heads the row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


def tagged(content: bytes) -> bytes:
    """Give a PDF whose tables have row headers; a screen reader says them before each number."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for row in elements(pdf.Root.StructTreeRoot, "/TR"):
            first = next(iter(children(row)), None)
            if first is not None and first.get("/S") == pikepdf.Name.TD:
                _make_head(first)
        result = io.BytesIO()
        pdf.save(
            result,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return result.getvalue()


def _make_head(cell: Any) -> None:  # noqa: ANN401
    cell.S = pikepdf.Name.TH
    given = cell.get("/A", pikepdf.Array())
    known = list(given) if isinstance(given, pikepdf.Array) else [given]
    for attributes in known:
        if attributes.get("/O") == pikepdf.Name.Table:
            attributes.Scope = pikepdf.Name.Row
            return
    cell.A = pikepdf.Array(
        [*known, pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)]
    )


def elements(root: Any, kind: str) -> Iterator[Any]:  # noqa: ANN401  (a node of the tree)
    """Give the elements of one kind below a node of the structure tree, in reading order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == kind:
            yield element
        waiting += reversed(children(element))


def children(element: Any) -> list[Any]:  # noqa: ANN401
    """Give the structure elements right below one; content itself is left out."""
    found = element.get("/K", [])
    listed = list(found) if isinstance(found, pikepdf.Array) else [found]
    return [item for item in listed if isinstance(item, pikepdf.Dictionary) and "/S" in item]
