"""The PDF: the whole book as one Typst document, set by the template of the kom extension."""

from __future__ import annotations

import json
import shutil
import tempfile
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from komreport.render.builtin import pandoc, pieces
from komreport.render.builtin.markdown import FIGURES
from komreport.render.builtin.parallel import begun
from komreport.render.builtin.pieces import Piece, Written
from komreport.render.builtin.press import PAGE_MARK, SOURCE, press
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.references import local_pictures
from komreport.render.builtin.resolved import (
    Manuscript,
    manuscript,
    page_parts,
    written_pieces,
)
from komreport.render.builtin.tagging import tagged
from komreport.render.builtin.typeset import DEFINITIONS, Labels, labels, page_doc
from komreport.render.rendered import timestamp
from komreport.store import file_digest

PARTIALS = ("numbering.typ", "page.typ", "typst-show.typ")
#: Settings that the template shows, as Markdown.
TEXTS = ("kolofon", "keywords")
BODY = "// her kommer sidene"
ARGUMENTS = ("--syntax-highlighting=none",)
APPENDICES = '#set heading(numbering: "A.1")\n#counter(heading).update(0)'


Bodies = list[Future[str]]


def write_pdf(project: Project, out: Path, bodies: Bodies | None = None) -> tuple[str, ...]:
    """Write the PDF, tagged, as PDF/UA-1 and PDF/A-2a.

    Args:
        project: The book, with its references resolved.
        out: The file to write.
        bodies: What `begin_pages` has begun.

    Returns:
        What Typst warned about.

    Raises:
        KomreportError: When Typst refuses the document, with what it says.
    """
    with tempfile.TemporaryDirectory(prefix="komreport-typst-") as temp:
        folder = Path(temp)
        write_sources(project, folder, bodies)
        stamp = timestamp(project.config)
        warnings: list[str] = []

        def make() -> bytes:
            content, said = project.crew.once(press, folder, project.extension / "fonts", stamp)
            warnings.extend(said)
            # by another process: that of Typst has more memory than all others, and ends first
            return project.crew.call(tagged, content)

        parts = [file_digest(folder), file_digest(project.extension / "fonts"), stamp]
        out.write_bytes(project.store.content("pdf", parts, make))
    return tuple(warnings)


def write_sources(project: Project, folder: Path, bodies: Bodies | None = None) -> None:
    """Write what Typst reads, pictures and all.

    Args:
        project: The book, with its references resolved.
        folder: Where to write.
        bodies: What `begin_pages` has begun.
    """
    _copy_pictures(project, folder)
    (folder / SOURCE).write_text(typst_source(project, bodies), encoding="utf-8")


def begin_pages(project: Project) -> Bodies:
    """Begin to write the pages as Typst source; the PDF waits for all of them."""
    names = labels(project)
    return begun(lambda page: _body(project, page, names), project.pages)


def typst_source(project: Project, bodies: Bodies | None = None) -> str:
    """Give the book as Typst source; ``bodies`` are what `begin_pages` has begun."""
    finished = [body.result() for body in bodies or begin_pages(project)]
    texts: list[str] = []
    appendices = False
    for page, body in zip(project.pages, finished, strict=True):
        if page.kind == "appendix" and not appendices:
            appendices = True
            texts.append(APPENDICES)
        texts += [f"{PAGE_MARK}{page.notebook.path.name}", body.strip("\n")]
    return _template(project).replace(BODY, "\n\n".join(texts), 1)


def _body(project: Project, page: Page, names: Labels) -> str:
    """Give a page as Typst source."""
    linked = [anchor for anchor, _ in page.resolution.links.values()]
    used = _known(names, {*page.outline.anchors, *page.resolution.targets, *linked})
    parts = [page_parts(project, page), page.name, _listed(used)]

    def depends(piece: Piece) -> list[list[str]]:
        links = page.resolution.links
        leads = [links[url][0] for url in piece.links if url in links]
        return _listed(_known(used, {*piece.anchors, *leads}))

    def write() -> str:
        make = partial(written_tables, names=used)
        tables = written_pieces(project, page, page.passages, "typst", depends, make)
        return project.crew.call(written, manuscript(project, page, tables), used)

    text: str = project.store.text("typst", parts, write)
    return text


def _known(names: Labels, ids: set[str]) -> Labels:
    return {key: name for key, name in names.items() if key[1] in ids}


def _listed(names: Labels) -> list[list[str]]:
    return [[*key, name] for key, name in names.items()]


def written(page: Manuscript, names: Labels) -> str:
    """Write a page as Typst source; ``names`` are the labels that it needs."""
    lua = ["--lua-filter", str(page.filters)]
    return pandoc.write(page_doc(page, names), "typst", [*lua, *ARGUMENTS], page.folder)


def written_tables(joined: Manuscript, names: Labels) -> list[Written]:
    """Write the tables of a page that stand in its text as Typst source; see `pieces.joined`."""
    return [Written(text) for text in pieces.parted(written(joined, names))]


def _template(project: Project) -> str:
    """Give the template with the book's title, authors and language; `BODY` stands for the rest."""
    template = DEFINITIONS + "\n".join(
        (project.extension / name).read_text(encoding="utf-8") for name in PARTIALS
    )
    metadata = _metadata(project)
    settings = {name: project.config[name] for name in TEXTS if project.config.get(name)}
    imprint = json.dumps(settings, ensure_ascii=False)

    def fill() -> str:
        with tempfile.TemporaryDirectory(prefix="komreport-mal-") as temp:
            path = Path(temp) / "mal.typ"
            path.write_text(f"{template}\n$body$\n", encoding="utf-8")
            (Path(temp) / "mal.json").write_text(imprint, encoding="utf-8")
            more = ["--metadata-file", str(Path(temp) / "mal.json")]
            args = ["--template", str(path), *more, *ARGUMENTS, *metadata]
            doc = pandoc.read(f"```{{=typst}}\n{BODY}\n```")
            return pandoc.write(doc, "typst", args, project.folder)

    text: str = project.store.text("mal", [template, metadata, imprint], fill)
    return text


def _metadata(project: Project) -> list[str]:
    """Give pandoc the variables that the partials read."""
    args = ["--metadata", f"lang={project.lang}"]
    for name in ("title", "subtitle", "date"):
        if value := project.book.get(name):
            args += ["--metadata", f"{name}={value}"]
    if draft := project.config.get("utkast"):
        args += ["--metadata", f"utkast={draft}"]
    if author := project.book.get("author"):
        escaped = str(author).replace("\\", "\\\\").replace('"', '\\"')
        args += ["--variable", f"author={escaped}"]
    return [*args, "--variable", f"toc-title={project.language['toc-title-document']}"]


def _copy_pictures(project: Project, folder: Path) -> None:
    (folder / FIGURES).mkdir()
    for page in project.pages:
        for name, content in page.images.items():
            (folder / FIGURES / name).write_bytes(content)
        for url in local_pictures(page):
            target = folder / url
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.folder / url, target)
