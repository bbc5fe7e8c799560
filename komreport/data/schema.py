"""The themes: what ``data/skjema/<tema>.yml`` says of columns, code lists and measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from komreport.data.source import nothing_in
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors, KomreportError

FOLDER = "skjema"

#: Columns that every theme with numbers has, around its dimensions.
MEASURE = "maal"
LEADING = ("aar", MEASURE)
TRAILING = ("verdi", "status", "kilde", "publikasjon", "punkt", "merknad")
#: Code lists of columns that are not dimensions.
REFERENCES = {"status": "status", "kilde": "aktorer", "publikasjon": "publikasjoner"}
KINDS = ("tall", "register")


#: Whether disclosure control applies, as the schemas say it.
YES, NO = "ja", "nei"


@dataclass(frozen=True)
class Basis:
    """The counts behind a share or a mean: measures, empty where there is none.

    When both are the same measure, the denominator is its total.
    """

    numerator: str = ""
    denominator: str = ""


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
        protected: Whether it counts persons or cases, so that disclosure control applies.
        subset_of: The measure that it counts a part of, or an empty string.
        basis: The counts that a share or a mean is computed from.
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
    protected: bool = False
    subset_of: str = ""
    basis: Basis = Basis()


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
    def file(self) -> str:
        """The schema's file, as errors name it."""
        return f"data/{FOLDER}/{self.name}.yml"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(item.name for item in self.fields)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Columns that a number can be broken down by; empty for a register."""
        if self.is_register:
            return ()
        return tuple(name for name in self.columns if name not in {*LEADING, *TRAILING})


def load_themes(root: Path) -> dict[str, Theme]:
    """Read every schema of a project.

    Raises:
        DataErrors: When a schema cannot be read, lacks a column, or a measure stands in two of
            them: every finding.
    """
    folder = root / "data" / FOLDER
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise nothing_in(FOLDER, "skjemaer")
    errors: list[KomreportError] = []
    themes: dict[str, Theme] = {}
    for path in paths:
        try:
            themes[path.stem] = _load(path, root)
        except DataError as error:
            errors.append(error)
    home: dict[str, str] = {}
    for theme in themes.values():
        errors += _column_errors(theme)
        for measure in theme.measures:
            if measure in home:
                errors.append(
                    DataError(
                        f"målet «{measure}» står også i {home[measure]}.yml",
                        where=theme.file,
                        remedy="Et mål hører til i ett tema",
                    )
                )
            home[measure] = theme.name
    errors += [error for theme in themes.values() for error in _reference_errors(theme, home)]
    if errors:
        raise DataErrors(errors)
    return themes


def _reference_errors(theme: Theme, known: Mapping[str, str]) -> Iterator[DataError]:
    for measure in theme.measures.values():
        basis = measure.basis
        for name in {measure.subset_of, basis.numerator, basis.denominator} - {"", *known}:
            yield DataError(
                f"målet «{measure.id}» viser til målet «{name}», som ikke finnes",
                where=theme.file,
                remedy=did_you_mean(name, known, "Rett del_av eller grunnlag"),
            )


def _column_errors(theme: Theme) -> Iterator[DataError]:
    needed = () if theme.is_register else (*LEADING, *TRAILING)
    for name in needed:
        if name not in theme.columns:
            yield DataError(
                f"kolonnen «{name}» mangler i skjemaet",
                where=theme.file,
                remedy="Alle temaer med tall har den; se et annet skjema i samme mappe",
            )
    for name in theme.key:
        if name not in theme.columns:
            yield DataError(
                f"primaryKey nevner «{name}», som ikke er en kolonne",
                where=theme.file,
                remedy=did_you_mean(
                    name, theme.columns, f"Kolonnene er {', '.join(theme.columns)}"
                ),
            )


def read_yaml(path: Path, root: Path) -> Any:  # noqa: ANN401
    """Read a YAML file.

    Raises:
        DataError: When it cannot be read, with the line.
    """
    where = str(path.relative_to(root))
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(
            f"ugyldig YAML: {error.problem}",
            where=f"{where}, linje {line}",
            remedy="Sjekk innrykk og kolon",
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(
            "filen kan ikke leses", where=where, remedy="Lagre den som ren tekst i UTF-8"
        ) from error


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
                protected=_protected(item, own),
                subset_of=item.get("del_av", ""),
                basis=_basis(item),
            )
            for item in _distinct(own.get("maal", []))
        }
        breaks = tuple(
            Break(item["maal"], int(item["fra"]), item["forklaring"])
            for item in own.get("brudd", [])
        )
        return Theme(
            name=theme,
            title=own["tittel"],
            is_register=_kind(own["type"]) == "register",
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


def _protected(item: dict[str, Any], own: dict[str, Any]) -> bool:
    """Counts are protected unless the measure or its theme says that they are of no persons."""
    said = item.get("skjerming", own.get("skjerming", YES))
    if said not in (YES, NO):
        raise ValueError(f"skjerming: «{said}», som skal være {YES} eller {NO}")
    return bool(said == YES and item["enhet"] == "antall" and not item.get("desimaler"))


def _basis(item: dict[str, Any]) -> Basis:
    given = item.get("grunnlag") or {}
    if unknown := [name for name in given if name not in ("teller", "nevner")]:
        raise ValueError(f"grunnlag: «{unknown[0]}», som skal være teller eller nevner")
    return Basis(given.get("teller", ""), given.get("nevner", ""))


def _kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"type: «{name}», som skal være {' eller '.join(KINDS)}")
    return name


def _distinct(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = [item["id"] for item in items]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"maal: «{name}» står to ganger")
    return items


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
