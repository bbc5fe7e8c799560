"""`komreport collect`: from returned questionnaires to the tables of a report year."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from komreport.data.loader import Reading
from komreport.errors import UsageError
from komreport.intake.answers import Returned, Spot, read_returned
from komreport.intake.interpret import Answer, Entry, Interpreter
from komreport.intake.merge import Merger
from komreport.intake.questions import ACTORS
from komreport.intake.receipt import Missing, Receipt, still_missing
from komreport.intake.transaction import Transaction, recover

Given = TypeVar("Given", Answer, Entry)


def collect(
    root: Path,
    files: Sequence[Path],
    *,
    year: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
) -> Receipt:
    """Read questionnaires and merge what is right into the tables.

    Args:
        root: The project folder.
        files: The workbooks; none gives the state of the year.
        year: The report year; the newest one when left out.
        replace: Whether final numbers may be replaced.
        dry_run: Whether to leave the tables as they are and only tell.

    Returns:
        What was merged, what was refused and why, and what is missing.

    Raises:
        UsageError: When the year has no folder.
        DataErrors: When the data are wrong before anything is merged.
        DataError: When a table cannot be written to.
    """
    root = root.resolve()
    recover(root)
    reading = Reading(root)
    reading.raise_errors()
    chosen = max(reading.years) if year is None else year
    if chosen not in reading.years:
        raise UsageError(
            f"rapportåret {chosen} finnes ikke",
            where="data",
            remedy=f"Mappene er {', '.join(map(str, reading.years))}; "
            f"komreport new-year lager det neste",
        )
    receipt = Receipt(chosen)
    merger = Merger(reading, chosen, replace, receipt)
    interpreter = Interpreter(reading, chosen)
    by_actor: dict[str, list[Returned]] = {}
    for path in files:
        returned = read_returned(path)
        if _fits(returned, reading, chosen):
            by_actor.setdefault(returned.actor, []).append(returned)
        else:
            receipt.refused += returned.findings
    for actor, forms in by_actor.items():
        answers = [answer for form in forms for answer in interpreter.answers(form)]
        entries = [entry for form in forms for entry in interpreter.entries(form)]
        for form in forms:
            receipt.refused += form.findings
            receipt.notices += form.notices
        merger.numbers(_agreed(answers, receipt), actor)
        merger.entries(_agreed(entries, receipt), actor)
    receipt.missing = _write(reading, merger, dry_run=dry_run)
    return receipt


def _fits(returned: Returned, reading: Reading, year: int) -> bool:
    """Whether a file is a questionnaire for this year from an actor that we know."""
    if not returned.actor:
        return False
    spot = Spot(returned.file, "", "")
    if returned.year != year:
        returned.findings.append(
            spot.finding(
                f"skjemaet er for {returned.year}, ikke {year}",
                f"Be om skjemaet for {year}, eller kjør med --year {returned.year}",
            )
        )
    elif returned.actor not in reading.codelists[ACTORS]:
        returned.findings.append(
            spot.finding(
                f"aktøren «{returned.actor}» finnes ikke i data/kodelister/{ACTORS}.csv",
                "Legg aktøren til i kodelisten",
            )
        )
    else:
        return True
    return False


def _agreed(answers: Sequence[Given], receipt: Receipt) -> list[Given]:
    """Give each answer once; answers to the same question that differ are all refused."""
    groups: dict[tuple[str, object], list[Given]] = {}
    for answer in answers:
        groups.setdefault((answer.theme, answer.identity), []).append(answer)
    agreed = []
    for group in groups.values():
        contents = {
            repr(sorted(a.cells.items())) if isinstance(a, Entry) else repr(a.content)
            for a in group
        }
        if len(contents) == 1:
            agreed.append(group[0])
            continue
        for answer in group:
            other = next(each.spot for each in group if each.spot != answer.spot)
            receipt.refused.append(
                answer.spot.finding(
                    f"svaret er et annet i {other.file}, arket «{other.sheet}», celle {other.cell}",
                    "Spør aktøren hvilket som gjelder, og send inn bare det",
                )
            )
    return agreed


def _write(reading: Reading, merger: Merger, *, dry_run: bool) -> list[Missing]:
    files = merger.files()
    with tempfile.TemporaryDirectory(prefix="komreport-") as temp:
        copy = Path(temp)
        shutil.copytree(reading.root / "data", copy / "data")
        for path, content in files.items():
            (copy / path.relative_to(reading.root)).write_bytes(content)
        made = Reading(copy)
        made.raise_errors()
    if not dry_run:
        change = Transaction(reading.root)
        for path, content in files.items():
            change.write(path, content)
        change.commit()
    return still_missing(made, merger.year)
