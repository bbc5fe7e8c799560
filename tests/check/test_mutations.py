"""The real data with one thing wrong at a time: each is found, or nothing is different."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any, ClassVar

import pytest

from komreport.check import CHECKS, Finding, Project, Severity, approval, project, wording
from komreport.check import receipt as receipt_file
from komreport.check.approval import approve
from komreport.data import Observation, Theme, load, loader, reconcile, schema, source
from komreport.data.loader import Reading
from komreport.data.rules import read_rules
from komreport.data.source import Table
from tests.check.mutations import FORMS, VALUES, read
from tests.conftest import ROOT

YEAR = 2023
SEEDS = 4
#: The quick ones first: one of them is enough to find a mutation.
DATA_CHECKS = ("data", "godkjent", "tall", "dekning", "avstemming")
MUTATIONS = {**VALUES, **FORMS}


class Bench:
    """A copy of the data in which one file at a time is changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "data", root / "data")
        (root / "data" / str(YEAR) / loader.APPROVED).unlink(missing_ok=True)
        approve(Project(root, YEAR))
        self.files = sorted(
            path
            for path in (root / "data" / str(YEAR)).glob("*.csv")
            if path.name != loader.APPROVED
        )
        self.sound = self.state(Project(root, YEAR))
        self.known = set(self.found(Project(root, YEAR)))

    def found(self, project: Project) -> Iterator[Finding]:
        """Give what the checks of the data tell."""
        checks = {check.name: check for check in CHECKS}
        for name in DATA_CHECKS:
            if project.reading or not checks[name].needs_data:
                yield from checks[name].run(project)

    def state(self, project: Project) -> object:
        """Give everything that a report can say, so that two states can be compared."""
        assert project.reading is not None
        registers = {
            theme: {
                year: [dict(sorted(row.items())) for row in rows] for year, rows in all_.items()
            }
            for theme, all_ in project.reading.registers.items()
        }
        return sorted(map(_content, project.reading.observations)), registers

    def tried(self, path: Path, content: bytes) -> tuple[str, bool]:
        """Give a rule that is broken when a file holds this, and whether nothing differs."""
        sound = path.read_bytes()
        path.write_bytes(content)
        try:
            project = Project(self.root, YEAR)
            new = (each for each in self.found(project) if each not in self.known)
            broken = next((each.rule for each in new if each.severity is not Severity.NOTE), "")
            harmless = not broken and not project.data_errors and self.state(project) == self.sound
        finally:
            path.write_bytes(sound)
        return broken, harmless


def _content(obs: Observation) -> tuple[str, ...]:
    value = "" if obs.value is None else f"{obs.value.normalize():f}"
    rest = (obs.status, obs.source, obs.publication, obs.section, obs.note, str(obs.vintage))
    return (*obs.identity, value, *rest)


class QuickReading(Reading):
    """A reading that judges a file anew only when its table is another one."""

    judged: ClassVar[dict[tuple[int, int], tuple[Table, Reading]]] = {}

    def _file(self, table: Table, theme: Theme, year: int) -> None:
        kept = self.judged.get((id(table), year))
        if kept is None:
            alone = copy(self)
            alone.errors, alone.notices, alone.observations, alone.registers = [], [], [], {}
            super(QuickReading, alone)._file(table, theme, year)
            kept = self.judged[id(table), year] = (table, alone)
        self.errors += kept[1].errors
        self.notices += kept[1].notices
        self.observations += kept[1].observations
        for name, years in kept[1].registers.items():
            self.registers.setdefault(name, {}).update(years)


def _once(reading: Callable[[Path, Path], Any]) -> Callable[[Path, Path], Any]:
    """Read a file again only when its content is another one."""
    known: dict[tuple[Path, bytes], Any] = {}

    def read_file(path: Path, root: Path) -> Any:
        identity = (path, path.read_bytes())
        if identity not in known:
            known[identity] = reading(path, root)
        return known[identity]

    return read_file


def quickened(patch: pytest.MonkeyPatch) -> None:
    """Read what does not change once: code lists, schemas, rules, and the files left alone."""
    read_table, read_yaml = _once(source.read_table), _once(schema.read_yaml)
    receipts: dict[tuple[str, ...], approval.Receipt] = {}
    receipt = approval._receipt

    def kept_receipt(
        theme: Theme, cells: dict[str, str], others: tuple[str, ...], *, excel: bool
    ) -> approval.Receipt:
        identity = (theme.name, str(excel), *cells, *cells.values())
        if identity not in receipts:
            receipts[identity] = receipt(theme, cells, others, excel=excel)
        return receipts[identity]

    patch.setattr(approval, "_receipt", kept_receipt)
    codelists, themes = loader.load_codelists(ROOT), loader.load_themes(ROOT)
    rules = read_rules(ROOT, load(ROOT, YEAR))
    patch.setattr(loader, "load_codelists", lambda root: codelists)
    patch.setattr(loader, "load_themes", lambda root: themes)
    patch.setattr(reconcile, "read_rules", lambda root, dataset: rules)
    patch.setattr(project, "Reading", QuickReading)
    patch.setattr(wording, "read_yaml", read_yaml)
    for module in (loader, project, receipt_file, wording):
        patch.setattr(module, "read_table", read_table)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The copy of the data."""
    with pytest.MonkeyPatch.context() as patch:
        quickened(patch)
        yield Bench(tmp_path_factory.mktemp("mutasjoner"))


def outcomes(bench: Bench, kind: str, seeds: int) -> list[tuple[str, str, bool]]:
    """Try one kind of mutation on files chosen by chance, larger ones more often."""
    found = []
    weights = [path.stat().st_size for path in bench.files]
    for seed in range(seeds):
        chance = random.Random(f"{kind} {seed}")
        for _ in range(40):
            path = chance.choices(bench.files, weights)[0]
            content = path.read_bytes()
            changed = MUTATIONS[kind](read(content), chance)
            if changed is not None and changed.bytes() != content:
                found.append((f"{path.name}, {seed}", *bench.tried(path, changed.bytes())))
                break
    return found


@pytest.mark.parametrize("kind", MUTATIONS)
def test_no_mutation_is_silent(bench: Bench, kind: str) -> None:
    tried = outcomes(bench, kind, SEEDS)
    assert len(tried) == SEEDS
    silent = [name for name, broken, harmless in tried if not broken and not harmless]
    assert silent == []


def _labels_swapped(content: bytes, column: str, codes: set[str], chance: random.Random) -> bytes:
    file = read(content)
    place = file.column(column)
    first, second = chance.sample([row for row in file.rows if row[0] in codes], 2)
    first[place], second[place] = second[place], first[place]
    return file.bytes()


def test_no_swap_of_names_is_silent(bench: Bench) -> None:
    used: dict[str, set[str]] = {}
    for row in wording.wording(Project(bench.root, YEAR), load(bench.root, YEAR).themes):
        folder, _, name = row.receipt.theme.partition("/")
        if folder == "kodelister":
            used.setdefault(name, set()).add(row.receipt.key)
    swapped = {name: codes for name, codes in used.items() if len(codes) > 1}
    assert len(swapped) > 20
    for name, codes in swapped.items():
        path = bench.root / "data" / "kodelister" / f"{name}.csv"
        content = path.read_bytes()
        column = next(each for each in ("navn", "tittel") if each in read(content).header)
        path.write_bytes(_labels_swapped(content, column, codes, random.Random(name)))
        found = {each.rule for each in approval.findings(Project(bench.root, YEAR))}
        path.write_bytes(content)
        assert found == {"godkjent/ord"}, name
