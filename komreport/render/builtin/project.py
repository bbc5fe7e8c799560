"""The Quarto project as the built-in renderer sees it: its settings, and its pages in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import panflute as pf
import yaml

from komreport.errors import KomreportError
from komreport.render.builtin import pandoc
from komreport.render.builtin.notebook import Notebook, read_notebook
from komreport.render.builtin.support import RenderErrors, unsupported

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
class Page:
    """One notebook of the book.

    Attributes:
        notebook: The notebook, cell by cell.
        doc: Its document tree.
        kind: Front matter, a numbered chapter, or an appendix.
        number: ``3``, ``A``, or an empty string.
        title: Its title as plain text.
        anchor: Id of its title.
    """

    notebook: Notebook
    doc: pf.Doc
    kind: Kind
    number: str
    title: str
    anchor: str

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
    """

    folder: Path
    config: dict[str, Any]
    pages: list[Page] = field(default_factory=list)
    language: dict[str, str] = field(default_factory=lambda: dict(LANGUAGE))

    @property
    def book(self) -> dict[str, Any]:
        """The ``book`` section of the settings."""
        section: dict[str, Any] = self.config.get("book", {})
        return section

    @property
    def number_depth(self) -> int:
        """How deep sections are numbered."""
        return int(self.config.get("number-depth", 6))

    @property
    def extension(self) -> Path:
        """The folder of the kom extension."""
        return self.folder / "_extensions" / "kom"


def read_project(folder: Path) -> Project:
    """Read a Quarto project.

    Raises:
        RenderErrors: When the notebooks use something that is not supported.
        KomreportError: When the project cannot be read.
    """
    path = folder / "_quarto.yml"
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        files = [(file, False) for file in _files(config["book"].get("chapters", []))]
        files += [(file, True) for file in _files(config["book"].get("appendices", []))]
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise KomreportError(
            f"prosjektet kan ikke leses ({error})", where=str(path), remedy="Bygg det på nytt"
        ) from error
    project = Project(folder, config)
    project.language |= config.get("language") or {}
    notebooks = [(read_notebook(folder / file), appendix) for file, appendix in files]
    RenderErrors.check(problem for notebook, _ in notebooks for problem in unsupported(notebook))
    chapters = appendices = 0
    for notebook, appendix in notebooks:
        doc = pandoc.read(notebook.markdown())
        title = _title(doc, notebook)
        kind: Kind = "chapter"
        number = ""
        if "unnumbered" in title.classes:
            kind = "front"
        elif appendix:
            appendices += 1
            kind, number = "appendix", chr(ord("A") + appendices - 1)
        else:
            chapters += 1
            number = str(chapters)
        page = Page(notebook, doc, kind, number, pf.stringify(title), title.identifier)
        project.pages.append(page)
    return project


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


def _title(doc: pf.Doc, notebook: Notebook) -> pf.Header:
    for block in doc.content:
        if isinstance(block, pf.Header) and block.level == 1:
            return block
    raise KomreportError(
        "kapitlet har ingen tittel",
        where=notebook.path.name,
        remedy="Begynn den første tekstcellen med «# Tittel»",
    )
