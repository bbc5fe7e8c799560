"""A table as cells, notes and headers, and its HTML: semantic, plain, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from komreport.data.precision import EXACT, Precision
from komreport.report import formats, provenance

if TYPE_CHECKING:
    from komreport.data import Observation

NIL = "-"
MISSING = ".."
WITHHELD = ":"
IMPOSSIBLE = "."
PROVISIONAL = "*"
#: Marks a number that this report corrects, as a letter that no note gets.
CORRECTED = "r"
BOUNDS = {(1, True): ">", (1, False): "≥", (-1, True): "<", (-1, False): "≤"}
#: What stands in the place of a table without rows.
NOTHING = "*Det er ikke rapportert noe her for dette året.*"
LEGEND = {
    NIL: r"\- betyr null.",
    MISSING: ".. betyr at tallet ikke er rapportert.",
    IMPOSSIBLE: ". betyr at tallet ikke kan regnes ut.",
    WITHHELD: r"\: betyr at tallet ikke vises av hensyn til personvernet.",
    PROVISIONAL: r"\* betyr at tallet er foreløpig.",
    ">": r"\> betyr over: kilden oppgir en nedre grense.",
    "≥": "≥ betyr minst: kilden oppgir en nedre grense.",
    "<": r"\< betyr under: kilden oppgir en øvre grense.",
    "≤": "≤ betyr høyst: kilden oppgir en øvre grense.",
}


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        text: What it says.
        observations: What it was made of.
        signs: The signs that it uses.
        note: A note, marked with a letter.
        href: Where it links to.
        corrected: What this report corrects in it, marked with «r».
        computed: The number was computed from the observations.
    """

    text: str
    observations: tuple[Observation, ...] = ()
    signs: tuple[str, ...] = ()
    note: str = ""
    href: str = ""
    corrected: str = ""
    computed: bool = False

    @property
    def empty(self) -> bool:
        """Whether the cell shows a sign and no number."""
        return self.text in (NIL, MISSING, WITHHELD, IMPOSSIBLE, "")


@dataclass(frozen=True)
class Header:
    """A column header, under a spanner when it has one."""

    text: str
    spanner: str = ""
    numeric: bool = True


@dataclass
class Grid:
    """A table: headers, labelled rows, and notes that hold for all of it.

    Attributes:
        corner: Header of the label column.
        headers: One per column of cells.
        rows: (label, cells) each; ``total`` labels are set apart.
        totals: Row indices that hold totals.
        notes: Notes shown under the table, after the marked ones.
        title: A short name for alternative texts.
    """

    corner: str
    headers: list[Header]
    rows: list[tuple[str, list[Cell]]]
    totals: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    title: str = ""

    def observations(self) -> list[Observation]:
        """All observations that the table shows."""
        return [obs for _, cells in self.rows for cell in cells for obs in cell.observations]


@dataclass
class _Marks:
    letters: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    columns: dict[int, list[str]] = field(default_factory=dict)
    rows: dict[int, list[str]] = field(default_factory=dict)
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)


def _marks(grid: Grid) -> _Marks:
    """Place each note as high as it holds: the table, a column, a row, or cells."""
    marks = _Marks()
    where: dict[str, set[tuple[int, int]]] = {}
    full: set[tuple[int, int]] = set()
    for i, (_, cells) in enumerate(grid.rows):
        for j, cell in enumerate(cells):
            if not cell.empty:
                full.add((i, j))
            if cell.note:
                where.setdefault(cell.note, set()).add((i, j))
    for note, spots in where.items():
        shown = spots & full or spots
        columns = {j for _, j in shown}
        lines = {i for i, _ in shown}
        if shown >= full:
            marks.general.append(note)
        elif len(columns) == 1 and shown >= {(i, j) for i, j in full if j in columns}:
            marks.columns.setdefault(columns.pop(), []).append(note)
        elif len(lines) == 1 and shown >= {(i, j) for i, j in full if i in lines}:
            marks.rows.setdefault(lines.pop(), []).append(note)
        else:
            for spot in shown:
                marks.cells.setdefault(spot, []).append(note)
    order = [note for j in sorted(marks.columns) for note in marks.columns[j]]
    for i, (_, cells) in enumerate(grid.rows):
        order += marks.rows.get(i, [])
        order += [note for j in range(len(cells)) for note in marks.cells.get((i, j), [])]
    for note in dict.fromkeys(order):
        marks.letters[note] = _letter(len(marks.letters))
    return marks


LETTERS = "".join(letter for letter in ascii_lowercase if letter != CORRECTED)


def _letter(index: int) -> str:
    high, low = divmod(index, len(LETTERS))
    return (LETTERS[high - 1] if high else "") + LETTERS[low]


def _sup(marks: _Marks, found: Sequence[str], *, corrected: bool = False) -> str:
    letters = sorted(marks.letters[note] for note in found) + [CORRECTED] * corrected
    return f"<sup>{', '.join(letters)}</sup>" if letters else ""


def html(grid: Grid) -> str:
    """Write the table: thead and tbody, scope on headers, alignment, class ``tabell``."""
    marks = _marks(grid)
    lines = ['<table class="tabell">', "<thead>"]
    spanners = any(header.spanner for header in grid.headers)
    rowspan = ' rowspan="2"' if spanners else ""
    top = [
        f'<th scope="col"{rowspan} style="text-align: left">{escape(grid.corner, quote=False)}</th>'
    ]
    below: list[str] = []
    for j, header in enumerate(grid.headers):
        align = "right" if header.numeric else "left"
        label = escape(header.text, quote=False) + _sup(marks, marks.columns.get(j, []))
        if spanners and header.spanner:
            if j == 0 or grid.headers[j - 1].spanner != header.spanner:
                width = _run(grid.headers, j)
                top.append(
                    f'<th scope="colgroup" colspan="{width}" style="text-align: center">'
                    f"{escape(header.spanner, quote=False)}</th>"
                )
            below.append(f'<th scope="col" style="text-align: {align}">{label}</th>')
        else:
            top.append(f'<th scope="col"{rowspan} style="text-align: {align}">{label}</th>')
    lines += ["<tr>", *top, "</tr>"]
    if spanners:
        lines += ["<tr>", *below, "</tr>"]
    lines += ["</thead>", "<tbody>"]
    for i, (label, cells) in enumerate(grid.rows):
        css = ' class="sum"' if i in grid.totals else ""
        head = escape(label, quote=False) + _sup(marks, marks.rows.get(i, []))
        lines += [f"<tr{css}>", f'<th scope="row" style="text-align: left">{head}</th>']
        for j, cell in enumerate(cells):
            align = "right" if grid.headers[j].numeric else "left"
            text = _linked(cell) + _sup(
                marks, marks.cells.get((i, j), []), corrected=bool(cell.corrected)
            )
            lines.append(f'<td style="text-align: {align}">{text}</td>')
        lines.append("</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def _linked(cell: Cell) -> str:
    """Write a cell's text: a link, or a number, and one in brackets, that lead to their rows."""
    text = escape(cell.text, quote=False)
    if cell.href:
        return f'<a href="{escape(cell.href)}">{text}</a>'
    if not cell.observations:
        return text
    if cell.computed:
        return _traced(text, provenance.unique(obs.key for obs in cell.observations))
    text, bracket, aside = text.partition(" (")
    shown = _traced(text, [cell.observations[0].key])
    if not bracket:
        return shown
    return f"{shown} ({_traced(aside.removesuffix(')'), [cell.observations[-1].key])})"


def _traced(text: str, keys: Sequence[str]) -> str:
    return f'<span class="tall celle" data-tall="{" ".join(keys)}">{text}</span>'


def notes(grid: Grid) -> list[str]:
    """The lines under the table: marked notes, general notes, and the signs that it uses."""
    marks = _marks(grid)
    used = {sign for _, cells in grid.rows for cell in cells for sign in cell.signs}
    marked = [f"^{letter}^ {provenance.sentence(note)}" for note, letter in marks.letters.items()]
    corrections = provenance.unique(cell.corrected for _, cells in grid.rows for cell in cells)
    marked += [f"^{CORRECTED}^ {text}" for text in corrections]
    general = [provenance.sentence(note) for note in (*marks.general, *grid.notes)]
    return [*marked, *general, *(LEGEND[sign] for sign in LEGEND if sign in used)]


def _run(headers: Sequence[Header], start: int) -> int:
    width = 0
    while start + width < len(headers) and headers[start + width].spanner == headers[start].spanner:
        width += 1
    return width


def cell(
    observation: Observation | None,
    decimals: int,
    *,
    unit: str = "",
    aside: Observation | None = None,
    nil_aside: bool = False,
    corrected: str = "",
) -> Cell:
    """Make a cell of an observation.

    Args:
        observation: None stands for a number that nobody reported.
        decimals: Decimals shown.
        unit: Unit code when the unit is to be shown in the cell.
        aside: A second observation, shown in brackets after the first when it is not zero.
        nil_aside: Show the second also when it is zero.
        corrected: What this report corrects in it, with the note that it has.
    """
    if observation is None:
        return Cell(MISSING, (), (MISSING,))
    text = absent(observation)
    signs: tuple[str, ...] = (text,)
    if observation.value is not None:
        text, signs = amount(observation.value, decimals, unit, observation.precision)
        if observation.rounded_away:
            text, signs = formats.number(observation.value, decimals), ()
    if observation.status == "forelopig":
        text, signs = text + PROVISIONAL, (*signs, PROVISIONAL)
    found = [observation]
    if aside is not None and aside.value is not None:
        found.append(aside)
        if aside.value or nil_aside:
            shown = formats.rounded(aside.value, decimals, aside.precision)
            number = formats.number(shown, decimals)
            inside, more = _qualified(number, aside.precision)
            text, signs = f"{text} ({inside})", (*signs, *more)
    elif provenance.withheld(aside):
        text, signs = f"{text} ({WITHHELD})", (*signs, WITHHELD)
    return Cell(
        text, tuple(found), signs, "" if corrected else observation.note, corrected=corrected
    )


def absent(observation: Observation | None) -> str:
    """Give the sign that stands where a number should."""
    return WITHHELD if provenance.withheld(observation) else MISSING


def amount(
    value: Decimal, decimals: int, unit: str, exactness: Precision = EXACT
) -> tuple[str, tuple[str, ...]]:
    """Write a known value for a cell, and name the signs that it uses."""
    if value == 0 and unit != "prosent" and not exactness.bound:
        return NIL, (NIL,)
    shown = formats.rounded(value, decimals, exactness)
    return _qualified(formats.number(shown, decimals) + suffix(unit), exactness)


def _qualified(text: str, exactness: Precision) -> tuple[str, tuple[str, ...]]:
    """Put «ca.» or the sign of a bound before a number, and name the sign."""
    if exactness.bound:
        sign = BOUNDS[exactness.side, exactness.strict]
        return f"{sign}{formats.NBSP}{text}", (sign,)
    return (f"ca.{formats.NBSP}{text}" if exactness.rough else text), ()


def suffix(unit: str) -> str:
    """Give the unit as it follows a number in a cell, or nothing."""
    sign = formats.UNIT_SIGNS.get(unit, "")
    return formats.NBSP + sign if sign else ""


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a pipe table: the first column to the left, the others to the right."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"

    rule = "|:--" + "|--:" * (len(headers) - 1) + "|"
    return "\n".join([line(headers), rule, *(line(row) for row in rows)])


class Tabell:
    """A finished table; shows itself as HTML with its source, notes and keys as metadata."""

    def __init__(self, grid: Grid, kilde: str = "", extra_notes: Sequence[str] = ()) -> None:
        self.grid = grid
        self.kilde = kilde
        self.merknader = provenance.unique([*notes(grid), *extra_notes])

    @property
    def keys(self) -> list[str]:
        """Keys of the observations that the table shows."""
        return provenance.unique(obs.key for obs in self.grid.observations())

    def html(self) -> str:
        """The table as HTML."""
        return html(self.grid)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {
            "alt": self.grid.title,
            "kilde": self.kilde,
            "merknader": self.merknader,
            "data": "",
            "tall": self.keys,
        }
        if not self.grid.rows:
            return {"text/markdown": NOTHING}, {"komreport": {**about, "merknader": []}}
        return {"text/html": self.html()}, {"komreport": about}

    def __repr__(self) -> str:
        rows = len(self.grid.rows)
        return f"Tabell med {rows} rader og {len(self.grid.headers)} kolonner"
