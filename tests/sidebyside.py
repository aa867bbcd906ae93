"""Tests on several cores: who must run alone, and how figures reach the end of the log.

With `-n 2` pytest-xdist gives each worker whole files, and pytest-django gives each worker a database. A test marked `alone`
measures time or memory: while it runs no other worker runs a test. Two locks on files see to that: everybody passes the door
and holds the room together; who must be alone keeps the door shut and waits for the room to be empty.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows: one worker only
    fcntl = None  # type: ignore[assignment]

FOLDER = "BANGFU_TESTS_LOCKS"
FIGURE = re.compile(r"^(?:as it is: )?(R\d+ .+)", re.MULTILINE)


def locks_of(config: pytest.Config) -> Path | None:
    """Where the workers of a run find their locks; None for a run without workers."""
    return Path(os.environ[FOLDER]) if hasattr(config, "workerinput") and fcntl is not None else None


@contextmanager
def beside_others(folder: Path | None, *, alone: bool) -> Iterator[None]:
    """Holds the room with the others, or ``alone``. ``folder``: of `locks_of`; None takes no lock."""
    if folder is None:
        yield
        return
    door, room = (os.open(folder / name, os.O_CREAT | os.O_RDWR, 0o600) for name in ("door", "room"))
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(door, fcntl.LOCK_UN)
        yield
    finally:
        for lock in (room, door):
            fcntl.flock(lock, fcntl.LOCK_UN)  # a child of the test may hold the file open; it must not hold the lock
            os.close(lock)


class Figures:
    """The lines `R5 cells 2000 of …` that passed tests printed, shown again after the last test."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes the figures of a test's own part."""
        if report.when == "call":
            self.lines += FIGURE.findall(report.capstdout)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Prints them, in the order of their numbers."""
        if self.lines:
            terminalreporter.section("figures of the promises")
            for line in sorted(self.lines, key=lambda line: int(line[1:].split()[0])):
                terminalreporter.write_line(line)
