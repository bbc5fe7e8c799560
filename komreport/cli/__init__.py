"""The ``komreport`` command: thin functions that call the library.

Exit codes: 0 ok, 1 findings, 2 wrong use, 3 the build failed, 130 interrupted with Ctrl-C.
"""

from __future__ import annotations

import sys

__all__ = ["EXIT_INTERRUPTED", "INTERRUPTED", "main"]

EXIT_INTERRUPTED = 130
INTERRUPTED = "Avbrutt. Det som er publisert, står som det var."


def main() -> None:
    """Run the command line; the console script ``komreport``."""
    try:
        from komreport.cli.app import app  # noqa: PLC0415  (takes seconds, and may be interrupted)

        app()
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
