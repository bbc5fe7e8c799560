"""The web report: a page per chapter that works from the disk, without a network."""

from __future__ import annotations

import base64
import html
import re
import shutil
from collections.abc import Collection
from dataclasses import asdict
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import jinja2
import orjson

from komreport.inputs import digest
from komreport.render.builtin import description, drawings, lean, narrow
from komreport.render.builtin.drawings import Drawn
from komreport.render.builtin.html import page_content
from komreport.render.builtin.landing import landing
from komreport.render.builtin.markdown import FIGURES, TABLES
from komreport.render.builtin.memory import Made, Memory
from komreport.render.builtin.parallel import each
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.references import EXTERNAL, local_pictures
from komreport.render.builtin.search import Heading, SearchIndex, Section, sections
from komreport.report.charts import svg
from komreport.store import file_digest

ASSETS = files("komreport.render.builtin") / "assets"
SITE = "site"
SCRIPTS = ("sok.js", "stamme.js", "minisearch.js", "minisearch.LICENSE.txt")
TEMPLATES = ("page.html", "landing.html")
STYLES = ("kom-design.css", "kom.css")
EMBEDDED_FONTS = {
    400: "source-sans-3-latin-400-normal.woff2",
    600: "source-sans-3-latin-600-normal.woff2",
}
FONT_FILE = re.compile(r'url\("(fonts/[^"]+-normal\.woff2)"\)')
HEADING = re.compile(r'<h([2-6])([^>]*) id="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
ANCHORED = (2, 3)
PNG_SCALE = 2


def write_site(
    project: Project, out: Path, first: Collection[str] = (), memory: Memory | None = None
) -> Path:
    """Write the web report.

    Args:
        project: The book, with its references resolved.
        out: Folder for the pages.
        first: Names of the pages to make first.
        memory: What the last rendering has left, and where this one leaves it.

    Returns:
        The folder.
    """
    _write_assets(project, out)
    order = sorted(project.pages, key=lambda page: page.name not in first)
    known = memory or Memory()
    around = [project.language, file_digest(project.extension), svg.version(project.folder)]

    def make(page: Page) -> tuple[str, tuple[str, Made]]:
        parts = [page.mark, page.name, page.number, page.kind, asdict(page.resolution), around]
        key = digest(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS).decode())
        return page.name, (key, known.again(page.name, key, out) or _made(project, page, out))

    made = dict(each(make, order))
    if memory:
        memory.folder, memory.made = out, made
    pages = {name: one for name, (_, one) in made.items()}
    bodies = {name: one.body for name, one in pages.items()}
    template = _template(*((ASSETS / name).read_text(encoding="utf-8") for name in TEMPLATES))
    index = SearchIndex()
    for number, page in enumerate(project.pages):
        body = bodies[page.name]
        _copy_files(project, page, out)
        index.add(pages[page.name].sections)
        text = template.render(
            project=project,
            page=page,
            groups=_groups(project),
            body=anchored(body),
            landing=landing(project, bodies) if page.href == "index.html" else None,
            about=description.about(project, page, body),
            early=(ASSETS / "early.js").read_text(encoding="utf-8").strip(),
            footer=description.footer(project),
            toc=contents(body, project.toc_depth),
            before=project.pages[number - 1] if number else None,
            after=project.pages[number + 1] if number + 1 < len(project.pages) else None,
        )
        (out / page.href).write_text(text, encoding="utf-8", newline="\n")
    (out / SITE / "tekster.js").write_text(index.script(), encoding="utf-8", newline="\n")
    return out


@cache
def _template(*texts: str) -> jinja2.Template:
    """Give the template of a page; one that says the same is compiled once."""
    loader = jinja2.DictLoader(dict(zip(TEMPLATES, texts, strict=True)))
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template(TEMPLATES[0])


def _made(project: Project, page: Page, out: Path) -> Made:
    """Make a page, with its pictures and tables beside it."""
    content = page_content(project, page)
    files = _write_pictures(project, page, out)
    for label, table in content.tables.items():
        files.append(f"{TABLES}/{label}.csv")
        (out / files[-1]).write_text(table, encoding="utf-8", newline="")
    body = drawings.filled(content.html, *_drawings(project, page, content.html))
    heading = Heading(page.href, page.number, page.title, page.kind, page.anchor)
    found: list[Section] = project.store.text(
        "sok",
        [content.html, asdict(heading)],
        lambda: project.crew.call(sections, content.html, heading),
    )
    return Made(body, found, tuple(files))


def _drawings(project: Project, page: Page, body: str) -> tuple[dict[str, Drawn], dict[str, Drawn]]:
    """Give the drawings of a page, and those for phones; they are made when one of them is new."""
    names = drawings.places(body)
    # a drawing without a place in the text has none for a phone either
    small = {n: image for n, image in narrow.drawings(project, page).items() if n in names}
    beside = [names.index(name) for name in small]
    images = [page.images[name] for name in names]
    parts = [digest(image.decode("latin-1")) for image in (*images, *small.values())]

    def make() -> list[dict[str, str]]:
        made = project.crew.call(drawings.drawn, images, list(small.values()), beside)
        return [dict(vars(drawing)) for drawing in made]

    kept = project.store.text("tegninger", [len(images), beside, parts], make) if names else []
    made = [Drawn(**drawing) for drawing in kept]
    return dict(zip(names, made, strict=False)), dict(zip(small, made[len(names) :], strict=False))


def anchored(body: str) -> str:
    """Give the headings of a page a link to themselves."""

    def link(match: re.Match[str]) -> str:
        level, before, anchor, after, inner = match.groups()
        if int(level) not in ANCHORED or "unlisted" in before + after:
            return match[0]
        words = html.escape(html.unescape(" ".join(re.sub(r"<[^>]+>", "", inner).split())))
        # the keyboard has the same links in «På denne siden», and need not pass them twice
        mark = (
            f'<a class="anker" href="#{anchor}" tabindex="-1" '
            f'aria-label="Lenke til «{words}»">#</a>'
        )
        return f'<h{level}{before} id="{anchor}"{after}>{inner}{mark}</h{level}>'

    return HEADING.sub(link, body)


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
    for folder in (FIGURES, TABLES):
        (out / folder).mkdir()
    for name in ("ikon.svg", *SCRIPTS):
        (out / SITE / name).write_bytes((ASSETS / name).read_bytes())
    for path in (ASSETS / "builtin.css", *(project.extension / name for name in STYLES)):
        name, style = path.name, lean.style(path.read_text(encoding="utf-8"))
        style = FONT_FILE.sub(lambda font: f'url("{_font(project.extension / font[1])}")', style)
        (out / SITE / name).write_text(style, encoding="utf-8", newline="\n")
    for path in (ASSETS / "kom.js", project.extension / "tall.js"):
        script = lean.script(path.read_text(encoding="utf-8"))
        (out / SITE / path.name).write_text(script, encoding="utf-8", newline="\n")
    fonts = project.extension / "fonts"
    for font in [*sorted(fonts.glob("*.woff2")), fonts / "OFL.md"]:
        shutil.copyfile(font, out / SITE / "fonts" / font.name)


def _write_pictures(project: Project, page: Page, out: Path) -> list[str]:
    """Write the pictures of a page, drawings also as PNG for those who put them in a document.

    Returns:
        The files, seen from the folder of the pages.
    """
    files: list[str] = []
    folder = project.extension / "fonts"
    style, fonts = _font_style(folder), file_digest(folder)
    for name, content in page.images.items():
        files.append(f"{FIGURES}/{name}")
        path = out / files[-1]
        if path.suffix != ".svg":
            path.write_bytes(content)
            continue
        path.write_bytes(_with_fonts(content, style))
        drawn = content.decode("utf-8")
        parts = [drawn, PNG_SCALE, fonts]
        make = partial(project.crew.draw, painted, drawn, folder)
        png = project.store.content("png", parts, make)
        path.with_suffix(".png").write_bytes(png)
        files.append(path.with_suffix(".png").relative_to(out).as_posix())
    return files


def painted(drawing: str, fonts: Path) -> bytes:
    """Give a drawing as PNG, with the typefaces of a folder."""
    import vl_convert as vlc  # noqa: PLC0415  (loads a JavaScript engine; only drawings need it)

    svg.register_fonts(fonts)
    return bytes(vlc.svg_to_png(drawing, scale=PNG_SCALE))


def _copy_files(project: Project, page: Page, out: Path) -> None:
    """Copy pictures and files of the project that a page shows or links to."""
    linked = [use.address for use in page.outline.uses if use.kind == "link"]
    files_ = [url for url in linked if url not in page.resolution.links]
    for url in dict.fromkeys([*local_pictures(page), *files_]):
        if EXTERNAL.match(url):
            continue
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
        rules.append(
            f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
            f'src:url({_font(folder / name)}) format("woff2")}}'
        )
    rules.append('text{font-family:"Source Sans 3",sans-serif}')
    return f"<style>{''.join(rules)}</style>"


def _font(path: Path) -> str:
    """Give a typeface as an address that holds it: it is there when the page is first drawn."""
    return f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _with_fonts(svg: bytes, style: str) -> bytes:
    text = svg.decode("utf-8")
    return re.sub(r"(<svg\b[^>]*>)", lambda match: match[1] + style, text, count=1).encode()
