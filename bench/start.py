"""From nothing to the first answer: ``bangfu serve`` and ``bangfu --help``, each in a process of its own."""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.serving import ROOT, free_port, settings_of

TIMES = 5
ANSWER_MAX, HELP_MAX = 2.0, 0.5
PATH = "/needs/"


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANGFU_")}
    return kept | {"PYTHONPATH": str(ROOT / "src")} | settings_of(data)


def _first_answer(data: Path) -> float:
    """Seconds from the start of the process until the needs list is answered."""
    port = free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "bangfu.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(data), stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise SystemExit("bangfu serve did not answer")
            time.sleep(0.01)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _help(data: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bangfu.cli", "--help"]
    subprocess.run(command, cwd=ROOT, env=_environment(data), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(data: Path) -> list[dict[str, object]]:
    """Two rows in seconds, the median of five. ``data`` is the folder of a built example city."""
    answers = [_first_answer(data) for _ in range(TIMES)]
    helps = [_help(data) for _ in range(TIMES)]
    return [
        {
            "what": "启动到第一次答复（需求列表）",
            "seconds": round(statistics.median(answers), 2),
            "worst_seconds": round(max(answers), 2),
            "goal_seconds": ANSWER_MAX,
        },
        {
            "what": "bangfu --help",
            "seconds": round(statistics.median(helps), 2),
            "worst_seconds": round(max(helps), 2),
            "goal_seconds": HELP_MAX,
        },
    ]
