"""JupyterLab as a companion of the preview: started quietly, ended with it."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from komreport.errors import KomreportError
from komreport.project import ROOT_VARIABLE

#: JupyterLab's own line with its address, in which it hides the token.
ADDRESS = re.compile(r"(http://(?:127\.0\.0\.1|localhost):\d+/lab)\S*")
#: Seconds that JupyterLab gets to stop its kernels before it is killed.
PATIENCE = 10
#: The settings that JupyterLab starts with: no question about news when it is opened.
SETTINGS = Path(__file__).with_name("lab")
#: No look for news or new versions on the network.
OPTIONS = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.open_browser=False",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


async def run_jupyter(root: Path, ready: Callable[[str], None]) -> None:
    """Run JupyterLab in the folder of the notebooks until it ends or this is cancelled.

    Args:
        root: The project folder.
        ready: Called with the address, token included, when the server listens.

    Raises:
        KomreportError: When JupyterLab could not be started.
    """
    token = secrets.token_hex(24)
    process = await asyncio.create_subprocess_exec(
        *command(root),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=root / "notebooks",
        env=os.environ
        | {
            ROOT_VARIABLE: str(root),
            "JUPYTER_TOKEN": token,
            "JUPYTER_CONFIG_PATH": _settings(),
            "PYTHONUNBUFFERED": "1",
        },
        start_new_session=True,  # Ctrl-C in the terminal is the preview's; it passes it on
    )
    said: deque[str] = deque(maxlen=5)
    started = False
    try:
        async for line in process.stdout or ():  # type: ignore[union-attr]  # a pipe was asked for
            text = line.decode(errors="replace").strip()
            said.append(text)
            if not started and (match := ADDRESS.search(text)):
                started = True
                await _listening(match[1])
                ready(f"{match[1]}?token={token}")
        if await process.wait() != 0 and not started:
            raise KomreportError(
                f"JupyterLab kunne ikke startes: {said[-1] if said else 'uten forklaring'}",
                remedy="Se komreport doctor, eller bruk komreport preview alene",
            )
    finally:
        await _end(process)


def command(root: Path) -> list[str]:
    """Give the command that starts JupyterLab."""
    root_user = hasattr(os, "geteuid") and os.geteuid() == 0
    allowed = ["--allow-root"] if root_user else []
    return [sys.executable, "-m", "jupyterlab", str(root / "notebooks"), *OPTIONS, *allowed]


def _settings() -> str:
    """Give the folders where Jupyter looks for settings, ours first."""
    others = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return os.pathsep.join(filter(None, [str(SETTINGS), others]))


async def _listening(address: str) -> None:
    """Wait until a server answers; JupyterLab tells its address a moment before."""
    parts = urlsplit(address)
    for _ in range(PATIENCE * 10):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.close()
            return
        await asyncio.sleep(0.1)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Stop JupyterLab and its kernels, and leave nothing of them."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            await process.wait()
