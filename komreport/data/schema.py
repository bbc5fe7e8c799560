"""The themes: what ``data/skjema/<tema>.yml`` says of columns, code lists and measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from komreport.errors import DataError

FOLDER = "skjema"

#: Columns that every theme with numbers has, around its dimensions.
LEADING = ("aar", "maal")
TRAILING = ("verdi", "status", "kilde", "publikasjon", "punkt", "merknad")
#: Code lists of columns that are not dimensions.
REFERENCES = {"status": "status", "kilde": "aktorer", "publikasjon": "publikasjoner"}


@dataclass(frozen=True)
class Measure:
    """What is counted, and how it is said.

    Attributes:
        id: Such as ``anmeldelser.grove``; unique in the project.
        name: For table heads and axis titles.
        singular: The counted noun, «anmeldelse».
        plural: The same in plural, «anmeldelser».
        gender: Of the noun: m, f or n.
        unit: ``antall``, ``prosent``, ``prosentpoeng``, ``dager``, ``kroner`` …
        decimals: How many decimals are shown.
        description: What exactly is counted.
        theme: The theme that it belongs to.
        dimensions: Columns that it can be broken down by.
    """

    id: str
    name: str
    singular: str
    plural: str
    gender: str
    unit: str
    decimals: int
    description: str
    theme: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Break:
    """A break in a series: numbers before ``since`` cannot be compared with those from then on."""

    measure: str
    since: int
    explanation: str


@dataclass(frozen=True)
class Field:
    """A column: its name, type, constraints, and the code list that its values come from."""

    name: str
    title: str
    type: str
    required: bool = False
    pattern: re.Pattern[str] | None = None
    enum: tuple[str, ...] = ()
    codelist: str = ""


@dataclass(frozen=True)
class Theme:
    """One theme: a file per report year with the same columns.

    Attributes:
        name: File name without ending.
        title: Title in Norwegian.
        is_register: A table of texts rather than of numbers.
        chapters: Chapters that use it.
        fields: The columns, in order.
        key: Columns that together must be unique.
        measures: The measures, by id; empty for a register.
        breaks: Breaks in series.
    """

    name: str
    title: str
    is_register: bool
    chapters: tuple[int, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    measures: dict[str, Measure] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(item.name for item in self.fields)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Columns that a number can be broken down by; empty for a register."""
        if self.is_register:
            return ()
        return tuple(name for name in self.columns if name not in {*LEADING, *TRAILING})


def load_themes(root: Path) -> dict[str, Theme]:
    """Read every schema of a project.

    Raises:
        DataError: When a schema cannot be read, or a measure stands in two of them.
    """
    folder = root / "data" / FOLDER
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise DataError("fant ingen skjemaer", where=f"data/{FOLDER}")
    themes = {path.stem: _load(path, root) for path in paths}
    home: dict[str, str] = {}
    for theme in themes.values():
        for measure in theme.measures:
            if measure in home:
                raise DataError(
                    f"målet «{measure}» står også i {home[measure]}.yml",
                    where=f"data/{FOLDER}/{theme.name}.yml",
                    remedy="Et mål hører til i ett tema",
                )
            home[measure] = theme.name
    return themes


def read_yaml(path: Path, root: Path) -> Any:  # noqa: ANN401
    """Read a YAML file.

    Raises:
        DataError: When it cannot be read, with the line.
    """
    where = str(path.relative_to(root))
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(
            f"ugyldig YAML: {error.problem}",
            where=f"{where}, linje {line}",
            remedy="Sjekk innrykk og kolon",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("filen kan ikke leses", where=where) from error


def _load(path: Path, root: Path) -> Theme:
    content = read_yaml(path, root)
    where = str(path.relative_to(root))
    try:
        own = content["komreport"]
        codelists = _references(content)
        fields = tuple(_field(item, codelists) for item in content["fields"])
        key = content.get("primaryKey") or []
        names = tuple(item.name for item in fields)
        dimensions = tuple(name for name in names if name not in {*LEADING, *TRAILING})
        theme = path.stem
        measures = {
            item["id"]: Measure(
                id=item["id"],
                name=item["navn"],
                singular=item["entall"],
                plural=item["flertall"],
                gender=item.get("kjonn", "m"),
                unit=item["enhet"],
                decimals=int(item.get("desimaler", 0)),
                description=item.get("beskrivelse", ""),
                theme=theme,
                dimensions=dimensions,
            )
            for item in own.get("maal", [])
        }
        breaks = tuple(
            Break(item["maal"], int(item["fra"]), item["forklaring"])
            for item in own.get("brudd", [])
        )
        return Theme(
            name=theme,
            title=own["tittel"],
            is_register=own["type"] == "register",
            chapters=tuple(own.get("kapittel", [])),
            fields=fields,
            key=(key,) if isinstance(key, str) else tuple(key),
            measures=measures,
            breaks=breaks,
        )
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise DataError(
            f"skjemaet mangler eller har feil i {error}",
            where=where,
            remedy="Sammenlikn med et annet skjema i samme mappe",
        ) from error


def _references(content: dict[str, Any]) -> dict[str, str]:
    result = {}
    for item in content.get("foreignKeys") or []:
        name = item["fields"] if isinstance(item["fields"], str) else item["fields"][0]
        result[name] = item["reference"]["resource"]
    return result


def _field(item: dict[str, Any], codelists: dict[str, str]) -> Field:
    constraints = item.get("constraints") or {}
    pattern = constraints.get("pattern")
    return Field(
        name=item["name"],
        title=item.get("title", item["name"]),
        type=item.get("type", "string"),
        required=bool(constraints.get("required", False)),
        pattern=re.compile(pattern) if pattern else None,
        enum=tuple(str(value) for value in constraints.get("enum", ())),
        codelist=codelists.get(item["name"], ""),
    )
