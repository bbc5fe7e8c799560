"""Privacy: what could point at a person, in data, notebooks, and what was published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers
from stdnum.no import fodselsnummer

from komreport.check.finding import Finding, Severity, locate
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data.codelists import FOLDER
from komreport.data.source import find_file, read_table
from komreport.errors import DataError, DataErrors

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

#: Telephone numbers and addresses of public services, which readers may see.
PUBLIC = "kontaktpunkter.csv"
IDENTITY = re.compile(r"(?<!\d)\d{6}[ \u00a0.-]?\d{5}(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w§/.:–-])(?:\+47[ \u00a0]?|0047[ \u00a0]?)?\d(?:[ \u00a0]?\d){7}(?![\w:/–-])"
)
BLOCKS = ("td", "th", "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "figcaption", "caption")
NAME = re.compile(r"\b[A-ZÆØÅ][a-zæøåéèüö]+(?:-[A-ZÆØÅ][a-zæøå]+)?\b")


@dataclass(frozen=True)
class Piece:
    """A text that readers may meet, and where it stands."""

    text: str
    file: str
    row: int | None = None
    cell: int | None = None
    column: str | None = None


def findings(project: Project) -> Iterator[Finding]:
    """Look through data, notebooks (with outputs) and the published report of the year."""
    allowed = public_numbers(project)
    addresses = _public_addresses(project)
    names = _known_names(project)
    for piece in (*_data(project), *_notebooks(project)):
        yield from _contacts(piece, allowed, addresses)
        yield from _names(piece, names)
    for piece in _published(project):
        yield from _contacts(piece, allowed, addresses)


def public_numbers(project: Project) -> frozenset[str]:
    """Give the telephone numbers of public services, digits alone."""
    return frozenset(
        re.sub(r"\D", "", row.get("telefon", "")) for row in _public_rows(project) if row
    )


def _public_addresses(project: Project) -> frozenset[str]:
    return frozenset(row["epost"].lower() for row in _public_rows(project) if row.get("epost"))


def _public_rows(project: Project) -> list[dict[str, str]]:
    """Read the list by itself: it holds even when something else cannot be read."""
    try:
        path = find_file(project.root / "data" / FOLDER, Path(PUBLIC).stem)
        table = read_table(path, project.root) if path is not None else None
    except (DataError, DataErrors):
        return []
    if table is None:
        return []
    return [dict(zip(table.header, row.cells, strict=False)) for row in table.rows]


def _contacts(
    piece: Piece, allowed: frozenset[str], addresses: frozenset[str]
) -> Iterator[Finding]:
    text = piece.text
    for match in IDENTITY.finditer(text):
        kind = identity_number(match[0])
        if kind:
            said = f"{kind} står i klartekst ({_hidden(match[0])})"
            yield _finding("personvern/fodselsnummer", piece, match.start(), said, "Fjern det")
    for match in EMAIL.finditer(text):
        if match[0].lower() not in addresses:
            said = f"e-postadressen «{match[0]}» er ikke på lista over offentlige kontaktpunkter"
            yield _finding("personvern/epost", piece, match.start(), said, _listing())
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        national = digits.removeprefix("0047").removeprefix("47") if len(digits) > 8 else digits
        if national not in allowed and _telephone(match[0]):
            said = f"telefonnummeret «{match[0]}» er ikke på lista over offentlige kontaktpunkter"
            yield _finding("personvern/telefon", piece, match.start(), said, _listing())


def _listing() -> str:
    return f"Fjern det, eller før det opp i data/{FOLDER}/{PUBLIC} når det er offentlig"


def identity_number(text: str) -> str:
    """Say what kind of national number a text is, with valid check digits; "" when it is none."""
    digits = re.sub(r"\D", "", text)
    if not fodselsnummer.is_valid(digits):
        return ""
    return "et D-nummer" if digits[0] in "4567" else "et fødselsnummer"


def _hidden(text: str) -> str:
    return f"{text[:2]}…"


def _telephone(text: str) -> bool:
    """Whether it is written as a telephone number is, and can be one.

    Eight digits in a row may be anything; so may thousands. Telephone numbers are grouped in twos
    or as 3-2-3, or come with the country's code.
    """
    plain = re.sub("\u00a0", " ", text.strip())
    grouped = re.fullmatch(r"\d\d( \d\d){3}|\d{3} \d\d \d{3}", plain)
    if not (grouped or plain.startswith(("+47", "0047")) or re.fullmatch(r"[49]\d{7}", plain)):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(plain, "NO"))
    except phonenumbers.NumberParseException:
        return False


def _names(piece: Piece, known: frozenset[str]) -> Iterator[Finding]:
    """Find a given name followed by a family name, unless code lists have the words."""
    given, family = norwegian_names()
    words = list(NAME.finditer(piece.text))
    for first, last in pairwise(words):
        between = piece.text[first.end() : last.start()]
        if between not in {" ", "\u00a0"} or first[0] not in given or last[0] not in family:
            continue
        if f"{first[0]} {last[0]}".lower() in known:
            continue
        said = f"«{first[0]} {last[0]}» ser ut som navnet på en person"
        remedy = "Skriv rollen i stedet, eller bruk navnet på tiltaket slik kodelisten har det"
        yield _finding("personvern/navn", piece, first.start(), said, remedy)


@lru_cache
def norwegian_names() -> tuple[frozenset[str], frozenset[str]]:
    """Give the commonest Norwegian given names and family names."""
    from faker.providers.person.no_NO import Provider  # noqa: PLC0415  (slow to import)

    return frozenset(Provider.first_names), frozenset(Provider.last_names)


def _known_names(project: Project) -> frozenset[str]:
    """Give all pairs of words that labels in the code lists have."""
    lists = project.reading.codelists.values() if project.reading is not None else ()
    known = set()
    for codelist in lists:
        for row in codelist.rows.values():
            words = " ".join(row.values()).lower().split()
            known |= {f"{a} {b}" for a, b in pairwise(words)}
    return frozenset(known)


def _data(project: Project) -> Iterator[Piece]:
    for table in project.tables.values():
        for row in table.rows:
            for column, cell in zip(table.header, row.cells, strict=True):
                if len(cell) > 4:
                    yield Piece(cell, table.file.as_posix(), row.number, column=column)


def _notebooks(project: Project) -> Iterator[Piece]:
    for chapter in project.chapters:
        for cell in chapter.cells:
            yield Piece(cell.source, chapter.file, 1, cell.number)
            for output in cell.outputs:
                yield Piece(json.dumps(output, ensure_ascii=False), chapter.file, None, cell.number)


def _published(project: Project) -> Iterator[Piece]:
    """Give the texts of HTML, PDF and open data of the year, where they have been built."""
    folder = project.root / "output" / str(project.year)
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        file = project.path(path)
        if path.suffix == ".html":
            yield Piece(_html_text(path), file)
        elif path.suffix in {".csv", ".json"} and path.parent.name == "data":
            for number, line in enumerate(_text(path).splitlines(), start=1):
                yield Piece(line, file, number)
        elif path.suffix == ".pdf":
            yield from (Piece(text, file) for text in _pdf_texts(path))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _html_text(path: Path) -> str:
    from bs4 import BeautifulSoup  # noqa: PLC0415  (only when a report has been built)

    soup = BeautifulSoup(_text(path), "lxml")
    for tag in soup(["script", "style", "svg"]):
        tag.decompose()
    for tag in soup(BLOCKS):
        tag.append("\n")  # numbers in neighbouring cells are no telephone number
    hidden = [str(tag[name]) for name in ("alt", "title") for tag in soup.select(f"[{name}]")]
    return "\n".join([soup.get_text(" "), *hidden])


def _pdf_texts(path: Path) -> Iterator[str]:
    import pypdfium2  # noqa: PLC0415

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            yield PHONE.sub(partial(_apart, text), text.get_text_range())


def _apart(page: PdfTextPage, match: re.Match[str]) -> str:
    """Part what stands in several cells of a table: groups of digits with a gap between them."""
    where = page.search(match[0]).get_next()
    if where is None:
        return match[0]
    boxes = [(page.get_charbox(where[0] + i), c) for i, c in enumerate(match[0]) if c.isdigit()]
    for ((_, bottom, right, top), _), ((left, *_), _) in pairwise(boxes):
        if not -1 <= left - right <= top - bottom:
            return re.sub(r"\s", "\n", match[0])
    return match[0]


def _finding(rule: str, piece: Piece, place: int, message: str, remedy: str) -> Finding:
    row, position = piece.row, None
    if piece.cell is not None and row is not None:
        row, position = locate(piece.text, place)
    return Finding(
        rule,
        Severity.ERROR,
        message,
        piece.file,
        row,
        piece.cell,
        piece.column,
        position,
        remedy,
    )


CHECK = Check(
    name="personvern",
    title="Personvern: det som kan peke på en person",
    rules={
        "personvern/epost": "E-postadresser er bare de offentlige kontaktpunktenes",
        "personvern/fodselsnummer": "Ingen fødselsnumre eller D-numre",
        "personvern/navn": "Ingen navn på personer i data og tekst",
        "personvern/telefon": "Telefonnumre er bare de offentlige kontaktpunktenes",
    },
    run=findings,
)
