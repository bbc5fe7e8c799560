"""``build/<year>/``: the complete Quarto project of one year, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from komreport.errors import KomreportError
from komreport.execute.book import BOOK_FILE, read_config
from komreport.execute.results import ReportRun
from komreport.execute.use import Use
from komreport.report.brand import BRAND_FILE, brand, write_tokens

EXTENSIONS = "_extensions"
ASSETS = "assets"
IGNORED = shutil.ignore_patterns("*.ipynb", ".*", "__pycache__", "~$*")
YEAR_MARK = "{aar}"
DRAFT = "UTKAST"
#: Settings of the imprint page; ``utgitt`` may say something else for each report year.
IMPRINT = "kolofon"
#: Keys of the numbers that each chapter shows, for a later build of some chapters only.
USE_FILE = "_bruk.json"
#: Every place that shows numbers, for `komreport trace`.
PLACES_FILE = "_steder.json"


def write_project(
    root: Path,
    run: ReportRun,
    build: Path | None = None,
    *,
    draft: bool = False,
) -> Path:
    """Write the Quarto project that ``quarto render`` and the built-in renderer both read.

    The project is written beside its place and then put there, so that a reader of the folder never
    sees half of it. Chapters that were not in the run (``--only``) are kept from the project that
    is there already; those that are not there either are left out of the book.

    Args:
        root: The project folder, with ``_quarto.yml``, ``_brand.yml`` and ``_extensions/``.
        run: The executed chapters.
        build: Where to write; ``build/<year>`` in the project folder when left out.
        draft: Whether the cover and the running heads say that this is a draft.

    Returns:
        The folder that was written.

    Raises:
        KomreportError: When the project cannot be written; what was there is left as it was.
    """
    build = build or root / "build" / str(run.year)
    staging = build.with_name(f".{build.name}.ny")
    old = build.with_name(f".{build.name}.gammel")
    try:
        for leftover in (staging, old):
            shutil.rmtree(leftover, ignore_errors=True)
        staging.mkdir(parents=True)
        _fill(root, run, build, staging, draft=draft)
        if build.exists():
            build.rename(old)
        staging.rename(build)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KomreportError(
            f"prosjektet kunne ikke skrives: {reason}",
            where=str(build),
            remedy="Sjekk plassen på disken og at mappa kan skrives til",
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if old.exists() and not build.exists():
            old.rename(build)
        shutil.rmtree(old, ignore_errors=True)
    return build


def read_use(build: Path) -> dict[str, list[str]]:
    """Give the keys of the numbers that each chapter of a built project shows."""
    return _read(build / USE_FILE)


def read_places(build: Path) -> dict[str, list[Use]]:
    """Give every place of a built project that shows numbers, by chapter."""
    return {
        name: [Use.of_record(record) for record in records]
        for name, records in _read(build / PLACES_FILE).items()
    }


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _fill(
    root: Path,
    run: ReportRun,
    build: Path,
    folder: Path,
    *,
    draft: bool,
) -> None:
    present: set[str] = set()
    executed = {result.chapter: result.notebook for result in run.chapters if result.notebook}
    for notebook in run.book.notebooks:
        source = executed.get(notebook.stem) or build / notebook.name
        if source.is_file():
            shutil.copyfile(source, folder / notebook.name)
            present.add(notebook.name)
    for home in sorted({notebook.parent for notebook in run.book.notebooks}):
        shutil.copytree(home, folder, ignore=IGNORED, dirs_exist_ok=True)
    for name in (EXTENSIONS, ASSETS):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=IGNORED)
    if (root / BRAND_FILE).is_file():
        shutil.copyfile(root / BRAND_FILE, folder / BRAND_FILE)
        if (folder / EXTENSIONS / "kom").is_dir():
            write_tokens(brand(root), folder / EXTENSIONS / "kom")
    use = {**read_use(build), **{item.chapter: list(item.used) for item in run.chapters}}
    use = {name: keys for name, keys in sorted(use.items()) if f"{name}.ipynb" in present}
    (folder / USE_FILE).write_text(json.dumps(use) + "\n", encoding="utf-8")
    places = {item.chapter: [use.record() for use in item.uses] for item in run.chapters}
    places = {**_read(build / PLACES_FILE), **places}
    places = {name: found for name, found in sorted(places.items()) if f"{name}.ipynb" in present}
    text = json.dumps(places, ensure_ascii=False) + "\n"
    (folder / PLACES_FILE).write_text(text, encoding="utf-8")
    config = project_config(read_config(root), run.year, present, draft=draft)
    text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=1000)
    (folder / BOOK_FILE).write_text(text, encoding="utf-8", newline="\n")


def project_config(
    config: dict[str, Any], year: int, present: set[str], *, draft: bool = False
) -> dict[str, Any]:
    """Give the ``_quarto.yml`` of one year's project.

    Args:
        config: The ``_quarto.yml`` of the report.
        year: The report year; it takes the place of ``{aar}`` in every text.
        present: File names of the notebooks in the project; others are taken out of the lists.
        draft: Whether it is a draft: the subtitle says so, and templates get ``utkast``.
    """
    result: dict[str, Any] = _with_year(config, year)
    imprint = result.get(IMPRINT)
    if isinstance(imprint, dict) and isinstance(imprint.get("utgitt"), dict):
        own = imprint.pop("utgitt").get(year)
        imprint |= {"utgitt": str(own)} if own else {}
    book = result["book"]
    for key in ("chapters", "appendices"):
        if key in book:
            book[key] = _flat(book[key] or [], present)
            if not book[key]:
                del book[key]
    footer = book.get("page-footer")
    if isinstance(footer, dict):
        for place, links in footer.items():
            footer[place] = _flat(links, present) if isinstance(links, list) else links
    if draft:
        subtitle = book.get("subtitle")
        book["subtitle"] = f"{subtitle} · {DRAFT}" if subtitle else DRAFT
        result["utkast"] = DRAFT
    execute = result.get("execute")
    result["execute"] = {**(execute if isinstance(execute, dict) else {}), **NOT_EXECUTED}
    return result


NOT_EXECUTED = {"enabled": False, "echo": False}


def _with_year(value: Any, year: int) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.replace(YEAR_MARK, str(year))
    if isinstance(value, list):
        return [_with_year(item, year) for item in value]
    if isinstance(value, dict):
        return {key: _with_year(item, year) for key, item in value.items()}
    return value


def _flat(entries: list[Any], present: set[str]) -> list[Any]:
    """Take the folders off the names of notebooks, and drop those that are not there."""
    result: list[Any] = []
    for entry in entries:
        if isinstance(entry, dict):
            flat = {
                key: _name(item) if isinstance(item, str) else item for key, item in entry.items()
            }
            if isinstance(entry.get("chapters"), list):
                flat["chapters"] = _flat(entry["chapters"], present)
                if not flat["chapters"]:
                    continue
            elif flat.get("file", flat.get("href")) not in present:
                continue
            result.append(flat)
        elif _name(entry) in present:
            result.append(_name(entry))
    return result


def _name(file: str) -> str:
    return Path(file).name if file.endswith(".ipynb") else file
