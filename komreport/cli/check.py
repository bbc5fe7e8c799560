"""``komreport check``: the findings as a table for people, or written for machines."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from komreport.check import CHECKS, Finding, Project, Severity, rules
from komreport.check.approval import Approval, approve
from komreport.check.formats import FORMATS
from komreport.cli.choices import Format
from komreport.cli.console import err, out
from komreport.errors import DataErrors
from komreport.report import formats

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}
PLURAL = {Severity.ERROR: "feil", Severity.WARNING: "advarsler", Severity.NOTE: "merknader"}
#: From this width the rule stands in a column of its own.
WIDE = 110


def show(findings: Sequence[Finding], form: Format, root: Path, year: int) -> None:
    """Print the findings."""
    if form is not Format.tabell:
        sys.stdout.write(FORMATS[form.value](findings, rules(), root))
        return
    for file, group in groupby(findings, key=lambda finding: finding.file):
        listed = list(group)
        heading = Text(file or "Prosjektet", style="bold")
        out.print(heading.append(f"  {summary(listed)}", style="not bold dim"))
        out.print(Padding(_table(listed, wide=out.width >= WIDE), (0, 0, 1, 2)))
    text = f"{year}: {summary(findings)}" if findings else f"{year}: ingen funn"
    worst = min((finding.severity for finding in findings), key=lambda s: s.rank, default=None)
    out.print(Text(text, style=COLOURS[worst] if worst else "bold green"))


def _table(findings: Sequence[Finding], *, wide: bool) -> Table:
    table = Table(box=None, show_header=False, expand=True, padding=(0, 1))
    table.add_column(width=1)
    table.add_column(width=22 if wide else 18, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    if wide:
        table.add_column(width=28, overflow="fold")
    for finding in findings:
        colour = COLOURS[finding.severity]
        text = Text(finding.message)
        if finding.remedy:
            text.append(f". {finding.remedy}", style="dim")
        rule = Text(finding.rule, style=colour)
        if not wide:
            text.append(" [").append_text(rule).append("]")
        cells = [Text(SIGNS[finding.severity], style=colour), Text(finding.place), text]
        table.add_row(*cells, *([rule] if wide else []))
    return table


def summary(findings: Sequence[Finding]) -> str:
    """Count the findings: «2 feil, 1 advarsel»; kinds that there are none of are left out."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]} {severity if counts[severity] == 1 else PLURAL[severity]}"
        for severity in Severity
        if counts[severity]
    )


def show_rules() -> None:
    """Print every rule with one line."""
    for check in CHECKS:
        out.print(Text(check.title, style="bold"))
        for rule, text in sorted(check.rules.items()):
            out.print(Text(f"  {rule:<28}", style="cyan").append(text, style="not cyan"))


def approved(root: Path, year: int, themes: Sequence[str]) -> bool:
    """Keep the receipt of the numbers as they are now, and say what it changed.

    Returns:
        False when the data have errors, which are told, and nothing was approved.
    """
    try:
        done = approve(Project(root, year), themes)
    except DataErrors as error:
        for each in error.errors:
            err.print(f"Feil: {each}", style="red", markup=False)
        err.print("Ingenting er godkjent. Rett feilene først.", markup=False)
        return False
    for finding in done.changed:
        out.print(f"Godkjent: {finding.file}, {finding.place}: {finding.message}", markup=False)
    about = f"Tallene for {year}" + (f" i {formats.listing(themes)}" if themes else "")
    name = done.path.relative_to(root)
    out.print(f"{about} er godkjent{_extent(done)}. Kvitteringen er {name}.", markup=False)
    return True


def _extent(done: Approval) -> str:
    """Say how much was approved: « (2 endringer)», « for første gang: 1 650 rader»."""
    rows = formats.number(Decimal(done.first)) + (" rad" if done.first == 1 else " rader")
    changes = f"{len(done.changed)} endringer" if len(done.changed) != 1 else "1 endring"
    if not done.first:
        return f" ({changes})"
    first = f" for første gang: {rows}"
    return f"{first}. Ellers er det {changes} siden sist" if done.changed else first


def at_least(findings: Sequence[Finding], severity: Severity) -> list[Finding]:
    """Leave out what is less serious."""
    return [finding for finding in findings if finding.severity.rank <= severity.rank]
