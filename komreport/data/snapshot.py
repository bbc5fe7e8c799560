"""Data that were read and checked once, in a file that every kernel of a build reads.

The build checks the data, and its chapters all see the same ones, even when an editor saves a data
file meanwhile. A snapshot is named after the contents of the files that it was made from.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

from komreport.data.loader import Reading

VARIABLE = "KOMREPORT_DATA"
_DIGEST_SIZE = hashlib.sha256().digest_size
_kept: dict[str, Reading] = {}


def write(reading: Reading, file: Path) -> None:
    """Write a snapshot, whole or not at all."""
    content = pickle.dumps(reading, protocol=pickle.HIGHEST_PROTOCOL)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_bytes(hashlib.sha256(content).digest() + content)
    beside.replace(file)


def read(file: str) -> Reading:
    """Read a snapshot.

    Raises:
        OSError: When there is none.
        ValueError: When it is not whole.
    """
    content = Path(file).read_bytes()
    digest, body = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError(f"{file} is not whole")
    reading: Any = pickle.loads(body)
    if not isinstance(reading, Reading):
        raise TypeError(f"{file} holds something else")
    return reading


def keep(file: str) -> None:
    """Have a snapshot in memory, for the processes that are forked from this one."""
    _kept.clear()
    _kept[file] = reading = read(file)
    _ = reading.by_theme  # sorted here, once


def reading_of(root: Path, *, kept: bool = True) -> Reading:
    """Give the data of a project: from the build's snapshot when there is one, else from its files.

    Args:
        root: The project folder.
        kept: Whether a snapshot, which is protected already, will do.

    Raises:
        DataErrors: When anything is wrong with the data.
    """
    file = os.environ.get(VARIABLE)
    if file and kept:
        reading = _kept.get(file) or read(file)
        if reading.root == root:
            return reading
    reading = Reading(root)
    reading.raise_errors()
    return reading
