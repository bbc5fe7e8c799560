"""What readers can take away: PDF and open data beside the pages, listed on the first page."""

from __future__ import annotations

import html
import json
import shutil
import zipfile
from pathlib import Path

FOLDER = "nedlasting"
LIST_MARK = "<!-- nedlastinger -->"
PDF_MARK = "<!-- last-ned-pdf -->"
#: Every file in the archive has this date, so that two builds are the same.
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
NBSP = "\u00a0"


def add_downloads(site: Path, pdf: Path, data: Path) -> None:
    """Put PDF and data beside the pages, and list them on the first page.

    A web report is then whole by itself: its folder can be put on any server, or be opened from
    the disk. A first page without the mark, such as Quarto's, is left as it is.

    Args:
        site: The web report.
        pdf: The PDF.
        data: The data release, with its ``datapackage.json``.
    """
    first = site / "index.html"
    text = first.read_text(encoding="utf-8")
    if LIST_MARK not in text:
        return
    folder = site / FOLDER
    folder.mkdir()
    shutil.copyfile(pdf, folder / pdf.name)
    archive = folder / f"{pdf.stem}-data.zip"
    _pack(data, archive)
    resources = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    themes = [item for item in resources if "/" not in item["path"]]
    for item in themes:
        shutil.copyfile(data / item["path"], folder / item["path"])
    text = text.replace(LIST_MARK, _list(folder, pdf.name, archive.name, themes))
    words = f"Last ned PDF <small>({size(folder / pdf.name)})</small>"
    link = f'<a class="handling til-nedlasting" href="{FOLDER}/{pdf.name}" download>{words}</a>'
    first.write_text(text.replace(PDF_MARK, link), encoding="utf-8", newline="\n")


def size(path: Path) -> str:
    """Give the size of a file as readers see it: «1,4 MB», «12 kB»."""
    count = path.stat().st_size
    if count >= 999_500:
        return f"{count / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}MB"
    return f"{max(round(count / 1000), 1)}{NBSP}kB"


def _pack(data: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in data.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(data).as_posix(), ARCHIVE_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, path.read_bytes())


def _list(folder: Path, pdf: str, archive: str, themes: list[dict[str, str]]) -> str:
    def item(name: str, words: str, form: str = "") -> str:
        link = f'<a href="{FOLDER}/{name}" download>{html.escape(words)}</a>'
        return f"{link} <small>{form}{size(folder / name)}</small>"

    report = item(pdf, "Rapporten", "PDF, ")
    numbers = item(archive, "Alle tallene", "ZIP med CSV-filer, ")
    named = sorted(themes, key=lambda theme: theme["title"])
    single = "".join(f"<li>{item(theme['path'], theme['title'])}</li>" for theme in named)
    return f"""<ul class="nedlastinger">
<li>{report}<p>Merket for skjermlesere (PDF/UA-1) og egnet for arkiv (PDF/A-2a).</p></li>
<li>{numbers}<p>Hver rad med kilde, år og merknad.</p></li>
<li><details><summary>Ett tema om gangen ({len(themes)} CSV-filer)</summary><ul>{single}</ul>
</details></li>
</ul>"""
