"""``data/datapackage.json``: the Frictionless Data Package of everything under ``data/``.

The package is generated from the folders: what stands in ``data/<year>/``, ``data/kodelister/`` and
``data/skjema/`` is in it. A test says when the committed file is no longer current.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from komreport.data.codelists import KEY, load_codelists
from komreport.data.comparison import COMPARISON, FIELD
from komreport.data.loader import PACKAGE
from komreport.data.schema import load_themes, read_yaml
from komreport.data.settings import SECTION, settings
from komreport.data.source import Table, find_file, read_table
from komreport.project import known_years

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LICENCE = {
    "name": "NLOD-2.0",
    "title": "Norsk lisens for offentlige data (NLOD) 2.0",
    "path": "https://data.norge.no/nlod/no/2.0",
}


def describe(root: Path) -> dict[str, Any]:
    """Give the descriptor of the data package of a project.

    Raises:
        DataError: When a file cannot be read.
        DataErrors: When several cannot, or a code list or a schema is wrong.
    """
    codelists = load_codelists(root)
    themes = load_themes(root)
    resources: list[dict[str, Any]] = [
        {
            "name": name,
            "title": f"Kodeliste: {name}",
            "type": "table",
            "path": f"kodelister/{name}.csv",
            "scheme": "file",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [{"name": column, "type": "string"} for column in codelist.columns],
                "primaryKey": [KEY],
            },
        }
        for name, codelist in sorted(codelists.items())
    ]
    for year in known_years(root):
        for name, theme in sorted(themes.items()):
            path = find_file(root / "data" / str(year), name)
            if path is not None:
                resources.append(
                    {
                        "name": f"{name.replace('_', '-')}-{year}",
                        "title": f"{theme.title} ({year}-rapporten)",
                        "type": "table",
                        "path": f"{year}/{path.name}",
                        "scheme": "file",
                        **_form(read_table(path, root), read_yaml(root / theme.file, root)),
                    }
                )
    return {
        "name": "kom-tilstandsrapport",
        "title": "Tall til KOMs tilstandsrapporter om menneskehandel",
        "licenses": [LICENCE],
        SECTION: settings(root).described(),
        "resources": resources,
    }


def _form(table: Table, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe how a file is written: as we write it, or as Excel in Norwegian does."""
    if COMPARISON in table.header:
        fields = list(schema["fields"])
        fields.insert(table.header.index(COMPARISON), FIELD)
        schema = {**schema, "fields": fields}
    if not table.delimiter:
        return {"format": "xlsx", "mediatype": XLSX, "schema": schema}
    form: dict[str, Any] = {"format": "csv", "mediatype": "text/csv", "encoding": table.encoding}
    if table.delimiter != ",":
        form["dialect"] = {"csv": {"delimiter": table.delimiter}}
        decimal = {"decimalChar": ",", "groupChar": "\u00a0"}
        fields = [
            {**field, **decimal} if field.get("type") == "number" else field
            for field in schema["fields"]
        ]
        schema = {**schema, "fields": fields}
    return {**form, "schema": schema}


def package_text(root: Path) -> str:
    """Give the text of ``data/datapackage.json``, the same for the same folders."""
    return json.dumps(describe(root), ensure_ascii=False, indent=1) + "\n"


def write_package(root: Path) -> Path:
    """Write ``data/datapackage.json`` and give its path."""
    path = root / "data" / PACKAGE
    path.write_text(package_text(root), encoding="utf-8")
    return path
