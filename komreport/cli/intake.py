"""``komreport new-year`` and ``komreport collect``: what they did, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from rich.table import Table
from rich.text import Text

from komreport.cli.console import out
from komreport.intake.answers import Finding
from komreport.intake.newyear import NewYear
from komreport.intake.receipt import Change, Missing, Receipt, totals


def show_year(made: NewYear, root: Path) -> None:
    """Say what a new year begins with, and what comes next."""
    year = made.year
    forms = made.questionnaires[0].parent if made.questionnaires else None
    out.print(f"{year} er gjort klart:", markup=False)
    out.print(f"  Tall        {len(made.tables)} filer i data/{year}, uten tall", markup=False)
    out.print(f"  Tekst       {made.drafts} utkast i notatbøkene", markup=False)
    if forms:
        shown = forms.relative_to(root) if forms.is_relative_to(root) else forms
        count = len(made.questionnaires)
        out.print(f"  Skjemaer    {count} spørreskjemaer i {shown}", markup=False)
    out.print(
        f"Videre: send skjemaene, ta imot svarene med komreport collect, "
        f"og bygg første utkast med komreport build {year}",
        markup=False,
    )


def show_receipt(receipt: Receipt, *, dry_run: bool, status: bool) -> None:
    """Print the receipt of a collection; with ``status`` only who has not answered."""
    for file, findings in groupby(receipt.refused, key=lambda finding: finding.file):
        out.print(_refusals(file, findings))
    if receipt.changed:
        out.print(_changes(receipt.changed))
    for (actor, file), count in sorted(Counter((c.actor, c.file) for c in receipt.new).items()):
        out.print(f"{file}: {_count(count, 'nytt svar', 'nye svar')} fra {actor}", markup=False)
    for notice in receipt.notices:
        out.print(notice, markup=False)
    if status:
        out.print(_state(receipt.missing, receipt.year))
    elif any(each.missing for each in receipt.missing):
        out.print(_state([each for each in receipt.missing if each.missing], receipt.year))
    asked, missing = totals(receipt.missing)
    if not status:
        out.print(counted(receipt), markup=False)
    out.print(f"{asked - missing} av {asked} tall for {receipt.year} er besvart", markup=False)
    if dry_run:
        out.print("Prøvekjøring: ingenting er skrevet", markup=False)


def counted(receipt: Receipt) -> str:
    """Count what happened: «12 nye, 1 endret, 0 uendret, 2 avvist»."""
    return (
        f"{_count(len(receipt.new), 'nytt', 'nye')}, {len(receipt.changed)} endret, "
        f"{receipt.unchanged} uendret, {len(receipt.refused)} avvist"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _table(title: str, *heads: tuple[str, int]) -> Table:
    table = Table(title=title, title_justify="left", expand=True)
    for head, ratio in heads:
        table.add_column(head, ratio=ratio, overflow="fold")
    return table


def _refusals(file: str, findings: Iterable[Finding]) -> Table:
    table = _table(f"{file}: kan ikke brukes", ("Ark", 3), ("Celle", 1), ("Hva", 4), ("Råd", 4))
    for finding in findings:
        table.add_row(
            *(Text(text) for text in (finding.sheet, finding.cell, finding.problem)),
            Text(finding.remedy, style="dim"),
        )
    return table


def _changes(changes: Sequence[Change]) -> Table:
    table = _table("Endret", ("Fil", 3), ("Rad", 4), ("Var", 3), ("Er", 3))
    for change in changes:
        file = Path(change.file).name
        table.add_row(*(Text(text) for text in (file, change.row, change.old, change.new)))
    return table


def _state(missing: Sequence[Missing], year: int) -> Table:
    table = _table(f"Svar for {year}", ("Aktør", 5), ("Spurt om", 1), ("Mangler", 1))
    for each in sorted(missing, key=lambda each: -each.missing):
        table.add_row(Text(each.name), str(each.asked), str(each.missing))
    return table
