"""The data package: whether it is current, and whether Frictionless agrees that it is valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data.loader import PACKAGE
from komreport.data.package import package_text
from komreport.errors import KomreportError

FILE = f"data/{PACKAGE}"


def findings(project: Project) -> Iterator[Finding]:
    """Validate the files of the report year and the code lists as the package describes them."""
    path = project.root / FILE
    if not path.is_file():
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        if text != package_text(project.root):
            said = "datapakken beskriver ikke filene slik de er nå"
            yield Finding("pakke/utdatert", Severity.WARNING, said, FILE, remedy="Kjør make data")
        descriptor = json.loads(text)
    except (KomreportError, ValueError):
        return  # the reading of the data has said what is wrong
    told = {(error.place.file, error.place.row) for error in project.data_errors if error.place}
    rows = {(str(file), row) for file, row in told}
    for finding in _validated(project, descriptor):
        if (finding.file, finding.row) not in rows:
            yield finding


def _validated(project: Project, descriptor: dict[str, Any]) -> Iterator[Finding]:
    from frictionless import FrictionlessException, Package  # noqa: PLC0415  (slow to import)

    wanted = (f"{project.year}/", "kodelister/")
    resources = [item for item in descriptor["resources"] if str(item["path"]).startswith(wanted)]
    try:
        package = Package.from_descriptor(
            {**descriptor, "resources": resources}, basepath=str(project.root / "data")
        )
        report = package.validate()
    except FrictionlessException as error:
        note = " ".join(str(error).split())
        yield Finding("pakke/frictionless", Severity.ERROR, note, FILE)
        return
    for task in report.tasks:
        file = f"data/{task.place}"
        for problem in task.errors:
            said = re.sub(r"\s+", " ", f"Frictionless melder: {problem.message}").rstrip(".")
            row, column = getattr(problem, "row_number", None), getattr(problem, "field_name", None)
            yield Finding("pakke/frictionless", Severity.ERROR, said, file, row, column=column)


CHECK = Check(
    name="pakke",
    title="Datapakken: Frictionless sin egen prøve",
    rules={
        "pakke/frictionless": "Frictionless finner ingen feil i datapakken",
        "pakke/utdatert": "Beskrivelsen i data/datapackage.json er av filene slik de er nå",
    },
    run=findings,
)
