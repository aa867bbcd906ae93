"""Runs the steps of `.ci/run`, each against its budget, and prints one table at the end.

Every step runs even when an earlier one failed, so that one run names everything that is wrong. A step is a list of
commands; each runs in a process group of its own, which is ended by its id when the budget is used up.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import run  # noqa: E402  the starter beside this folder

CHROMIUM_PACKAGES = ["chromium", "fonts-noto-cjk"]
# Second opinions on the audit pack, as an auditor installs them; run as programs, never imported.
BOOKS_PROGRAMS = {"bean-check": "beancount", "bean-query": "beancount", "hledger": "hledger"}
ELSEWHERE = {"BANGFU_TESTS_ELSEWHERE": "browser promise programs"}


@dataclass
class Outcome:
    """What became of one step: seconds used, and why it failed (empty: it passed)."""

    step: str
    seconds: float
    failure: str = ""


class StepFailed(Exception):
    """A step's failure in a few words."""


class Budget:
    """The time left to one step; commands run under it and are ended with it."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        self.began = time.monotonic()

    @property
    def used(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self.began

    def run(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        """Runs one command; raises StepFailed when it fails or the budget is used up."""
        say("$ " + " ".join(command))
        child = subprocess.Popen(command, cwd=PROJECT, env=os.environ | (environment or {}), start_new_session=True)
        try:
            code = child.wait(timeout=max(1.0, self.minutes * 60 - self.used))
        except subprocess.TimeoutExpired:
            end(child)
            raise StepFailed(f"over its budget of {self.minutes:g} min: {' '.join(command)}") from None
        except BaseException:
            end(child)
            raise
        if code:
            raise StepFailed(f"exit code {code}: {' '.join(command)}")


def end(child: subprocess.Popen[bytes]) -> None:
    """Ends a command's process group: asks first, then insists."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
            child.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


def python() -> str:
    """The interpreter that `run.py test` prepared."""
    return str(run.prepared(run.TEST_LOCK))


def tool(name: str) -> str:
    """A command of the prepared environment."""
    return str(Path(python()).parent / name)


# --- the steps -------------------------------------------------------------------------------------------------------


def readme_test(budgets: dict[str, float]) -> list[Outcome]:
    """The README's test command as a newcomer types it; the installation's share is counted apart."""
    both = Budget(budgets["install"] + budgets["sqlite"])
    began = time.time()
    failure = ""
    try:
        both.run([sys.executable, "run.py", "test"], ELSEWHERE)
    except StepFailed as problem:
        failure = str(problem)
    stamp = run.home_of_environment() / run.STAMP
    installed = max(0.0, stamp.stat().st_mtime - began) if stamp.exists() else both.used
    return [
        judged(Outcome("install", installed, "" if stamp.exists() else failure), budgets),
        judged(Outcome("sqlite", both.used - installed, failure), budgets),
    ]


def system(budget: Budget) -> None:
    """Debian's Chromium, a Chinese font, beancount and hledger, where they are missing."""
    wanted = [package for program, package in BOOKS_PROGRAMS.items() if not shutil.which(program)]
    if not (shutil.which("chromium") and shutil.which("fc-list") and "CJK" in text_of(["fc-list"])):
        wanted += CHROMIUM_PACKAGES
    if not wanted:
        say("Chromium, a Chinese font, beancount and hledger are there")
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *sorted(set(wanted))]
    for attempt in (1, 2, 3):
        try:
            budget.run(["apt-get", "update", "-q"], quiet)
            budget.run(install, quiet)
            return
        except StepFailed:
            if attempt == 3 or budget.used > budget.minutes * 50:
                raise
            time.sleep(5)


def lint(budget: Budget) -> None:
    """Style, types, floors, migrations and licences; all of them are tried, so that one run names all."""
    migrations = [python(), "-m", "django", "makemigrations", "--check", "--dry-run"]
    commands: list[tuple[list[str], dict[str, str]]] = [
        ([tool("ruff"), "check", ".", "--output-format", "concise"], {}),
        ([tool("ruff"), "format", "--check", "--diff", "--quiet", "."], {}),
        ([python(), "-m", "mypy"], {"PYTHONPATH": "src"}),
        ([tool("lint-imports"), "--no-logo"], {"PYTHONPATH": "src"}),
        (migrations, django_environment()),
        ([python(), ".ci/licences.py"], {}),
    ]
    failures = []
    for command, environment in commands:
        try:
            budget.run(command, environment)
        except StepFailed as problem:
            failures.append(str(problem))
    if failures:
        raise StepFailed("; ".join(failures))


def postgresql(budget: Budget) -> None:
    """Tests whose outcome could differ by database, on PostgreSQL."""
    budget.run([python(), ".ci/postgresql.py", *run.BOTH_CORES])


def promises(budget: Budget) -> None:
    """The quick checks; each prints its figure with its denominator."""
    choice = ["-m", "promise and not deep and not browser", "-q", "--no-header"]
    budget.run([python(), "-m", "pytest", *choice, *run.BOTH_CORES])


def browser(budget: Budget) -> None:
    """Journeys in Chromium; a missing Chromium is a failure here, not a skip."""
    if not shutil.which("chromium"):
        raise StepFailed("Chromium is not installed")
    budget.run([python(), "-m", "pytest", "-m", "browser and not deep", "-q", "--no-header"])


def books(budget: Budget) -> None:
    """The audit pack read by bean-check, hledger and the one-file verifier; a missing program is a failure here, not a skip."""
    missing = [program for program in BOOKS_PROGRAMS if not shutil.which(program)]
    if missing:
        raise StepFailed(f"not installed: {', '.join(missing)}")
    budget.run([python(), "-m", "pytest", "-m", "programs and not deep", "-q", "--no-header"])


def start(budget: Budget) -> None:
    """The other command of the README, in an empty home: example city from nothing, every invariant, and a restore drill."""
    with tempfile.TemporaryDirectory(prefix="bangfu-home-") as home:
        empty = {"HOME": home, "XDG_DATA_HOME": str(Path(home) / "data")}
        budget.run([sys.executable, "run.py", "demo", "--no-serve"], empty)
        demo = Path(home) / "data/bangfu/demo"
        keys = {"BANGFU_DATA_DIR": str(demo), "BANGFU_FIELD_KEYS": (demo / "field.keys").read_text("utf-8")}
        budget.run([sys.executable, "run.py", "check"], empty | keys)
        kept = str(Path(home) / "city.bangfu")
        budget.run([sys.executable, "run.py", "backup", "--out", kept], empty | keys)
        budget.run([sys.executable, "run.py", "restore", kept, "--into", str(Path(home) / "again")], empty | keys)


STEPS: dict[str, Callable[[Budget], None]] = {
    "system": system,
    "lint": lint,
    "postgresql": postgresql,
    "promises": promises,
    "browser": browser,
    "books": books,
    "start": start,
}


# --- the run ---------------------------------------------------------------------------------------------------------


def main(wanted: list[str]) -> int:
    """Runs the wanted steps (all, when none is named); answers 1 if one failed, 2 if a name is unknown."""
    budget = tomllib.loads((PROJECT / ".ci/budget.toml").read_text("utf-8"))
    unknown = set(wanted) - set(STEPS) - {"sqlite"}
    if unknown:
        print(
            f".ci/run: no such step: {', '.join(sorted(unknown))}; there are sqlite, {', '.join(STEPS)}",
            file=sys.stderr,
        )
        return 2
    outcomes: list[Outcome] = []
    if not wanted or "sqlite" in wanted:
        heading("install, sqlite")
        outcomes += readme_test(budget["minutes"])
    for name, step in STEPS.items():
        if not wanted or name in wanted:
            heading(name)
            outcomes.append(timed(name, step, budget["minutes"]))
    table(outcomes, budget)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return int(any(outcome.failure for outcome in outcomes) or seconds > budget["total"] * 60)


def timed(name: str, step: Callable[[Budget], None], budgets: dict[str, float]) -> Outcome:
    """Runs one step under its budget."""
    budget = Budget(budgets[name])
    failure = ""
    try:
        step(budget)
    except (StepFailed, run.CannotStart, OSError) as problem:
        failure = str(problem)
    return judged(Outcome(name, budget.used, failure), budgets)


def judged(outcome: Outcome, budgets: dict[str, float]) -> Outcome:
    """The outcome, failed by name when it took longer than it may."""
    if not outcome.failure and outcome.seconds > budgets[outcome.step] * 60:
        outcome.failure = f"over its budget of {budgets[outcome.step]:g} min"
    return outcome


def table(outcomes: list[Outcome], budget: dict) -> None:
    """Prints step, time, budget and verdict of each step, and the sum."""
    heading("summary")
    for outcome in outcomes:
        allowed = budget["minutes"][outcome.step] * 60
        verdict = f"FAILED  {outcome.failure}" if outcome.failure else "passed"
        say(f"{outcome.step:<12}{outcome.seconds:7.1f} s of {allowed:5.0f} s  {verdict}")
    seconds = sum(outcome.seconds for outcome in outcomes)
    verdict = "passed" if seconds <= budget["total"] * 60 else "FAILED  over the budget of the whole run"
    say(f"{'total':<12}{seconds:7.1f} s of {budget['total'] * 60:5.0f} s  {verdict}")


def django_environment() -> dict[str, str]:
    """What a plain Django command needs: the sources, the settings and a scratch data folder."""
    scratch = tempfile.mkdtemp(prefix="bangfu-scratch-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    return {
        "PYTHONPATH": "src",
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "BANGFU_DATA_DIR": scratch,
    }


def text_of(command: list[str]) -> str:
    """What a short command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def heading(title: str) -> None:
    """Starts a step in the log."""
    say(f"\n=== {title} " + "=" * (100 - len(title)))


def say(line: str) -> None:
    """One line of the log, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
