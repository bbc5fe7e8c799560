"""What a user without komreport would write: every notebook through papermill, one by one.

    python bench/plain.py PROJECT YEAR INTO

It runs the code cells and nothing else: no inline expression, no page and no PDF.
"""

from __future__ import annotations

import sys
from pathlib import Path

import papermill


def main(root: Path, year: int, into: Path) -> None:
    """Run every chapter with stock papermill."""
    into.mkdir(parents=True)
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        papermill.execute_notebook(
            notebook,
            into / notebook.name,
            parameters={"aar": year},
            kernel_name="python3",
            cwd=root / "notebooks",
            progress_bar=False,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
