"""``komreport check``: the findings as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.table import Table
from rich.text import Text

from komreport.check import Finding, Severity
from komreport.cli.console import out

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def show(findings: Sequence[Finding]) -> None:
    """Print the findings, grouped by file, and a line that sums them up."""
    for file, group in groupby(findings, key=lambda finding: finding.file):
        table = Table(title=file or "Prosjektet", title_justify="left", expand=True)
        for heading, ratio in (("Hvor", 2), ("Hva", 5), ("Regel", 2)):
            table.add_column(heading, ratio=ratio, overflow="fold")
        for finding in group:
            text = Text(finding.message)
            if finding.remedy:
                text.append(f"\n{finding.remedy}", style="dim")
            rule = Text(finding.rule, style=COLOURS[finding.severity])
            table.add_row(finding.place, text, rule)
        out.print(table)
    out.print(summary(findings), markup=False)


def summary(findings: Sequence[Finding]) -> str:
    """Count the findings: «2 feil, 1 advarsel, 0 merknader»."""
    plural = {Severity.ERROR: "feil", Severity.WARNING: "advarsler", Severity.NOTE: "merknader"}
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return ", ".join(
        f"{count} {severity if count == 1 else plural[severity]}"
        for severity, count in counts.items()
    )
