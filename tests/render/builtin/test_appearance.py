"""How pages of the sample book look, beside pictures of how they looked when someone last agreed.

After a change that is meant: `KOMREPORT_NYE_BILDER=1 pytest` with this file,
then look at what git shows as changed under `bilder/`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.visual import TOLERANCE, approved, difference

from .conftest import PHONE, WIDE

AGREED = Path(__file__).parent / "bilder"
#: Pictures are compared small: letters that another Chromium draws otherwise then look the same.
SCALE = {WIDE: 0.25, PHONE: 0.5}
#: What the files to download weigh follows from the libraries, not from how pages look.
WEIGHTS = """document.querySelectorAll("small").forEach(small => {
  small.textContent = small.textContent.replace(/[\\d,]+\\s[kM]B/, "99\\u00a0kB");
})"""

pytestmark = [pytest.mark.slow, pytest.mark.chromium]


def picture(page: Any, size: tuple[int, int]) -> Image.Image:
    """A page as a small picture in few colours."""
    page.evaluate("document.fonts.ready")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    scale = SCALE[size]
    return whole.resize(
        (round(whole.width * scale), round(whole.height * scale)), Image.Resampling.BOX
    )


@pytest.mark.parametrize("name", ["index", "01_politi", "02_bolig"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["pc", "telefon"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_look_as_agreed(
    opened: Any, site: Path, name: str, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    page = opened(site, size, color_scheme=scheme, reduced_motion="reduce").open(name)
    page.evaluate(WEIGHTS)
    baseline = AGREED / f"{name}-{size[0]}-{scheme}.png"
    approved(picture(page, size), baseline, tmp_path)


def test_a_change_that_a_reader_would_see_is_seen(opened: Any, site: Path) -> None:
    page = opened(site, WIDE, color_scheme="light", reduced_motion="reduce").open("01_politi")
    before = picture(page, WIDE)
    assert difference(before, picture(page, WIDE)) == 0
    for change in (
        ".faktaboks, .callout { background: var(--kom-omslag) !important; }",
        "main { font-size: 1.3rem !important; }",
        "h2 { font-size: 3rem !important; }",
        ".kom-figur [fill] { fill: var(--kom-viktig) !important; }",
    ):
        style = page.add_style_tag(content=change)
        assert difference(before, picture(page, WIDE)) > TOLERANCE, change
        style.evaluate("element => element.remove()")
