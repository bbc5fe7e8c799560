from __future__ import annotations

from pathlib import Path

import pytest

from komreport.render.builtin import lean
from tests.render.test_extension import ASSETS, EXTENSION


def test_a_style_sheet_keeps_its_rules() -> None:
    css = "/* om\n   dette */\na { color: red; }\n\n@media print {\n  b { content: '/ x'; }\n}\n"
    assert lean.style(css) == "a { color: red; }\n@media print {\nb { content: '/ x'; }\n}\n"


@pytest.mark.parametrize("path", [ASSETS / "kom.js", EXTENSION / "tall.js"], ids=["kom", "tall"])
def test_a_script_keeps_its_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "`" not in text, "a text of several lines would lose its indents"
    short = lean.script(text)
    assert len(short) < 0.9 * len(text)
    said = [line.strip() for line in text.splitlines()]
    assert short.splitlines() == [line for line in said if line and line[:2] != "//"]
