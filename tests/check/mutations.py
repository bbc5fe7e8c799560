"""Ways in which a data file goes wrong between a source and the report.

Each mutation takes a file and a random generator, and gives the changed file, or None where it
cannot be done there. The files are the real ones.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class File:
    """A data file as a person has it open: header and rows of cells, and how it is saved."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal_comma: bool = False
    quoting: int = field(default=csv.QUOTE_MINIMAL)
    ending: str = ""
    lost: int = 0

    def column(self, name: str) -> int:
        return self.header.index(name)

    def bytes(self) -> bytes:
        output = io.StringIO()
        ending = self.ending or ("\r\n" if self.delimiter == ";" else "\n")
        writer = csv.writer(
            output, delimiter=self.delimiter, lineterminator=ending, quoting=self.quoting
        )
        writer.writerow(self.header)
        writer.writerows(self.rows)
        text = output.getvalue().rstrip(ending)[: -self.lost] if self.lost else output.getvalue()
        return text.encode(self.encoding, "replace")


def read(content: bytes) -> File:
    """Read a file of the repository."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    return File(rows[0], rows[1:])


Mutation = Callable[[File, random.Random], File | None]


def typo(text: str, chance: random.Random) -> str:
    """Change, drop, double or swap one letter."""
    place = chance.randrange(len(text))
    kind = chance.choice(["drop", "double", "swap", "change"])
    if kind == "drop" and len(text) > 1:
        return text[:place] + text[place + 1 :]
    if kind == "double":
        return text[:place] + text[place] + text[place:]
    if kind == "swap" and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + chance.choice("abcdefghijklmnoprstuvy") + text[place + 1 :]


def _cell(name: str, change: Callable[[str, random.Random], str | None]) -> Mutation:
    """Make a mutation of one filled cell in a column."""

    def _mutate(file: File, chance: random.Random) -> File | None:
        if name not in file.header:
            return None
        column = file.column(name)
        rows = [row for row in file.rows if row[column]]
        chance.shuffle(rows)
        for row in rows:
            new = change(row[column], chance)
            if new is not None:
                row[column] = new
                return file
        return None

    return _mutate


def code(file: File, chance: random.Random) -> File | None:
    """Misspell a code."""
    fixed = ("aar", "maal", "verdi", "status", "kilde", "publikasjon", "punkt", "merknad")
    names = [name for name in file.header if name not in fixed]
    if "verdi" not in file.header or not names:
        return None
    return _cell(chance.choice(names), typo)(file, chance)


def _transposed(text: str, chance: random.Random) -> str | None:
    places = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit()]
    places = [i for i in places if text[i] != text[i + 1]]
    if not places:
        return None
    i = chance.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _digit(text: str, chance: random.Random) -> str:
    places = [i for i, letter in enumerate(text) if letter.isdigit()]
    i = chance.choice(places)
    new = chance.choice([digit for digit in "0123456789" if digit != text[i]])
    return text[:i] + new + text[i + 1 :]


def _more(text: str, chance: random.Random) -> str | None:
    return str(int(text) + chance.randint(1, 5)) if text.isdigit() else None


def total(file: File, chance: random.Random) -> File | None:
    """Enter a wrong total."""
    if "verdi" not in file.header:
        return None
    value = file.column("verdi")
    rows = [
        row
        for row in file.rows
        if row[value].isdigit() and "i_alt" in row and row.count("i_alt") >= 1
    ]
    if not rows:
        return None
    row = chance.choice(rows)
    row[value] = str(int(row[value]) + chance.choice([-1, 1, 2, 10]) or 1)
    return file


def _two(file: File, chance: random.Random, name: str) -> tuple[list[str], list[str]] | None:
    if name not in file.header:
        return None
    column = file.column(name)
    for _ in range(50):
        first, second = chance.sample(file.rows, 2) if len(file.rows) > 1 else ([], [])
        if first and first[column] and second[column] and first[column] != second[column]:
            return first, second
    return None


def _swap(name: str) -> Mutation:
    """Make a mutation that swaps one column of two rows."""

    def _mutate(file: File, chance: random.Random) -> File | None:
        pair = _two(file, chance, name)
        if pair is None:
            return None
        column = file.column(name)
        pair[0][column], pair[1][column] = pair[1][column], pair[0][column]
        return file

    return _mutate


def neighbours(file: File, chance: random.Random) -> File | None:
    """Enter the values of two neighbouring rows in each other's place."""
    if "verdi" not in file.header or len(file.rows) < 2:
        return None
    value = file.column("verdi")
    places = [
        i for i in range(len(file.rows) - 1) if file.rows[i][value] != file.rows[i + 1][value]
    ]
    i = chance.choice(places)
    file.rows[i][value], file.rows[i + 1][value] = file.rows[i + 1][value], file.rows[i][value]
    return file


def reordered(file: File, chance: random.Random) -> File | None:
    """Move a row."""
    if len(file.rows) < 2:
        return None
    row = file.rows.pop(chance.randrange(len(file.rows)))
    file.rows.insert(chance.randrange(len(file.rows)), row)
    return file


def doubled(file: File, chance: random.Random) -> File:
    """Paste a row twice."""
    row = chance.choice(file.rows)
    file.rows.insert(chance.randrange(len(file.rows) + 1), list(row))
    return file


def doubled_other_value(file: File, chance: random.Random) -> File | None:
    """Enter a row twice with two values."""
    if "verdi" not in file.header:
        return None
    row = list(chance.choice(file.rows))
    row[file.column("verdi")] = "7"
    file.rows.append(row)
    return file


def deleted(file: File, chance: random.Random) -> File:
    """Lose a row."""
    file.rows.pop(chance.randrange(len(file.rows)))
    return file


def cp1252(file: File, chance: random.Random) -> File:
    """Save the file as Windows does."""
    file.encoding = "cp1252"
    return file


def doubly_encoded(file: File, chance: random.Random) -> File | None:
    """Read UTF-8 as cp1252 and save it: «fÃ¸re»."""
    text = file.bytes().decode("utf-8")
    try:
        wrong = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return None
    return read(wrong.encode("utf-8")) if wrong != text else None


def excel(file: File, chance: random.Random) -> File:
    """Save the file from Excel in Norwegian: semicolon, decimal comma, BOM."""
    file.delimiter, file.encoding = ";", "utf-8-sig"
    if "verdi" in file.header:
        value = file.column("verdi")
        for row in file.rows:
            row[value] = row[value].replace(".", ",")
    return file


def excel_grouped(file: File, chance: random.Random) -> File:
    """The same, with thousands grouped by no-break spaces."""
    file = excel(file, chance)
    if "verdi" in file.header:
        value = file.column("verdi")
        for row in file.rows:
            row[value] = re.sub(r"(?<=\d)(?=(\d{3})+$)", "\u00a0", row[value])
    return file


def trailing_spaces(file: File, chance: random.Random) -> File:
    """Leave spaces after cells."""
    for row in chance.sample(file.rows, min(5, len(file.rows))):
        column = chance.randrange(len(row))
        row[column] += chance.choice([" ", "  ", "\u00a0", "\t"])
    return file


def inner_space(file: File, chance: random.Random) -> File | None:
    """Leave a space within a code."""
    return _cell(
        "maal", lambda text, _: text.replace(".", ". ", 1) if "." in text else text + " x"
    )(file, chance)


def header(file: File, chance: random.Random) -> File:
    """Misspell the name of a column."""
    column = chance.randrange(len(file.header))
    name = file.header[column]
    while file.header[column] == name:
        file.header[column] = typo(name, chance)
    return file


def columns_swapped(file: File, chance: random.Random) -> File | None:
    """Swap two columns of cells below a header that stays."""
    pairs = [("kilde", "publikasjon"), ("verdi", "status"), ("aar", "verdi"), ("punkt", "merknad")]
    pairs = [pair for pair in pairs if set(pair) <= set(file.header)]
    if not pairs:
        return None
    first, second = (file.column(name) for name in chance.choice(pairs))
    for row in file.rows:
        row[first], row[second] = row[second], row[first]
    return file


def columns_moved(file: File, chance: random.Random) -> File:
    """Move a column with its header, as in Excel."""
    column = chance.randrange(len(file.header))
    target = chance.randrange(len(file.header))
    for row in [file.header, *file.rows]:
        row.insert(target, row.pop(column))
    return file


def shifted(file: File, chance: random.Random) -> File | None:
    """Let the values of a stretch of rows slip down by one."""
    if "verdi" not in file.header or len(file.rows) < 4:
        return None
    value = file.column("verdi")
    start = chance.randrange(len(file.rows) - 3)
    old = [row[value] for row in file.rows[start : start + 4]]
    new = [old[-1], *old[:-1]]
    if new == old:
        return None
    for row, text in zip(file.rows[start : start + 4], new, strict=True):
        row[value] = text
    return file


def dates(file: File, chance: random.Random) -> File | None:
    """Let Excel turn a section number into a date."""
    if "punkt" not in file.header:
        return None
    file.delimiter = ";"
    column = file.column("punkt")
    rows = [row for row in file.rows if re.fullmatch(r"\d\.\d", row[column])]
    if not rows:
        return None
    row = chance.choice(rows)
    months = ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep"]
    day, month = row[column].split(".")
    row[column] = f"0{day}.{months[int(month) - 1]}"
    return file


def old_vintage(file: File, chance: random.Random) -> File | None:
    """Paste last year's row over this year's: the year is right, all else is old."""
    if not {"aar", "publikasjon"} <= set(file.header):
        return None
    rows = [row for row in file.rows if row[file.column("verdi")].isdigit()]
    row = chance.choice(rows)
    row[file.column("publikasjon")] = "kom_2020_frelsesarmeen"
    row[file.column("verdi")] = str(int(row[file.column("verdi")]) + chance.choice([-3, -2, 3, 9]))
    return file


def last_year(file: File, chance: random.Random) -> File | None:
    """Enter last year's number for this year."""
    if not {"aar", "verdi"} <= set(file.header):
        return None
    year, value = file.column("aar"), file.column("verdi")

    def identity(row: list[str]) -> tuple[str, ...]:
        return tuple(row[year + 1 : value])

    before = {identity(row): row[value] for row in file.rows if row[year] == "2022"}
    rows = [
        row
        for row in file.rows
        if row[year] == "2023" and before.get(identity(row), row[value]) != row[value]
    ]
    if not rows:
        return None
    row = chance.choice(rows)
    row[value] = before[identity(row)]
    return file


def wrong_year(file: File, chance: random.Random) -> File | None:
    """Enter a number for another year."""
    return _cell("aar", lambda text, _: str(int(text) + chance.choice([-1, 1, -10])))(file, chance)


def zero_for_missing(file: File, chance: random.Random) -> File | None:
    """Enter 0 for a number that nobody reported."""
    if "verdi" not in file.header:
        return None
    value, status = file.column("verdi"), file.column("status")
    rows = [row for row in file.rows if not row[value]]
    if not rows:
        return None
    row = chance.choice(rows)
    row[value] = "0"
    row[status] = chance.choice([row[status], "endelig"])
    return file


def missing_for_number(file: File, chance: random.Random) -> File | None:
    """Lose a number, with or without saying so."""
    if "verdi" not in file.header:
        return None
    value, status = file.column("verdi"), file.column("status")
    row = chance.choice([row for row in file.rows if row[value]])
    row[value] = ""
    row[status] = chance.choice([row[status], "ikke_rapportert"])
    return file


def _other_status(text: str, chance: random.Random) -> str:
    known = ["endelig", "forelopig", "anslag", "ikke_rapportert", "skjermet"]
    return chance.choice([other for other in known if other != text])


def lost_cell(file: File, chance: random.Random) -> File:
    """Write a comma too few or too many."""
    row = chance.choice(file.rows)
    if chance.random() < 0.5:
        row.pop()
    else:
        row.insert(chance.randrange(len(row)), "")
    return file


def empty_code(file: File, chance: random.Random) -> File | None:
    """Empty a cell that must be filled."""
    names = [n for n in file.header if n in {"maal", "kilde", "aar", "status", "publikasjon"}]
    return _cell(chance.choice(names), lambda *_: "")(file, chance) if names else None


def _other_source(text: str, chance: random.Random) -> str:
    return chance.choice([other for other in ("kom", "udi", "pod", "rosa") if other != text])


def text_changed(file: File, chance: random.Random) -> File | None:
    """Change a word in a text."""
    names = [n for n in ("merknad", "tekst", "tittel", "beskrivelse", "punkt") if n in file.header]
    return _cell(chance.choice(names), lambda text, _: text + " og mer")(file, chance)


def cut_off(file: File, chance: random.Random) -> File:
    """Lose the end of the file, as when the disk is full."""
    file.lost = chance.randint(1, 40)
    return file


def saved_as(encoding: str = "utf-8", ending: str = "") -> Mutation:
    """Make a mutation that saves the file in another way."""

    def _mutate(file: File, chance: random.Random) -> File | None:
        file.encoding, file.ending = encoding, ending
        text = str(file.rows)
        return file if encoding.startswith("utf") or not text.isascii() else None

    return _mutate


def decomposed(file: File, chance: random.Random) -> File:
    """Write letters as a Mac does in names of files: «å» as «a» and a ring."""
    file.rows = [[unicodedata.normalize("NFD", cell) for cell in row] for row in file.rows]
    return file


def slipped(file: File, chance: random.Random) -> File:
    """Let the cells of a row slip to the right, or to the left."""
    row = chance.choice(file.rows)
    place = chance.randrange(len(row) - 1)
    if chance.random() < 0.5:
        row.insert(place, "")
        row.pop()
    else:
        row.pop(place)
        row.append("")
    return file


def header_again(file: File, chance: random.Random) -> File:
    """Paste the header into the middle."""
    file.rows.insert(chance.randrange(1, len(file.rows) + 1), list(file.header))
    return file


def names_swapped(file: File, chance: random.Random) -> File | None:
    """Swap the names of two columns of codes."""
    fixed = ("aar", "maal", "verdi", "status", "kilde", "publikasjon", "punkt", "merknad")
    places = [place for place, name in enumerate(file.header) if name not in fixed]
    if "verdi" not in file.header or len(places) < 2:
        return None
    first, second = chance.sample(places, 2)
    file.header[first], file.header[second] = file.header[second], file.header[first]
    return file


def sorted_values(file: File, chance: random.Random) -> File | None:
    """Sort one column without the others."""
    if "verdi" not in file.header:
        return None
    value = file.column("verdi")
    ranked = sorted(row[value] for row in file.rows)
    for row, text in zip(file.rows, ranked, strict=True):
        row[value] = text
    return file


def _strange(text: str, chance: random.Random) -> str:
    """Write a number with signs that are no digits, or that change what it is."""
    ways = [f"{text}²", f"{text}e1", f"{text}%", f"{text}.5", f"{text}0", f"0x{text}", f"O{text}"]
    return chance.choice([*ways, "NaN", "#REF!", "1_0", "\uff15", "?"])


def _unseen(text: str, chance: random.Random) -> str:
    """Put a sign into a text that nobody sees, or that looks like another."""
    place = chance.randrange(len(text))
    if chance.random() < 0.5 and "a" in text:
        return text.replace("a", "\u0430", 1)
    return text[:place] + chance.choice("\u200b\u00ad\u2060") + text[place:]


VALUES: dict[str, Mutation] = {
    "sifre byttet om": _cell("verdi", _transposed),
    "feil siffer": _cell("verdi", _digit),
    "litt for mye": _cell("verdi", _more),
    "feil sum": total,
    "verdier byttet": _swap("verdi"),
    "naboer byttet": neighbours,
    "verdier forskjøvet": shifted,
    "fjorårets tall": last_year,
    "kolonne sortert": sorted_values,
}
FORMS: dict[str, Mutation] = {
    "skrivefeil i kode": code,
    "skrivefeil i mål": _cell("maal", typo),
    "skrivefeil i kilde": _cell("kilde", typo),
    "skrivefeil i status": _cell("status", typo),
    "koder byttet": _swap("kjonn"),
    "mål byttet": _swap("maal"),
    "annen kilde": _cell("kilde", _other_source),
    "rader flyttet": reordered,
    "rad doblet": doubled,
    "rad med to verdier": doubled_other_value,
    "rad borte": deleted,
    "cp1252": cp1252,
    "dobbelt kodet": doubly_encoded,
    "lagret i Excel": excel,
    "lagret i Excel med tusenskille": excel_grouped,
    "desimalkomma": _cell("verdi", lambda text, _: text + ",5"),
    "tall med enhet": _cell("verdi", lambda text, _: text + " personer"),
    "tall i ord": _cell("verdi", lambda *_: "tre"),
    "tusenskille": _cell("verdi", lambda text, _: text + " 000"),
    "negativt": _cell("verdi", lambda text, _: "-" + text if text != "0" else None),
    "strek for null": _cell("verdi", lambda *_: "-"),
    "0 for det som mangler": zero_for_missing,
    "tall mistet": missing_for_number,
    "feil status": _cell("status", _other_status),
    "gammel utgave limt inn": old_vintage,
    "feil år": wrong_year,
    "kolonner byttet": columns_swapped,
    "kolonner flyttet": columns_moved,
    "feil i kolonnenavn": header,
    "mellomrom på slutten": trailing_spaces,
    "mellomrom i kode": inner_space,
    "dato for punkt": dates,
    "celle for mye": lost_cell,
    "tom celle": empty_code,
    "tekst endret": text_changed,
    "fila kuttet": cut_off,
    "CRLF": saved_as(ending="\r\n"),
    "CR": saved_as(ending="\r"),
    "BOM": saved_as("utf-8-sig"),
    "UTF-16": saved_as("utf-16"),
    "Mac": saved_as("mac_roman"),
    "delte bokstaver": decomposed,
    "rad skjøvet": slipped,
    "overskrift midt i": header_again,
    "navn på kolonner byttet": names_swapped,
    "merknad flyttet": _swap("merknad"),
    "kilde byttet": _swap("kilde"),
    "status byttet": _swap("status"),
    "år byttet": _swap("aar"),
    "rart tall": _cell("verdi", _strange),
    "usynlig tegn": _cell("maal", _unseen),
}
