"""What a renderer is asked for, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = ("html", "pdf")


@dataclass(frozen=True)
class Rendered:
    """The forms of a report. Those that were not asked for are not there.

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


def timestamp(config: dict[str, Any]) -> int:
    """Give the date of the PDF in seconds: New Year after the report year, the same in every build.

    Args:
        config: The ``_quarto.yml`` of one year, which names its year under ``aar``.
    """
    year = int(config.get("aar", 1999)) + 1
    return int(datetime(year, 1, 1, 12, tzinfo=UTC).timestamp())
