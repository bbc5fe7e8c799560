"""A small Quarto project with everything that the notebooks may use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from komreport.report.charts.figure import SPEC_TYPE

ROOT = Path(__file__).parents[2]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200" viewBox="0 0 600 200">'
    '<rect width="{width}" height="60" y="20" fill="#1F4E5F"/>'
    '<text x="10" y="130" font-family="&quot;Source Sans 3&quot;" font-size="20">{text}</text>'
    "</svg>"
)
#: A figure whose marks carry their values, in colours of the design.
CHART = """<svg xmlns="http://www.w3.org/2000/svg" width="540" height="160" viewBox="0 0 540 160">
<rect width="540" height="160" fill="#FFFFFF"/><g transform="translate(60,10)">
<path d="M0,10h180.123456v40h-180.123456Z" fill="#1F4E5F" data-tips="2022: 32"/>
<path d="M0,80h150v40h-150Z" fill="#27707F" data-tips="2023: 27"/>
<text x="-50" y="36" font-family="'Source Sans 3'" font-size="15" fill="#12323D">2022</text>
<text x="-50" y="106" font-family="'Source Sans 3'" font-size="15" fill="#12323D">2023</text>
</g></svg>"""
#: What it was drawn from: a phone gets a drawing of its own.
SPEC = {
    "data": {"values": [{"aar": "2022", "antall": 32}, {"aar": "2023", "antall": 27}]},
    "mark": {"type": "bar", "color": "#1F4E5F"},
    "encoding": {
        "y": {"field": "aar", "type": "nominal", "title": None},
        "x": {"field": "antall", "type": "quantitative", "axis": None},
        "description": {"field": "antall"},
    },
    "width": 440,
    "config": {"axis": {"labelFontSize": 15}},
}
WIDE = (
    '<table class="tabell"><thead><tr><th scope="col">Tiltak</th>'
    + "".join(
        f'<th scope="col" style="text-align: right">{year}</th>' for year in range(2010, 2024)
    )
    + '</tr></thead><tbody><tr class="sum"><th scope="row">I alt<sup>a</sup></th>'
    + "".join(f'<td style="text-align: right">1\u00a0{number}</td>' for number in range(200, 214))
    + "</tr></tbody></table>"
)
TABLE = """<table class="tabell">
<thead><tr><th scope="col">Distrikt</th><th scope="col" style="text-align: right">2022</th>
<th scope="col" style="text-align: right">2023</th></tr></thead>
<tbody><tr><th scope="row">Øst</th><td style="text-align: right">12</td>
<td style="text-align: right">7</td></tr>
<tr><th scope="row">Sør-Vest</th><td style="text-align: right">4</td>
<td style="text-align: right">-</td></tr></tbody>
</table>"""


def text(source: str, **metadata: Any) -> dict[str, Any]:
    """A text cell."""
    return {"cell_type": "markdown", "metadata": metadata, "source": source.splitlines(True)}


def code(
    options: str = "", *outputs: dict[str, Any], tags: tuple[str, ...] = (), **metadata: Any
) -> dict[str, Any]:
    """A code cell: ``#|`` options, one a line, and its outputs."""
    lines = [f"#| {line}\n" for line in options.splitlines()]
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags), **metadata} if tags else metadata,
        "outputs": list(outputs),
        "source": [*lines, "vis(resultat)"],
    }


def display(mime: str, content: str, **others: Any) -> dict[str, Any]:
    """An output of one type, and the same in others."""
    return {"output_type": "display_data", "data": {mime: content, **others}, "metadata": {}}


def stream(content: str) -> dict[str, Any]:
    """What a cell has printed."""
    return {"output_type": "stream", "name": "stdout", "text": content}


def svg(words: str = "Anmeldelser", width: int = 300) -> dict[str, Any]:
    """A figure."""
    return display("image/svg+xml", SVG.format(text=words, width=width))


def html(content: str = TABLE) -> dict[str, Any]:
    """A table."""
    return display("text/html", content)


def write_book(
    folder: Path,
    chapters: dict[str, list[dict[str, Any]]],
    appendices: dict[str, list[dict[str, Any]]] | None = None,
    **settings: Any,
) -> Path:
    """Write a project with the settings and the extension of the repository."""
    folder.mkdir(parents=True)
    config = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    config = json.loads(json.dumps(config).replace("{aar}", "2023"))
    config["book"]["chapters"] = [f"{name}.ipynb" for name in chapters]
    config["book"]["appendices"] = [f"{name}.ipynb" for name in appendices or {}]
    config["kolofon"]["utgitt"] = "2024"
    config |= settings
    for name, cells in {**chapters, **(appendices or {})}.items():
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "_quarto.yml").write_text(
        yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    shutil.copytree(ROOT / "_extensions", folder / "_extensions")
    return folder


INDEX = [
    text(
        "<!-- -->\n\n# Forord {.unnumbered}\n\n"
        "::: {.ingress}\nHvert år kommer en rapport.\n:::\n\n"
        "Les @sec-politi, eller [boligkapitlet](02_bolig.ipynb).\n\n"
        "## Dette finner du {.unnumbered}\n\n::: {.kapittelliste}\n"
        "- @sec-politi: anmeldelser og dommer\n"
        "- [Bolig](02_bolig.ipynb): hvem som fikk hjelp\n:::\n\n"
        "## Slik leser du tallene {.unnumbered}\n\nHold pekeren over et tall."
    )
]
SUMMARY = [
    text("# Sammendrag {.unnumbered #sec-sammendrag}\n\n## Hovedtall\n\nSe @fig-anmeldelser."),
    code(
        "",
        display(
            "text/markdown",
            ":::: {.nokkeltall}\n::: {.kort}\n[27]{.kort-tall}\n\n[anmeldelser]{.kort-etikett}\n\n"
            "[en nedgang fra 32 i 2022]{.kort-endring}\n:::\n::::",
        ),
    ),
]
POLICE = [
    code("", stream("skal ikke vises"), tags=("remove-cell",)),
    text(
        "# Anmeldelser til politiet {#sec-politi}\n\n::: {.ingress}\nKort fortalt.\n:::\n\n"
        "## Utviklingen {#sec-utviklingen}\n\nI 2023 kom det "
        '[27]{.tall title="Kilde: Politidirektoratet" data-tall="anmeldelser-2023"} '
        "anmeldelser[^1], se @fig-anmeldelser, @tbl-distrikt og [-@tbl-ord]. "
        "Mer i @sec-bolig, @sec-tiltak og "
        "@sec-tall.\n\n[^1]: Tallet gjelder *hele* landet, se @tbl-distrikt.\n\n### Detaljer\n\n"
        "::: {.tallgrunnlag}\n[Vis tallet]{.tallgrunnlag-vis}\n\n"
        "```{=html}\n<table><thead><tr><th>Mål</th><th>År</th></tr></thead><tbody><tr>"
        '<th scope="row"><span id="tall-anmeldelser-2023">Anmeldelser</span></th><td>2023</td>'
        "</tr></tbody></table>\n```\n:::\n\n"
        "Lenker: [tiltakene](02_bolig.ipynb#sec-tiltak), [utviklingen](#sec-utviklingen) og "
        "[Lovdata](https://lovdata.no/). Flere: [@fig-anmeldelser; @fig-bilde], [Fig. @fig-bilde]."
    ),
    code(
        "label: fig-anmeldelser\nfig-cap: Anmeldelser for *menneskehandel*\n"
        'fig-alt: "Stolper: 32 i 2022 og «27» i 2023"',
        svg(),
    ),
    text("::: {.figurdata}\n| År | Antall |\n|----|-------:|\n| 2022 | 32 |\n| 2023 | 27 |\n:::"),
    text("::: {.kilde}\nKilde: Politidirektoratet\n:::"),
    code("label: tbl-distrikt\ntbl-cap: Anmeldelser etter politidistrikt", html()),
    text(
        "| Ord | Antall |\n|:----|------:|\n| én  | 1      |\n\n: Ord for tall {#tbl-ord}\n\n"
        '![Et bilde med tekst](bilder/kart.svg){#fig-bilde fig-alt="Kart over Norge" width=50%}\n\n'
        '![](bilder/kart.svg){fig-alt="Kart uten tekst"}\n'
    ),
    text(
        "::: {.callout-note}\nEn merknad uten tittel.\n:::\n\n"
        '::: {.callout-warning title="Forbehold om *tallene*" collapse="true"}\n'
        "Mange mørketall.\n:::\n\n"
        "::: {.callout-tip}\n## Et råd\n\nLes @sec-utviklingen først.\n:::\n\n"
        '::::: {.columns}\n:::: {.column width="40%"}\nVenstre spalte.\n::::\n'
        ':::: {.column width="60%"}\nHøyre spalte med [lenke](#sec-utviklingen).\n::::\n:::::\n\n'
        "::: {.faktaboks}\n### Straffeloven § 257 {.unnumbered .unlisted}\n\nLovens ord.\n:::"
    ),
    code("echo: true", stream("utskrift fra cellen\n")),
]
HOUSING = [
    text(
        "# Bolig og oppfølging {#sec-bolig}\n\n## Utviklingen\n\nTekst om botilbud.\n\n"
        "## Tiltak {#sec-tiltak}"
    ),
    code(
        "",
        svg("Plasser", 200),
        **{"label": "fig-plasser", "fig-cap": "Plasser", "fig-alt": "Én stolpe"},
    ),
    text("Se @fig-plasser og @fig-anmeldelser. Prisen er 5 $ og 6 $."),
    code(
        "label: fig-verdier\nfig-cap: Verdier å peke på\nfig-alt: 32 i 2022 og 27 i 2023",
        display("image/svg+xml", CHART, **{SPEC_TYPE: SPEC}),
    ),
    text("::: {.figurdata}\n| År | Antall |\n|----|-------:|\n| 2022 | 32 |\n| 2023 | 27 |\n:::"),
    text("::: {.kilde}\nKilde: Politidirektoratet\n:::"),
    code("label: tbl-bred\ntbl-cap: Mange år", html(WIDE)),
    text("::: {.kilde}\nKilde: tiltakene\n\n^a^ Noen er talt to ganger.\n:::"),
]
NUMBERS = [
    text("# Tallgrunnlag {#sec-tall}\n\nAlle tall.\n\n## Kilder"),
    code(
        "label: tbl-alle\ntbl-cap: Alle tall",
        html(
            "<table><thead><tr><th>Tall</th></tr></thead>"
            "<tbody><tr><td>27</td></tr></tbody></table>"
        ),
    ),
]


def sample_book(folder: Path) -> Path:
    """Write the book with everything."""
    book = write_book(
        folder,
        {"index": INDEX, "00_sammendrag": SUMMARY, "01_politi": POLICE, "02_bolig": HOUSING},
        {"A1_tallgrunnlag": NUMBERS},
    )
    (book / "bilder").mkdir()
    (book / "bilder" / "kart.svg").write_text(SVG.format(text="Kart", width=90), encoding="utf-8")
    return book
