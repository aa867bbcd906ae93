"""What the benchmarks of pages share: a site under gunicorn, and one question to it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """A gunicorn of one worker for ``application``; yields its port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "2",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"} | environment
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    """Seconds and bytes of one GET. Errors: ``SystemExit`` for any answer but 200."""
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return time.perf_counter() - started, size


def settings_of(data: Path) -> dict[str, str]:
    """The environment in which the example city in ``data`` is served."""
    return {
        "BANGFU_DATA_DIR": str(data),
        "BANGFU_DEMO": "1",
        "BANGFU_SECRET_KEY": (data / "secret.key").read_text("utf-8"),
        "BANGFU_FIELD_KEYS": (data / "field.keys").read_text("utf-8"),
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
    }
