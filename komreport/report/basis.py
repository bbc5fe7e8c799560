"""The number basis: the rows behind the numbers, at the end of each chapter and in the appendix."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from komreport.report import formats, provenance
from komreport.report.grid import NIL, suffix

if TYPE_CHECKING:
    from komreport.data import Dataset, Observation

USED_VARIABLE = "KOMREPORT_BRUK"
#: The open data of the report, seen from a page of the web report.
OPEN_DATA = "../data"
HEADS = ("Mål", "År", "Tall", "Status", "Kilde", "Merknad", "Rad i dataene")
#: In print the status stands in the note, and only when the number is not final.
PRINTED_HEADS = ("Mål", "År", "Tall", "Kilde", "Merknad", "Utgave: rad")
#: The printed columns are equally wide in all tables of the appendix, in percent of the page.
PRINTED_WIDTHS = (35, 5.5, 13, 18, 18, 10.5)
NUMBER = 2
#: What the link from a computed number leads to; `kom.lua` makes the same.
COMPUTED = "regnet-"


@dataclass(frozen=True)
class Dokument:
    """Several tables with headings between them; shows itself as Markdown."""

    tekst: str

    def _repr_markdown_(self) -> str:
        return self.tekst

    def __repr__(self) -> str:
        return f"Dokument med {len(self.tekst)} tegn"


@dataclass(frozen=True)
class ChapterNumbers:
    """The numbers of one chapter, as the build tells the appendix.

    Attributes:
        name: Stem of the notebook.
        title: Its title.
        keys: Keys of the numbers that it shows.
    """

    name: str
    title: str
    keys: tuple[str, ...]


def used_numbers() -> list[ChapterNumbers] | None:
    """Give the numbers that the chapters show; None when they are not known.

    The build tells the appendices which numbers the chapters use. In JupyterLab nobody does, and
    then all numbers count as used.
    """
    path = os.environ.get(USED_VARIABLE)
    if not path or not Path(path).is_file():
        return None
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    return [
        ChapterNumbers(name, chapter["tittel"], tuple(chapter["tall"]))
        for name, chapter in content.items()
    ]


def place(label: str, keys: Sequence[str]) -> str:
    """Give the anchor that the link under a figure or a table leads to."""
    return f"grunnlag-{label}" if label.startswith("fig-") else f"tall-{keys[0]}"


def chapter_place(name: str) -> str:
    """Give the anchor of a chapter's number basis; in print all chapters are one document."""
    return f"tallgrunnlag-{_slug(name)}"


def computed_place(keys: Sequence[str]) -> str:
    """Give the anchor of a number that was computed from several."""
    digest = hashlib.sha1(" ".join(keys).encode(), usedforsecurity=False).hexdigest()
    return COMPUTED + digest[:8]


def appendix(ds: Dataset, chapters: Sequence[ChapterNumbers] | None) -> Dokument:
    """Make the appendix: in print all numbers chapter by chapter, on the web links to them.

    Args:
        ds: The data.
        chapters: The numbers that the chapters show; all numbers, by theme, when None.
    """
    if chapters is None:
        return Dokument("\n\n".join(_themes(ds, None, "##", anchors=True)))
    if not any(chapter.keys for chapter in chapters):
        return Dokument("Kapitlene viser ingen tall fra dataene.")
    links, printed = [], []
    for chapter_ in chapters:
        count = len(set(chapter_.keys))
        target = f"{chapter_.name}.ipynb#{chapter_place(chapter_.name)}"
        links.append(f"- [{chapter_.title}]({target}): {count} tall")
        printed.append(f"## {chapter_.title} {{#sec-tall-{_slug(chapter_.name)}}}")
        printed += _themes(ds, set(chapter_.keys), "", anchors=False)
    return Dokument(
        "\n\n".join(
            ["::: {.bare-nett}", "\n".join(links), ":::", "::: {.bare-trykk}", *printed, ":::"]
        )
    )


def chapter(
    ds: Dataset,
    name: str,
    keys: Collection[str],
    computed: Mapping[tuple[str, ...], Sequence[str]],
    figures: Iterable[tuple[str, str, Sequence[str]]],
) -> str:
    """Make the number basis at the end of a chapter's page.

    Args:
        ds: The data.
        name: File name of the chapter without its ending.
        keys: Keys of all numbers that the chapter shows.
        computed: Keys of what numbers were computed from → the numbers as readers see them.
        figures: Anchor, caption and keys of each figure.
    """
    wanted = frozenset(keys)
    rows = {key: obs for key, obs in ds.by_key.items() if key in wanted}
    shown = [
        obs for theme in ds.themes.values() for obs in rows.values() if _in(obs, theme.measures)
    ]
    title = f"{{#{chapter_place(name)} .unnumbered .tallgrunnlag-tittel}}"
    many = f"{len(shown)} tall" if len(shown) > 1 else "ett tall"
    parts = [
        f"## Tallgrunnlag for dette kapitlet {title}",
        f"::: {{.tallgrunnlag}}\n[Vis {many} med kilde, utgave og merknad]{{.tallgrunnlag-vis}}",
        _table(ds, shown, anchors=True),
    ]
    lines = [
        (computed_place(found), ", ".join(dict.fromkeys(texts)), found)
        for found, texts in computed.items()
    ]
    parts += _lists(ds, "Regnet ut fra flere tall", "Vist som", lines, rows)
    named = [line for line in figures if line[0].startswith("grunnlag-")]
    parts += _lists(ds, "Tallene i figurene", "Figur", named, rows)
    return "\n\n".join([*parts, ":::"])


def _slug(name: str) -> str:
    return name.replace("_", "-").lower()


def _in(obs: Observation, measures: Mapping[str, object]) -> bool:
    return obs.measure in measures


def _themes(ds: Dataset, keys: set[str] | None, mark: str, *, anchors: bool) -> list[str]:
    """Make a table per theme, each after a heading, or after its name and file."""
    parts = []
    for name, theme in ds.themes.items():
        found = [
            obs
            for obs in ds.observations
            if obs.measure in theme.measures and (keys is None or obs.key in keys)
        ]
        if found:
            slug = name.replace("_", "-")
            parts.append(
                f"{mark} {theme.title} {{#sec-tall-{slug}}}"
                if mark
                else f"::: {{.tabellnavn}}\n**{theme.title}**, `data/<utgave>/{name}.csv`\n:::"
            )
            parts.append(_table(ds, found, anchors=anchors))
    return parts


def _table(ds: Dataset, observations: Iterable[Observation], *, anchors: bool) -> str:
    heads = HEADS if anchors else PRINTED_HEADS
    lines = ["```{=html}", '<table class="tabell">']
    if not anchors:
        widths = "".join(f'<col style="width: {width}%">' for width in PRINTED_WIDTHS)
        lines = [lines[0], '<table class="tabell faste-bredder">', f"<colgroup>{widths}</colgroup>"]
    lines += ["<thead>", "<tr>"]
    lines += [f'<th scope="col"{_align(number)}>{head}</th>' for number, head in enumerate(heads)]
    lines += ["</tr>", "</thead>", "<tbody>"]
    for obs in observations:
        what = escape(provenance.what(ds, obs), quote=False)
        status, notes = ds.label("status", obs.status), _remarks(ds, obs)
        if anchors:
            what = f'<span id="tall-{obs.key}">{what}</span>'
            texts = [str(obs.year), number(ds, obs), status, _origin(ds, obs), notes]
        else:
            if obs.status != "endelig" and not obs.precision.bound:
                notes = f"{status}. {notes}".strip()
            value = number(ds, obs)
            if obs.precision.bound:
                value = value.replace(formats.NBSP, " ", 1)  # the word may stand above its number
            texts = [str(obs.year), value, _origin(ds, obs), notes]
        cells = [escape(text, quote=False) for text in texts]
        cells.append(_row_link(obs) if anchors else f"{obs.vintage}: {obs.row}")
        lines.append(f'<tr><th scope="row">{what}</th>')
        lines += [f"<td{_align(number)}>{text}</td>" for number, text in enumerate(cells, 1)]
        lines.append("</tr>")
    return "\n".join([*lines, "</tbody>", "</table>", "```"])


def _align(column: int) -> str:
    return ' style="text-align: right"' if column == NUMBER else ""


def number(ds: Dataset, obs: Observation) -> str:
    """Write the number of a row with its unit, as the tables of the number basis do."""
    nil = obs.value == 0 and not obs.precision.bound and not obs.rounded_away
    return (NIL if nil else provenance.value(ds, obs)) + (
        suffix(ds.measures[obs.measure].unit) if obs.value is not None else ""
    )


def source_file(obs: Observation) -> str:
    """Name file and row of an observation: ``data/2023/anmeldelser.csv:14``."""
    return f"{obs.file.as_posix()}:{obs.row}"


def _row_link(obs: Observation) -> str:
    return f'<a href="{OPEN_DATA}/{obs.file.stem}.csv">{source_file(obs)}</a>'


def _lists(
    ds: Dataset,
    title: str,
    head: str,
    lines: Sequence[tuple[str, str, Sequence[str]]],
    rows: Mapping[str, Observation],
) -> list[str]:
    """Make a table of what was made of several numbers, each with links to their rows."""
    if not lines:
        return []
    html = ["```{=html}", '<table class="tabell">', "<thead>", "<tr>"]
    html += [f'<th scope="col">{head}</th>', '<th scope="col">Av disse tallene</th>']
    html += ["</tr>", "</thead>", "<tbody>"]
    for anchor, text, keys in lines:
        links = [
            f'<a href="#tall-{key}">{escape(_short(ds, rows[key]), quote=False)}</a>'
            for key in keys
            if key in rows
        ]
        name = f'<span id="{anchor}">{escape(text, quote=False)}</span>'
        html.append(f'<tr><th scope="row">{name}</th><td>{"; ".join(links)}</td></tr>')
    return [f"**{title}**", "\n".join([*html, "</tbody>", "</table>", "```"])]


def _short(ds: Dataset, obs: Observation) -> str:
    return f"{provenance.what(ds, obs)}, {obs.year}: {number(ds, obs)}"


def _origin(ds: Dataset, obs: Observation) -> str:
    """Say who supplied a number and where it stands; the report's own source is not named."""
    own = obs.publication == f"kom_{obs.vintage}" == f"kom_{ds.year}"
    parts = [
        ds.label("aktorer", obs.source, short=True),
        "" if own else ds.label("publikasjoner", obs.publication),
        provenance.place(obs.section) if obs.section else "",
    ]
    return ", ".join(provenance.unique(parts))


def _remarks(ds: Dataset, obs: Observation) -> str:
    """Say what is special about a number: the edition it comes from, its correction, its note."""
    parts = []
    if obs.vintage != ds.year:
        parts.append(f"Fra {obs.vintage}-rapporten.")
    before = ds.corrected(obs)
    if before is not None:
        was = f" fra {provenance.value(ds, before)}" if before.value is not None else ""
        parts.append(f"Rettet{was} siden {before.vintage}-rapporten.")
    return " ".join([*parts, obs.note]).strip()
