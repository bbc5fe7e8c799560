"""A copy of the project to measure on, and the edits that are made to it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("_quarto.yml", "_brand.yml", "_extensions", "assets", "data", "notebooks")
#: What is edited: a number's note, used by one chapter, and a sentence of another.
DATA = "data/2023/barnevern.csv"
CHAPTER = "notebooks/03_oppholdstillatelse.ipynb"


def copied(to: Path) -> Path:
    """Copy what a build reads."""
    to.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, to / part)
        elif source.is_file():
            shutil.copyfile(source, to / part)
    return to


def clear(root: Path) -> None:
    """Remove all that was built."""
    for name in ("build", "output"):
        shutil.rmtree(root / name, ignore_errors=True)


def edit_data(root: Path, number: int) -> None:
    """Change the note of the first number in a data file."""
    path = root / DATA
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["merknad"] = f"Målt {number} ganger."
    _write(path, rows)


def edit_prose(root: Path, number: int) -> None:
    """Add a sentence to a chapter."""
    path = root / CHAPTER
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "markdown"]
    cells[1]["source"] = [*cells[1]["source"], f"\n\nSetning nummer {number}."]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def enlarge(root: Path, times: int) -> tuple[int, int]:
    """Give a theme so many rows that there are ``times`` as many as before; give both counts.

    The new rows are about codes and years that no chapter shows.
    """
    files = sorted((root / "data").glob("[0-9][0-9][0-9][0-9]/*.csv"))
    before = sum(len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in files)
    path = root / "data" / "2023" / "involverte.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pattern = next(row for row in rows if row["statsborgerskap"] not in {"", "i_alt"})
    years = range(1990, 2013)
    codes = [f"prove_{number}" for number in range(before * (times - 1) // len(years))]
    lists = root / "data" / "kodelister" / "statsborgerskap.csv"
    with lists.open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    first = {**known[-1]}
    known += [{**first, "kode": code, "navn": code, "kortnavn": code} for code in codes]
    known = [{name: row[name] for name in first} for row in known]
    _write(lists, known)
    rows += [
        {**pattern, "aar": str(year), "statsborgerskap": code, "merknad": ""}
        for code in codes
        for year in years
    ]
    _write(path, rows)
    return before, before + len(codes) * len(years)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
