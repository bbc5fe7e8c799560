"""Which saves say something new, and which files are still being written."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from komreport.preview.files import Files, fingerprint, settle, unfinished

CELL = {
    "cell_type": "code",
    "source": ["a\n", "b"],
    "metadata": {"tags": ["x"]},
    "outputs": [],
    "execution_count": None,
}


def write(path: Path, **changes: object) -> str:
    content = {"cells": [CELL | changes], "metadata": {}, "nbformat": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return fingerprint(path)


def test_running_and_saving_a_notebook_says_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    before = write(path)
    assert write(path, outputs=[{"output_type": "stream"}], execution_count=3) == before
    assert write(path, source="a\nb") == before
    assert write(path, metadata={"tags": ["x"], "execution": {"iopub": 1}}) == before
    assert write(path, source="a\nc") != before
    assert write(path, metadata={"tags": ["y"]}) != before
    assert write(path, cell_type="markdown") != before


def test_a_missing_file_has_no_mark(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "borte") == ""


def test_knows_new_changed_and_deleted_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    old, gone = data / "a.csv", data / "b.csv"
    for path in (old, gone):
        path.write_text("1", encoding="utf-8")
    files = Files(tmp_path)
    new = data / "c.csv"
    new.write_text("1", encoding="utf-8")
    gone.unlink()
    assert files.take([old, gone, new]) == {gone, new}
    old.write_text("2", encoding="utf-8")
    assert files.take([old, gone, new]) == {old}


@pytest.mark.parametrize(
    ("name", "content", "half"),
    [
        ("a.ipynb", '{"cells": [', True),
        ("a.ipynb", "", True),
        ("a.ipynb", '{"cells": []}', False),
        ("_quarto.yml", "book: [", True),
        ("_quarto.yml", "book: []", False),
        ("a.csv", "", True),
        ("a.csv", "aar,maal", False),
    ],
)
def test_knows_a_half_written_file(tmp_path: Path, name: str, content: str, half: bool) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert unfinished(tmp_path / name) is half


def test_a_file_that_is_being_replaced_is_unfinished(tmp_path: Path) -> None:
    assert unfinished(tmp_path / "borte.ipynb")


def test_waits_for_the_rest_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text('{"cells"', encoding="utf-8")

    async def both() -> None:
        waiting = asyncio.create_task(settle([path], patience=1000))
        await asyncio.sleep(0)
        assert not waiting.done()
        path.write_text('{"cells": []}', encoding="utf-8")
        await waiting

    asyncio.run(both())


def test_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("{", encoding="utf-8")
    asyncio.run(settle([path], patience=0))
    assert unfinished(path)
