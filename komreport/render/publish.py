"""Publication: the whole report, or nothing of it."""

from __future__ import annotations

import shutil
from pathlib import Path


def publish(staging: Path, target: Path) -> None:
    """Put a finished report in the place of the published one.

    Two renamings in the same folder do it. When the second one fails, or is interrupted, the report
    that was published is put back.

    Args:
        staging: The new report, complete and checked.
        target: Where it is published.
    """
    old = target.with_name(f".{target.name}.gammel")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if target.exists():
            target.rename(old)
        staging.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
