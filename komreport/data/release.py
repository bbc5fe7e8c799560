"""The open data of a report: what it used, each number with its source, as one data package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from komreport.data.dataset import Dataset
from komreport.data.package import LICENCE
from komreport.data.settings import SECTION


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
        frame = dataset.register(name) if theme.is_register else _numbers(dataset, name)
        resources.append(_resource(folder, f"{name}.csv", theme.title, frame))
    for name in sorted(dataset.codelists):
        resources.append(
            _resource(
                folder,
                f"kodelister/{name}.csv",
                f"Kodeliste: {name}",
                dataset.codelists[name].frame(),
            )
        )
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


def _numbers(dataset: Dataset, theme: str) -> pd.DataFrame:
    """All measures of a theme in one table, with a label beside each code."""
    frames = []
    for measure in dataset.measures.values():
        if measure.theme != theme:
            continue
        frame = dataset.frame(measure.id)
        frame.insert(1, "maal", measure.id)
        frame.insert(2, "maal_navn", measure.name)
        frame.insert(3, "enhet", measure.unit)
        for dimension in reversed(measure.dimensions):
            at = list(frame.columns).index(dimension) + 1
            labels = [dataset.label(dimension, code) for code in frame[dimension]]
            frame.insert(at, f"{dimension}_navn", labels)
        frame["nokkel"] = [obs.key for obs in dataset.select(measure.id)]
        frames.append(frame.drop(columns=["fil", "rad"]))
    return pd.concat(frames, ignore_index=True)


def _resource(folder: Path, path: str, title: str, frame: pd.DataFrame) -> dict[str, Any]:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = frame.apply(_whole_numbers)
    whole.to_csv(target, index=False, lineterminator="\n", encoding="utf-8")
    fields = [{"name": str(name), "type": _type(whole[name])} for name in whole.columns]
    return {
        "name": path.removesuffix(".csv").replace("/", "-"),
        "title": title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }


def _whole_numbers(column: pd.Series) -> pd.Series:
    """Write 27, not 27.0, where every number of a column is whole."""
    if column.dtype.kind == "f" and (column.dropna() % 1 == 0).all():
        return column.astype("Int64")
    return column


def _type(column: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"
