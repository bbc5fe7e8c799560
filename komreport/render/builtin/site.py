"""The web report: a page per chapter that works from the disk, without a network."""

from __future__ import annotations

import base64
import html
import re
import shutil
from importlib.resources import files
from pathlib import Path

import jinja2

from komreport.render.builtin.html import page_html
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.parallel import each
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.references import local_pictures
from komreport.render.builtin.search import SearchIndex, Section, sections

ASSETS = files("komreport.render.builtin") / "assets"
SITE = "site"
EMBEDDED_FONTS = {
    400: "source-sans-3-latin-400-normal.woff2",
    600: "source-sans-3-latin-600-normal.woff2",
}
HEADING = re.compile(r'<h([2-6])([^>]*) id="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)


def write_site(project: Project, out: Path) -> Path:
    """Write the web report.

    Args:
        project: The book, with its references resolved.
        out: Folder for the pages.

    Returns:
        The folder.
    """
    _write_assets(project, out)
    style = _font_style(project.extension / "fonts")
    template = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).from_string((ASSETS / "page.html").read_text(encoding="utf-8"))
    index = SearchIndex()
    bodies = each(lambda page: page_html(project, page), project.pages)
    for number, (page, body) in enumerate(zip(project.pages, bodies, strict=True)):
        for name, content in page.images.items():
            shown = _with_fonts(content, style) if name.endswith(".svg") else content
            (out / FIGURES / name).write_bytes(shown)
        _copy_files(project, page, out)
        index.add(_sections(project, page, body))
        text = template.render(
            project=project,
            page=page,
            groups=_groups(project),
            body=body,
            toc=contents(body, project.toc_depth),
            before=project.pages[number - 1] if number else None,
            after=project.pages[number + 1] if number + 1 < len(project.pages) else None,
        )
        (out / page.href).write_text(text, encoding="utf-8", newline="\n")
    (out / SITE / "sok.js").write_text(index.script(), encoding="utf-8", newline="\n")
    return out


def _sections(project: Project, page: Page, body: str) -> list[Section]:
    parts = [page.href, page.number, page.title, page.kind, page.anchor, body]
    found: list[Section] = project.store.text("sok", parts, lambda: sections(page, body))
    return found


def contents(body: str, depth: int) -> list[tuple[int, str, str]]:
    """Give the headings of a page for «På denne siden»: level, anchor and text.

    Args:
        body: The page's HTML.
        depth: The deepest level to give; boxes have headings that are not listed.
    """
    listed = []
    for level, before, anchor, after, inner in HEADING.findall(body):
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", inner)).split())
        if text and int(level) <= depth and "unlisted" not in before + after:
            listed.append((int(level), anchor, text))
    return listed


def _write_assets(project: Project, out: Path) -> None:
    (out / SITE / "fonts").mkdir(parents=True)
    (out / FIGURES).mkdir()
    for name in ("builtin.css", "builtin.js", "minisearch.js", "minisearch.LICENSE.txt"):
        (out / SITE / name).write_bytes((ASSETS / name).read_bytes())
    shutil.copyfile(project.extension / "kom.css", out / SITE / "kom.css")
    fonts = project.extension / "fonts"
    for font in [*sorted(fonts.glob("*.woff2")), fonts / "OFL.md"]:
        shutil.copyfile(font, out / SITE / "fonts" / font.name)


def _copy_files(project: Project, page: Page, out: Path) -> None:
    """Copy pictures and files of the project that a page shows or links to."""
    linked = [use.address for use in page.outline.uses if use.kind == "link"]
    files_ = [url for url in linked if url not in page.resolution.links]
    for url in [*local_pictures(page), *files_]:
        source = project.folder / url
        if url and ".." not in Path(url).parts and source.is_file():
            target = out / url
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _groups(project: Project) -> list[tuple[str, list[Page]]]:
    """Give the pages of the sidebar: the report, then the appendices."""
    main = [page for page in project.pages if page.kind != "appendix"]
    more = [page for page in project.pages if page.kind == "appendix"]
    groups = [("", main)]
    if more:
        groups.append((project.language["section-title-appendices"], more))
    return groups


def _font_style(folder: Path) -> str:
    """Give a style element with the fonts in it: pictures then look the same on every machine."""
    rules = []
    for weight, name in EMBEDDED_FONTS.items():
        data = base64.b64encode((folder / name).read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    rules.append('text{font-family:"Source Sans 3",sans-serif}')
    return f"<style>{''.join(rules)}</style>"


def _with_fonts(svg: bytes, style: str) -> bytes:
    text = svg.decode("utf-8")
    return re.sub(r"(<svg\b[^>]*>)", lambda match: match[1] + style, text, count=1).encode()
