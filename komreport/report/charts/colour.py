"""Contrast between colours, as WCAG reckons it, and colours that have enough of it."""

from __future__ import annotations

from collections.abc import Sequence

MARK_CONTRAST = 3.0
TEXT_CONTRAST = 4.5


def rgb(colour: str) -> tuple[int, int, int]:
    """Read «#1F4E5F» or «#abc» as three parts from 0 to 255."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue


def code(parts: Sequence[float]) -> str:
    """Write three parts from 0 to 255 as «#1F4E5F»."""
    return "#" + "".join(f"{round(part):02X}" for part in parts)


def mixed(first: str, second: str, share: float) -> str:
    """Mix two colours; ``share`` from 0 to 1 is how much there is of the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return code([a * (1 - share) + b * share for a, b in pairs])


def luminance(colour: str) -> float:
    """Give the relative luminance, from 0 for black to 1 for white."""
    parts = [part / 255 for part in rgb(colour)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def ink(ground: str, dark: str = "#000000") -> str:
    """Give a colour for text on a ground: white or dark where they are clear, else black."""
    for candidate in ("#FFFFFF", dark):
        if contrast(candidate, ground) >= TEXT_CONTRAST:
            return candidate
    return "#000000"


def visible(colour: str, paper: str, ratio: float = MARK_CONTRAST) -> str:
    """Darken a colour until marks of it stand out from light paper."""
    for step in range(0, 100, 4):
        candidate = mixed(colour, "#000000", step / 100)
        if contrast(candidate, paper) >= ratio:
            return candidate
    return "#000000"
