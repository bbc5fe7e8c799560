"""Imports that cost time and give nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: jsonschema, which nbformat and Altair import, compiles a grammar of addresses for two seconds
#: when this optional module is installed. Neither notebooks nor charts are checked by it.
UNUSED = "rfc3987_syntax"


@contextmanager
def quick_imports() -> Iterator[None]:
    """Do without an optional module that takes long, while others are imported."""
    modules: dict[str, Any] = sys.modules  # None is Python's word for «not to be imported»
    known = modules.get(UNUSED)
    if known is None:
        modules[UNUSED] = None
    try:
        yield
    finally:
        if known is None:
            del modules[UNUSED]
