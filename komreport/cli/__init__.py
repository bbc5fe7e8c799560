"""The ``komreport`` command: thin functions that call the library.

Exit codes: 0 ok, 1 findings, 2 wrong use, 3 the build failed, 130 interrupted with Ctrl-C.
"""

from __future__ import annotations

import sys

__all__ = ["EXIT_INTERRUPTED", "INTERRUPTED", "Interrupted", "main"]

EXIT_INTERRUPTED = 130
INTERRUPTED = "Avbrutt. Det som er publisert, står som det var."


class Interrupted(SystemExit):
    """The end of a command that was interrupted, when the user has been told."""

    def __init__(self) -> None:
        super().__init__(EXIT_INTERRUPTED)


def main() -> None:
    """Run the command line; the console script ``komreport``."""
    try:
        from komreport.cli.app import app  # noqa: PLC0415  (takes seconds, and may be interrupted)

        app()
    except SystemExit as end:
        # an interrupt outside the command itself is taken by Typer, which says nothing
        if end.code == EXIT_INTERRUPTED and not isinstance(end, Interrupted):
            print(INTERRUPTED, file=sys.stderr)
        raise
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
