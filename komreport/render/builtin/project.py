"""The Quarto project as the built-in renderer sees it: its settings, and its pages in order."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from komreport.errors import KomreportError
from komreport.kernels.crew import Crew
from komreport.render.builtin import passages, pieces
from komreport.render.builtin.markdown import Text
from komreport.render.builtin.notebook import Notebook, read_notebook
from komreport.render.builtin.outline import Outline, Use, joined
from komreport.render.builtin.parallel import each
from komreport.render.builtin.passages import Passage
from komreport.render.builtin.pieces import Names, Piece
from komreport.render.builtin.support import RenderErrors, unsupported, unsupported_settings
from komreport.store import Store, file_digest

SETTINGS_FILE = "_quarto.yml"
Kind = Literal["front", "chapter", "appendix"]

LANGUAGE = {
    "crossref-fig-prefix": "Figur",
    "crossref-tbl-prefix": "Tabell",
    "crossref-ch-prefix": "Kapittel",
    "crossref-sec-prefix": "Kapittel",
    "crossref-apx-prefix": "Vedlegg",
    "section-title-appendices": "Vedlegg",
    "toc-title-document": "Innhold",
    "callout-note-title": "Merk",
    "callout-tip-title": "Tips",
    "callout-warning-title": "Advarsel",
    "callout-important-title": "Viktig",
    "callout-caution-title": "Vær varsom",
}


@dataclass
class Resolution:
    """What the book gives to a page: its numbers, and where its references and links lead.

    Attributes:
        numbers: Number and prefix of each entry of the page's outline.
        targets: Words and page of each reference by its label: prefix, number, title, page.
        links: Id and page that each link inside the book leads to, by its address.
    """

    numbers: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Page:
    """One notebook of the book.

    Attributes:
        notebook: The notebook, cell by cell.
        mark: Digest of its notebook's file.
        source: Its Markdown with the project's words: all that its tree depends on.
        passages: What that Markdown was read as.
        pieces: The HTML of its tables by mark; marks stand for them in the Markdown.
        names: What is in each of its tables, by mark.
        images: The pictures that its cells made, by file name.
        outline: What stands on it.
        title: Its title as plain text.
        anchor: Id of its title.
        kind: Front matter, a numbered chapter, or an appendix.
        number: ``3``, ``A``, or an empty string.
        resolution: What `references.resolve` has found.
    """

    notebook: Notebook
    mark: str
    source: tuple[str, dict[str, str]]
    passages: list[Passage]
    pieces: dict[str, str]
    names: dict[str, Names]
    images: dict[str, bytes]
    outline: Outline
    title: str
    anchor: str
    kind: Kind = "front"
    number: str = ""
    resolution: Resolution = field(default_factory=Resolution)

    @property
    def name(self) -> str:
        """File name without ending: ``03_oppholdstillatelse``."""
        return self.notebook.path.stem

    @property
    def href(self) -> str:
        """File name of its HTML page."""
        return f"{self.name}.html"


@dataclass
class Project:
    """A book to render.

    Attributes:
        folder: The Quarto project.
        config: Its ``_quarto.yml``.
        pages: Its pages, in order.
        language: Words such as «Figur», the project's own before the defaults.
        store: What earlier renderings have made.
        crew: Who makes the rest.
    """

    folder: Path
    config: dict[str, Any]
    pages: list[Page] = field(default_factory=list)
    language: dict[str, str] = field(default_factory=lambda: dict(LANGUAGE))
    store: Store = field(default_factory=Store)
    crew: Crew = field(default_factory=Crew)

    @property
    def book(self) -> dict[str, Any]:
        """The ``book`` section of the settings."""
        section: dict[str, Any] = self.config.get("book", {})
        return section

    @property
    def lang(self) -> str:
        """Language of the report, ``nb``."""
        return str(self.config.get("lang", "nb"))

    @property
    def number_depth(self) -> int:
        """How deep sections are numbered; 0 when they are not."""
        numbered = self.config.get("number-sections", True)
        return int(self.config.get("number-depth", 6)) if numbered else 0

    @property
    def toc_depth(self) -> int:
        """How deep the contents of a page go."""
        return int(self.config.get("toc-depth", 3))

    @property
    def extension(self) -> Path:
        """The folder of the kom extension."""
        return self.folder / "_extensions" / "kom"


def read_project(
    folder: Path,
    store: Store | None = None,
    crew: Crew | None = None,
    known: Mapping[str, Page] = MappingProxyType({}),
) -> Project:
    """Read a Quarto project.

    Args:
        folder: The project.
        store: Where trees of pages are kept from one rendering to the next.
        crew: Who makes those that are not there.
        known: Pages that were read before, by name; those of the same notebooks are used again.

    Raises:
        RenderErrors: When the notebooks use something that is not supported.
        KomreportError: When the project cannot be read.
    """
    path = folder / SETTINGS_FILE
    try:
        text = path.read_text(encoding="utf-8")
        config = copy.deepcopy(_settings(text))
        files = [(file, False) for file in _files(config["book"].get("chapters", []))]
        files += [(file, True) for file in _files(config["book"].get("appendices", []))]
    except (OSError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise KomreportError(
            f"prosjektet kan ikke leses ({reason})", where=str(path), remedy="Bygg det på nytt"
        ) from error
    project = Project(folder, config, store=store or Store(), crew=crew or Crew())
    if not project.extension.is_dir():
        raise KomreportError(
            "prosjektet mangler utvidelsen «kom»",
            where=str(project.extension),
            remedy="Hent mappa _extensions tilbake fra git, og bygg på nytt",
        )
    project.language |= config.get("language") or {}
    marks = {folder / file: file_digest(folder / file) for file, _ in files}
    same = {path: page for path in marks if (page := _same(project, known, path, marks[path]))}
    read = [read_notebook(path) for path in marks if path not in same]
    RenderErrors.check(_unsupported(project, text, read, marks))
    new = each(lambda notebook: _page(project, notebook, marks[notebook.path]), read)
    pages = {page.notebook.path: page for page in [*same.values(), *new]}
    project.pages = [pages[path] for path in marks]
    numbers = {"chapter": iter(range(1, 1000)), "appendix": iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    for page, (_, appendix) in zip(project.pages, files, strict=True):
        if page.kind != "front":
            page.kind = "appendix" if appendix else "chapter"
            page.number = str(next(numbers[page.kind]))
    return project


@lru_cache(maxsize=8)
def _settings(text: str) -> Any:  # noqa: ANN401
    """Read YAML; the same text is read once."""
    return yaml.safe_load(text)


def _same(project: Project, known: Mapping[str, Page], path: Path, mark: str) -> Page | None:
    """Give the page that was made of the same notebook before."""
    page = known.get(path.stem)
    if page is None or (page.mark, page.source[1]) != (mark, project.language):
        return None
    return replace(page, notebook=replace(page.notebook, path=path), resolution=Resolution())


def _page(project: Project, notebook: Notebook, mark: str) -> Page:
    content = Text(notebook)
    cut = pieces.cut(content.markdown())
    read = _passages(project, cut.markdown)
    title = next((passage.title for passage in read if passage.title), None)
    if title is None or not title[0]:
        raise KomreportError(
            "kapitlet har ingen tittel",
            where=notebook.path.name,
            remedy="Begynn den første tekstcellen med «# Tittel»",
        )
    names = dict(zip(cut.pieces, _names(project, list(cut.pieces.values())), strict=True))
    source = cut.markdown, project.language
    on_it = joined([passage.outline for passage in read])
    for one in names.values():
        uses = tuple(Use("link", link) for link in one.links)
        on_it = joined([on_it, Outline(anchors=tuple(one.anchors), uses=uses)])
    words, anchor, unnumbered = title
    page = Page(
        notebook, mark, source, read, cut.pieces, names, content.images, on_it, words, anchor
    )
    page.kind = "front" if unnumbered else "chapter"
    return page


def _passages(project: Project, markdown: str) -> list[Passage]:
    """Read a page, in passages where it can be; those that are kept are not read again."""
    words = project.language

    def read(missing: list[tuple[str, dict[str, str]]]) -> list[dict[str, Any]]:
        return project.crew.call(passages.read, [text for text, _ in missing], words)

    texts = passages.parted(markdown)
    if len(texts) > 1:
        parts = [(text, words) for text in texts]
        found = [Passage.of(kept) for kept in project.store.texts("avsnitt", parts, read)]
        if passages.together(found):
            return found
    whole = project.store.text(
        "side", (markdown, words), lambda: project.crew.call(passages.read_whole, markdown, words)
    )
    return [Passage.of(whole)]


def _names(project: Project, texts: list[str]) -> list[Names]:
    """Give what is in some of a page's tables."""

    def read(missing: list[str]) -> list[dict[str, Any]]:
        found = read_pieces(project, missing)
        return [{"anchors": piece.anchors, "links": piece.links} for piece in found]

    return [Names(**kept) for kept in project.store.texts("stykkenavn", texts, read)]


def read_pieces(project: Project, texts: list[str]) -> list[Piece]:
    """Read some of a page's tables, all that are not kept in one go."""

    def read(missing: list[str]) -> list[dict[str, Any]]:
        return [vars(piece) for piece in project.crew.call(pieces.read, missing)]

    return [Piece(**kept) for kept in project.store.texts("stykke", texts, read)]


def _unsupported(
    project: Project, settings: str, notebooks: list[Notebook], marks: Mapping[Path, str]
) -> Iterator[str]:
    yield from unsupported_settings(SETTINGS_FILE, settings)
    for notebook in notebooks:
        parts = [notebook.path.name, marks[notebook.path]]
        yield from project.store.text("ustottet", parts, partial(_told, notebook))


def _told(notebook: Notebook) -> list[str]:
    return list(unsupported(notebook))


def _files(entries: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(entry)
        elif "chapters" in entry:
            found += _files(entry["chapters"])
        else:
            found.append(entry.get("file") or entry["href"])
    return found
