"""The kom extension by itself: its filter, Typst template, style sheet and brand."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
import typst
import yaml

from komreport.render.builtin import pandoc
from komreport.render.builtin.pdf import PARTIALS
from komreport.render.builtin.press import STANDARDS
from komreport.render.builtin.tagging import children, elements, tagged
from komreport.render.builtin.typeset import DEFINITIONS
from komreport.report.basis import computed_place

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "_extensions" / "kom"
ASSETS = ROOT / "komreport" / "render" / "builtin" / "assets"
FILTER = ["--lua-filter", str(EXTENSION / "kom.lua")]

NUMBER = (
    '[27]{.tall title="Kilde: Politidirektoratet, 2023" data-tall="anmeldelser-2023 grove-2023"}'
)
CARDS = f"""
::::: {{.nokkeltall}}
:::: {{.kort}}
[{NUMBER}]{{.kort-tall}}

[anmeldelser]{{.kort-etikett}}

[en nedgang fra 32 i 2022]{{.kort-endring}}

::: {{.kort-trend data-verdier="36 39 29 32 27"}}
36 i 2019 og 27 i 2023
:::

[Kapittel 8]{{.kort-lenke}}
::::

:::: {{.kort}}
[4]{{.kort-tall}}

[grove saker]{{.kort-etikett}}
::::
:::::
"""
FIGURE_DATA = "::: {.figurdata}\n| År | Antall |\n|----|-------:|\n| 2023 | 27 |\n:::"
FACTS = "::: {.faktaboks}\n### Straffeloven § 257 {.unnumbered .unlisted}\n\nLovens ord.\n:::"
WIDE = (
    "<table><thead><tr><th>Når</th><th>Hva</th><th>Om</th></tr></thead><tbody><tr><td>2023</td>"
    f"<td>{'Samarbeidsmøte ' * 4}</td><td>{'KOM holdt innlegg om temaet. ' * 6}</td></tr>"
    "</tbody></table>"
)
NARROW = "| År | Antall |\n|----|-------:|\n| 2023 | 27 |"


def written(text: str, to: str, source: str = "markdown") -> str:
    """What pandoc with the filter makes of a text."""
    return pandoc.run(text, [*FILTER, "--from", source, "--to", to])


def test_under_quarto_a_source_goes_with_the_cell_before_it(tmp_path: Path) -> None:
    lua = tmp_path / "kom.lua"
    code = (EXTENSION / "kom.lua").read_text(encoding="utf-8")
    lua.write_text(f"quarto = {{}}\n{code}", encoding="utf-8")
    cell = "::::: {.cell}\n:::: {#fig-en}\nBilde\n::::\n:::::"
    text = f"{cell}\n\n::: {{.kilde}}\nKilde: KOM\n:::\n\nEtter."
    out = pandoc.run(text, ["--lua-filter", str(lua), "--to", "typst"])
    floating = out.partition("#kom-flyt[")[2].partition("Etter.")[0]
    assert "Bilde" in floating
    assert floating.split()[-5:] == ["#kom-kilde[", "Kilde:", "KOM", "]", "]"]


def pdf(folder: Path, markdown: str, **variables: str) -> pikepdf.Pdf:
    """A PDF through the template; Typst refuses what PDF/UA-1 and PDF/A-2a forbid."""
    template = folder / "mal.typ"
    partials = [(EXTENSION / name).read_text(encoding="utf-8") for name in PARTIALS]
    template.write_text("\n".join([DEFINITIONS, *partials, "$body$\n"]), encoding="utf-8")
    given = {"title": "Tilstandsrapport 2023", "lang": "nb", **variables}
    metadata = [f"--metadata={name}={value}" for name, value in given.items()]
    source = folder / "rapport.typ"
    source.write_text(
        pandoc.run(markdown, [*FILTER, "--to", "typst", "--template", str(template), *metadata]),
        encoding="utf-8",
    )
    content, warnings = typst.compile_with_warnings(
        str(source),
        font_paths=[str(EXTENSION / "fonts")],
        ignore_system_fonts=True,
        pdf_standards=[*STANDARDS],
    )
    assert [warning.message for warning in warnings] == []
    out = folder / "rapport.pdf"
    out.write_bytes(content)
    return pikepdf.open(out)


@pytest.mark.parametrize("to", ["typst", "latex", "plain"])
def test_number_is_plain_text_in_print(to: str) -> None:
    assert written(f"I alt {NUMBER}.", to).strip() == "I alt 27."


def test_number_links_to_its_row() -> None:
    link = written('[4]{.tall title="Kilde: POD" data-tall="grove-2023"}', "html5")
    assert '<a href="#tall-grove-2023" class="tall">4</a>' in link


def test_computed_number_links_to_the_list_of_its_rows() -> None:
    place = computed_place(["anmeldelser-2023", "grove-2023"])
    assert f'<a href="#{place}" class="tall">27</a>' in written(NUMBER, "html5")


def test_number_basis_is_folded_on_the_web_and_left_out_in_print() -> None:
    text = (
        "## Tallgrunnlag {.tallgrunnlag-tittel}\n\n::: {.tallgrunnlag}\n[Vis]{.tallgrunnlag-vis}"
        "\n\nRader\n:::\n\n::: {.bare-nett}\nNett\n:::\n\n::: {.bare-trykk}\nTrykk\n:::\n\n"
        "Kilde [[Tallgrunnlag](#a)]{.tallenke}"
    )
    html = written(text, "html5")
    assert '<details class="tallgrunnlag"><summary>' in html
    assert "Nett" in html
    assert "Trykk" not in html
    assert written(text, "typst").split() == ["Trykk", "Kilde"]


def test_number_without_a_key_is_no_link() -> None:
    assert written("[tre]{.tall}", "html5").strip() == "<p>tre</p>"


def test_cards_are_a_list_in_html() -> None:
    html = written(CARDS, "html5")
    assert 'class="nokkeltall" role="list"' in html
    assert html.count('role="listitem"') == 2
    assert '<span class="kort-endring">' in html


def test_trend_is_a_hidden_picture_with_its_values_as_text() -> None:
    html = written(CARDS, "html5")
    svg = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    assert svg is not None
    assert 'aria-hidden="true"' in svg[0]
    assert re.findall(r"[ML]", svg[0]) == ["M", "L", "L", "L", "L"], "one point per value"
    assert "36 i 2019 og 27 i 2023" in html.replace(svg[0], "")


def test_trend_of_one_value_is_left_out() -> None:
    assert written('::: {.kort-trend data-verdier="27"}\n27 i 2023\n:::', "html5").strip() == ""


def test_trend_is_not_drawn_across_a_year_without_a_number() -> None:
    gap = CARDS.replace("36 39 29 32 27", "36 39 - 32 - 27")
    svg = re.search(r"<svg.*?</svg>", written(gap, "html5"), re.DOTALL)
    assert svg is not None
    assert re.findall(r"[ML]", svg[0]) == ["M", "L", "M", "M"]
    assert "36, 39, none, 32, none, 27)" in written(gap, "typst")


def test_cards_are_a_grid_in_typst() -> None:
    source = written(CARDS, "typst")
    assert source.count("kom-kort[") == 2
    assert '#kom-trend(aar: "", 36, 39, 29, 32, 27)' in source
    for part in ("tall", "etikett", "endring", "lenke"):
        assert f"#kom-kort-{part}[" in source


def test_figure_data_folds_in_html_and_is_dropped_in_print() -> None:
    html = written(FIGURE_DATA, "html5")
    assert '<details class="figurdata"><summary>Vis tallene som tabell</summary>' in html
    assert "<table>" in html
    assert written(FIGURE_DATA, "typst").strip() == ""


@pytest.mark.parametrize("name", ["kilde", "ingress", "faktaboks"])
def test_block_has_its_function_in_typst(name: str) -> None:
    assert f"#kom-{name}[" in written(f"::: {{.{name}}}\nTekst.\n:::", "typst")
    assert f'class="{name}"' in written(f"::: {{.{name}}}\nTekst.\n:::", "html5")


def test_heading_of_a_fact_box_is_no_section_in_print() -> None:
    source = written(FACTS, "typst")
    assert "#heading" not in source
    assert not re.search(r"^=", source, re.MULTILINE)
    assert "<h3" in written(FACTS, "html5")


def test_wide_table_gets_widths_from_its_text() -> None:
    columns = re.search(
        r"columns: \(([\d.]+)%, ([\d.]+)%, ([\d.]+)%\)", written(WIDE, "typst", "html")
    )
    assert columns is not None
    year, what, about = map(float, columns.groups())
    assert year < what < about
    assert year + what + about == pytest.approx(100, abs=0.1)


def test_narrow_table_keeps_its_natural_width() -> None:
    assert "%" not in written(NARROW, "typst")


@pytest.mark.slow
def test_template_makes_an_accessible_archive_book(tmp_path: Path) -> None:
    body = "\n\n".join(
        [
            "# Straffesaker",
            "::: {.ingress}\nKort fortalt.\n:::",
            CARDS,
            "## Anmeldelser",
            f"Det kom {NUMBER} saker[^1], se [Lovdata](https://lovdata.no/).",
            "[^1]: Hele landet.",
            NARROW,
            "::: {.kilde}\nKilde: Politidirektoratet\n:::",
            FACTS,
            "```{=typst}\n#callout(title: [Merk], body: [Mørketall.])\n"
            '#callout(title: [Viktig], icon_color: rgb("#CC1914"), body_background_color: white, '
            "body: [Les dette.])\n```",
            "# Vedlegg",
        ]
    )
    with pdf(
        tmp_path, body, subtitle="Menneskehandel i Norge", author="KOM", date="2023"
    ) as document:
        assert document.Root.Lang == "nb"
        assert document.Root.MarkInfo.Marked
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(document.docinfo["/Title"]) == "Tilstandsrapport 2023"
        assert len(document.pages) == 5, "cover, imprint, contents and two chapters"


@pytest.mark.slow
def test_template_needs_no_subtitle_author_or_date(tmp_path: Path) -> None:
    with pdf(tmp_path, "# Forord {.unnumbered}\n\nTekst.") as document:
        assert len(document.pages) == 4


def test_files_named_by_the_style_sheet_and_the_brand_are_here() -> None:
    css = (EXTENSION / "kom.css").read_text(encoding="utf-8")
    named = re.findall(r'url\("([^"]+)"\)', css)
    brand = yaml.safe_load((ROOT / "_brand.yml").read_text(encoding="utf-8"))
    files = [file["path"] for font in brand["typography"]["fonts"] for file in font["files"]]
    assert named
    assert all((EXTENSION / name).is_file() for name in named)
    assert all((ROOT / name).is_file() for name in files)
    assert (EXTENSION / "fonts" / "OFL.md").is_file()


def test_style_sheet_asks_for_nothing_from_outside() -> None:
    for name in ("kom.css", "kom.scss"):
        text = (EXTENSION / name).read_text(encoding="utf-8")
        assert not re.search(r"@import|https?:|url\(\s*[\"']?//", text)


def test_files_named_by_the_extension_are_here() -> None:
    contributes = yaml.safe_load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))
    formats = contributes["contributes"]["formats"]
    filters = [*formats["common"]["filters"], *formats["typst"]["filters"]]
    names = [item if isinstance(item, str) else item["path"] for item in filters]
    names += [*formats["typst"]["template-partials"], *formats["html"]["css"]]
    assert all((EXTENSION / name).is_file() for name in names)
    assert formats["typst"]["template-partials"] == list(PARTIALS)


def test_style_sheet_takes_its_colours_and_sizes_from_the_design() -> None:
    design = (EXTENSION / "kom-design.css").read_text(encoding="utf-8")
    known = set(re.findall(r"(--kom-[\w-]+):", design)) | {"--kom-font"}
    for path in (EXTENSION / "kom.css", ASSETS / "builtin.css"):
        css = path.read_text(encoding="utf-8")
        assert set(re.findall(r"var\((--kom-[\w-]+)\)", css)) <= known
    colours = re.findall(r"#[0-9a-f]{3,8}\b", (EXTENSION / "kom.css").read_text(encoding="utf-8"))
    assert set(colours) <= {"#000", "#fff", "#888"}, "only print and forced colours have their own"


def test_a_section_sign_stays_with_its_number() -> None:
    page = written("Etter § 4-5, jf. §§ 257 og 258.", "html")
    assert '<span class="samlet">§\u00a04-5,</span>' in page
    assert '<span class="samlet">§§\u00a0257</span> og 258.' in page


def test_an_address_that_is_shown_may_break_after_its_strokes() -> None:
    page = written("<https://www.udi.no/en-lang-sti/>", "html")
    assert ">https://<wbr>www.udi.no/<wbr>en-<wbr>lang-<wbr>sti/</a>" in page
    assert "<wbr>" not in written("[tekst](https://www.udi.no/en-lang-sti/)", "html")


def test_a_large_table_at_the_end_of_a_chapter_takes_its_heading_along() -> None:
    table = "```{=typst}\n#kom-flyt[\n```\n\nTabell\n\n```{=typst}\n]\n```"
    last = written(f"## Tittel\n\nTabellen.\n\n{table}", "typst")
    assert "#block(sticky: true)[\nTabellen." in last
    assert "#kom-flyt(siste: true)[" in last
    followed = written(f"## Tittel\n\nTabellen.\n\n{table}\n\nMer tekst.", "typst")
    assert "sticky" not in followed
    assert "#kom-flyt[" in followed


def test_what_announces_a_list_stays_with_it() -> None:
    assert "#block(sticky: true, above: 0.98em, below: 0.98em)[\nSakene er:" in written(
        "Sakene er:\n\n- to\n- tre", "typst"
    )
    assert "sticky" not in written("Det var to saker.\n\n- den første\n- den andre", "typst")


def test_a_table_of_many_columns_is_set_tighter_before_words_are_broken() -> None:
    long = ["Politidistrikt", "I alt", "Prostitusjon / formål", "Tvangsarbeid / tjenester"]
    long += ["Organhandel", "Krigstjeneste", "Tilrettelegging"]
    lines = ["| " + " | ".join(long) + " |", "|---" * 7 + "|", "| x " * 7 + "|"]
    page = written("\n".join(lines), "typst")
    assert "text(size: 8.5pt)" in page
    found = re.search(r"columns: \(([^)]*)\)", page)
    assert found
    shares = [float(share) for share in re.findall(r"([\d.]+)%", found[1])][:7]
    room = [share * 431 / 100 - 7 for share in shares]  # points, of a page's width, inside the cell
    words = [14, 5, 13, 14, 11, 13, 15]
    assert all(space > 4.1 * letters for space, letters in zip(room, words, strict=True))


def test_a_figure_that_ends_a_chapter_stands_after_its_text(tmp_path: Path) -> None:
    figure = "```{=typst}\n#kom-flyt(siste: true)[\n```\n\nFiguren\n\n```{=typst}\n#v(20mm)\n]\n```"
    filling = "```{=typst}\n#pagebreak()\n```"
    pdf(tmp_path, f"# En\n\n{filling}\n\nTeksten\n\n{figure}", title="T").close()
    with pdfplumber.open(tmp_path / "rapport.pdf") as book:
        page = next(text for p in book.pages if "Figuren" in (text := p.extract_text() or ""))
    assert "Teksten" not in page or page.index("Teksten") < page.index("Figuren")


def test_no_row_of_a_table_is_left_alone(tmp_path: Path) -> None:
    rows = "".join(f"| rad {number:02} | {number} |\n" for number in range(9))
    for before in range(100, 170, 8):
        above = f"```{{=typst}}\n#show figure: set block(breakable: true)\n#v({before}mm)\n```"
        pdf(tmp_path, f"# En\n\n{above}\n\n| A | B |\n|---|---|\n{rows}", title="T").close()
        with pdfplumber.open(tmp_path / "rapport.pdf") as book:
            counts = [(page.extract_text() or "").count("rad 0") for page in book.pages]
        assert sum(counts) == 9
        assert 1 not in counts, before


def test_only_a_long_table_with_a_number_says_that_it_goes_on(tmp_path: Path) -> None:
    tables = """
#let rader = table(
  columns: 2,
  table.header([#kom-fortsetter;A], [B]),
  ..range(120).map(n => ([rad #n], [#n])).flatten(),
)
#kom-flyt[#figure(rader, caption: [Rader], kind: "quarto-float-tbl", supplement: "Tabell")]
#pagebreak()
#rader
"""
    pdf(tmp_path, f"# En\n\n```{{=typst}}{tables}```").close()
    with pdfplumber.open(tmp_path / "rapport.pdf") as book:
        pages = [text for page in book.pages if "rad " in (text := page.extract_text() or "")]
    heads = ["Tabell 1.1 fortsetter" in text for text in pages]
    again = heads.count(True)
    assert again
    assert heads == [False, *[True] * again, *[False] * (len(heads) - again - 1)]
    assert sum("rad 119 " in text for text in pages) == 2


def test_what_holds_rows_together_is_no_column(tmp_path: Path) -> None:
    text = "# En\n\n| A | B |\n|---|---|\n" + "| x | y |\n" * 6
    with pdf(tmp_path, text, title="T") as book:
        content = io.BytesIO()
        book.save(content)
    with pikepdf.open(io.BytesIO(tagged(content.getvalue()))) as book:
        rows = list(elements(book.Root.StructTreeRoot, "/TR"))
        assert [len([*children(row)]) for row in rows] == [2] * 7
        names = pikepdf.NameTree(book.Root.StructTreeRoot.IDTree)
        assert {str(cell.ID) for cell in children(rows[0])} <= {str(name) for name in names}
        assert not any("x2" in str(name) for name in names)
