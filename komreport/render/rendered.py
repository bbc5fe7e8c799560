"""What a renderer gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Rendered:
    """The two forms of a report.

    Attributes:
        html: Folder of the web report; its first page is ``index.html``.
        pdf: The PDF.
        renderer: Name and version of what made them.
        warnings: What the renderer warned about.
    """

    html: Path
    pdf: Path
    renderer: str
    warnings: tuple[str, ...] = field(default=())
