"""The pages that Chromium opens: those of the sample book, or of a report that is named.

`KOMREPORT_SIDER=output/2023/html pytest -m chromium tests/render/builtin/test_accessibility.py`
runs the tests that hold for any report over that one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from komreport.render.downloads import add_downloads
from komreport.render.rendered import Rendered

PAGES = "KOMREPORT_SIDER"
WIDE, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="session")
def site(rendered: Rendered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web report of the sample book as it is published, with its downloads."""
    folder = tmp_path_factory.mktemp("side") / "html"
    shutil.copytree(rendered.html, folder)
    data = folder.parent / "data"
    data.mkdir()
    (data / "saker.csv").write_text("aar,verdi\n2023,27\n", encoding="utf-8")
    resource = '{"path": "saker.csv", "title": "Saker"}'
    (data / "datapackage.json").write_text(f'{{"resources": [{resource}]}}', encoding="utf-8")
    add_downloads(folder, rendered.pdf, data)
    return folder


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Path:
    """The web report that is named, else the one of the sample book."""
    named = os.environ.get(PAGES)
    folder: Path = Path(named).resolve() if named else request.getfixturevalue("site")
    assert (folder / "index.html").is_file(), f"{PAGES} skal peke på en mappe med index.html"
    return folder


class Tab:
    """Opens pages, and remembers what they asked for and what went wrong."""

    def __init__(self, browser: Any, folder: Path, size: tuple[int, int], **context: Any) -> None:
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, locale="nb-NO", **context)
        self.folder = folder
        self.problems: list[str] = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._said)

    def open(self, name: str) -> Any:
        """Open a page of the report by its file name without ending."""
        self.page.goto((self.folder / f"{name}.html").as_uri())
        return self.page

    def names(self) -> list[str]:
        """Give the names of all pages."""
        return sorted(path.stem for path in self.folder.glob("*.html"))

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.problems.append(url)

    def _said(self, line: Any) -> None:
        if line.type == "error":
            self.problems.append(line.text)


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens tabs; afterwards none of them may have asked outside or failed."""
    tabs: list[Tab] = []

    def _opened(folder: Path, size: tuple[int, int] = WIDE, **context: Any) -> Tab:
        tabs.append(Tab(browser, folder, size, **context))
        return tabs[-1]

    yield _opened
    for tab in tabs:
        tab.context.close()
    assert [problem for tab in tabs for problem in tab.problems] == []
