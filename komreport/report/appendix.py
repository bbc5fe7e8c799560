"""The appendices on data quality: what is missing, what was revised, what adds up; the actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from komreport.data.observation import WITHDRAWN, WITHHELD
from komreport.data.reconcile import NOT_COMPUTABLE, OK, Outcome
from komreport.data.revision import Kind
from komreport.report import formats, provenance
from komreport.report.grid import Cell, Grid, Header, Tabell

if TYPE_CHECKING:
    from komreport.data import Dataset, Observation, Revision


def coverage(ds: Dataset) -> Tabell:
    """List the numbers of the report year that are known to be missing, with the reason."""
    missing = [
        obs
        for obs in ds.observations
        if obs.value is None and obs.year == ds.year and obs.treatment != WITHHELD
    ]
    rows = [
        (
            provenance.what(ds, obs),
            [
                Cell(ds.label("status", obs.status)),
                Cell(ds.label("aktorer", obs.source, short=True)),
                Cell(obs.note),
            ],
        )
        for obs in missing
    ]
    headers = [Header(head, numeric=False) for head in ("Hvorfor", "Aktør", "Forklaring")]
    return Tabell(Grid("Tall som mangler", headers, rows, title="Tall som mangler"))


def gaps(ds: Dataset) -> list[str]:
    """Name the measures that have numbers for other years, but none for the report year."""
    have = {obs.measure for obs in ds.observations if obs.year == ds.year}
    return [
        measure.name
        for name, measure in ds.measures.items()
        if name not in have and any(obs.measure == name for obs in ds.observations)
    ]


def editions(ds: Dataset) -> Tabell:
    """List the numbers that two report years print differently: what changed, from what to what."""
    rows = [
        (
            f"{provenance.what(ds, revision.counts)}, {revision.counts.year}",
            [
                Cell(_edition(ds, revision.other)),
                Cell(_edition(ds, revision.counts)),
                Cell(_kind(revision)),
                Cell(_why(revision)),
            ],
        )
        for revision in ds.revisions
    ]
    heads = ("Annen utgave", "Gjelder her", "Hva det er", "Merknad")
    headers = [Header(head, numeric=False) for head in heads]
    return Tabell(Grid("Tall", headers, rows, title="Revisjoner"))


def _edition(ds: Dataset, obs: Observation) -> str:
    value = provenance.value(ds, obs)
    if obs.value is None:
        value = "ikke kjent" if obs.status == WITHDRAWN else provenance.MISSING[obs.status]
    return f"{value} ({obs.vintage}-rapporten)"


def _kind(revision: Revision) -> str:
    """Say what a difference is; a gap that was filled and a number that became final say so."""
    other = revision.other
    if revision.kind is Kind.HERE and other.status == "forelopig":
        return "Endelig i denne rapporten"
    if revision.kind is Kind.HERE and other.value is None and other.status != WITHDRAWN:
        return "Nytt i denne rapporten"
    return formats.capitalised(revision.kind)


def _why(revision: Revision) -> str:
    notes = (revision.counts.note, revision.other.note)
    return " ".join(provenance.unique(provenance.sentence(note) for note in notes))


def reconciliation(outcomes: Iterable[Outcome], *, deviating: bool | None = None) -> Tabell:
    """List the rules that numbers must keep, and how each came out for this report.

    That a number is not higher than another is told only where it is.

    Args:
        outcomes: What `reconcile` has found.
        deviating: Only rules that do not hold everywhere, with explanations, or only those that do,
            with how often each was tried; all rules when None.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.limit and outcome.status in {OK, NOT_COMPUTABLE}:
            continue
        groups.setdefault(outcome.reading, []).append(outcome)
    rows = []
    for reading, found in groups.items():
        deviates = any(outcome.status != OK for outcome in found)
        if deviating is not None and deviates != deviating:
            continue
        if deviating is False:
            rows.append((reading, [Cell(str(len(found)))]))
            continue
        counts = {
            status: sum(outcome.status == status for outcome in found)
            for status in dict.fromkeys(outcome.status for outcome in found)
        }
        said = ", ".join(
            f"{status} ({count})" if len(found) > 1 else status for status, count in counts.items()
        )
        explained = provenance.unique(o.explanation for o in found if o.status != OK)
        rows.append((reading, [Cell(said), Cell(" ".join(explained))]))
    headers = [Header("Resultat", numeric=False), Header("Forklaring", numeric=False)]
    if deviating is False:
        headers = [Header("Ganger prøvd")]
    return Tabell(Grid("Regel", headers, rows, title="Avstemming"))


def actors(ds: Dataset, types: Sequence[str] | None = None) -> Tabell:
    """List the actors of the report with short names and links."""
    rows = []
    for code in ds.order("aktorer"):
        row = ds.codelists["aktorer"].row(code)
        if types and row.get("type") not in types:
            continue
        cells = [
            Cell(row.get("kortnavn", "")),
            Cell(row.get("type", "")),
            Cell(row.get("url", ""), href=row.get("url", "")),
        ]
        rows.append((row["navn"], cells))
    headers = [Header(head, numeric=False) for head in ("Forkortelse", "Type", "Nettsted")]
    return Tabell(Grid("Aktør", headers, rows, title="Aktører"))
