"""Writing answers into the tables: the actor's own rows, and nothing that is final already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from komreport.data.cells import parse_number
from komreport.data.codelists import TOTAL
from komreport.data.loader import Reading
from komreport.data.schema import Theme
from komreport.data.source import find_file
from komreport.intake.answers import Finding
from komreport.intake.csvtext import CsvText
from komreport.intake.interpret import FINAL, Answer, Entry
from komreport.intake.questions import OWNER
from komreport.intake.receipt import Change, Receipt
from komreport.intake.tables import MISSING

REPLACE = "Kjør igjen med --replace hvis det nye skal gjelde"


@dataclass
class Merger:
    """Puts answers into the tables of one report year, in memory.

    Attributes:
        reading: All data of the project.
        year: The report year.
        replace: Whether a final number may be replaced.
        receipt: Told of every change and refusal.
        tables: The tables that were looked at, by theme.
    """

    reading: Reading
    year: int
    replace: bool
    receipt: Receipt
    tables: dict[str, CsvText] = field(default_factory=dict)
    _rows: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)

    def files(self) -> dict[Path, bytes]:
        """Give the tables as they are now."""
        return {table.path: table.content() for table in self.tables.values()}

    def numbers(self, answers: Iterable[Answer], actor: str) -> None:
        """Merge the numbers of one actor."""
        for answer in answers:
            theme = self.reading.themes[answer.theme]
            table = self._table(theme)
            number = self._rows[theme.name].get(answer.identity)
            if number is not None:
                self._number(answer, table, number, actor)
            elif answer.asked:
                self.receipt.refused.append(
                    answer.spot.finding(
                        f"raden finnes ikke lenger i {table.table.file}",
                        "Legg raden tilbake, eller stryk tallet i skjemaet",
                    )
                )
            else:
                self._add(answer, theme, table, actor)

    def entries(self, entries: Iterable[Entry], actor: str) -> None:
        """Merge the register rows of one actor."""
        for entry in entries:
            theme = self.reading.themes[entry.theme]
            table = self._table(theme)
            number = self._rows[theme.name].get((entry.identity,))
            text = entry.cells.get("tekst") or entry.cells.get("tittel") or ""
            if number is None:
                table.add(entry.cells)
                self._tell(self.receipt.new, actor, table, entry.identity, "", text)
                continue
            old = table.rows[number]
            changed = [name for name in theme.columns if old[name] != entry.cells.get(name, "")]
            if old[OWNER] != actor:
                self.receipt.refused.append(_foreign(entry, old[OWNER]))
            elif not changed:
                self.receipt.unchanged += 1
            elif not self.replace:
                problem = (
                    f"raden «{entry.identity}» står allerede i {table.table.file}, og er en annen"
                )
                self.receipt.refused.append(entry.spot.finding(problem, REPLACE))
            else:
                for name in changed:
                    table.set(number, name, entry.cells.get(name, ""))
                was = old.get("tekst") or old.get("tittel") or ""
                self._tell(self.receipt.changed, actor, table, entry.identity, was, text)

    def _table(self, theme: Theme) -> CsvText:
        if theme.name not in self.tables:
            folder = self.reading.root / "data" / str(self.year)
            path = find_file(folder, theme.name) or folder / f"{theme.name}.csv"
            table = CsvText(path, self.reading.root)
            self.tables[theme.name] = table
            key = theme.key if theme.is_register else ("maal", "aar", *theme.dimensions)
            rows = {
                tuple(cells[name] for name in key): number for number, cells in table.rows.items()
            }
            self._rows[theme.name] = rows
        return self.tables[theme.name]

    def _number(self, answer: Answer, table: CsvText, number: int, actor: str) -> None:
        row = table.rows[number]
        if row["kilde"] != actor:
            self.receipt.refused.append(_foreign(answer, row["kilde"]))
            return
        value = parse_number(row["verdi"], excel=table.table.excel)
        same = (value, row["status"]) == (answer.value, answer.status)
        if same and answer.note in {"", row["merknad"]}:
            self.receipt.unchanged += 1
            return
        before, now = said(value, row["status"], row["merknad"]), said(*answer.content)
        if row["status"] == FINAL and not self.replace:
            problem = f"tallet er allerede endelig ({before} → {now})"
            self.receipt.refused.append(answer.spot.finding(problem, REPLACE))
            return
        table.set(number, "verdi", _written(answer.value, table))
        table.set(number, "status", answer.status)
        table.set(number, "merknad", answer.note)
        empty = value is None and row["status"] == MISSING and not row["merknad"]
        where = self.receipt.new if empty else self.receipt.changed
        self._tell(where, actor, table, label(answer.identity), "" if empty else before, now)

    def _add(self, answer: Answer, theme: Theme, table: CsvText, actor: str) -> None:
        rows = table.rows.values()
        mine = [row for row in rows if row["kilde"] == actor]
        like = [row for row in mine if row["maal"] == answer.identity[0]] or mine
        if not like:
            self.receipt.refused.append(
                answer.spot.finding(
                    f"aktøren har ingen tall fra før i {table.table.file}",
                    "Legg inn raden selv hvis tallet skal med",
                )
            )
            return
        cells = {
            **dict(zip(("maal", "aar", *theme.dimensions), answer.identity, strict=True)),
            "verdi": _written(answer.value, table),
            "status": answer.status,
            "kilde": actor,
            "publikasjon": like[0]["publikasjon"],
            "punkt": like[0]["punkt"],
            "merknad": answer.note,
        }
        table.add(cells)
        now = said(*answer.content)
        self._tell(self.receipt.new, actor, table, label(answer.identity), "", now)

    def _tell(
        self, where: list[Change], actor: str, table: CsvText, row: str, old: str, new: str
    ) -> None:
        where.append(Change(actor, str(table.table.file), row, old, new))


def _foreign(answer: Answer | Entry, owner: str) -> Finding:
    return answer.spot.finding(
        f"raden hører til aktøren «{owner}», ikke til den som skjemaet er laget for",
        "Be den andre aktøren om tallet",
    )


def _written(value: Decimal | None, table: CsvText) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text if table.table.delimiter == "," else text.replace(".", ",")


def said(value: Decimal | None, status: str, note: str) -> str:
    """Give an answer in a few words: «27 (anslag): merknaden»."""
    text = status if value is None else f"{value:f}".replace(".", ",")
    if value is not None and status != FINAL:
        text += f" ({status})"
    return f"{text}: {note}" if note else text


def label(identity: tuple[str, ...]) -> str:
    """Name a row: its measure, its codes and its year."""
    measure, year, *codes = identity
    return " ".join([measure, *(code for code in codes if code != TOTAL), year])
