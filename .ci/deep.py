"""Runs every test marked `deep` on both engines and writes what happened to `docs/deep.md`: result, commit, date."""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REPORT = PROJECT / "docs" / "deep.md"
NO_TESTS = 5
RUNS = {
    "SQLite": [sys.executable, "-m", "pytest", "-m", "deep", "-q", "--no-header"],
    "PostgreSQL": [sys.executable, ".ci/postgresql.py", "-m", "deep and both_engines"],
}
HEAD = """# The deep checks

What is too long for every change. `make deep` runs them and writes this page.

| commit | date (UTC) | Python | engine | minutes | result |
| --- | --- | --- | --- | --- | --- |
"""


def main() -> int:
    """Runs both engines; answers 0 if everything that ran passed."""
    rows, failed = [], False
    for engine, command in RUNS.items():
        began = time.monotonic()
        answer = subprocess.run(command, cwd=PROJECT, check=False, stdout=subprocess.PIPE, text=True)
        sys.stdout.write(answer.stdout)
        failed |= answer.returncode not in (0, NO_TESTS)
        rows.append((engine, (time.monotonic() - began) / 60, last_line(answer.stdout)))
    commit = git("rev-parse", "--short", "HEAD") + (" and changes" if git("status", "--porcelain") else "")
    date = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    lines = [f"| {commit} | {date} | {platform.python_version()} | {e} | {m:.1f} | {said} |" for e, m, said in rows]
    REPORT.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    return int(failed)


def last_line(text: str) -> str:
    """The verdict that pytest prints last."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip("= ") if lines else "nothing was printed"


def git(*arguments: str) -> str:
    """What git answers; empty where there is none."""
    return subprocess.run(["git", *arguments], cwd=PROJECT, check=False, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
