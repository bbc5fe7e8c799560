"""The whole way for one year: data, chapters, project, rendering, checks, publication."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from komreport.data.dataset import dataset_of
from komreport.data.release import write_release
from komreport.errors import KomreportError
from komreport.execute import ChapterEvent, DraftsLeftError, find_drafts, run_report
from komreport.execute.book import read_book
from komreport.execute.drafts import Draft
from komreport.execute.results import ReportRun
from komreport.execute.workshop import Workshop
from komreport.kernels.crew import Crew
from komreport.render import quarto
from komreport.render.built import PDF_NAME, Built, build_options, built_at
from komreport.render.builtin import renderer as builtin
from komreport.render.builtin.kept import PageStore
from komreport.render.check import check_output, read_pages
from komreport.render.downloads import add_downloads
from komreport.render.project import read_use, write_project
from komreport.render.publish import publish
from komreport.render.stamp import Stamp
from komreport.store import FOLDER

Renderer = Literal["auto", "quarto", "builtin"]


class Listener(Protocol):
    """Who wants to know how far a build has come."""

    def chapter(self, event: ChapterEvent) -> None:
        """A chapter has started, moved on, ended or failed."""

    def stage(self, name: str, *, done: bool) -> None:
        """A stage after the chapters has started or is done."""

    def warn(self, text: str) -> None:
        """Something that the user should know, and that does not stop the build."""


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
    workshop: Workshop | None = None,
    last: bool = False,
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
        workshop: Where data, kernels and earlier results come from; one with all of them is made
            for this build when left out.
        last: Whether the workshop is needed no more; it may then end before Typst takes its memory.

    Returns:
        Where the parts of the report are.

    Raises:
        DraftsLeftError: A final report was asked for, and there are drafts: every one.
        KomreportError: Data, a chapter, the project or the output has something wrong with it.
    """
    if workshop is None:
        with Workshop(root) as own:
            return build_report(
                root,
                year,
                renderer=renderer,
                only=only,
                output=output,
                jobs=jobs,
                draft=draft,
                listener=listener,
                workshop=own,
                last=True,
            )
    stage = listener.stage if listener else _silent
    told: list[str] = []

    def warn(text: str) -> None:
        told.append(text)
        if listener:
            listener.warn(text)

    target = (output or root / "output") / str(year)
    homes = sorted({path.parent.relative_to(root).as_posix() for path in read_book(root).notebooks})
    stamp = Stamp(root, year, target, build_options(renderer, draft))
    before = stamp.inputs(homes)
    stage("data", done=False)
    reading, engine = workshop.read()
    dataset = dataset_of(reading, year)
    for finding in dataset.findings:
        warn(str(finding))
    drafts = _drafts(root, year, draft, warn)
    stage("data", done=True)
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
                dataset=dataset,
                engine=engine,
            )
            for warning in run.warnings:
                warn(warning)
            project = write_project(root, run, draft=bool(drafts or draft))
        staging = target.with_name(f".{year}.ny")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        stage("HTML og PDF", done=False)
        store = PageStore(root / "build" / FOLDER)
        name = _beside(
            partial(write_release, dataset, staging / "data"),
            partial(_render, project, staging, year, renderer, warn, store, engine.crew, last=last),
        )
        stage("HTML og PDF", done=True)
        stage("åpne data", done=False)
        add_downloads(staging / "html", staging / PDF_NAME.format(year=year), staging / "data")
        stage("åpne data", done=True)
        stage("kontroll", done=False)
        pdf = staging / PDF_NAME.format(year=year)
        check_output(staging / "html", pdf, store=store, crew=engine.crew)
        stage("kontroll", done=True)
        stamp.remove()
        publish(staging, target)
    except OSError as error:
        raise KomreportError(
            f"rapporten kunne ikke skrives: {error.strerror or error}",
            where=str(error.filename or target),
            remedy="Sjekk plassen på disken og at mappa kan skrives til. Den forrige står urørt",
        ) from error
    finally:
        shutil.rmtree(target.with_name(f".{year}.ny"), ignore_errors=True)
    built = built_at(target, year, name, tuple(told), explained(run))
    if not only:
        depends = [chapter.depends for chapter in run.chapters]
        stamp.write(before, homes, depends, {"renderer": name, "warnings": told})
    return built


def _drafts(root: Path, year: int, draft: bool | None, warn: Callable[[str], None]) -> list[Draft]:
    """Find the drafts; refuse them in a final report, and tell of them when nothing is said.

    Raises:
        DraftsLeftError: When there are drafts in a final report.
    """
    drafts = find_drafts(root, year)
    if drafts and draft is False:
        raise DraftsLeftError(drafts)
    if drafts and draft is None:
        warn(
            f"rapporten merkes som utkast: {len(drafts)} celler er utkast. "
            "--final viser hvilke, og --draft sier at det er slik det skal være"
        )
    return drafts


def explained(run: ReportRun) -> tuple[tuple[str, str], ...]:
    """Say of each chapter of a run whether it was run or used again, and why."""
    return tuple(
        (chapter.chapter, f"{'gjenbrukt' if chapter.reused else 'kjørt'}: {chapter.why}")
        for chapter in run.chapters
    )


def _beside(little: Callable[[], None], work: Callable[[], str]) -> str:
    """Do the work, and something little meanwhile."""
    with ThreadPoolExecutor(1, thread_name_prefix="ved siden av") as beside:
        done = beside.submit(little)
        result = work()
        done.result()
    return result


def _render(
    project: Path,
    staging: Path,
    year: int,
    renderer: Renderer,
    warn: Callable[[str], None],
    store: PageStore,
    crew: Crew,
    *,
    last: bool,
) -> str:
    if renderer == "auto":
        renderer = "quarto" if quarto.available() else "builtin"
    if renderer == "quarto":
        result = quarto.render(project, staging)
    else:
        look = partial(read_pages, store=store, crew=crew)
        result = builtin.render(project, staging, store=store, crew=crew, look=look, last=last)
    for warning in result.warnings:
        warn(warning)
    result.pdf.rename(staging / PDF_NAME.format(year=year))
    return result.renderer


def _silent(name: str, *, done: bool) -> None: ...
