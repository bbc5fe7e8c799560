from __future__ import annotations

import csv
import io

import panflute as pf

from komreport.render.builtin import floats, pandoc
from komreport.render.builtin.exports import BYTE_ORDER_MARK, table_csv

SPANNED = """<table><thead>
<tr><th rowspan="2">Distrikt</th><th colspan="2">Anmeldelser<sup>a</sup></th></tr>
<tr><th>2022</th><th>2023</th></tr></thead>
<tbody><tr><th>Øst; vest</th><td>1\u00a0234</td><td>\u22125,5</td></tr>
<tr><th>Sør</th><td>-</td><td>27 (4)<sup>b</sup></td></tr></tbody></table>"""


def rows(markup: str) -> list[list[str]]:
    tree = pandoc.read(markup, "html")
    (table,) = floats.found(tree, lambda element: isinstance(element, pf.Table))
    text = table_csv(table.to_json())
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))


def test_numbers_can_be_reckoned_with_and_signs_are_kept() -> None:
    assert rows(SPANNED) == [
        ["Distrikt", "Anmeldelser: 2022", "Anmeldelser: 2023"],
        ["Øst; vest", "1234", "-5,5"],
        ["Sør", "-", "27 (4)"],
    ]


def test_text_with_numbers_in_it_is_left_alone() -> None:
    assert rows("<table><tr><td>fra 1 234 til 5</td><td>16. januar</td></tr></table>") == [
        ["fra 1 234 til 5", "16. januar"]
    ]
