"""A notebook as one Markdown text, the way Quarto reads it, and the pictures beside it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from komreport.render.builtin.notebook import OPTION, Cell, Notebook, joined

FIGURES = "figurer"
TABLES = "tabeller"
#: Class of the block that holds the caption of a cell's figure or table.
CAPTION = "bildetekst"
FLOATS = ("fig", "tbl")
NO_OUTPUT = frozenset({"remove-output", "hide-output"})
PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
FENCE = ":" * 12


@dataclass
class Text:
    """The Markdown of a notebook.

    Attributes:
        notebook: Where it comes from.
        images: Pictures by file name; the Markdown refers to them under ``figurer/``.
    """

    notebook: Notebook
    images: dict[str, bytes] = field(default_factory=dict)

    def markdown(self) -> str:
        """Give the text, cells apart by empty lines as in Quarto."""
        parts = [part for cell in self.notebook.cells for part in self._cell(cell)]
        return "\n\n".join(parts) + "\n"

    def _cell(self, cell: Cell) -> Iterator[str]:
        if not cell.shown:
            return
        if cell.kind == "markdown":
            yield cell.source
        elif cell.kind == "code":
            if cell.options.get("echo") is True:
                yield _block(_code(cell.source), ".python")
            if cell.options.get("output") is not False and not cell.tags & NO_OUTPUT:
                outputs = [self._output(cell, item) for item in cell.outputs]
                content = "\n\n".join(text for text in outputs if text)
                if content:
                    yield self._framed(cell, content)

    def _framed(self, cell: Cell, content: str) -> str:
        kind = cell.label.partition("-")[0]
        if kind not in FLOATS:
            return content
        caption = " ".join(str(cell.options.get(f"{kind}-cap") or "").split())
        frame = [f"{FENCE} {{#{cell.label}}}", content, f"::: {{.{CAPTION}}}\n{caption}\n:::"]
        return "\n\n".join([*frame, FENCE])

    def _output(self, cell: Cell, output: dict[str, object]) -> str:
        if output.get("output_type") == "stream":
            text = joined(output.get("text", ""))  # type: ignore[arg-type]
            return text if cell.options.get("output") == "asis" else _block(text)
        data: dict[str, str | list[str]] = output.get("data", {})  # type: ignore[assignment]
        if "text/markdown" in data:
            return joined(data["text/markdown"])
        for mime, ending in PICTURES.items():
            if mime in data:
                return self._picture(cell, joined(data[mime]), ending)
        if "text/html" in data:
            return f"````````{{=html}}\n{joined(data['text/html'])}\n````````"
        return _block(joined(data["text/plain"])) if "text/plain" in data else ""

    def _picture(self, cell: Cell, content: str, ending: str) -> str:
        stem = cell.label or f"{self.notebook.path.stem}-{cell.number}"
        name, copy = f"{stem}.{ending}", 1
        while name in self.images:
            copy += 1
            name = f"{stem}-{copy}.{ending}"
        self.images[name] = content.encode() if ending == "svg" else base64.b64decode(content)
        alt = " ".join(str(cell.options.get("fig-alt") or "").split())
        escaped = alt.replace("\\", "\\\\").replace('"', '\\"')
        width = cell.options.get("out-width")
        size = f' width="{width}"' if width else ""
        return f'![]({FIGURES}/{name}){{fig-alt="{escaped}"{size}}}'


def _code(source: str) -> str:
    lines = source.splitlines()
    while lines and OPTION.match(lines[0]):
        lines.pop(0)
    return "\n".join(lines)


def _block(text: str, attribute: str = "") -> str:
    """Write text as a code block whose fence is longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    opening = f"{fence} {{{attribute}}}" if attribute else fence
    return f"{opening}\n{text.rstrip()}\n{fence}"
