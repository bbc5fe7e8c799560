"""How pages of the sample book look, beside pictures of how they looked when someone last agreed.

After a change that is meant: `KOMREPORT_NYE_BILDER=1 pytest` with this file,
then look at what git shows as changed under `bilder/`.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from .conftest import PHONE, WIDE

RENEW = "KOMREPORT_NYE_BILDER"
AGREED = Path(__file__).parent / "bilder"
#: Pictures are compared small: letters that another Chromium draws otherwise then look the same.
SCALE = {WIDE: 0.25, PHONE: 0.5}
#: Part of the pixels that may differ by more than `STEP` of 255, and pixels that the height may.
TOLERANCE = 0.004
STEP = 20
HEIGHT = 6

pytestmark = [pytest.mark.slow, pytest.mark.chromium]


def picture(page: Any, size: tuple[int, int]) -> Image.Image:
    """A page as a small picture in few colours."""
    page.evaluate("document.fonts.ready")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    scale = SCALE[size]
    return whole.resize(
        (round(whole.width * scale), round(whole.height * scale)), Image.Resampling.BOX
    )


def difference(one: Image.Image, other: Image.Image) -> float:
    """The part of the pixels that differ to the eye; 1 when the pictures differ in height."""
    if abs(one.height - other.height) > HEIGHT or one.width != other.width:
        return 1.0
    box = (0, 0, one.width, min(one.height, other.height))
    blurred = [image.crop(box).filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    apart = ImageChops.difference(*blurred).convert("L").point(lambda value: 255 * (value > STEP))
    return apart.histogram()[255] / (apart.width * apart.height)


@pytest.mark.parametrize("name", ["index", "01_politi", "02_bolig"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["pc", "telefon"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_look_as_agreed(
    opened: Any, site: Path, name: str, size: tuple[int, int], scheme: str
) -> None:
    page = opened(site, size, color_scheme=scheme, reduced_motion="reduce").open(name)
    now = picture(page, size)
    path = AGREED / f"{name}-{size[0]}-{scheme}.png"
    if os.environ.get(RENEW):
        AGREED.mkdir(exist_ok=True)
        now.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    agreed = Image.open(path).convert("RGB")
    part = difference(now, agreed)
    assert part <= TOLERANCE, (
        f"{path.name}: {part:.1%} av bildet er annerledes. Ment? Sett {RENEW}=1"
    )


@pytest.mark.parametrize(
    "change",
    [
        ".faktaboks, .callout { background: var(--kom-omslag) !important; }",
        "main { font-size: 1.3rem !important; }",
        "h2 { font-size: 3rem !important; }",
        ".kom-figur [fill] { fill: var(--kom-viktig) !important; }",
    ],
    ids=["farge", "skrift", "overskrift", "figur"],
)
def test_a_change_that_a_reader_would_see_is_seen(opened: Any, site: Path, change: str) -> None:
    page = opened(site, WIDE, color_scheme="light", reduced_motion="reduce").open("01_politi")
    before = picture(page, WIDE)
    assert difference(before, picture(page, WIDE)) == 0
    page.add_style_tag(content=change)
    assert difference(before, picture(page, WIDE)) > TOLERANCE
