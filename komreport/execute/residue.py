"""What earlier builds left in ``build/``: removed when it may show what is protected now."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from komreport.data.pattern import Pattern
from komreport.data.patternfile import KEPT, read_pattern, write_pattern


def clear_residue(root: Path, pattern: Pattern | None, *, spare: Path | None = None) -> bool:
    """Remove all that was built without the protection that holds now.

    Kept drawings, pages, results and projects of every year go as a whole; they are made anew.
    Where nothing is protected they stay, and are no longer taken for protected.

    Args:
        root: The project folder.
        pattern: The protection that holds now; None when there is none.
        spare: A folder in ``build/`` that its owner renews by itself.

    Returns:
        Whether anything had to go.
    """
    stamp = root / KEPT
    folder = stamp.parent
    if pattern is None:
        stamp.unlink(missing_ok=True)
        return False
    if read_pattern(stamp) == pattern:
        return False
    for path in folder.iterdir() if folder.is_dir() else ():
        if path == spare:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    with suppress(OSError):  # without room on the disk everything goes again the next time
        folder.mkdir(parents=True, exist_ok=True)
        write_pattern(pattern, stamp)
    return True
