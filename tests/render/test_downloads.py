from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from komreport.render.downloads import FOLDER, LIST_MARK, PDF_MARK, add_downloads, size


def report(root: Path, text: str) -> tuple[Path, Path, Path]:
    """A report with one theme and one code list."""
    site, pdf, data = root / "html", root / "rapport-2023.pdf", root / "data"
    (data / "kodelister").mkdir(parents=True)
    site.mkdir()
    (site / "index.html").write_text(text, encoding="utf-8")
    pdf.write_bytes(b"%PDF" + b"0" * 1_350_000)
    (data / "saker.csv").write_text("aar,verdi\n2023,27\n", encoding="utf-8")
    (data / "kodelister" / "kjonn.csv").write_text("kode\ni_alt\n", encoding="utf-8")
    resources = [
        {"path": "saker.csv", "title": "Saker & dommer"},
        {"path": "kodelister/kjonn.csv", "title": "Kodeliste: kjonn"},
    ]
    package = json.dumps({"resources": resources})
    (data / "datapackage.json").write_text(package, encoding="utf-8")
    return site, pdf, data


def test_files_stand_beside_the_pages_with_their_sizes(tmp_path: Path) -> None:
    site, pdf, data = report(tmp_path, f"<p>{PDF_MARK}</p>{LIST_MARK}")
    add_downloads(site, pdf, data)
    text = (site / "index.html").read_text(encoding="utf-8")
    hrefs = re.findall(r'href="([^"]+)"', text)
    assert all((site / href).is_file() for href in hrefs)
    assert len(hrefs) == 4
    assert "1,4\u00a0MB" in text
    assert "Saker &amp; dommer" in text
    assert "Kodeliste" not in text, "code lists are in the archive"
    with zipfile.ZipFile(site / FOLDER / "rapport-2023-data.zip") as archive:
        assert archive.namelist() == ["datapackage.json", "kodelister/kjonn.csv", "saker.csv"]
        assert archive.read("saker.csv") == (data / "saker.csv").read_bytes()


def test_the_archive_is_the_same_every_time(tmp_path: Path) -> None:
    archives = []
    for name in ("en", "to"):
        site, pdf, data = report(tmp_path / name, LIST_MARK)
        add_downloads(site, pdf, data)
        archives.append((site / FOLDER / "rapport-2023-data.zip").read_bytes())
    assert archives[0] == archives[1]


def test_a_first_page_without_room_is_left_alone(tmp_path: Path) -> None:
    site, pdf, data = report(tmp_path, "<p>Quarto</p>")
    add_downloads(site, pdf, data)
    assert (site / "index.html").read_text(encoding="utf-8") == "<p>Quarto</p>"
    assert not (site / FOLDER).exists()


@pytest.mark.parametrize(
    ("count", "words"), [(0, "1 kB"), (1_500, "2 kB"), (999_499, "999 kB"), (999_500, "1,0 MB")]
)
def test_sizes_are_said_as_readers_say_them(tmp_path: Path, count: int, words: str) -> None:
    path = tmp_path / "fil"
    path.write_bytes(b"0" * count)
    assert size(path) == words.replace(" ", "\u00a0")
