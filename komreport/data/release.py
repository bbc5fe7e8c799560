"""The open data of a report: what it used, each number with its source, as one data package."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from komreport.data.dataset import Dataset
from komreport.data.package import LICENCE
from komreport.data.schema import LEADING, TRAILING, Theme
from komreport.data.settings import SECTION


@dataclass(frozen=True)
class Sheet:
    """A table as it is published: its columns, the texts of each row, and the types of numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    types: Mapping[str, str] = field(default_factory=dict)


def write_release(dataset: Dataset, folder: Path) -> None:
    """Write the data of one report year as CSV with a Frictionless ``datapackage.json``.

    Every theme is one file with the rows that count in this report (the vintage rule is applied),
    codes and labels side by side, the report year that each row comes from (``utgave``), and the
    anchor of the number in the web report (``nokkel``).

    Args:
        dataset: The data of the report year.
        folder: Where to write; made when it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resources: list[dict[str, Any]] = []
    for name in sorted(dataset.themes):
        theme = dataset.themes[name]
        sheet = (
            _texts(theme.columns, dataset.texts(name))
            if theme.is_register
            else _numbers(dataset, theme)
        )
        resources.append(_resource(folder, f"{name}.csv", theme.title, sheet))
    for name in sorted(dataset.codelists):
        codes = dataset.codelists[name]
        sheet = _texts(codes.columns, codes.rows.values())
        resources.append(_resource(folder, f"kodelister/{name}.csv", f"Kodeliste: {name}", sheet))
    package = {
        "name": f"kom-tilstandsrapport-{dataset.year}",
        "title": f"Tall fra KOMs tilstandsrapport {dataset.year}",
        "profile": "tabular-data-package",
        "licenses": [LICENCE],
        SECTION: dataset.disclosure.described(),
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def _texts(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Sheet:
    """A table of texts."""
    return Sheet(columns, [[row.get(name, "") for name in columns] for row in rows])


def _numbers(dataset: Dataset, theme: Theme) -> Sheet:
    """All measures of a theme in one table, with a label beside each code."""
    found = [(one, obs) for one in theme.measures.values() for obs in dataset.select(one.id)]
    values = [obs.value for _, obs in found]
    whole = all(value is None or value % 1 == 0 for value in values)
    rows = []
    for (measure, obs), value in zip(found, values, strict=True):
        codes = [(obs.dims[name], dataset.label(name, obs.dims[name])) for name in theme.dimensions]
        rows.append(
            [
                *(str(obs.year), measure.id, measure.name, measure.unit),
                *(text for pair in codes for text in pair),
                _number(value, whole=whole),
                *(obs.status, obs.source, obs.publication, obs.section, obs.note),
                *(str(obs.vintage), obs.key),
            ]
        )
    dimensions = [column for name in theme.dimensions for column in (name, f"{name}_navn")]
    columns = (*LEADING, "maal_navn", "enhet", *dimensions, *TRAILING, "utgave", "nokkel")
    types = {"aar": "integer", "verdi": "integer" if whole else "number", "utgave": "integer"}
    return Sheet(columns, rows, types)


def _number(value: Decimal | None, *, whole: bool) -> str:
    """Write 27, not 27.0, where every number of a column is whole."""
    if value is None:
        return ""
    return str(int(value) if whole else float(value))


def _resource(folder: Path, path: str, title: str, sheet: Sheet) -> dict[str, Any]:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(sheet.columns)
        writer.writerows(sheet.rows)
    fields = [{"name": name, "type": sheet.types.get(name, "string")} for name in sheet.columns]
    return {
        "name": path.removesuffix(".csv").replace("/", "-"),
        "title": title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
