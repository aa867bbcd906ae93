"""R3: acts at the same moment never exceed what there is: here two editors, two runs, a lock and a ban, a cancel and an end, claims, and the last seat of an occasion."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

pytestmark = [pytest.mark.promise("R3"), pytest.mark.both_engines]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240
POSTGRESQL = os.environ.get("BANGFU_DATABASE_URL", "").startswith("postgresql")


@pytest.fixture(scope="module")
def tried(tmp_path_factory) -> Iterator[subprocess.CompletedProcess[str]]:
    """The races in a database of their own (threads need real connections), first as they are, then with each fault."""
    made = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "BANGFU_DATA_DIR": str(tmp_path_factory.mktemp("races")),
        "BANGFU_DATABASE_URL": "",
    }
    if not POSTGRESQL:
        yield _races(made, "5", "uncounted", "unversioned", "unseated", "unasked")
        return
    url, name = os.environ["BANGFU_DATABASE_URL"], f"races_{secrets.token_hex(4)}"
    head, query = url.partition("?")[::2]
    own = f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield _races(
            made | {"BANGFU_DATABASE_URL": own}, "5", "uncounted", "unlocked", "unversioned", "unseated", "unasked"
        )
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _races(surroundings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.promises.races", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=SECONDS)


def line_of(tried: subprocess.CompletedProcess[str], what: str) -> str:
    """The line that says how the races went with this fault; every word of the process when there is none."""
    said = [line for line in tried.stdout.splitlines() if line.startswith(f"{what}: ")]
    return said[0] if said else tried.stdout + tried.stderr


def test_of_acts_at_one_moment_one_is_kept_and_the_others_are_told(tried):
    print(tried.stdout)
    assert line_of(tried, "as it is") == "as it is: R3 rounds 70 over 0", tried.stderr


def test_the_check_finds_a_missing_comparison_of_versions(tried):
    """The planted fault: everybody's change is kept, the last one wins."""
    assert re.fullmatch(r"unversioned: R3 rounds 70 over [1-9]\d*", line_of(tried, "unversioned"))


def test_the_check_finds_an_order_that_does_not_look_at_what_others_hold(tried):
    """The planted fault: everybody is given what is no longer there; the database refuses it, nobody is told a way on."""
    assert re.fullmatch(r"uncounted: R3 rounds 70 over [1-9]\d*", line_of(tried, "uncounted"))


def test_the_check_finds_that_nobody_counts_the_seats(tried):
    """The planted fault: whoever signs up is seated; the database's own check refuses the second one, who is told nothing."""
    assert re.fullmatch(r"unseated: R3 rounds 70 over [1-9]\d*", line_of(tried, "unseated"))
    assert "unseated last_seat" in tried.stderr


def test_the_check_finds_an_invitation_that_is_answered_twice(tried):
    """The planted fault: a second answer does not look at the first."""
    assert re.fullmatch(r"unasked: R3 rounds 70 over [1-9]\d*", line_of(tried, "unasked"))


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one writer at a time, with or without a row lock")
def test_the_check_finds_a_missing_row_lock(tried):
    """The planted fault: the row is read without a lock, so several hold the same version."""
    assert re.fullmatch(r"unlocked: R3 rounds 70 over [1-9]\d*", line_of(tried, "unlocked"))
