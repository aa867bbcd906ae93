"""The small example city, built once in a scratch folder and served as an operator would serve it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, Route

from bangfu.cli.demo import enter
from tests.browser.chromium import ARGUMENTS, executable

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_surroundings() -> dict[str, str]:
    """This process's surroundings without what is meant for the tests only, which a site refuses to be served with."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def environment(folder: Path, port: int) -> dict[str, str]:
    """The surroundings of a process of the example: its own settings only."""
    before = dict(os.environ)
    try:
        enter(folder, port)
        # `localhost` beside the number: a passkey is bound to a name, never to an address.
        return own_surroundings() | {
            "PYTHONPATH": str(PROJECT / "src"),
            "BANGFU_SITE_URL": f"http://localhost:{port}",
            "BANGFU_ALLOWED_HOSTS": "localhost,127.0.0.1",
        }
    finally:
        os.environ.clear()
        os.environ.update(before)


def build(folder: Path) -> None:
    """The example city in ``folder``, by the command that a newcomer types."""
    command = [sys.executable, "-m", "bangfu.cli", "demo", "--no-serve", "--quiet", "--data", str(folder)]
    surroundings = own_surroundings() | {"PYTHONPATH": str(PROJECT / "src")}
    subprocess.run(command, cwd=PROJECT, env=surroundings, check=True, stdout=subprocess.DEVNULL)


def answers(address: str) -> bool:
    """Whether something answers there."""
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serves the example that stands in ``folder``, on ``port`` if one is named; gives its address without a slash at the end.

    Errors: ``RuntimeError`` with what the server said when it does not answer in time.
    """
    port = port or free_port()
    surroundings = environment(folder, port)
    with tempfile.TemporaryFile() as said:
        commands = (["serve", "--port", str(port), "--workers", "1"], ["worker", "--quiet"])
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "bangfu.cli", *words], cwd=PROJECT, env=surroundings, stdout=said, stderr=said
            )
            for words in commands
        ]
        try:
            address = f"http://localhost:{port}"
            until = time.monotonic() + READY_SECONDS
            while not answers(f"{address}/healthz"):
                if running[0].poll() is not None or time.monotonic() > until:
                    said.seek(0)
                    raise RuntimeError(f"the example does not answer: {said.read().decode()[-2000:]}")
                time.sleep(0.1)
            yield address
        finally:
            for process in running:
                process.send_signal(signal.SIGTERM)
            for process in running:
                process.wait(timeout=30)


@contextmanager
def example_site() -> Iterator[str]:
    """Builds and serves the small example in a scratch folder."""
    with tempfile.TemporaryDirectory(prefix="bangfu-browser-") as scratch:
        folder = Path(scratch) / "demo"
        build(folder)
        with serving(folder) as address:
            yield address


def launch(playwright: Playwright):
    """A Chromium that calls nobody."""
    return playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)


def guard(context: BrowserContext, address: str) -> list[str]:
    """Lets the browser speak with the example only; gives the list that fills with every other address asked for."""
    foreign: list[str] = []

    def stop(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    ours = re.escape(address) + r"(/|$)|data:|blob:|about:"
    context.route(re.compile(rf"^(?!{ours})"), stop)
    return foreign
