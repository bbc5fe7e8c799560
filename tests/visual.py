"""Pictures compared with those that a person has approved, with a tolerance.

After a change that is meant: ``KOMREPORT_NYE_BILDER=1 python -m pytest tests/…``, look at the new
pictures, and commit them.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops

RENEW = "KOMREPORT_NYE_BILDER"
#: How far a channel of a pixel may be off, of 255: anti-aliasing differs a little between versions.
DEPTH = 48
#: How large a part of the pixels may be further off.
SHARE = 0.002


def difference(first: Image.Image, second: Image.Image) -> float:
    """Give how large a part of the pixels differs; all of them where the sizes do."""
    if first.size != second.size:
        return 1.0
    apart = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
    counts = _highest(apart).histogram()
    return sum(counts[DEPTH + 1 :]) / (first.width * first.height)


def approved(picture: Image.Image, baseline: Path, folder: Path) -> None:
    """Compare a picture with the approved one; put both and their difference in a folder if not.

    Args:
        picture: What was made now.
        baseline: The approved picture (PNG); written anew when `RENEW` is set.
        folder: Where to put the pictures of a failure.
    """
    if os.environ.get(RENEW):
        baseline.parent.mkdir(parents=True, exist_ok=True)
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(
            baseline, optimize=True
        )
        return
    assert baseline.is_file(), f"{baseline.name} mangler: kjør testen med {RENEW}=1"
    with Image.open(baseline) as wanted:
        share = difference(picture, wanted)
        if share > SHARE:
            picture.save(folder / f"ny-{baseline.name}")
            wanted.convert("RGB").save(folder / f"godkjent-{baseline.name}")
    assert share <= SHARE, (
        f"{share:.2%} av {baseline.name} er annerledes; se bildene i {folder}. "
        f"Er endringen ment, kjør testen med {RENEW}=1"
    )


def _highest(picture: Image.Image) -> Image.Image:
    """Give the largest of the three channels of each pixel."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
