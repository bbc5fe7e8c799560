"""Start an IPython kernel that notes what its chapter looks at: forked, or a process by itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Be a kernel until it is told to end; ``sys.argv`` holds what ipykernel wants to know."""
    # after sys.path is put right
    from komreport.imports import quick_imports  # noqa: PLC0415
    from komreport.kernels import recorder  # noqa: PLC0415

    with quick_imports():
        import ipykernel.debugger  # noqa: F401, PLC0415  (finds no debugger to load)
        from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    app: Any = IPKernelApp.instance()
    app.initialize(sys.argv[1:])
    recorder.start()
    app.start()


if __name__ == "__main__":
    if sys.path[0] in {"", str(Path.cwd())}:
        del sys.path[0]  # IPython adds it back; a file beside the notebooks must not hide a library
    main()
