"""Revisions: a number that the report corrects says why."""

from __future__ import annotations

from collections.abc import Iterator

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.report import provenance


def findings(project: Project) -> Iterator[Finding]:
    """Ask for a note where the report corrects a number without one."""
    dataset = project.dataset
    for obs in dataset.observations:
        before = dataset.corrected(obs)
        if before is None or obs.note or before.status == "forelopig":
            continue
        was = f"var {provenance.value(dataset, before)}" if before.value is not None else "var feil"
        yield Finding(
            rule="revisjon/merknad",
            severity=Severity.WARNING,
            message=f"tallet {was} i {before.vintage}-rapporten og er rettet uten merknad",
            file=project.path(obs.file),
            row=obs.row,
            column="merknad",
            remedy="Skriv hvorfor det er rettet, og når",
        )


CHECK = Check(
    name="revisjon",
    title="Revisjoner: rettede tall har en forklaring",
    rules={"revisjon/merknad": "Et tall som rapporten retter, har en merknad om hvorfor"},
    run=findings,
    needs_data=True,
)
