"""Names in notebooks: measures, codes, registers and methods that a cell asks for and must exist.

The cells are read, not run: what is written as a plain string is looked up, the rest is left to
the build.
"""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from komreport.check.chapter import Cell, Chapter
from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import Dataset
from komreport.data.suggest import closest, did_you_mean
from komreport.execute.inline import scan
from komreport.report.book import Report
from komreport.report.figures import Figurer

REPORT = "r"
FIGURES = "figur"
#: What parameters of the report's methods hold.
MEASURES = frozenset({"maal", "i_parentes"})
DIMENSIONS = frozenset({"rader", "kolonner", "etter"})
REGISTERS = frozenset({"register"})
LISTS = frozenset({"liste"})
#: What may stand for a dimension along an axis.
AXES = ("aar", "maal")


@dataclass(frozen=True)
class Place:
    """Where a piece of code is."""

    chapter: Chapter
    cell: Cell
    line: int
    position: int | None = None

    def finding(self, rule: str, message: str, remedy: str = "", near: str = "") -> Finding:
        """Make a finding there."""
        return Finding(
            rule,
            Severity.ERROR,
            message,
            self.chapter.file,
            self.line,
            self.cell.number,
            position=self.position,
            remedy=remedy,
            suggestion=near or None,
        )


def findings(project: Project) -> Iterator[Finding]:
    """Look up every name in the cells of the year."""
    for chapter in project.chapters:
        cells = chapter.of_year(project.year)
        known = {REPORT, "aar", "rapport", *dir(builtins)} | _assigned(cells)
        for cell in cells:
            for place, tree in _trees(chapter, cell):
                if isinstance(tree, Finding):
                    yield tree
                else:
                    yield from _looked_up(tree, place, project.dataset, known)


def _trees(chapter: Chapter, cell: Cell) -> Iterator[tuple[Place, ast.AST | Finding]]:
    """Give the code of a cell as trees, and what is no code."""
    for code, line, position in cell.expressions():
        place = Place(chapter, cell, line, position)
        try:
            yield place, ast.parse(code, mode="eval")
        except SyntaxError as error:
            text = f"uttrykket «{code}» er ikke gyldig Python ({error.msg})"
            yield place, place.finding("navn/uttrykk", text, "Se etter en parentes eller hermetegn")
    if cell.kind == "markdown":
        for each in scan(cell.source).malformed:
            place = Place(chapter, cell, each.line)
            text = f"«{each.text.strip()}» er et uttrykk som ikke er avsluttet, eller er tomt"
            yield place, place.finding("navn/uttrykk", text, "Skriv `{python} r.tall(…)`")
    elif cell.kind == "code":
        place = Place(chapter, cell, 1)
        try:
            yield place, ast.parse(cell.source)
        except SyntaxError as error:
            place = Place(chapter, cell, error.lineno or 1)
            text = f"koden er ikke gyldig Python ({error.msg})"
            yield place, place.finding("navn/uttrykk", text)


def _assigned(cells: list[Cell]) -> set[str]:
    names: set[str] = set()
    for cell in cells:
        if cell.kind != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.alias):
                names.add((node.asname or node.name).split(".")[0])
    return names


def _looked_up(tree: ast.AST, place: Place, dataset: Dataset, known: set[str]) -> Iterator[Finding]:
    bound = {
        name.id
        for node in ast.walk(tree)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    } | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        here = _at(node, place)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id not in known | bound:
                yield _unknown(
                    here, "navn/ukjent", "navnet", node.id, sorted(known - set(dir(builtins)))
                )
        elif isinstance(node, ast.Attribute):
            owner = _owner(node)
            if owner is not None and not hasattr(owner, node.attr) and node.attr not in ATTRIBUTES:
                public = [name for name in dir(owner) if not name.startswith("_")]
                yield _unknown(here, "navn/metode", "metoden", node.attr, public)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = _owner(node.func)
            method = getattr(owner, node.func.attr, None) if owner is not None else None
            if callable(method):
                yield from _arguments(node, method, here, dataset)


#: Attributes that instances of the report have, and its class does not.
ATTRIBUTES = frozenset({"aar", "ds", "root"})


def _at(node: ast.AST, place: Place) -> Place:
    """Place a node of a code cell on its line; an inline expression is one place."""
    if place.cell.kind == "code" and place.line == 1 and hasattr(node, "lineno"):
        return Place(place.chapter, place.cell, node.lineno, getattr(node, "col_offset", 0) + 1)
    return place


def _owner(node: ast.Attribute) -> type | None:
    """Give the class that an attribute is looked up in, when it is the report or its figures."""
    value = node.value
    if isinstance(value, ast.Name) and value.id == REPORT:
        return Report
    if isinstance(value, ast.Attribute) and value.attr == FIGURES and _owner(value) is Report:
        return Figurer
    return None


def _arguments(
    node: ast.Call, method: Callable[..., object], place: Place, dataset: Dataset
) -> Iterator[Finding]:
    """Look up the strings in a call by what the parameters are for."""
    parameters = inspect.signature(method).parameters
    names = [name for name in parameters if name != "self"]
    given: dict[str, ast.expr] = dict(zip(names, node.args, strict=False))
    given |= {item.arg: item.value for item in node.keywords if item.arg is not None}
    measures = [text for name in MEASURES for text in _strings(given.get(name))]
    for text in measures:
        if text not in dataset.measures:
            yield _unknown(place, "navn/maal", "målet", text, dataset.measures)
    first = next((text for text in _strings(given.get("maal")) if text in dataset.measures), None)
    own = dataset.measures[first].dimensions if first is not None else ()
    for name, value in given.items():
        if name in DIMENSIONS and first is not None:
            for text in _strings(value):
                if text not in (*own, *AXES):
                    yield _unknown(place, "navn/inndeling", "inndelingen", text, (*own, *AXES))
        elif name in REGISTERS or (name in LISTS and "antall_koder" in method.__name__):
            known: Mapping[str, object] = (
                dataset.codelists if name in LISTS else _registers(dataset)
            )
            for text in _strings(value):
                if text not in known:
                    yield _unknown(place, "navn/register", "registeret", text, known)
        elif name not in parameters and first is not None:
            yield from _code(place, name, value, own, dataset)


def _registers(dataset: Dataset) -> dict[str, object]:
    return {name: theme for name, theme in dataset.themes.items() if theme.is_register}


def _code(
    place: Place, name: str, value: ast.expr, own: tuple[str, ...], dataset: Dataset
) -> Iterator[Finding]:
    if name not in own:
        yield _unknown(place, "navn/inndeling", "inndelingen", name, own)
        return
    codes = dataset.codelists[name].rows
    for text in _strings(value):
        if text not in codes:
            yield _unknown(place, "navn/kode", f"koden i «{name}»,", text, codes)


def _strings(value: ast.expr | None) -> list[str]:
    """Give the plain strings of an argument: one, or those of a list."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, (ast.List, ast.Tuple)):
        return [text for item in value.elts for text in _strings(item)]
    return []


def _unknown(place: Place, rule: str, kind: str, name: str, known: Any) -> Finding:  # noqa: ANN401
    remedy = did_you_mean(name, known, "Navnene står i docs/redaktor-api.md og data/skjema")
    return place.finding(rule, f"{kind} «{name}» finnes ikke", remedy, closest(name, known))


CHECK = Check(
    name="navn",
    title="Navn i notatbøkene: mål, koder, metoder",
    rules={
        "navn/inndeling": "Inndelingen finnes for målet",
        "navn/kode": "Koden finnes i kodelisten",
        "navn/maal": "Målet finnes i et skjema",
        "navn/metode": "Rapporten har metoden",
        "navn/register": "Registeret eller kodelisten finnes",
        "navn/ukjent": "Navnet er laget i en celle i notatboken",
        "navn/uttrykk": "Uttrykk og kode er gyldig Python",
    },
    run=findings,
    needs_data=True,
)
