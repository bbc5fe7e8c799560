"""Pictures beside the pages: drawings also as PNG, and a second time for phones."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from komreport.render.builtin import narrow
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.project import Page, Project
from komreport.report.charts import svg
from komreport.store import file_digest

EMBEDDED_FONTS = {
    400: "source-sans-3-latin-400-normal.woff2",
    600: "source-sans-3-latin-600-normal.woff2",
}
PNG_SCALE = 2


@dataclass(frozen=True)
class Pictures:
    """What is drawn for a page, by the names of its drawings.

    Attributes:
        painted: The drawings as PNG, for those who put them in a document.
        small: The drawings for a phone, where they can be read there.
    """

    painted: dict[str, bytes]
    small: dict[str, bytes]


def made(project: Project, page: Page) -> Pictures:
    """Draw what a page needs and nothing has kept."""
    fonts = project.extension / "fonts"
    version = file_digest(fonts) if page.images else ""
    painted_ = {}
    for name, content in page.images.items():
        if name.endswith(".svg"):
            drawn = content.decode("utf-8")
            parts = [drawn, PNG_SCALE, version]
            make = partial(project.crew.draw, painted, drawn, fonts)
            painted_[name] = project.store.content("png", parts, make)
    return Pictures(painted_, narrow.drawings(project, page))


def painted(drawing: str, fonts: Path) -> bytes:
    """Give a drawing as PNG, with the typefaces of a folder."""
    import vl_convert as vlc  # noqa: PLC0415  (loads a JavaScript engine; only drawings need it)

    svg.register_fonts(fonts)
    return bytes(vlc.svg_to_png(drawing, scale=PNG_SCALE))


def write(page: Page, pictures: Pictures, fonts: Path, out: Path) -> list[str]:
    """Write the pictures of a page.

    Args:
        page: The page.
        pictures: What was drawn for it.
        fonts: Folder of the typefaces.
        out: Folder of the pages.

    Returns:
        The files, seen from that folder.
    """
    files: list[str] = []
    style = _style(fonts) if pictures.painted else ""
    for name, content in page.images.items():
        files.append(f"{FIGURES}/{name}")
        path = out / files[-1]
        if name not in pictures.painted:
            path.write_bytes(content)
            continue
        path.write_bytes(_with_fonts(content, style))
        path.with_suffix(".png").write_bytes(pictures.painted[name])
        files.append(path.with_suffix(".png").relative_to(out).as_posix())
    return files


def font(path: Path) -> str:
    """Give a typeface as an address that holds it: it is there when the page is first drawn."""
    return f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _style(folder: Path) -> str:
    """Give a style element with the fonts in it: pictures then look the same on every machine."""
    rules = []
    for weight, name in EMBEDDED_FONTS.items():
        rules.append(
            f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
            f'src:url({font(folder / name)}) format("woff2")}}'
        )
    rules.append('text{font-family:"Source Sans 3",sans-serif}')
    return f"<style>{''.join(rules)}</style>"


def _with_fonts(svg: bytes, style: str) -> bytes:
    text = svg.decode("utf-8")
    return re.sub(r"(<svg\b[^>]*>)", lambda match: match[1] + style, text, count=1).encode()
