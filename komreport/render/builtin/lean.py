"""Style sheets and scripts in fewer letters: what only people read is left out."""

from __future__ import annotations

import re

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BREAK = re.compile(r"\s*\n\s*")


def script(text: str) -> str:
    """Leave out indents, empty lines and lines that are comments; what a line says stays on it.

    Args:
        text: A script without texts of several lines.
    """
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def style(text: str) -> str:
    """Leave out comments, indents and empty lines of a style sheet."""
    return BREAK.sub("\n", COMMENT.sub("", text)).strip() + "\n"
