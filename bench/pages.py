"""Pages against bare Django pages of the same kind, interleaved in one run on the same server: ratios of the medians.

Two gunicorn processes of one worker serve side by side; each round asks each once, in turn, over a kept connection.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 150


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(application: str, environment: dict[str, str]):
    """A gunicorn of one worker for ``application``; yields its port."""
    port = _free_port()
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


def _ask(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return time.perf_counter() - started, size


def compare(ours: tuple[int, str], bare: tuple[int, str]) -> tuple[float, float, float]:
    """Medians in milliseconds of ours and bare, and our 95th percentile; one of each per round."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port, _ in (ours, bare)]
    times: list[list[float]] = [[], []]
    for turn in range(ROUNDS):
        for which, (connection, (_, path)) in enumerate(zip(connections, (ours, bare), strict=True)):
            seconds, _ = _ask(connection, path)
            if turn >= 10:
                times[which].append(seconds * 1000)
    for connection in connections:
        connection.close()
    return statistics.median(times[0]), statistics.median(times[1]), sorted(times[0])[int(len(times[0]) * 0.95)]


def run(data: Path) -> list[dict[str, object]]:
    """Every pair of pages. ``data`` is the folder of a city built by ``bangfu demo --scale city --no-serve``."""
    with tempfile.TemporaryDirectory() as folder:
        bare = {"BARE_DATABASE": f"{folder}/bare.sqlite3"}
        subprocess.run(
            [sys.executable, "-m", "bench.bare.fill", "10000"],
            cwd=ROOT,
            check=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"} | bare,
        )
        ours = {
            "BANGFU_DATA_DIR": str(data),
            "BANGFU_SECRET_KEY": "bench" * 12,
            "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        }
        with (
            served("bangfu.config.wsgi:application", ours) as our_port,
            served(
                "django.core.wsgi:get_wsgi_application()", bare | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
            ) as bare_port,
        ):
            return [
                _row(name, goal, our_port, path, bare_port, bare_path)
                for name, goal, path, bare_path in _pairs(our_port)
            ]


def _pairs(port: int) -> list[tuple[str, float, str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    numbers = {}
    for room in ("needs", "orgs"):
        connection.request("GET", f"/{room}.json")
        numbers[room] = json.loads(connection.getresponse().read())["items"][0]["number"]
    return [
        ("需求列表（50 条）", 2.5, "/needs/", "/"),
        ("需求详情", 4.0, f"/needs/{numbers['needs']}/", "/77/"),
        ("组织列表（50 家）", 2.5, "/orgs/", "/"),
        ("组织详情", 4.0, f"/orgs/{numbers['orgs']}/", "/77/"),
        ("接口：需求列表", 2.0, "/api/v1/needs?limit=50", "/api/"),
        ("接口：组织列表", 2.0, "/api/v1/organisations?limit=50", "/api/"),
        ("浏览器筛选一次", 0.0, "/needs/?help=health&q=%E8%A1%80%E5%8E%8B", "/"),
    ]


def _row(name: str, goal: float, our_port: int, path: str, bare_port: int, bare_path: str) -> dict[str, object]:
    ours, bare, slow = compare((our_port, path), (bare_port, bare_path))
    return {
        "what": name,
        "ours_ms": round(ours, 1),
        "bare_ms": round(bare, 1),
        "ratio": round(ours / bare, 2),
        "goal": goal,
        "p95_ms": round(slow, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for row in run(parser.parse_args().data):
        print(row)
