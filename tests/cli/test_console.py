"""Bars in a terminal, lines everywhere else, nothing but warnings with --quiet."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from komreport.cli.build import _Progress
from komreport.cli.console import Reporter
from komreport.execute import ChapterEvent


def shown(*, terminal: bool, quiet: bool = False) -> str:
    """What a reader sees of a build with one chapter that works and one that fails."""
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=terminal, width=100, soft_wrap=True, color_system=None
    )
    with Reporter(quiet=quiet, console=console) as reporter:
        progress = _Progress(reporter)
        progress.stage("data", done=False)
        progress.stage("data", done=True)
        progress.chapter(ChapterEvent("03_opphold", "started"))
        progress.chapter(ChapterEvent("03_opphold", "cell", 2, 4))
        progress.chapter(ChapterEvent("08_straff", "started"))
        progress.chapter(ChapterEvent("08_straff", "failed"))
        progress.chapter(ChapterEvent("03_opphold", "done"))
        reporter.say("Et ord [på veien]")
    return stream.getvalue()


def test_lines_where_there_is_no_terminal() -> None:
    assert shown(terminal=False).splitlines() == [
        "data: ferdig",
        "08_straff: feilet",
        "03_opphold: ferdig",
        "Et ord [på veien]",
    ]


def test_bars_in_a_terminal() -> None:
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown(terminal=True)).splitlines()
    bars = {
        name: [line for line in last if name in line][-1] for name in ("03_opphold", "08_straff")
    }
    assert "ferdig" in bars["03_opphold"]
    assert "feilet" in bars["08_straff"]


def test_quiet_says_nothing_even_in_a_terminal() -> None:
    assert shown(terminal=False, quiet=True) == ""
    assert shown(terminal=True, quiet=True) == ""


def test_warnings_are_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with Reporter(quiet=True) as reporter:
        reporter.warn("data: tallet [for 2021] mangler")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Advarsel: data: tallet [for 2021] mangler\n")


def test_a_long_line_is_not_broken() -> None:
    stream = io.StringIO()
    with Reporter(console=Console(file=stream, width=40, soft_wrap=True)) as reporter:
        reporter.say("ord " * 40)
    assert len(stream.getvalue().splitlines()) == 1
