"""Tags as readers need them: each row has a head, and a column without width is no column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


def tagged(content: bytes) -> bytes:
    """Give a PDF whose tables have row headers; a screen reader says them before each number."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _drop_bindings(pdf.Root.StructTreeRoot)
        # it says what goes without saying, and some readers stumble on it
        if "/Suspects" in pdf.Root.MarkInfo and not pdf.Root.MarkInfo.Suspects:
            del pdf.Root.MarkInfo["/Suspects"]
        for row in elements(pdf.Root.StructTreeRoot, "/TR"):
            first = next(children(row), None)
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


def _drop_bindings(root: Any) -> None:  # noqa: ANN401
    """Take out the empty last column by which `kom.lua` holds rows together at a page's end."""
    names = pikepdf.NameTree(root.IDTree) if "/IDTree" in root else None
    for table in elements(root, "/Table"):
        last = [(row, cell) for row in elements(table, "/TR") if (cell := _last(row)) is not None]
        heads = [cell for _, cell in last if cell.S == pikepdf.Name.TH]
        ids = {str(head.ID) for head in heads if "/ID" in head and not len(head.get("/K", []))}
        under = [(row, cell) for row, cell in last if ids and _headers(cell) & ids]
        if not any("/RowSpan" in _of_table(cell) for _, cell in under):
            continue
        for row, cell in last:
            if cell.S == pikepdf.Name.TH:
                del row.K[-1]
        for row, _ in under:
            del row.K[-1]
        if names is not None:
            for name in ids:
                del names[name]


def _last(row: Any) -> Any:  # noqa: ANN401
    """Give the last cell of a row."""
    cells = row.get("/K", [])
    return cells[-1] if isinstance(cells, pikepdf.Array) and len(cells) else None


def _of_table(cell: Any) -> Any:  # noqa: ANN401
    """Give a cell's attributes as a cell."""
    given = cell.get("/A", pikepdf.Array())
    known = list(given) if isinstance(given, pikepdf.Array) else [given]
    return next((found for found in known if found.get("/O") == "/Table"), pikepdf.Dictionary())


def _headers(cell: Any) -> set[str]:  # noqa: ANN401
    return {str(name) for name in _of_table(cell).get("/Headers", [])}


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
    """Give the outermost elements of one kind below a node of the structure tree, in order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == kind:
            yield element
        else:
            waiting += reversed([*children(element)])


def children(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """Give the structure elements right below one; content itself is left out."""
    found = element.get("/K", [])
    for item in found if isinstance(found, pikepdf.Array) else (found,):
        if isinstance(item, pikepdf.Dictionary) and "/S" in item:
            yield item
