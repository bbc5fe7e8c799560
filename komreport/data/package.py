"""``data/datapackage.yml``: the Frictionless Data Package of everything under ``data/``.

The package is generated from the folders: what stands in ``data/<year>/``, ``data/kodelister/`` and
``data/skjema/`` is in it. A test says when the committed file is no longer current.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from komreport.data.codelists import KEY, load_codelists
from komreport.data.loader import known_years
from komreport.data.schema import load_themes

FILE = "datapackage.yml"

LICENCE = {
    "name": "NLOD-2.0",
    "title": "Norsk lisens for offentlige data (NLOD) 2.0",
    "path": "https://data.norge.no/nlod/no/2.0",
}


def describe(root: Path) -> dict[str, Any]:
    """Give the descriptor of the data package of a project.

    Raises:
        DataError: When a code list or a schema cannot be read.
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
            if (root / "data" / str(year) / f"{name}.csv").is_file():
                resources.append(
                    {
                        "name": f"{name.replace('_', '-')}-{year}",
                        "title": f"{theme.title} ({year}-rapporten)",
                        "type": "table",
                        "path": f"{year}/{name}.csv",
                        "scheme": "file",
                        "format": "csv",
                        "mediatype": "text/csv",
                        "encoding": "utf-8",
                        "schema": f"skjema/{name}.yml",
                    }
                )
    return {
        "name": "kom-tilstandsrapport",
        "title": "Tall til KOMs tilstandsrapporter om menneskehandel",
        "licenses": [LICENCE],
        "resources": resources,
    }


def package_text(root: Path) -> str:
    """Give the text of ``data/datapackage.yml``, the same for the same folders."""
    head = "# Laget av komreport fra mappene i data/. Ikke rediger for hånd; kjør `make data`.\n"
    return head + yaml.safe_dump(describe(root), sort_keys=False, allow_unicode=True, width=100)


def write_package(root: Path) -> Path:
    """Write ``data/datapackage.yml`` and give its path."""
    path = root / "data" / FILE
    path.write_text(package_text(root), encoding="utf-8")
    return path
