"""The real report with small counts withheld: all that its notebooks show, and an attack on it."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from komreport.data import Dataset, Observation, load
from komreport.data.reconcile import reconcile
from komreport.data.release import write_release
from komreport.data.settings import FILE
from komreport.report.book import Report
from komreport.report.disclosure import method, notice
from tests.conftest import ROOT
from tests.data.disclosure.attack import attack
from tests.hidden import keep_pattern, real_pattern
from tests.report.knowledge import knowledge, percentages
from tests.report.knowledge import name as row_of

INLINE = re.compile(r"`\{python\} (.+?)`")
SPAN = re.compile(r'\[([^\]]*)\]\{\.tall title="(?:[^"\\]|\\.)*" data-tall="([^"]*)"\}')
#: Shows how many codes have a number, which is no secret where zeros are shown.
COUNTED = "antall_med"


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The real data of 2023 with small counts withheld."""
    root = tmp_path_factory.mktemp("skjermet")
    shutil.copytree(ROOT / "data", root / "data")
    (root / FILE).write_text("skjerming: {metode: undertrykking}\n", encoding="utf-8")
    pattern = real_pattern(tmp_path_factory)
    keep_pattern(pattern, root)
    dataset = load(root, 2023)
    assert dataset.pattern == pattern
    return dataset


@pytest.fixture(scope="module")
def hidden(safe: Dataset) -> dict[str, Observation]:
    """The withheld numbers of this report by key, as they are in the data."""
    truth = {(obs.file, obs.row): obs for obs in load(ROOT, 2023).observations}
    return {
        obs.key: truth[obs.file, obs.row]
        for obs in safe.observations
        if obs.treatment == "skjermet"
    }


@pytest.fixture(scope="module")
def shown(safe: Dataset) -> list[tuple[str, Any]]:
    """Everything that the notebooks show, with the expression or cell that shows it."""
    report = Report(safe, ROOT)
    return [item for path in sorted(ROOT.glob("notebooks/*.ipynb")) for item in _run(path, report)]


def _run(path: Path, report: Report) -> Iterator[tuple[str, Any]]:
    """Run a notebook in this process: only what it shows matters here, not how it is run."""
    names: dict[str, Any] = {"aar": 2023, "r": report}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for expression in INLINE.findall(source):
                yield expression, eval(expression, names)
        elif "rapport(aar)" not in source and "parameters" not in cell["metadata"].get("tags", ()):
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, path.name, "exec"), names)
            if last is not None:
                yield source, eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            for expression in INLINE.findall(source):
                yield expression, eval(expression, names)


def test_a_good_part_is_withheld_and_the_totals_are_not(
    safe: Dataset, hidden: dict[str, Observation]
) -> None:
    assert len(hidden) > 300
    for name in ("anmeldelser", "bistand.personer"):
        assert safe.get(name, 2023).value is not None  # type: ignore[union-attr]
    small = [obs for obs in hidden.values() if obs.value is not None and 0 < obs.value < 5]
    assert len(small) / len(hidden) > 0.8


def test_no_number_stands_in_the_place_of_a_withheld_one(
    shown: list[tuple[str, Any]], hidden: dict[str, Observation]
) -> None:
    seen = 0
    for expression, value in shown:
        text = value._repr_markdown_() if hasattr(value, "_repr_markdown_") else str(value)
        for said, keys in SPAN.findall(text):
            if set(keys.split()) & hidden.keys() and COUNTED not in expression:
                seen += 1
                assert "skjermet" in said, (expression, said)
    assert seen > 50


def test_tables_show_a_colon(shown: list[tuple[str, Any]], hidden: dict[str, Observation]) -> None:
    seen = 0
    for source, value in shown:
        grid = getattr(value, "grid", None)
        for _, cells in grid.rows if grid is not None else ():
            for cell in cells:
                keys = [obs.key for obs in cell.observations]
                if keys and keys[0] in hidden:
                    seen += 1
                    assert cell.text.startswith(":"), (source, cell)
                    assert any("betyr at tallet ikke vises" in note for note in value.merknader)
    assert seen > 50


def test_figures_draw_nothing_and_say_why(
    shown: list[tuple[str, Any]], hidden: dict[str, Observation]
) -> None:
    seen = 0
    for _, value in shown:
        numbers = getattr(value, "numbers", None)
        withheld = [o for o in numbers.observations if o.key in hidden] if numbers else []
        if withheld:
            seen += 1
            told = sum(str(cell).count("skjermet") for row in numbers.rows for cell in row)
            assert told >= len(withheld)
            assert value.alt.count("skjermet") >= len(withheld)
            assert any("Skjermet betyr" in note for note in value.merknader)
            for place in _points(value.spec):
                if place.get("tekst") in ("skjermet", ":"):
                    assert not place.get("verdi")
    assert seen > 5


def _points(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        if "tekst" in spec:
            yield spec
        spec = list(spec.values())
    for item in spec if isinstance(spec, list) else ():
        yield from _points(item)


def test_the_open_data_hold_none(
    safe: Dataset, hidden: dict[str, Observation], tmp_path: Path
) -> None:
    write_release(safe, tmp_path)
    rows = [
        row
        for name, theme in safe.themes.items()
        if not theme.is_register
        for row in _read(tmp_path / f"{name}.csv")
    ]
    withheld = [row for row in rows if row["status"] == "skjermet"]
    assert len(withheld) == len(hidden)
    assert all(row["verdi"] == "" and not re.search(r"\d", row["merknad"]) for row in withheld)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["skjerming"]["terskel"] == 5


def test_notes_name_none(safe: Dataset, hidden: dict[str, Observation]) -> None:
    secrets: dict[str, set[int]] = defaultdict(set)
    for obs in hidden.values():
        secrets[safe.measures[obs.measure].theme].add(int(obs.value or 0))
    for obs in safe.observations:
        about = secrets[safe.measures[obs.measure].theme]
        named = re.findall(r"(?<![\d.,§-])\b\d+\b(?![.,-]\d|\. \w+ \d{4})", obs.note)
        assert not set(map(int, named)) & about, obs.note


def _read(path: Path) -> list[dict[str, str]]:
    import csv  # noqa: PLC0415

    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_reconciliation_tells_no_withheld_number(safe: Dataset) -> None:
    outcomes = reconcile(safe, ROOT)
    silent = [o for o in outcomes if any(x.treatment for x in o.observations)]
    assert silent
    assert all(o.left is None and o.right is None for o in silent)
    assert {o.explanation for o in silent} == {"Minst ett av tallene er skjermet"}
    known = [o.explanation for o in outcomes if o.status == "kjent avvik"]
    assert not any(re.search(r"\d", text) for text in known)


def test_readers_are_told(safe: Dataset) -> None:
    assert "Små tall er skjermet" in notice(safe)
    assert "mindre enn 5" in method(safe)
    plain = load(ROOT, 2023)
    assert notice(plain) == ""
    assert "Ingen tall er skjermet" in method(plain)
    assert Report(plain, ROOT).skjerming(kort=True) is None


def test_the_attack_on_the_real_report_fails(safe: Dataset) -> None:
    """With everything that is printed at once: tables, rules, editions and percentages."""
    plain = load(ROOT, 2023)
    truth = {row_of(obs): obs for obs in plain.all_editions() if obs.value is not None}
    counts = {n for n, obs in truth.items() if plain.measures[obs.measure].protected}
    published = {
        row_of(obs): None if obs.value is None else int(obs.value)
        for obs in safe.all_editions()
        if row_of(obs) in counts
    }
    secret = {n for n, value in published.items() if value is None}
    assert len(secret) > 300
    equalities, limits = knowledge(truth, counts)
    reach = {n: (1, int(truth[n].value or 0) + 500) for n in secret}
    values = {n: int(truth[n].value or 0) for n in counts}
    enough = {n: 4 if values[n] < 5 else 2 for n in secret}
    known = [*limits, *percentages(safe, truth, counts)]
    found = attack(published, equalities, known, reach, values, enough)
    assert found.keys() == secret
    assert [(n, at) for n, at in found.items() if at[1] - at[0] + 1 < enough[n]] == []
