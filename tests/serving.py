"""A real site for tests: a data folder of its own, a server on a free loopback port, ended by its id."""

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.house.source import PROJECT

SECRET = "for-this-test-only-" + "s" * 40


def site_settings(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a small site whose database is up to date; ``more``: what differs."""
    settings = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(PROJECT / "src"),
        "LANG": "C.UTF-8",
        "BANGFU_DATA_DIR": str(folder),
        "BANGFU_SECRET_KEY": SECRET,
        "BANGFU_FIELD_KEYS": "test:" + base64.b64encode(bytes(range(32))).decode("ascii"),
    }
    settings |= more or {}
    made = bangfu(settings, "migrate", "--quiet")
    assert made.returncode == 0, made.stderr
    return settings


def bangfu(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command with exactly these settings."""
    command = [sys.executable, "-m", "bangfu.cli", *words]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=60)


def run_inside(settings: dict[str, str], script: str) -> str:
    """Runs Python inside the site, with Django set up and the tests' modules at hand; what it printed."""
    environment = settings | {
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "PYTHONPATH": f"{settings['PYTHONPATH']}{os.pathsep}{PROJECT}",
    }
    whole = "import django; django.setup()\n" + script
    command = [sys.executable, "-c", whole]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert made.returncode == 0, made.stderr
    return made.stdout


@contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """Settings of a database of its own on the server of the PostgreSQL suite; nothing more for SQLite."""
    if os.environ.get("BANGFU_TESTS_ENGINE") != "postgresql":
        yield {}
        return
    url, name = os.environ["BANGFU_DATABASE_URL"], f"{name}_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        try:
            before, mark, query = url.partition("?")
            yield {"BANGFU_DATABASE_URL": before.rpartition("/")[0] + f"/{name}{mark}{query}"}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answered(port: int, gave_up: Callable[[], bool] = lambda: False) -> bool:
    """True once the site says that it is well, within 20 seconds and while it has not given up."""
    until = time.monotonic() + 20
    while time.monotonic() < until and not gave_up():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                return json.load(response)["status"] == "ok"
        except OSError:
            time.sleep(0.1)
    return False


@contextmanager
def served(settings: dict[str, str], *, workers: int = 1) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port of a running site, and its process; ended at the end, whatever happened."""
    port = free_port()
    command = [sys.executable, "-m", "bangfu.cli", "serve", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert answered(port, lambda: server.poll() is not None), "with good settings it must start"
        yield port, server
    finally:
        server.terminate()
        server.wait(timeout=30)
