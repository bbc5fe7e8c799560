"""The environment variables of a kernel."""

from __future__ import annotations

import os
from pathlib import Path

LEFT_OUT = ("PYTHONSTARTUP", "PYTHONINSPECT", "IPYTHONDIR", "JPY_PARENT_PID")
#: The file of numbers that the chapters show, for the appendices.
USED_VARIABLE = "KOMREPORT_BRUK"
#: What the build sets anew for each kernel, and nobody reads during imports.
VARYING = frozenset({"IPYTHONDIR", "KOMREPORT_ROOT", "KOMREPORT_DATA", USED_VARIABLE})


def kernel_environment(root: Path, folder: Path, extra: dict[str, str]) -> dict[str, str]:
    """Give the environment of a kernel: this process's own, without the user's start-up files.

    Args:
        root: The project folder.
        folder: A private folder for what IPython wants to write.
        extra: More variables.
    """
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {
        # several kernels share the cores already, and sums must not depend on how many there are
        "OPENBLAS_NUM_THREADS": "1",
        **kept,
        "IPYTHONDIR": str(folder / "ipython"),
        "KOMREPORT_ROOT": str(root),
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **extra,
    }
