"""Reconciliation: whether the numbers add up as ``data/avstemming.yml`` says."""

from __future__ import annotations

from collections.abc import Iterator

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data.observation import WITHOUT_VALUE, Observation
from komreport.data.reconcile import DEVIATION, KNOWN, OK, Outcome, reconcile
from komreport.errors import DataErrors, KomreportError

FILE = "data/avstemming.yml"
#: Rows that a deviation names one by one.
LISTED = 6


def findings(project: Project) -> Iterator[Finding]:
    """Tell which rules do not come out, with the rows that were compared."""
    try:
        outcomes = reconcile(project.dataset, project.root)
    except DataErrors as error:
        yield from (Finding.of_error(each, "avstemming/regel") for each in error.errors)
        return
    except KomreportError as error:
        yield Finding.of_error(error, "avstemming/regel")
        return
    for outcome in outcomes:
        if outcome.status != OK:
            yield _finding(outcome)


def _finding(outcome: Outcome) -> Finding:
    codes = ", ".join(outcome.dims.values())
    subject = (
        f"{outcome.reading} ({', '.join(part for part in (str(outcome.year), codes) if part)})"
    )
    place = outcome.observations[-1] if outcome.observations else None
    file = place.file.as_posix() if place else FILE
    row = place.row if place else None
    message = f"{subject}: {outcome.explanation.rstrip('.')}"
    if outcome.status == DEVIATION:
        return Finding(
            "avstemming/avvik",
            Severity.ERROR,
            message,
            file,
            row,
            column="verdi",
            remedy=f"Sammenlikn {_rows(outcome.observations)} med kilden. Er det kilden som ikke "
            f"går opp, skriver du hvorfor under «kjent» i regelen «{outcome.rule}»",
        )
    if outcome.status == KNOWN:
        return Finding("avstemming/kjent-avvik", Severity.NOTE, message, file, row, column="verdi")
    values = [obs.value for obs in outcome.observations]
    reported = [obs for obs in outcome.observations if obs.status in WITHOUT_VALUE]
    complete = None not in values and outcome.right is not None
    severity = Severity.NOTE if reported or complete else Severity.WARNING
    return Finding(
        "avstemming/kan-ikke-regnes",
        severity,
        message,
        file,
        row,
        remedy=""
        if severity is Severity.NOTE
        else f"Legg inn tallet, eller skriv status ikke_rapportert. Regelen er «{outcome.rule}»",
    )


def _rows(observations: tuple[Observation, ...]) -> str:
    shown = [f"{obs.file.name} rad {obs.row}" for obs in observations[:LISTED]]
    rest = len(observations) - len(shown)
    return ", ".join(shown) + (f" og {rest} til" if rest else "")


CHECK = Check(
    name="avstemming",
    title="Avstemming: deler og helheter",
    rules={
        "avstemming/avvik": "Tallene går opp slik reglene i data/avstemming.yml sier",
        "avstemming/kan-ikke-regnes": "Tallene som en regel trenger, finnes",
        "avstemming/kjent-avvik": "Et avvik i kilden som er forklart i regelen",
        "avstemming/regel": "Reglene i data/avstemming.yml kan leses og nevner det som finnes",
    },
    run=findings,
    needs_data=True,
)
