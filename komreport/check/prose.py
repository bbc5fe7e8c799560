"""Prose: numbers and years written by hand, drafts, and cells that another year lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from komreport.check.chapter import Cell, Chapter
from komreport.check.finding import Finding, Severity
from komreport.check.privacy import PHONE, public_numbers
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.execute.drafts import DRAFT
from komreport.execute.inline import scan

#: How an editor says that a number is meant to stand there: ``[tre]{.fast}``, or a cell's tag.
FIXED = re.compile(r"\[[^\[\]]*\]\{[^{}]*\.fast\b[^{}]*\}")
FIXED_TAG = "faste-tall"

MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
#: Digits that count nothing: dates, years, laws, references, ages that set a limit, names.
NO_COUNT = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        rf"\b\d{{1,2}}\.(?:(?: og |[–-])\d{{1,2}}\.)? (?:{MONTHS})(?: \d{{4}})?",
        r"\b[A-ZÆØÅ][A-ZÆØÅa-zæøå]*[ -](?:19|20)\d\d(?:-\d+)+|\b[A-ZÆØÅ]+-?\d[\d/:.-]*",
        r"\b[A-ZÆØÅ]{2,} \d+\.\d+\b|\b\d{1,3}/\d+\b|\b\d{4}:\d+\b|\b\d+\(\d+\)",
        r"\b(?:19|20)\d\d(?:[–/-](?:19|20)?\d\d)?\b(?!:\d)",
        r"§+\s*\d+(?:-\d+)?(?: [a-z]\b)?(?:(?:,| og|–) §?\s*\d+(?:-\d+)?(?: [a-z]\b)?|–\d+)*",
        r"(?i)\b(?:artikkel|art\.|nr\.|punkt|kapittel|tiltak|nivå|ledd|tabell|figur|side|del)\s+"
        r"\d+(?:[.,–-]\d+)*",
        r"(?i)\b(?:over|under|fylt|mellom|fra)\s+\d+(?:\s+(?:og|til)\s+\d+)?\s+år\b",
        r"^\s*\d+\.\s",
        r"\b\d{1,2}\.(?: og \d{1,2}\.)",
    )
)
COUNT = re.compile(
    r"(?<![\w.,–-])[−-]?\d+(?:[ \u00a0\u202f]\d{3})*(?:,\d+)?(?:\s?(?:%|prosent\b))?(?![\w])"
)
#: Whole numbers as words; «en», «ett» and «én» are mostly articles.
WORDS = re.compile(
    r"\b(?:to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|"
    r"sytten|atten|nitten|tjue|tretti|førti|femti|seksti|sytti|åtti|nitti|hundre|tusen)\b",
    re.I,
)
YEAR = re.compile(r"(?<![\d/§-])\b(20\d\d)\b(?![-:/–\d])")
#: A year that names what holds now: «i år (2022)», «rapportåret 2022».
PRESENT = re.compile(r"(?i)\b(?:rapport(?:erings)?året|i år \(|dette året,?)\s*(20\d\d)")
#: A sentence that begins by saying when.
OPENING = re.compile(
    r"(?:^|(?<=[.!?] ))(?:I|I løpet av|Ved utgangen av|Gjennom) (20\d\d)\b",
    re.M,
)
#: What is true of a year for ever after: that something was so from then on, or on a day of it.
LASTING = re.compile(rf"\b\d{{1,2}}\. (?:{MONTHS}) \d{{4}}|\bfra (?:og med )?20\d\d\b")
#: What comes before the first word of a sentence or a paragraph; an abbreviation ends no sentence.
BEFORE_SENTENCE = re.compile(
    r"(?:\A|\n[ \t]*\n|(?<!\b(?:ca|jf|nr|kl))(?<!\b(?:pkt|pst))[.!?](?:\[\^[^\]]+\])?\s+)"
    r"(?:\*\*)?\Z"
)
#: Expressions that give words, which begin with a small letter.
WORDED = re.compile(r"\bord=True|\br\.endring\(")
REMEDY = "Hent det med `{python} r.tall(…)`; ligger det fast, skriver du [tallet]{.fast}"


def findings(project: Project) -> Iterator[Finding]:
    """Read the prose of every notebook, as the report of the year has it."""
    for chapter in project.chapters:
        for cell in chapter.of_year(project.year):
            yield from _numbers(chapter, cell, public_numbers(project))
            yield from _years(chapter, cell, project.year)
            yield from _beginnings(chapter, cell)
            if DRAFT in cell.tags:
                text = "cellen er et utkast"
                remedy = f"Les den, rett den, og fjern merket «{DRAFT}»"
                yield chapter.finding("prosa/utkast", Severity.WARNING, cell, 0, text, remedy)
        yield from _counterparts(chapter, project.year)


def _numbers(chapter: Chapter, cell: Cell, phones: frozenset[str]) -> Iterator[Finding]:
    if FIXED_TAG in cell.tags:
        return
    text = _unfixed(cell, cell.prose)
    for match in PHONE.finditer(text):
        if re.sub(r"\D", "", match[0]) in phones:
            text = _without(text, match.start(), match.end())
    for pattern in NO_COUNT:
        for match in pattern.finditer(text):
            text = _without(text, match.start(), match.end())
    for match in COUNT.finditer(text):
        said = f"tallet «{match[0].strip()}» er skrevet for hånd"
        yield chapter.finding(
            "prosa/skrevet-tall", Severity.WARNING, cell, match.start(), said, REMEDY
        )
    for match in WORDS.finditer(text):
        said = f"tallordet «{match[0]}» er skrevet for hånd"
        place = match.start()
        yield chapter.finding("prosa/tallord", Severity.NOTE, cell, place, said, REMEDY)


def _unfixed(cell: Cell, text: str) -> str:
    """Leave out what the editor has marked as fixed."""
    for match in FIXED.finditer(cell.source):
        text = _without(text, match.start(), match.end())
    return text


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _years(chapter: Chapter, cell: Cell, year: int) -> Iterator[Finding]:
    """Find years that will not be true in another report, and that are not this one's."""
    text = _unfixed(cell, cell.prose)
    text = LASTING.sub(lambda match: " " * len(match[0]), text)
    found = [(int(match[1]), match.start()) for match in YEAR.finditer(text)]
    for match in PRESENT.finditer(cell.prose):
        if cell.years and int(match[1]) not in cell.years:
            said = f"cellen gjelder {_listed(cell.years)}, men kaller {match[1]} rapportåret"
            yield chapter.finding(
                "prosa/annet-aar", Severity.WARNING, cell, match.start(1), said, "Rett året"
            )
    if not cell.years:
        for named, place in found:
            if named >= year:
                said = f"{named} står i tekst som gjelder alle år"
                remedy = f"Skriv `{{python}} aar`, eller merk cellen med aar-{year}"
                yield chapter.finding("prosa/fast-aar", Severity.WARNING, cell, place, said, remedy)
        return
    if cell.years != {year} or year in dict(found) or "{python} aar" in cell.source:
        return
    for match in OPENING.finditer(text):
        if int(match[1]) == year - 1:
            said = f"cellen gjelder {year}, men forteller om {year - 1} og nevner ikke {year}"
            remedy = "Er teksten fra fjorårets rapport? Rett året, eller merket på cellen"
            yield chapter.finding(
                "prosa/annet-aar", Severity.WARNING, cell, match.start(1), said, remedy
            )


def _beginnings(chapter: Chapter, cell: Cell) -> Iterator[Finding]:
    """Find sentences that would begin with a small letter: «to saker», «en økning fra»."""
    for each in scan(cell.source).expressions if cell.kind == "markdown" else ():
        before = BEFORE_SENTENCE.search(cell.source, 0, each.start)
        if before and WORDED.search(each.code) and not each.code.rstrip().endswith(".stor()"):
            said = "setningen begynner med liten bokstav"
            remedy = "Skriv .stor() etter uttrykket"
            yield chapter.finding(
                "prosa/liten-forbokstav", Severity.WARNING, cell, each.start, said, remedy
            )


def _counterparts(chapter: Chapter, year: int) -> Iterator[Finding]:
    """Find runs of cells for single years that have none for this year."""
    run: list[Cell] = []
    for cell in (*chapter.cells, None):
        if cell is not None and cell.years:
            run.append(cell)
            continue
        if run and not any(year in each.years for each in run):
            years = set().union(*(each.years for each in run))
            said = f"teksten her finnes for {_listed(years)}, men ikke for {year}"
            remedy = f"Lag en celle merket aar-{year}, eller fjern årsmerket"
            yield chapter.finding("prosa/motpart", Severity.WARNING, run[-1], 0, said, remedy)
        run = []


def _listed(years: set[int]) -> str:
    return ", ".join(map(str, sorted(years)))


CHECK = Check(
    name="prosa",
    title="Tekst: tall for hånd, år, utkast",
    rules={
        "prosa/annet-aar": "Tekst for ett år nevner ikke et annet år som det den gjelder",
        "prosa/fast-aar": "Tekst som gjelder alle år, nevner ikke rapportåret for hånd",
        "prosa/liten-forbokstav": "Tall med bokstaver først i en setning har stor forbokstav",
        "prosa/motpart": "Tekst for andre år har en motpart for rapportåret",
        "prosa/skrevet-tall": "Tall i teksten hentes fra dataene",
        "prosa/tallord": "Tall skrevet med bokstaver hentes også fra dataene, når de teller noe",
        "prosa/utkast": "Ingen celler er utkast",
    },
    run=findings,
)
