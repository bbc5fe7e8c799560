from __future__ import annotations

import os
from pathlib import Path

import pytest

from komreport.store import Store, file_digest


def test_nothing_is_made_twice(tmp_path: Path) -> None:
    store = Store(tmp_path / "lager")
    assert store.text("a", ["b"], lambda: {"c": "æ"}) == {"c": "æ"}
    assert store.text("a", ["b"], lambda: pytest.fail("made again")) == {"c": "æ"}
    assert store.text("a", ["d"], lambda: 2) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b"0" * 64 + b'{"c": 1}'])
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    store.text("a", [], lambda: 1)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert store.text("a", [], lambda: 2) == 2
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(ZeroDivisionError):
        store.text("a", [], lambda: 1 // 0)
    assert store.text("a", [], lambda: 2) == 2


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    assert Store(tmp_path / "fil").text("a", [], lambda: 2) == 2


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for age, name in enumerate(["ny", "mellom", "gammel"]):
        store.content("a", name, lambda: b"x" * 100)
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (1000 - age, 1000 - age))
    store.prune(2 * 164)
    assert store.content("a", "ny", lambda: b"") == b"x" * 100
    assert store.content("a", "gammel", lambda: b"") == b""


def test_the_digest_of_files_knows_names_and_contents(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("1", encoding="utf-8")
    first = file_digest(tmp_path)
    file.write_text("2", encoding="utf-8")
    second = file_digest(tmp_path)
    file.rename(tmp_path / "b.txt")
    assert len({first, second, file_digest(tmp_path)}) == 3
