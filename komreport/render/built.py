"""What a build has published, and where; light, so that an unchanged build can tell it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

PDF_NAME = "kom-tilstandsrapport-{year}.pdf"


@dataclass(frozen=True)
class Built:
    """What a build has published.

    Attributes:
        year: The report year.
        html: First page of the web report.
        pdf: The PDF.
        data: Folder with the open data.
        renderer: What rendered it, with its version.
        warnings: What the user should know.
        chapters: Each chapter that was looked at, and whether and why it was run.
    """

    year: int
    html: Path
    pdf: Path
    data: Path
    renderer: str
    warnings: tuple[str, ...] = ()
    chapters: tuple[tuple[str, str], ...] = ()


def built_at(
    target: Path,
    year: int,
    renderer: str,
    warnings: tuple[str, ...] = (),
    chapters: tuple[tuple[str, str], ...] = (),
) -> Built:
    """Describe what is published in a folder."""
    return Built(
        year,
        html=target / "html" / "index.html",
        pdf=target / PDF_NAME.format(year=year),
        data=target / "data",
        renderer=renderer,
        warnings=warnings,
        chapters=chapters,
    )


def build_options(renderer: str, draft: bool | None) -> dict[str, Any]:
    """Give what was chosen for a build and decides what comes out of it."""
    return {"renderer": renderer, "draft": draft}
