"""The whole way for one year: data, chapters, project, rendering, checks, publication."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from komreport.data import load
from komreport.data.release import write_release
from komreport.errors import KomreportError
from komreport.execute import ChapterEvent, DraftsLeftError, find_drafts, run_report
from komreport.render import builtin, quarto
from komreport.render.builtin.kept import PageStore
from komreport.render.check import check_output
from komreport.render.downloads import add_downloads
from komreport.render.openings import openings
from komreport.render.project import read_use, write_project
from komreport.render.publish import publish
from komreport.store import FOLDER

Renderer = Literal["auto", "quarto", "builtin"]

PDF_NAME = "kom-tilstandsrapport-{year}.pdf"


class Listener(Protocol):
    """Who wants to know how far a build has come."""

    def chapter(self, event: ChapterEvent) -> None:
        """A chapter has started, moved on, ended or failed."""

    def stage(self, name: str, *, done: bool) -> None:
        """A stage after the chapters has started or is done."""

    def warn(self, text: str) -> None:
        """Something that the user should know, and that does not stop the build."""


@dataclass(frozen=True)
class Built:
    """What a build has published.

    Attributes:
        year: The report year.
        html: First page of the web report.
        pdf: The PDF.
        data: Folder with the open data.
        renderer: What rendered it, with its version.
    """

    year: int
    html: Path
    pdf: Path
    data: Path
    renderer: str


def build_report(
    root: Path,
    year: int,
    *,
    renderer: Renderer = "auto",
    only: Sequence[str] | None = None,
    output: Path | None = None,
    jobs: int | None = None,
    draft: bool | None = None,
    listener: Listener | None = None,
) -> Built:
    """Build and publish the report of one year.

    The data are checked first, so that a wrong cell stops the build before any chapter runs. What
    is published is put there as a whole at the very end.

    Args:
        root: The project folder.
        year: The report year.
        renderer: Which renderer to use; ``auto`` takes Quarto when it is new enough.
        only: Chapters to run again; the others are taken from the last build of the year.
        output: Folder to publish in; ``output/`` of the project when left out. The year is added.
        jobs: How many chapters run at a time; one per core when left out.
        draft: True marks the report as a draft, False refuses when it has draft cells; when left
            out, it is a draft when it has any.
        listener: Told of the progress.

    Returns:
        Where the parts of the report are.

    Raises:
        DraftsLeftError: A final report was asked for, and there are drafts: every one.
        KomreportError: Data, a chapter, the project or the output has something wrong with it.
    """
    stage = listener.stage if listener else _silent
    warn = listener.warn if listener else _ignore
    stage("data", done=False)
    dataset = load(root, year)
    for finding in dataset.findings:
        warn(str(finding))
    drafts = find_drafts(root, year)
    if drafts and draft is False:
        raise DraftsLeftError(drafts)
    if drafts and draft is None:
        warn(
            f"rapporten merkes som utkast: {len(drafts)} celler er utkast. "
            "--final viser hvilke, og --draft sier at det er slik det skal være"
        )
    stage("data", done=True)
    target = (output or root / "output") / str(year)
    try:
        with tempfile.TemporaryDirectory(prefix="komreport-") as temp:
            work = Path(temp)
            run = run_report(
                root,
                year,
                work / "kapitler",
                only=only,
                jobs=jobs,
                progress=listener.chapter if listener else None,
                kept=read_use(root / "build" / str(year)) if only else None,
                pattern=dataset.pattern,
                dataset=dataset,
            )
            for warning in run.warnings:
                warn(warning)
            project = write_project(
                root, run, opened=openings(dataset, run), draft=bool(drafts or draft)
            )
        staging = target.with_name(f".{year}.ny")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        stage("HTML og PDF", done=False)
        store = PageStore(root / "build" / FOLDER)
        name = _render(project, staging, year, renderer, warn, store)
        stage("HTML og PDF", done=True)
        stage("åpne data", done=False)
        write_release(dataset, staging / "data")
        add_downloads(staging / "html", staging / PDF_NAME.format(year=year), staging / "data")
        stage("åpne data", done=True)
        stage("kontroll", done=False)
        check_output(staging / "html", staging / PDF_NAME.format(year=year), store=store)
        stage("kontroll", done=True)
        publish(staging, target)
    except OSError as error:
        raise KomreportError(
            f"rapporten kunne ikke skrives: {error.strerror or error}",
            where=str(error.filename or target),
            remedy="Sjekk plassen på disken og at mappa kan skrives til. Den forrige står urørt",
        ) from error
    finally:
        shutil.rmtree(target.with_name(f".{year}.ny"), ignore_errors=True)
    return Built(
        year,
        html=target / "html" / "index.html",
        pdf=target / PDF_NAME.format(year=year),
        data=target / "data",
        renderer=name,
    )


def _render(
    project: Path,
    staging: Path,
    year: int,
    renderer: Renderer,
    warn: Callable[[str], None],
    store: PageStore,
) -> str:
    if renderer == "auto":
        renderer = "quarto" if quarto.available() else "builtin"
    if renderer == "quarto":
        result = quarto.render(project, staging)
    else:
        result = builtin.render(project, staging, store=store)
    for warning in result.warnings:
        warn(warning)
    result.pdf.rename(staging / PDF_NAME.format(year=year))
    return result.renderer


def _silent(name: str, *, done: bool) -> None: ...


def _ignore(text: str) -> None: ...
