"""What a finished PDF lacks for readers with assistive technology."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf


def pdf_problems(path: Path, lang: str = "nb") -> Iterator[str]:
    """Tell what a PDF lacks for readers with assistive technology, a line each."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        marked = "/MarkInfo" in root and bool(root["/MarkInfo"].get("/Marked", False))
        if "/StructTreeRoot" not in root or not marked:
            yield f"{path.name}: PDF-en er ikke merket (tagget)"
        else:
            for number in _without_text(root["/StructTreeRoot"]):
                yield f"{path.name}: figur nummer {number} mangler alternativ tekst"
        declared = str(root.get("/Lang", ""))
        if declared.split("-", maxsplit=1)[0] != lang:
            yield f"{path.name}: språket er «{declared}», ikke {lang}"
        with pdf.open_metadata() as metadata:
            if not metadata.get("dc:title"):
                yield f"{path.name}: PDF-en har ingen tittel"
            if str(metadata.get("pdfuaid:part", "")) != "1":
                yield f"{path.name}: PDF-en er ikke PDF/UA-1"


def _without_text(tree: pikepdf.Object) -> Iterator[int]:
    """Count the figures of a structure tree, and give those that have no alternative text."""
    figures = 0
    waiting: list[Any] = [tree]
    while waiting:
        element = waiting.pop()
        if element.get("/S") == "/Figure":
            figures += 1
            if not str(element.get("/Alt", "")).strip() and not str(element.get("/ActualText", "")):
                yield figures
        found: Any = element.get("/K", [])
        children = found if isinstance(found, pikepdf.Array) else [found]
        # what is no element is content, of which there is much
        waiting += reversed([one for one in children if isinstance(one, pikepdf.Dictionary)])
