from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from komreport.render import builtin
from komreport.render.builtin.project import Project, read_project
from komreport.render.builtin.references import resolve
from komreport.render.rendered import Rendered

from .book import sample_book, text, write_book


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with everything in it."""
    return sample_book(tmp_path_factory.mktemp("prosjekt") / "bok på norsk")


@pytest.fixture(scope="session")
def rendered(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The project with everything in it, rendered once for all tests."""
    return builtin.render(sample, tmp_path_factory.mktemp("ut"))


@pytest.fixture
def resolved(tmp_path: Path) -> Any:
    """Reads and resolves a book of one chapter; gives the project."""

    def _resolved(*cells: dict[str, Any], title: str = "# Kapittel {#sec-en}") -> Project:
        project = read_project(write_book(tmp_path / "bok", {"01_en": [text(title), *cells]}))
        resolve(project)
        return project

    return _resolved
