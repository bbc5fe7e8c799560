"""Where the renderer keeps pages, and finds them again while its own code is the same."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from komreport.render.builtin import pandoc
from komreport.store import Store, file_digest

LIBRARIES = ("panflute", "typst", "beautifulsoup4", "lxml", "pikepdf", "vl-convert-python")


class PageStore(Store):
    """Keeps trees, pages and the PDF, and what checks have found in them."""

    def version(self) -> str:
        """Give the digest of the renderer's code, with the versions of what it renders with."""
        return _version()


@cache
def _version() -> str:
    package = Path(str(files("komreport.render")))
    code = [path for path in sorted(package.rglob("*.py")) if path.is_file()]
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return " ".join([file_digest(*code), f"pandoc {pandoc.version()}", *versions])
