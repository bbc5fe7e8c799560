"""From the sheets of a returned questionnaire to answers: numbers and register rows, in codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from komreport.data.cells import FORMULA
from komreport.data.loader import Reading
from komreport.data.observation import WITHOUT_VALUE
from komreport.data.schema import Measure, Theme
from komreport.data.suggest import did_you_mean
from komreport.intake.answers import Finding, Page, Returned, Row, Spot
from komreport.intake.layout import COMMENT_KEY, NO, YES
from komreport.intake.questions import (
    OWNER,
    STATUSES,
    Register,
    derived,
    division_words,
    register_columns,
    status_words,
)
from komreport.intake.tables import MISSING
from komreport.intake.values import WrongCellError, read_number

FINAL = "endelig"
#: What readers are told about a number that the source says it does not have.
NOT_THERE = "Kilden oppgir at tallet ikke finnes."
_NEW = re.compile(r"ny-\d+")
#: What a formula that fails leaves in its cell: «#NAME?», «#REF!», «Err:509».
FAILED = re.compile(r"#[A-ZÆØÅ/0-9]+[!?]|#[A-Z]/[A-Z]|Err:\d+")


@dataclass(frozen=True)
class Answer:
    """One number that an actor gave.

    Attributes:
        theme: The theme that the measure belongs to.
        identity: Measure, year and codes.
        value: The number; None with a status that says why.
        status: Code of the status.
        note: What readers should know.
        asked: Whether the questionnaire asked for it; else the row may be new.
        spot: The cell that it stands in.
    """

    theme: str
    identity: tuple[str, ...]
    value: Decimal | None
    status: str
    note: str
    asked: bool
    spot: Spot

    @property
    def content(self) -> tuple[Decimal | None, str, str]:
        """What two answers to one question must agree on."""
        return self.value, self.status, self.note


@dataclass(frozen=True)
class Entry:
    """One row of a register that an actor confirmed, changed or added."""

    theme: str
    cells: Mapping[str, str]
    spot: Spot

    @property
    def identity(self) -> str:
        """The id of the row."""
        return self.cells["id"]


class Interpreter:
    """Reads answers with the words and codes of the project.

    Args:
        reading: All data of the project.
        year: The report year.
    """

    def __init__(self, reading: Reading, year: int) -> None:
        self.reading = reading
        self.year = year
        codelist = reading.codelists[STATUSES]
        self._statuses = {
            word.casefold(): code
            for code, own in status_words(reading.codelists).items()
            for word in (code, codelist.label(code), own)
        }
        themes = [theme for theme in reading.themes.values() if not theme.is_register]
        self._divisions = {
            words.casefold(): key
            for key, words in division_words(themes, reading.codelists).items()
        }
        self._measures: dict[str, list[Measure]] = {}
        for theme in themes:
            for measure in theme.measures.values():
                self._measures.setdefault(measure.name.casefold(), []).append(measure)

    def answers(self, returned: Returned) -> Iterator[Answer]:
        """Give the numbers of a questionnaire; what cannot be used is added to its findings."""
        for page in returned.pages:
            for row in page.rows:
                try:
                    if page.kind == "tall" and self._theme(page) is not None:
                        yield from self._asked(page, row)
                    elif page.kind == "flere":
                        yield from self._more(row)
                    elif page.kind == "kontakt" and row.key == COMMENT_KEY and row.text("svar"):
                        spot = row.spot("svar")
                        returned.notices.append(
                            f"{spot.file}: aktøren har skrevet en kommentar til KOM i arket "
                            f"«{spot.sheet}», celle {spot.cell}"
                        )
                except _Refused as refused:
                    returned.findings.append(refused.finding)

    def entries(self, returned: Returned) -> Iterator[Entry]:
        """Give the register rows of a questionnaire; what cannot be used is in its findings."""
        for page in returned.pages:
            theme = self._theme(page)
            if page.kind == "register" and theme is not None and theme.is_register:
                for row in page.rows:
                    try:
                        yield from self._entry(theme, row, returned.actor)
                    except _Refused as refused:
                        returned.findings.append(refused.finding)

    def _theme(self, page: Page) -> Theme | None:
        return self.reading.themes.get(page.theme)

    def _asked(self, page: Page, row: Row) -> Iterator[Answer]:
        identity = tuple(row.key.split(";"))
        theme = self.reading.themes[page.theme]
        measure = theme.measures.get(identity[0])
        if measure is None:
            spot = row.spot("verdi")
            raise _refuse(spot, "KOM kjenner ikke raden", "Bruk filen som KOM sendte")
        yield from self._number(row, measure, identity, asked=True)

    def _more(self, row: Row) -> Iterator[Answer]:
        names = ("maal", "inndeling_1", "inndeling_2", "inndeling_3", "verdi", "status", "merknad")
        if not any(row.text(name) for name in names):
            return
        words = row.text("maal")
        found = self._measures.get(words.casefold(), [])
        if len(found) != 1:
            problem = (
                "det er ikke sagt hva tallet gjelder" if not words else "KOM kjenner ikke målet"
            )
            raise _refuse(row.spot("maal"), problem, "Velg fra listen i cellen")
        measure = found[0]
        codes = dict.fromkeys(measure.dimensions, "i_alt")
        for name in names[1:4]:
            if not (text := row.text(name)):
                continue
            key = self._divisions.get(text.casefold())
            if key is None or key[0] not in codes or codes[key[0]] != "i_alt":
                raise _refuse(
                    row.spot(name),
                    "tallet kan ikke deles inn slik",
                    "Velg en annen inndeling fra listen, og hver inndeling bare én gang",
                )
            codes[key[0]] = key[1]
        identity = (measure.id, str(self.year), *codes.values())
        yield from self._number(row, measure, identity, asked=False)

    def _number(
        self, row: Row, measure: Measure, identity: tuple[str, ...], *, asked: bool
    ) -> Iterator[Answer]:
        spot = row.spot("verdi")
        try:
            value = read_number(row.cells.get("verdi"), row.formats.get("verdi", ""), measure)
        except WrongCellError as error:
            raise _refuse(spot, error.problem, error.remedy) from error
        status, note = self._status(row), _words(row, "merknad")
        if value is None and not status:
            if note:
                raise _refuse(
                    spot,
                    "det er en merknad, men ikke noe tall",
                    "Skriv tallet, eller velg «Finnes ikke»",
                )
            return
        if value is None and status not in WITHOUT_VALUE:
            raise _refuse(
                spot,
                "status er valgt, men tallet mangler",
                "Skriv tallet, eller velg «Finnes ikke»",
            )
        if value is not None and status in WITHOUT_VALUE:
            raise _refuse(
                row.spot("status"),
                "det er et tall, men status sier at det mangler",
                "Tøm én av cellene",
            )
        if status == MISSING and not note:
            note = NOT_THERE
        yield Answer(measure.theme, identity, value, status or FINAL, note, asked, spot)

    def _status(self, row: Row) -> str:
        text = row.text("status")
        if text and text.casefold() not in self._statuses:
            raise _refuse(
                row.spot("status"),
                "status er ikke en av dem i listen",
                did_you_mean(text.casefold(), self._statuses, "Velg fra listen i cellen"),
            )
        return self._statuses.get(text.casefold(), "")

    def _entry(self, theme: Theme, row: Row, actor: str) -> Iterator[Entry]:
        columns = list(register_columns(theme, self.reading.codelists, actor))
        new = bool(_NEW.fullmatch(row.key))
        if not new and row.text("gjelder") != YES:
            if row.text("gjelder") not in {"", NO}:
                raise _refuse(
                    row.spot("gjelder"), "det står verken Ja eller Nei", "Velg fra listen"
                )
            return
        if new and not any(row.text(column.field.name) for column in columns):
            return
        cells = {}
        for column in columns:
            name, text = column.field.name, _words(row, column.field.name)
            codes = {word.casefold(): code for code, word in column.choices.items()}
            codes |= {code: code for code in column.choices}
            if text and column.choices and text.casefold() not in codes:
                raise _refuse(
                    row.spot(name), "verdien står ikke i listen", "Velg fra listen i cellen"
                )
            cells[name] = codes.get(text.casefold(), "") if column.choices else text
            if column.field.required and not cells[name]:
                raise _refuse(
                    row.spot(name), "cellen er tom", f"Fyll inn {column.field.title.lower()}"
                )
            pattern = column.field.pattern
            if cells[name] and pattern and not pattern.fullmatch(cells[name]):
                raise _refuse(row.spot(name), "teksten har feil form", column.field.title)
        yield Entry(
            theme.name, self._completed(theme, row.key, cells, actor, new=new), row.spots["nokkel"]
        )

    def _completed(
        self, theme: Theme, key: str, cells: dict[str, str], actor: str, *, new: bool
    ) -> dict[str, str]:
        """Add KOM's own columns to a register row."""
        before = self.reading.registers.get(theme.name, {}).get(self.year - 1, [])
        mine = tuple(row for row in before if row[OWNER] == actor)
        same = [row for row in mine if row[theme.key[0]] == key]
        own = {name: same[0][name] for name in theme.columns} if same else {}
        own |= derived(Register(theme, (), mine), cells) if not same and mine else {}
        number = key.removeprefix("ny-")
        chapter = [own["kapittel"]] if own.get("kapittel") else []
        identity = "-".join([*chapter, actor.replace("_", "-"), str(self.year), number])
        return {**own, **cells, OWNER: actor, theme.key[0]: identity if new else key}


def _words(row: Row, name: str) -> str:
    """Give the text of a cell, unless a spreadsheet would take it for a formula."""
    text = row.text(name)
    if FORMULA.match(text):
        raise _refuse(
            row.spot(name),
            f"teksten begynner med «{text[0]}», og regneark leser den som en formel",
            "Begynn med et ord",
        )
    if FAILED.match(text):
        raise _refuse(
            row.spot(name), "det står en formel som gir en feil", "Skriv teksten uten «=» først"
        )
    return text


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.problem)


def _refuse(spot: Spot, problem: str, remedy: str) -> _Refused:
    return _Refused(spot.finding(problem, remedy))
