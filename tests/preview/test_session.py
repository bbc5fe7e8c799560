"""Real edits, a real server: what an editor sees after each save."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.conftest import ROWS, write_rows
from tests.small import contents

from .conftest import GUARD, Running, run, say

pytestmark = pytest.mark.slow


def test_shows_every_page_and_leaves_what_is_published(running: Running) -> None:
    status, text = running.get("01_personer.html")
    assert status == 200
    assert "Det var" in text
    assert "klient.js" in text
    assert running.get("")[1].count("Forord") > 0
    assert running.get("data/personer.csv")[1].startswith("aar,")
    assert contents(running.root / "output") == {"2023/html/index.html": "gammel"}


def test_the_pages_on_the_disk_have_nothing_of_the_preview(running: Running) -> None:
    pages = sorted((running.root / "build" / ".visning-2023").rglob("*.html"))
    assert pages
    assert not any("forhandsvisning" in page.read_text(encoding="utf-8") for page in pages)


def test_a_prose_edit_is_shown(running: Running) -> None:
    say(running.notebook("01_personer"), "ny tekst")
    names, outcome = running.next()
    assert names == ["01_personer.ipynb"]
    assert outcome.problems == []
    assert "Setning: ny tekst." in running.get("01_personer.html")[1]


def test_a_save_without_a_change_builds_nothing(running: Running) -> None:
    notebook = running.notebook("02_saker")
    content = json.loads(notebook.read_text(encoding="utf-8"))
    notebook.touch()
    content["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "a"}]
    content["cells"][1]["execution_count"] = 7
    notebook.write_text(json.dumps(content, indent=2), encoding="utf-8")
    (running.root / "notebooks" / ".~02_saker.ipynb").write_text("{", encoding="utf-8")
    say(running.notebook("01_personer"), "etter lagring uten endring")
    names, _ = running.next()
    assert names == ["01_personer.ipynb"]
    assert running.events.empty()


def test_many_saves_in_a_row_end_with_the_last(running: Running) -> None:
    for number in range(8):
        say(running.notebook("01_personer"), f"lagring {number}")
    running.until(lambda _: "Setning: lagring 7." in running.get("01_personer.html")[1])
    assert running.events.empty()


def test_a_data_edit_is_shown_where_it_is_used(running: Running) -> None:
    write_rows(running.root, ["2023,personer,i_alt,i_alt,41,endelig,udi,kom_2023,3.1,", *ROWS[1:]])
    names, outcome = running.next()
    assert names == ["personer.csv"]
    assert outcome.problems == []
    assert ">41<" in running.get("01_personer.html")[1]
    assert ",41" in running.get("data/personer.csv")[1]


def test_a_wrong_cell_in_the_data_is_named(running: Running) -> None:
    rows = ["2023,personer,i_alt,i_alt,førti,endelig,udi,kom_2023,3.1,", *ROWS[1:]]
    file = write_rows(running.root, rows)
    _, outcome = running.next()
    (problem,) = outcome.problems
    assert "personer.csv, rad 2" in problem.where
    assert running.get("01_personer.html")[0] == 200
    write_rows(running.root, ROWS)
    assert running.next()[1].problems == []
    assert file.is_file()


def test_a_broken_notebook_is_named_and_the_last_good_page_stays(running: Running) -> None:
    notebook = running.notebook("02_saker")
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good[: len(good) // 2], encoding="utf-8")
    _, outcome = running.next()
    assert outcome.site is None
    assert [problem.where for problem in outcome.problems] == ["02_saker.ipynb"]
    assert "JSON-feil" in outcome.problems[0].text
    status, text = running.get("02_saker.html")
    assert status == 200
    assert "året før" in text
    notebook.write_text(good, encoding="utf-8")
    assert running.next()[1].problems == []


def test_a_failing_expression_is_named_with_cell_and_line(running: Running) -> None:
    notebook = running.notebook("02_saker")
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace("aar - 1", "aar - x"), encoding="utf-8")
    _, outcome = running.next()
    assert [problem.where for problem in outcome.problems] == ["02_saker.ipynb, celle 3, linje 3"]
    notebook.write_text(good, encoding="utf-8")
    assert running.next()[1].problems == []


def test_a_renamed_chapter_gets_a_new_page(running: Running) -> None:
    settings = running.root / "_quarto.yml"
    before = settings.read_text(encoding="utf-8")
    running.notebook("02_saker").rename(running.notebook("02_anmeldelser"))
    running.until(lambda outcome: "finnes ikke" in str(outcome.problems))
    settings.write_text(before.replace("02_saker", "02_anmeldelser"), encoding="utf-8")
    running.until(lambda outcome: outcome.problems == [])
    assert running.get("02_anmeldelser.html")[0] == 200
    assert running.get("02_saker.html")[0] == 404
    running.notebook("02_anmeldelser").rename(running.notebook("02_saker"))
    settings.write_text(before, encoding="utf-8")
    running.until(lambda outcome: outcome.problems == [])
    assert running.get("02_saker.html")[0] == 200


def test_a_template_edit_is_shown(running: Running) -> None:
    style = running.root / "_extensions" / "kom" / "kom.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n.ny-regel{}\n", encoding="utf-8")
    # the build of an earlier test's last edit may come first
    while "kom.css" not in running.next()[0]:
        pass
    assert ".ny-regel" in running.get("site/kom.css")[1]


async def heard_by_two(running: Running) -> list[list[dict[str, Any]]]:
    address = running.address.replace("http", "ws", 1) + "__forhandsvisning/linje?side=/"
    origin = {"Origin": running.address.rstrip("/")}
    lines = [await websocket_connect(HTTPRequest(address, headers=origin)) for _ in range(2)]
    heard: list[list[dict[str, Any]]] = []
    first = [json.loads(str(await line.read_message())) for line in lines]
    say(running.notebook("01_personer"), "til to nettlesere")
    for line, state in zip(lines, first, strict=True):
        states = [state]
        while states[-1]["versjon"] == state["versjon"] or states[-1]["bygger"]:
            message = await asyncio.wait_for(line.read_message(), GUARD)
            states.append(json.loads(str(message)))
        heard.append(states)
        line.close()
        while await line.read_message() is not None:
            pass  # until the other end has closed it as well, and the socket is gone
    return heard


def test_two_browsers_are_told(running: Running) -> None:
    for states in asyncio.run(heard_by_two(running)):
        assert any(state["bygger"] for state in states)
        assert states[-1]["versjon"] == states[0]["versjon"] + 1
        assert states[-1]["feil"] == []
    assert running.next()[0] == ["01_personer.ipynb"]


@pytest.mark.parametrize(
    "address",
    [
        "../prosjekt/_quarto.yml",
        "data/../prosjekt/_quarto.yml",
        "%2e%2e/prosjekt/_quarto.yml",
        "/etc/passwd",
        "site",
        "a%00b",
    ],
)
def test_nothing_outside_the_pages_is_given(running: Running, address: str) -> None:
    host, port = running.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=GUARD) as line:
        line.sendall(f"GET /{address} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"project:" not in answer


def test_a_foreign_name_for_this_machine_is_refused(running: Running) -> None:
    assert running.get("", Host="kom.example:80")[0] == 403
    assert running.get("", Host="localhost")[0] == 200


@pytest.mark.parametrize("origin", ["http://kom.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_page_gets_no_line(running: Running, origin: str) -> None:
    async def connect() -> None:
        address = running.address.replace("http", "ws", 1) + "__forhandsvisning/linje"
        await websocket_connect(HTTPRequest(address, headers={"Origin": origin}))

    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(connect())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_allowed(running: Running, method: str) -> None:
    asked = urllib.request.Request(running.address, method=method, data=b"")
    with pytest.raises(urllib.error.HTTPError, match="405") as refused:
        urllib.request.urlopen(asked, timeout=GUARD)
    refused.value.close()


def test_a_port_in_use_and_the_pdf(tmp_path: Path, running: Running) -> None:
    root = tmp_path / "prosjekt"
    shutil.copytree(running.root, root, ignore=shutil.ignore_patterns("output", ".visning-*"))
    port = int(running.address.rstrip("/").rsplit(":", 1)[1])
    for other in run(root, pdf=True, port=port):
        assert other.ports == [(port, int(other.address.rstrip("/").rsplit(":", 1)[1]))]
        assert other.printed_events.get(timeout=GUARD).problems == []
        assert other.get("kom-tilstandsrapport-2023.pdf")[1].startswith("%PDF")
