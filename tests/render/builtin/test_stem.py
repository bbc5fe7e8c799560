"""The stems of words in the browser are those of Snowball in Python."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
import snowballstemmer

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "komreport" / "render" / "builtin" / "assets" / "stamme.js"
WORD = re.compile(r"[a-zæøåéèêòóô]+")
ENDINGS = re.findall(
    r"\w+",
    "hetenes hetene hetens heter heten endes ande ende edes enes erte ede ane ene ens ers ets het "
    "ast ert en ar er as es et a e s dt vt hetslov eleg elig elov slov leg eig lig els lov ig",
)

pytestmark = [pytest.mark.slow, pytest.mark.chromium]


def vocabulary() -> list[str]:
    """Every word of the chapters and the data, and many that look like words."""
    files = [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "data").rglob("*.csv")]
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in files)
    chance = random.Random(2023)
    letters = "abdefghijklmnoprstuvyæøå"
    made = [
        "".join(chance.choices(letters, k=chance.randint(0, 6)))
        + "".join(chance.choices(ENDINGS, k=2))
        for _ in range(20_000)
    ]
    return sorted({*WORD.findall(text), *made})


def test_every_word_has_the_same_stem_in_the_browser(browser: Any) -> None:
    words = vocabulary()
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    stems = page.evaluate("words => words.map(window.komStamme)", words)
    page.close()
    stemmer = snowballstemmer.stemmer("norwegian")
    pairs = zip(words, stems, stemmer.stemWords(words), strict=True)
    assert [(word, mine, right) for word, mine, right in pairs if mine != right] == []
    assert len(words) > 22_000
