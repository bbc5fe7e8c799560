"""What is asked of whom: the content of each actor's questionnaire, without its looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal

from komreport.data.codelists import TOTAL, CodeList
from komreport.data.comparison import shifted
from komreport.data.dataset import choose
from komreport.data.loader import Reading
from komreport.data.observation import Observation
from komreport.data.schema import REFERENCES, Field, Measure, Theme
from komreport.report.formats import UNIT_WORDS

#: Version of the layout that `komreport collect` reads back.
LAYOUT = "1"
ACTORS = REFERENCES["kilde"]
STATUSES = REFERENCES["status"]
#: Column of the actors that says «nei» when an actor is quoted rather than asked.
ASKED = "sporreskjema"
#: Column of a register that says whose row it is; such registers are part of the questionnaire.
OWNER = "aktor"
#: What a status is called by somebody who fills in the form, where its own name is not plain.
STATUS_WORDS = {"ikke_rapportert": "Finnes ikke", "skjermet": "Kan ikke oppgis (personvern)"}
#: Statuses that only KOM sets.
OWN_STATUSES = frozenset({"trukket"})
#: Columns of a register that KOM fills in, from what the actor's other rows have.
DERIVED = ("kapittel", "punkt", "anker")


@dataclass(frozen=True)
class Question:
    """One number that is asked for.

    Attributes:
        key: Year, measure and codes in one text: how the answer finds its row again.
        label: What the number is broken down by, in words.
        year: The year that the number is about.
        last: Last year's number, None when there is none.
        note: Last year's note.
        parts: Keys of the questions whose numbers together are this one.
    """

    key: str
    label: str
    year: int
    last: Decimal | None
    note: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """All numbers of one measure."""

    measure: Measure
    unit: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Sheet:
    """All measures of one theme that one actor is asked for."""

    theme: Theme
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Column:
    """A column of a register: its words, and the choices if it has any (label by code)."""

    field: Field
    choices: dict[str, str] = default(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A table of texts: last year's rows of the actor, and room for new ones."""

    theme: Theme
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Questionnaire:
    """Everything that one actor is asked for.

    Attributes:
        actor: Code of the actor.
        name: Its name.
        year: The report year.
        statuses: Words of the statuses, by code.
        sheets: The themes with numbers.
        registers: The tables of texts.
        measures: Words of the measures that more numbers can be given for, by id.
        divisions: Words such as «Kjønn: Kvinner» by column and code, for such numbers.
    """

    actor: str
    name: str
    year: int
    statuses: dict[str, str]
    sheets: tuple[Sheet, ...]
    registers: tuple[Register, ...]
    measures: dict[str, str]
    divisions: dict[tuple[str, str], str]


def question_key(identity: Iterable[str]) -> str:
    """Write measure, year and codes as one text."""
    return ";".join(identity)


def status_words(codelists: Mapping[str, CodeList]) -> dict[str, str]:
    """Give the words of the statuses that an actor can choose, by code."""
    codelist = codelists[STATUSES]
    return {
        code: STATUS_WORDS.get(code, codelist.label(code))
        for code in codelist.order()
        if code not in OWN_STATUSES
    }


def questionnaires(reading: Reading, year: int) -> list[Questionnaire]:
    """Give the questionnaires of a report year: for each actor with rows in it, in their order.

    Args:
        reading: All data, the new year's rows included.
        year: The report year.
    """
    mine: dict[str, list[Observation]] = {}
    for obs in reading.observations:
        if obs.vintage == year:
            mine.setdefault(obs.source, []).append(obs)
    older = (obs for obs in reading.observations if obs.vintage < year)
    last = choose(older, year)
    actors = reading.codelists[ACTORS]
    found = []
    for actor in actors.order():
        registers = tuple(_registers(reading, actor, year))
        if actors.row(actor).get(ASKED) == "nei" or not (actor in mine or registers):
            continue
        sheets = tuple(_sheets(reading, mine.get(actor, []), last))
        themes = [sheet.theme for sheet in sheets]
        found.append(
            Questionnaire(
                actor,
                actors.label(actor),
                year,
                status_words(reading.codelists),
                sheets,
                registers,
                {m.id: m.name for theme in themes for m in theme.measures.values()},
                division_words(themes, reading.codelists),
            )
        )
    return found


def division_words(
    themes: Iterable[Theme], codelists: Mapping[str, CodeList]
) -> dict[tuple[str, str], str]:
    """Give what a number can be broken down by: «Kjønn: Kvinner», by column and code."""
    titles = {
        f.name: f.title for theme in themes for f in theme.fields if f.name in theme.dimensions
    }
    return {
        (name, code): f"{title}: {codelists[name].label(code)}"
        for name, title in sorted(titles.items(), key=lambda item: item[1])
        for code in codelists[name].order()
        if code != TOTAL
    }


def _sheets(
    reading: Reading, rows: list[Observation], last: Mapping[tuple[str, ...], Observation]
) -> Iterable[Sheet]:
    for theme in reading.themes.values():
        blocks = []
        for measure in theme.measures.values():
            asked = [obs for obs in rows if obs.measure == measure.id]
            if asked:
                words = UNIT_WORDS.get(measure.unit)
                unit = "antall" if measure.unit == "antall" else words[1] if words else measure.unit
                blocks.append(Block(measure, unit, tuple(_questions(reading, asked, last))))
        if blocks:
            yield Sheet(theme, tuple(blocks))


def _questions(
    reading: Reading, asked: list[Observation], last: Mapping[tuple[str, ...], Observation]
) -> Iterable[Question]:
    before = {
        obs.identity: last.get(tuple(shifted(code) for code in obs.identity)) for obs in asked
    }
    for obs in asked:
        old = before[obs.identity]
        words = [
            reading.codelists[name].label(code) for name, code in obs.dims.items() if code != TOTAL
        ]
        yield Question(
            question_key(obs.identity),
            " · ".join(words) or "I alt",
            obs.year,
            old.value if old else None,
            old.note if old else "",
            _parts(obs, asked, before, reading.codelists),
        )


def _parts(
    total: Observation,
    asked: list[Observation],
    before: Mapping[tuple[str, ...], Observation | None],
    codelists: Mapping[str, CodeList],
) -> tuple[str, ...]:
    """Find the numbers that make up a total: those that did so last year, along one division."""
    for name in (name for name, code in total.dims.items() if code == TOTAL):
        parts = [
            obs
            for obs in asked
            if obs.year == total.year
            and obs.dims[name] != TOTAL
            and {**obs.dims, name: TOTAL} == total.dims
        ]
        codes = {obs.dims[name] for obs in parts}
        parts = [obs for obs in parts if codelists[name].parent(obs.dims[name]) not in codes]
        values = [old.value if (old := before[obs.identity]) else None for obs in (total, *parts)]
        known = [value for value in values if value is not None]
        if len(parts) > 1 and len(known) == len(values) and known[0] == sum(known[1:]):
            return tuple(question_key(obs.identity) for obs in parts)
    return ()


def _registers(reading: Reading, actor: str, year: int) -> Iterable[Register]:
    for theme in reading.themes.values():
        rows = reading.registers.get(theme.name, {}).get(year - 1, [])
        if theme.is_register and OWNER in theme.columns:
            mine = tuple(row for row in rows if row[OWNER] == actor)
            if mine:
                columns = tuple(register_columns(theme, reading.codelists, actor))
                yield Register(theme, columns, mine)


def register_columns(
    theme: Theme, codelists: Mapping[str, CodeList], actor: str
) -> Iterable[Column]:
    """Give the columns of a register that the actor fills in, with the actor's own choices."""
    for item in theme.fields:
        if item.name in (*theme.key, OWNER, *DERIVED):
            continue
        if item.codelist:
            codelist = codelists[item.codelist]
            choices = {
                code: codelist.label(code)
                for code in codelist.order()
                if code != TOTAL and codelist.row(code).get(OWNER, "") in {"", actor}
            }
        else:
            choices = {code: code.replace("_", " ").capitalize() for code in item.enum}
        yield Column(item, choices)


def derived(register: Register, row: Mapping[str, str]) -> dict[str, str]:
    """Give what KOM's own columns of a new row begin with: as most of the actor's rows have it."""
    place = row.get("tiltak", "")
    like = [old for old in register.rows if old.get("tiltak", "") == place] or register.rows
    return {
        name: Counter(old[name] for old in like).most_common(1)[0][0]
        for name in DERIVED
        if name in register.theme.columns
    }
