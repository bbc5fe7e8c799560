"""``komreport build``: years, one after the other, unless nothing has changed since the last time.

What takes time to import is imported when it is known that there is something to build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from komreport.imports import quick_imports
from komreport.render.built import Built, build_options, built_at
from komreport.render.stamp import Stamp

if TYPE_CHECKING:
    from komreport.cli.console import Reporter
    from komreport.execute import ChapterEvent

UNCHANGED = "Ingenting er endret siden sist."


@dataclass(frozen=True)
class Choices:
    """What the user has chosen.

    Attributes:
        renderer: ``auto``, ``quarto`` or ``builtin``.
        only: Chapters to run again; all when empty.
        output: Where the report is published.
        jobs: How many chapters run at a time.
        draft: True marks a draft, False refuses one; None decides by what is in it.
        cache: Whether results of earlier builds may be used.
        preheat: Whether kernels are forked from a template.
        explain: Whether to say of each chapter why it was run.
        quiet: Whether to show warnings and errors only.
    """

    renderer: Literal["auto", "quarto", "builtin"]
    only: Sequence[str]
    output: Path | None
    jobs: int | None
    draft: bool | None
    cache: bool
    preheat: bool
    explain: bool
    quiet: bool


def build(root: Path, years: Sequence[int], choices: Choices) -> None:
    """Build and publish the reports of some years, and say where they are."""
    stale = [year for year in years if not _is_unchanged(root, year, choices)]
    if stale:
        _build(root, stale, choices)


def _target(root: Path, year: int, choices: Choices) -> Path:
    return (choices.output or root / "output") / str(year)


def _is_unchanged(root: Path, year: int, choices: Choices) -> bool:
    """Say so when nothing has changed since the report was built."""
    if not choices.cache or choices.only:
        return False
    target = _target(root, year, choices)
    told = Stamp(root, year, target, build_options(choices.renderer, choices.draft)).unchanged()
    if told is None:
        return False
    from komreport.cli.console import out  # noqa: PLC0415

    _warn(told["warnings"])
    out.print(UNCHANGED, markup=False)
    _tell(built_at(target, year, told["renderer"]))
    return True


def _build(root: Path, years: Sequence[int], choices: Choices) -> None:
    from komreport.kernels.template import Template, can_fork  # noqa: PLC0415

    # it imports what chapters need while this process imports what it needs itself
    template = Template(root) if choices.preheat and can_fork() else None
    try:
        with quick_imports():
            from komreport.cli.console import Reporter  # noqa: PLC0415
            from komreport.execute.workshop import Workshop  # noqa: PLC0415
            from komreport.render.build import build_report  # noqa: PLC0415
            from komreport.render.turn import WAITING, turn  # noqa: PLC0415
    except BaseException:
        if template:
            template.close()
        raise
    with Workshop(
        root, cache=choices.cache, preheat=choices.preheat, template=template
    ) as workshop:
        for year in years:
            with (
                Reporter(quiet=choices.quiet) as reporter,
                turn(root, partial(reporter.say, WAITING)),
            ):
                built = build_report(
                    root,
                    year,
                    renderer=choices.renderer,
                    only=[*choices.only] or None,
                    output=choices.output,
                    jobs=choices.jobs,
                    draft=choices.draft,
                    listener=_Progress(reporter),
                    workshop=workshop,
                    last=year == years[-1],
                )
            if choices.explain:
                _explain(built)
            _tell(built)


class _Progress:
    """Passes what the build tells on to the console."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def chapter(self, event: ChapterEvent) -> None:
        if event.state == "started":
            self.reporter.started(event.chapter, event.cells or None)
        elif event.state == "cell":
            self.reporter.advanced(event.chapter, event.cell, event.cells)
        elif event.state == "done":
            self.reporter.finished(event.chapter)
        else:
            self.reporter.failed(event.chapter)

    def stage(self, name: str, *, done: bool) -> None:
        if done:
            self.reporter.finished(name)
        else:
            self.reporter.started(name)

    def warn(self, text: str) -> None:
        self.reporter.warn(text)


def _explain(built: Built) -> None:
    """Show of each chapter whether it was run, and why."""
    from rich.table import Table  # noqa: PLC0415

    from komreport.cli.console import out  # noqa: PLC0415

    table = Table(title="Kjørt eller gjenbrukt", title_justify="left", expand=False)
    for heading in ("Kapittel", "Hva, og hvorfor"):
        table.add_column(heading, overflow="fold")
    for name, why in built.chapters:
        table.add_row(name, why)
    out.print(table, markup=False)


def _warn(warnings: Sequence[str]) -> None:
    from komreport.cli.console import err  # noqa: PLC0415

    for text in warnings:
        err.print(f"Advarsel: {text}", style="yellow", markup=False)


def _tell(built: Built) -> None:
    """Say where everything is, also with ``--quiet``: that is what the command was called for."""
    from komreport.cli.console import out  # noqa: PLC0415

    out.print(f"Rapporten for {built.year} er bygd med {built.renderer}:", markup=False)
    for label, path in (("HTML", built.html), ("PDF", built.pdf), ("Data", built.data)):
        out.print(f"  {label:<5} {path}", markup=False)
