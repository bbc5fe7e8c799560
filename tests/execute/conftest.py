from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from komreport.execute import ChapterResult, run_chapter
from komreport.execute.engine import Session

NOTEBOOKS = Path(__file__).parent / "notebooks"

Run = Callable[..., ChapterResult]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs one of the fixture notebooks."""

    def _run(name: str, **settings: object) -> ChapterResult:
        session = Session(root=tmp_path, cwd=tmp_path, **settings)
        return run_chapter(NOTEBOOKS / f"{name}.ipynb", 2023, tmp_path, session=session)

    return _run
