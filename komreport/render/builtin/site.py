"""The web report: a page per chapter that works from the disk, without a network."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2
import orjson

from komreport.inputs import digest
from komreport.render.builtin import description, drawings, lean, pictures
from komreport.render.builtin.drawings import Drawn
from komreport.render.builtin.html import page_content
from komreport.render.builtin.landing import landing
from komreport.render.builtin.markdown import FIGURES, TABLES
from komreport.render.builtin.memory import Made, Memory
from komreport.render.builtin.parallel import each
from komreport.render.builtin.pictures import Pictures
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
FONT_FILE = re.compile(r'url\("(fonts/[^"]+-normal\.woff2)"\)')
HEADING = re.compile(r'<h([2-6])([^>]*) id="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
ANCHORED = (2, 3)


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

    def key(page: Page) -> str:
        parts = [page.mark, page.name, page.number, page.kind, asdict(page.resolution), around]
        return digest(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS).decode())

    keys = {page.name: key(page) for page in order}
    made = {
        name: (mark, again)
        for name, mark in keys.items()
        if (again := known.again(name, mark, out))
    }
    new = [page for page in order if page.name not in made]
    # One worker draws for all pages while others write them; then its engine is not needed.
    pen = ThreadPoolExecutor(1, thread_name_prefix="tegninger")
    try:
        drawn = {page.name: pen.submit(pictures.made, project, page) for page in new}
        pen.submit(project.crew.drawn)

        def make(page: Page) -> tuple[str, tuple[str, Made]]:
            return page.name, (keys[page.name], _made(project, page, drawn[page.name], out))

        made |= dict(each(make, new))
    finally:
        pen.shutdown(cancel_futures=True)
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


def _made(project: Project, page: Page, drawn: Future[Pictures], out: Path) -> Made:
    """Make a page, with its pictures and tables beside it."""
    content = page_content(project, page)
    seen = drawn.result()
    files = pictures.write(page, seen, project.extension / "fonts", out)
    for label, table in content.tables.items():
        files.append(f"{TABLES}/{label}.csv")
        (out / files[-1]).write_text(table, encoding="utf-8", newline="")
    body = drawings.filled(content.html, *_drawings(project, page, content.html, seen.small))
    heading = Heading(page.href, page.number, page.title, page.kind, page.anchor)
    found: list[Section] = project.store.text(
        "sok",
        [content.html, asdict(heading)],
        lambda: project.crew.call(sections, content.html, heading),
    )
    return Made(body, found, tuple(files))


def _drawings(
    project: Project, page: Page, body: str, narrow: dict[str, bytes]
) -> tuple[dict[str, Drawn], dict[str, Drawn]]:
    """Give the drawings of a page, and those for phones, in the fewer letters of a page."""
    names = drawings.places(body)
    # a drawing without a place in the text has none for a phone either
    small = {name: image for name, image in narrow.items() if name in names}
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
        style = FONT_FILE.sub(
            lambda font: f'url("{pictures.font(project.extension / font[1])}")', style
        )
        (out / SITE / name).write_text(style, encoding="utf-8", newline="\n")
    for path in (ASSETS / "kom.js", project.extension / "tall.js"):
        script = lean.script(path.read_text(encoding="utf-8"))
        (out / SITE / path.name).write_text(script, encoding="utf-8", newline="\n")
    fonts = project.extension / "fonts"
    for font in [*sorted(fonts.glob("*.woff2")), fonts / "OFL.md"]:
        shutil.copyfile(font, out / SITE / "fonts" / font.name)


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
