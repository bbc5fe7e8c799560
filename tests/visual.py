"""Pictures compared with those that a person has approved, with a tolerance.

After a change that is meant: ``KOMREPORT_NYE_BILDER=1 python -m pytest tests/…``, look at the new
pictures, and commit them.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

RENEW = "KOMREPORT_NYE_BILDER"
#: How far a pixel may be off, of 255, after a slight blur: versions draw edges a little otherwise.
STEP = 20
#: How large a part of the pixels may be further off, and how many pixels the height.
TOLERANCE = 0.004
HEIGHT = 6


def difference(one: Image.Image, other: Image.Image) -> float:
    """Give how large a part of the pixels differs to the eye; all of them where the sizes do."""
    if abs(one.height - other.height) > HEIGHT or one.width != other.width:
        return 1.0
    box = (0, 0, one.width, min(one.height, other.height))
    blurred = [
        image.convert("RGB").crop(box).filter(ImageFilter.BoxBlur(1)) for image in (one, other)
    ]
    apart = ImageChops.difference(*blurred).convert("L").point(lambda value: 255 * (value > STEP))
    return apart.histogram()[255] / (apart.width * apart.height)


def approved(picture: Image.Image, baseline: Path, folder: Path) -> None:
    """Compare a picture with the approved one; put both in a folder if they differ.

    Args:
        picture: What was made now.
        baseline: The approved picture (PNG); written anew when `RENEW` is set.
        folder: Where to put the pictures of a failure.
    """
    if os.environ.get(RENEW):
        baseline.parent.mkdir(parents=True, exist_ok=True)
        small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        small.save(baseline, optimize=True)
        return
    assert baseline.is_file(), f"{baseline.name} mangler: kjør testen med {RENEW}=1"
    with Image.open(baseline) as wanted:
        share = difference(picture, wanted)
        if share > TOLERANCE:
            picture.save(folder / f"ny-{baseline.name}")
            wanted.convert("RGB").save(folder / f"godkjent-{baseline.name}")
    assert share <= TOLERANCE, (
        f"{share:.2%} av {baseline.name} er annerledes; se bildene i {folder}. "
        f"Er endringen ment, kjør testen med {RENEW}=1"
    )
