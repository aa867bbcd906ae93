"""R3: acts at the same moment never exceed what there is: here two editors, two runs, a lock and a ban, a cancel and an end, claims, the last seat of an occasion and the last goods in store."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import own_database

pytestmark = [pytest.mark.promise("R3"), pytest.mark.both_engines]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240
POSTGRESQL = os.environ.get("BANGFU_TESTS_ENGINE") == "postgresql"


def raced(folder: Path, *words: str, seconds: float = SECONDS) -> subprocess.CompletedProcess[str]:
    """The races in a process and a database of their own: threads need real connections."""
    surroundings = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "BANGFU_DATA_DIR": str(folder),
        "BANGFU_DATABASE_URL": "",
    }
    command = [sys.executable, "-m", "tests.promises.races", *words]
    with own_database("races") as more:
        return subprocess.run(
            command, cwd=ROOT, env=surroundings | more, capture_output=True, text=True, timeout=seconds, check=False
        )


@pytest.fixture(scope="module")
def tried(tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """First as it is, then with each fault."""
    faults = ("uncounted", *(("unlocked",) if POSTGRESQL else ()), "unversioned", "unseated", "unasked", "unweighed")
    return raced(tmp_path_factory.mktemp("races"), "5", *faults)


def line_of(tried: subprocess.CompletedProcess[str], what: str) -> str:
    """The line that says how the races went with this fault; every word of the process when there is none."""
    said = [line for line in tried.stdout.splitlines() if line.startswith(f"{what}: ")]
    return said[0] if said else tried.stdout + tried.stderr


def test_of_acts_at_one_moment_one_is_kept_and_the_others_are_told(tried):
    print(tried.stdout)
    assert line_of(tried, "as it is") == "as it is: R3 rounds 75 over 0", tried.stderr


@pytest.mark.deep
def test_of_a_thousand_rounds_none_goes_over(tmp_path):
    """Fifteen races, 72 rounds each."""
    tried = raced(tmp_path, "72", seconds=1800)
    print(tried.stdout)
    assert line_of(tried, "as it is") == "as it is: R3 rounds 1080 over 0", tried.stderr


def test_the_check_finds_a_missing_comparison_of_versions(tried):
    """The planted fault: everybody's change is kept, the last one wins."""
    assert re.fullmatch(r"unversioned: R3 rounds 75 over [1-9]\d*", line_of(tried, "unversioned"))


def test_the_check_finds_an_order_that_does_not_look_at_what_others_hold(tried):
    """The planted fault: everybody is given what is no longer there; the database refuses it, nobody is told a way on."""
    assert re.fullmatch(r"uncounted: R3 rounds 75 over [1-9]\d*", line_of(tried, "uncounted"))


def test_the_check_finds_that_nobody_counts_the_seats(tried):
    """The planted fault: whoever signs up is seated; the database's own check refuses the second one, who is told nothing."""
    assert re.fullmatch(r"unseated: R3 rounds 75 over [1-9]\d*", line_of(tried, "unseated"))
    assert "unseated last_seat" in tried.stderr


def test_the_check_finds_an_invitation_that_is_answered_twice(tried):
    """The planted fault: a second answer does not look at the first."""
    assert re.fullmatch(r"unasked: R3 rounds 75 over [1-9]\d*", line_of(tried, "unasked"))


def test_the_check_finds_that_nobody_counts_what_is_in_store(tried):
    """The planted fault: every lorry leaves; the database's own check refuses the second one, whose keeper is told nothing."""
    assert re.fullmatch(r"unweighed: R3 rounds 75 over [1-9]\d*", line_of(tried, "unweighed"))
    assert "unweighed last_units" in tried.stderr


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one writer at a time, with or without a row lock")
def test_the_check_finds_a_missing_row_lock(tried):
    """The planted fault: the row is read without a lock, so several hold the same version."""
    assert re.fullmatch(r"unlocked: R3 rounds 75 over [1-9]\d*", line_of(tried, "unlocked"))
