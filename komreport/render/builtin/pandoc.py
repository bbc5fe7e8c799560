"""pandoc: reading Markdown and HTML into a document tree, and writing the tree again."""

from __future__ import annotations

import io
import subprocess
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import orjson
import pypandoc

from komreport.errors import KomreportError

with warnings.catch_warnings():
    # panflute's docstrings have escapes that Python warns of when it compiles them
    warnings.simplefilter("ignore")
    import panflute as pf

# panflute keeps a list of pandoc's raw formats that is older than Typst.
pf.elements.RAW_FORMATS.add("typst")

#: Quarto reads pandoc's Markdown; bare addresses become links there as here.
MARKDOWN = "markdown+autolink_bare_uris"
#: A small heap to begin with: its own is 64 MB, for a page that needs a fourth of it.
MEMORY = ("+RTS", "-H8k", "-A16m", "-RTS")


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())


@cache
def version() -> str:
    """Give pandoc's version."""
    return str(pypandoc.get_pandoc_version())


@cache
def api() -> list[int]:
    """Give the version of pandoc's JSON, which stands in each tree."""
    found: list[int] = orjson.loads(run("", ["--to", "json"]))["pandoc-api-version"]
    return found


def read(text: str, source: str = MARKDOWN) -> pf.Doc:
    """Read text into a document tree.

    Args:
        text: Markdown or HTML.
        source: pandoc's name of the format.
    """
    return pf.load(io.StringIO(run(text, ["--from", source, "--to", "json"])))


def write(doc: pf.Doc, to: str, args: Sequence[str] = (), cwd: Path | None = None) -> str:
    """Write a document tree as text.

    Args:
        doc: The tree.
        to: pandoc's name of the format.
        args: More arguments for pandoc.
        cwd: Folder that paths in the document are relative to.
    """
    return written(dumped(doc), to, args, cwd)


def written(tree: bytes, to: str, args: Sequence[str] = (), cwd: Path | None = None) -> str:
    """Write a document tree, as pandoc's JSON, as text; the arguments are those of `write`."""
    return run(tree.decode(), ["--from", "json", "--to", to, *args], cwd)


def dumped(doc: pf.Doc) -> bytes:
    """Give a document tree as pandoc's JSON."""
    return orjson.dumps(doc.to_json())


def loaded(tree: bytes) -> pf.Doc:
    """Give the document tree of pandoc's JSON."""
    return pf.load(io.StringIO(tree.decode()))


def run(text: str, args: Sequence[str], cwd: Path | None = None) -> str:
    """Run pandoc over a text.

    Raises:
        KomreportError: When pandoc fails, with what it says.
    """
    done = subprocess.run(
        [_program(), "--wrap=none", *args, *MEMORY],
        input=text.encode(),
        capture_output=True,
        cwd=cwd,
        check=False,
    )
    if done.returncode != 0:
        message = " ".join(done.stderr.decode(errors="replace").split())
        raise KomreportError(f"pandoc stoppet: {message}")
    return done.stdout.decode()
