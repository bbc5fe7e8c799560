"""The web server of the preview: this machine alone, reading only, and a line to each open page."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import re
import secrets
import socket
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tornado.web
import tornado.websocket
from tornado.httpserver import HTTPServer

from komreport.errors import KomreportError
from komreport.store import file_digest

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
#: Ports that are tried after the one that was asked for.
TRIES = 50
OWN = "/__forhandsvisning/"
ASSETS = files("komreport.preview") / "assets"
PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^":?#]+)(")')
#: The script comes before those of the page, so that it sees the page as it was written.
PLACE = re.compile(r'<script src="site/|</body>')
WAITING = """<!doctype html>
<html lang="nb"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{margin:0;min-height:100vh;display:grid;place-content:center;padding:1.5rem;
font:1.1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText;color-scheme:light dark}}
main{{max-width:34rem}}</style></head>
<body><main id="innhold"><h1>{title}</h1><p>{text}</p></main></body></html>"""


class Pages:
    """What the server shows now, and who is looking.

    Attributes:
        site: Folder of the pages; None before the first build.
        others: Files beside the pages by their address, such as the PDF.
        state: What every open page is told: version, problems, whether a build goes on.
        clients: The open pages.
    """

    def __init__(self) -> None:
        self.site: Path | None = None
        self.others: dict[str, Path] = {}
        self.state: dict[str, Any] = {
            "start": secrets.token_hex(8),
            "versjon": 0,
            "bygger": False,
            "feil": [],
        }
        self.clients: set[Line] = set()

    def show(self, site: Path) -> None:
        """Show other pages from now on."""
        self.site = site
        self.state["versjon"] += 1
        styles = sorted((site / "site").glob("*.css"))
        scripts = sorted((site / "site").glob("*.js"))
        texts = ("sok.js", "tekster.js")
        self.state["stil"] = file_digest(*styles)[:12]
        self.state["skript"] = file_digest(*[s for s in scripts if s.name not in texts])[:12]

    def tell(self, **news: Any) -> None:  # noqa: ANN401
        """Tell every open page what is new."""
        self.state.update(news)
        for client in list(self.clients):
            client.send(self.state)

    def viewed(self) -> set[str]:
        """Names of the pages that somebody looks at."""
        return {client.page for client in self.clients}


class _Guarded(tornado.web.RequestHandler):
    """Answers browsers on this machine that have asked for this machine, and nobody else."""

    def initialize(self, pages: Pages) -> None:
        self.pages = pages

    def prepare(self) -> None:
        if not ours(self.request.host):
            raise tornado.web.HTTPError(403)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Referrer-Policy", "no-referrer")
        self.clear_header("Server")

    def write_error(self, status_code: int, **_: Any) -> None:  # noqa: ANN401
        self.set_header("Content-Type", "text/html; charset=utf-8")
        title = {404: "Siden finnes ikke", 403: "Ikke tilgang", 405: "Bare lesing"}
        text = "Her vises bare sidene i rapporten som er under arbeid."
        self.finish(WAITING.format(title=title.get(status_code, "Feil"), text=text))


class _File(_Guarded):
    """A page, or a file that a page uses."""

    def get(self, address: str) -> None:
        name = unquote(address) or "index.html"
        path = self._find(name)
        if path is None:
            if self.pages.site is None and name.endswith(".html"):
                self._page(
                    WAITING.format(title="Bygger rapporten …", text="Siden kommer av seg selv.")
                )
                return
            raise tornado.web.HTTPError(404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise tornado.web.HTTPError(404) from error
        if kind == "text/html":
            self._page(self._fresh(content.decode("utf-8"), path.parent))
            return
        text = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.finish(content)

    def head(self, address: str) -> None:
        self.get(address)

    def _find(self, name: str) -> Path | None:
        if name in self.pages.others:
            return self.pages.others[name]
        if self.pages.site is None:
            return None
        folder = self.pages.site.resolve()
        if name.startswith("data/"):  # the open data stand beside the pages
            folder, name = folder.parent / "data", name.removeprefix("data/")
        try:
            path = (folder / name).resolve()
            inside = path.is_relative_to(folder) and path.is_file()
        except (OSError, ValueError):
            return None
        return path if inside else None

    def _page(self, text: str) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        script = (
            f'<script src="{OWN}klient.js" data-versjon="{self.pages.state["versjon"]}"></script>'
        )
        self.finish(PLACE.sub(lambda match: f"{script}\n{match[0]}", text, count=1))

    @staticmethod
    def _fresh(text: str, folder: Path) -> str:
        """Give pictures an address that changes with their content."""

        def address(match: re.Match[str]) -> str:
            path = folder / html.unescape(match[2])
            if not path.is_file():
                return match[0]
            mark = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            return f"{match[1]}{match[2]}?{mark}{match[3]}"

        return PICTURE.sub(address, text)


class _Client(_Guarded):
    """The script that keeps an open page up to date."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish((ASSETS / "klient.js").read_bytes())


class Line(tornado.websocket.WebSocketHandler):
    """The line to one open page."""

    page = ""

    def initialize(self, pages: Pages) -> None:
        """Take the pages."""
        self.pages = pages

    def prepare(self) -> None:
        """Refuse who has not asked for this machine."""
        if not ours(self.request.host):
            raise tornado.web.HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Let only the preview's own pages in."""
        return urlsplit(origin).netloc == self.request.host

    def open(self, *_: str, **__: str) -> None:
        """Tell a new page how things stand."""
        self.page = Path(unquote(self.get_query_argument("side", ""))).stem or "index"
        self.pages.clients.add(self)
        self.send(self.pages.state)

    def on_message(self, message: str | bytes) -> None:
        """Pages only listen."""

    def on_close(self) -> None:
        """Forget a page that is closed."""
        self.pages.clients.discard(self)

    def send(self, state: dict[str, Any]) -> None:
        """Send the state, if the page is still there."""
        try:
            self.write_message(state)
        except tornado.websocket.WebSocketClosedError:
            self.pages.clients.discard(self)


def ours(host: str) -> bool:
    """Whether a Host header names this machine; a foreign name is a web page's trick."""
    return urlsplit(f"//{host}").hostname in NAMES


def serve(pages: Pages, port: int, busy: Callable[[int, int], None]) -> tuple[HTTPServer, int]:
    """Start the server.

    Args:
        pages: What to show.
        port: The port to listen on; the next free one is taken when it is in use.
        busy: Told of the port that was in use and the one that was taken.

    Returns:
        The server and its port.

    Raises:
        KomreportError: When no port is free.
    """
    routes: list[Any] = [
        (f"{OWN}klient.js", _Client, {"pages": pages}),
        (f"{OWN}linje", Line, {"pages": pages}),
        (r"/(.*)", _File, {"pages": pages}),
    ]
    app = tornado.web.Application(
        routes, log_function=lambda _: None, websocket_ping_interval=20, compress_response=False
    )
    server = HTTPServer(app)
    for number in range(port, min(port + TRIES, 65536)):
        listener = _listener(number)
        if listener is None:
            continue
        server.add_sockets([listener])
        taken = listener.getsockname()[1]
        if port not in (taken, 0):
            busy(port, taken)
        return server, taken
    raise KomreportError(
        f"portene {port}–{port + TRIES - 1} er opptatt", remedy="Velg en annen med --port"
    )


def _listener(port: int) -> socket.socket | None:
    """Listen on a port of this machine; None when somebody else does."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setblocking(False)
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        return None
    return listener
