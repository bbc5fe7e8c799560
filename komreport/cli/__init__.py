"""The ``komreport`` command: thin functions that call the library.

Exit codes: 0 ok, 1 findings, 2 wrong use, 3 the build failed.
"""

from komreport.cli.app import main

__all__ = ["main"]
