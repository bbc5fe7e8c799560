"""What the numbers are called: receipts of codes, measures and rules beside those of the rows.

A code list whose names are swapped makes every table wrong and no sum; a measure that has become
days instead of cases does, too; and a rule with a wide tolerance finds nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from komreport.check.project import Project
from komreport.check.receipt import Receipt, Row, digest
from komreport.data import Theme, codelists, known_years, rules, schema
from komreport.data.schema import read_yaml
from komreport.data.source import Table, find_file, read_table
from komreport.errors import KomreportError

STATUS = "status"
CODE_NAMES = ("navn", "kortnavn", "overordnet")
MEASURE_NAMES = ("navn", "enhet", "desimaler")
RULE_NAMES = ("lesning", "type", "toleranse")
#: Where the order of a list's rows matters, not what they say.
RANK = "rekkefolge"


def wording(project: Project, themes: Collection[str]) -> Iterator[Row]:
    """Give the receipts of all codes and measures that the rows of some themes use, as they are.

    Rows of older reports count, too: this one shows their numbers.
    """
    if project.reading is None:
        return
    known = project.reading.themes
    used: dict[str, set[str]] = {}
    measures: dict[str, set[str]] = {}
    for name, table in _tables(project):
        for field in known[name].fields if name in themes else ():
            if field.name in table.header:
                place = table.header.index(field.name)
                cells = {row.cells[place] for row in table.rows}
                if field.codelist:
                    used.setdefault(field.codelist, set()).update(cells)
                elif field.name == schema.MEASURE:
                    measures.setdefault(name, set()).update(cells)
    if STATUS in used:
        # Disclosure control gives numbers a status that no row has.
        used[STATUS] = set(project.reading.codelists[STATUS].rows)
    for name in sorted(used):
        yield from _codes(project.root, name, used[name])
    for name in sorted(measures):
        yield from _measures(project.root, known[name], measures[name])


def _tables(project: Project) -> Iterator[tuple[str, Table]]:
    for year in known_years(project.root):
        if year < project.year:
            yield from project.of(year).tables.items()
    yield from project.tables.items()


def ruling(project: Project) -> Iterator[Row]:
    """Give the receipts of the reconciliation rules."""
    path = project.root / "data" / rules.FILE
    items = listed_rules(project.root) or []
    if items:
        yield from _items(path, project.root, path.stem, items, RULE_NAMES)


def listed_rules(root: Path) -> list[dict[str, Any]] | None:
    """Give the rules as they stand in their file; None when it holds no list of them.

    What is wrong with them is told where they are used.
    """
    path = root / "data" / rules.FILE
    if not path.is_file():
        return []
    try:
        content = read_yaml(path, root)
    except KomreportError:
        return None
    if not isinstance(content, list):
        return None
    return [item for item in content if isinstance(item, dict) and "id" in item]


def _codes(root: Path, name: str, used: set[str]) -> Iterator[Row]:
    path = find_file(root / "data" / codelists.FOLDER, name)
    if path is None:
        return
    table = read_table(path, root)
    for row in table.rows:
        cells = dict(zip(table.header, row.cells, strict=True))
        if (code := cells.pop(codelists.KEY)) in used:
            readable = tuple(cells.pop(each, "") for each in CODE_NAMES)
            cells.pop(RANK, "")
            receipt = Receipt(f"{codelists.FOLDER}/{name}", code, readable, digest(cells))
            yield Row(receipt, table.file.as_posix(), row.number, CODE_NAMES, tuple(cells))


def _measures(root: Path, theme: Theme, used: set[str]) -> Iterator[Row]:
    path = root / theme.file
    items = read_yaml(path, root)["komreport"].get("maal", [])
    chosen = [item for item in items if item["id"] in used]
    yield from _items(path, root, f"{schema.FOLDER}/{theme.name}", chosen, MEASURE_NAMES)


def _items(
    path: Path, root: Path, theme: str, items: list[dict[str, Any]], names: tuple[str, ...]
) -> Iterator[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    begins = {
        match[1]: number
        for number, line in enumerate(lines, start=1)
        if (match := re.match(r"\s*-?\s*id:\s*[\"']?([^\"'\s]+)", line))
    }
    for item in items:
        cells = dict(item)
        key = str(cells.pop("id"))
        readable = tuple(str(cells.pop(each, "")) for each in names)
        receipt = Receipt(theme, key, readable, digest(cells))
        file = path.relative_to(root).as_posix()
        yield Row(receipt, file, begins.get(key), names, tuple(cells))
