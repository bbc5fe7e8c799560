from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from komreport.render.builtin import renderer as builtin
from komreport.render.builtin.project import Project, read_project
from komreport.render.builtin.references import resolve
from komreport.render.rendered import Rendered

from .book import sample_book, text, write_book

Made = TypeVar("Made")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with everything in it, one for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "bok på norsk"
    return made_once(folder, lambda: sample_book(folder))


@pytest.fixture(scope="session")
def rendered(sample: Path) -> Rendered:
    """The same, rendered once for all tests."""
    out = sample.with_name("satt bok")

    def render() -> Rendered:
        out.mkdir()
        return builtin.render(sample, out)

    return made_once(out, render)


def made_once(place: Path, make: Callable[[], Made]) -> Made:
    """Make something beside others who want the same; whoever comes first makes it."""
    kept = place.with_name(f"{place.name}.ferdig")
    with place.with_name(f"{place.name}.laas").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_file():
            kept.write_bytes(pickle.dumps(make()))
    made: Made = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture
def resolved(tmp_path: Path) -> Any:
    """Reads and resolves a book of one chapter; gives the project."""

    def _resolved(*cells: dict[str, Any], title: str = "# Kapittel {#sec-en}") -> Project:
        project = read_project(write_book(tmp_path / "bok", {"01_en": [text(title), *cells]}))
        resolve(project)
        return project

    return _resolved
