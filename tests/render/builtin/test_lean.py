from __future__ import annotations

from komreport.render.builtin import lean


def test_a_style_sheet_keeps_its_rules() -> None:
    css = "/* om\n   dette */\na { color: red; }\n\n@media print {\n  b { content: '/ x'; }\n}\n"
    assert lean.style(css) == "a { color: red; }\n@media print {\nb { content: '/ x'; }\n}\n"
