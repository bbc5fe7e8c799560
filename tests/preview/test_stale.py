"""Builds that are given up for newer saves, and the one that is made to the end all the same."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from komreport.preview import session
from komreport.preview.builder import Outcome, Stale
from komreport.preview.problems import Problem
from komreport.preview.session import SPARED, Preview

from .conftest import GUARD, Running


class Endless:
    """A builder whose builds last until they are cancelled or let go."""

    def __init__(self, root: Path, year: int, waiting: Callable[[], None]) -> None:
        self.folder = root
        self.told: queue.Queue[str] = queue.Queue()
        builders.append(self)

    def cancel(self) -> None:
        self.told.put("stale")

    def renew(self) -> None:
        while not self.told.empty():
            self.told.get()

    def discard(self, site: Path | None) -> None: ...

    def close(self) -> None: ...

    def check(self, site: Path) -> list[Problem]:
        return []

    def build(self, *arguments: Collection[object]) -> Outcome:
        started.put(len(builders))
        if self.told.get(timeout=GUARD) == "stale":
            raise Stale
        return Outcome(self.folder)


builders: list[Endless] = []
started: queue.Queue[int] = queue.Queue()


def previewed(
    root: Path, monkeypatch: pytest.MonkeyPatch, builder: type[Endless]
) -> tuple[Path, Running]:
    """Give a data file of a project to preview with a builder, and who hears of its builds."""
    monkeypatch.setattr(session, "Builder", builder)
    file = root / "data" / "a.csv"
    file.parent.mkdir()
    file.write_text("0", encoding="utf-8")
    return file, Running(root)


def test_a_build_is_given_up_for_newer_saves_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, heard = previewed(tmp_path, monkeypatch, Endless)

    async def main() -> None:
        stop = asyncio.Event()
        preview = Preview(tmp_path, 2023, heard, port=0)
        running = asyncio.create_task(preview.run(stop))
        for number in range(SPARED + 1):
            await asyncio.to_thread(started.get, timeout=GUARD)
            assert preview.cancelled == number
            file.write_text(f"{number + 1}", encoding="utf-8")
        builder = builders[0]
        builder.told.put("done")
        await asyncio.to_thread(heard.next)
        assert preview.cancelled == 0
        # the save that did not end it is built now
        await asyncio.to_thread(started.get, timeout=GUARD)
        builder.told.put("done")
        assert (await asyncio.to_thread(heard.next))[0] == ["a.csv"]
        stop.set()
        await running

    asyncio.run(main())


class Looking(Endless):
    """A builder that builds at once, and whose checks last until they are cancelled."""

    def check(self, site: Path) -> list[Problem]:
        if self.told.get(timeout=GUARD) == "stale":
            raise Stale
        return [Problem("index.html", "noe er galt")]

    def build(self, *arguments: Collection[object]) -> Outcome:
        started.put(len(builders))
        return Outcome(self.folder)


def test_a_save_does_not_wait_for_the_check_of_the_pages_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, heard = previewed(tmp_path, monkeypatch, Looking)

    async def main() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(Preview(tmp_path, 2023, heard, port=0).run(stop))
        await asyncio.to_thread(started.get, timeout=GUARD)
        file.write_text("1", encoding="utf-8")
        await asyncio.to_thread(started.get, timeout=GUARD)
        assert (await asyncio.to_thread(heard.next))[1].problems == []
        builders[-1].told.put("done")
        assert (await asyncio.to_thread(heard.next))[1].problems
        stop.set()
        await running

    asyncio.run(main())
