from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from komreport.execute import ChapterResult, run_chapter
from komreport.execute.engine import Session

NOTEBOOKS = Path(__file__).parent / "notebooks"


def notebook(name: str, folder: Path) -> Path:
    """Copy a fixture notebook to a folder; the broken one is no notebook to other tools."""
    source = NOTEBOOKS / f"{name}.ipynb"
    if not source.is_file():
        source = NOTEBOOKS / f"{name}.txt"
    return Path(shutil.copyfile(source, folder / f"{name}.ipynb"))


Run = Callable[..., ChapterResult]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs one of the fixture notebooks."""

    def _run(name: str, **settings: object) -> ChapterResult:
        session = Session(root=tmp_path, cwd=tmp_path, **settings)
        source = tmp_path / "kilde"
        source.mkdir(exist_ok=True)
        return run_chapter(notebook(name, source), 2023, tmp_path, session=session)

    return _run
