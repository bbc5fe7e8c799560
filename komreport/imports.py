"""Imports that cost time and give nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Optional modules. The first ones are of jsonschema, which nbformat imports: they compile grammars
#: of addresses and durations, by which no notebook is checked. The last one is the debugger that
#: ipykernel loads in each kernel; nobody debugs a build.
UNUSED = ("rfc3987_syntax", "rfc3986_validator", "isoduration", "debugpy")


@contextmanager
def quick_imports() -> Iterator[None]:
    """Do without optional modules that take long, while others are imported."""
    modules: dict[str, Any] = sys.modules  # None is Python's word for «not to be imported»
    hidden = [name for name in UNUSED if name not in modules]
    modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]
