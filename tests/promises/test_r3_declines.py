"""R3 for declines: two people of one side at the same moment leave one standing word, and nobody is told an error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bangfu

pytestmark = [pytest.mark.promise("R3"), pytest.mark.both_engines]
PROJECT = Path(__file__).resolve().parent.parent.parent
START = "import sys, django; django.setup()\n"
SET_UP = """
from tests.apps.exchange.recommending.declining import make_world
world = make_world(5)
print(" ".join([one.number for one in world.needs] + world.numbers))
"""
WORK = """
from bangfu.apps.exchange.actions import declines
from bangfu.apps.exchange.models import Decline
from bangfu.plumbing.actions import Refused
from tests.apps.exchange.recommending.declining import VILLAGE
if sys.argv[1] == "careless":
    declines._standing = lambda *pair: None
print("ready", flush=True)
for line in sys.stdin:
    need, organisation, reason, key = line.split()
    try:
        if reason == "withdraw":
            standing = Decline.objects.filter(need=need, organisation=organisation, ended_at=None).first()
            said = declines.withdraw_decline(by=VILLAGE, decline_id=standing.pk) if standing else None
        else:
            said = declines.decline(
                by=VILLAGE, key="" if key == "-" else key, need=need, organisation=organisation, reason=reason
            )
        print("done", getattr(said, "pk", "-"), flush=True)
    except Refused as refused:
        print("refused", refused.refusal.code, flush=True)
"""
COUNT = """
from django.db.models import Count
from bangfu.apps.exchange.invariants import INVARIANTS
from bangfu.apps.exchange.models import Decline
standing = Decline.objects.filter(ended_at=None).values("need", "organisation", "side").annotate(n=Count("pk"))
broken = [each.id for each in INVARIANTS if each.id in ("D1", "D2") for _ in each.broken()]
print(sum(row["n"] > 1 for row in standing), len(standing), len(broken))
"""
DROP = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP INDEX exchange_one_decline_of_a_side")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    """The environment of processes that share one migrated database."""
    tmp_path = tmp_path_factory.mktemp("race")
    place = {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_DATA_DIR": str(tmp_path)}
    source = str(Path(bangfu.__file__).resolve().parent.parent)
    environment = os.environ | place | {"PYTHONPATH": os.pathsep.join((source, str(PROJECT)))}
    if os.environ.get("BANGFU_TESTS_ENGINE") == "postgresql":
        environment["BANGFU_DATABASE_URL"] = request.getfixturevalue("spare_database")
    else:
        environment["BANGFU_DATABASE_URL"] = f"sqlite:///{tmp_path / 'race.sqlite3'}"
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True, timeout=300)
    return environment


@pytest.fixture(scope="module")
def words(site):
    """Numbers of the small world's four needs and five organisations."""
    return run(site, SET_UP)[-1].split()


@pytest.fixture(scope="module")
def spare_database():
    """A database of its own on the server of the tests, dropped afterwards."""
    psycopg = pytest.importorskip("psycopg")
    url = os.environ["BANGFU_DATABASE_URL"]
    place, mark, rest = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE decline_race")
    yield f"{place.rpartition('/')[0]}/decline_race{mark}{rest}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE decline_race WITH (FORCE)")


def run(site, script, *words):
    done = subprocess.run(
        [sys.executable, "-c", START + script, *words], env=site, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


def race(site, rounds, mode="careful"):
    """Both workers get each round's pair of lines at once. Returns: what they answered, round by round, and what they complained."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen([sys.executable, "-c", START + WORK, mode], env=site, **pipes) for _ in range(2)]
    for worker in workers:
        assert worker.stdout.readline().strip() == "ready", worker.communicate()[1]
    answers = []
    for lines in rounds:
        for worker, line in zip(workers, lines, strict=True):
            worker.stdin.write(line + "\n")
            worker.stdin.flush()
        answers.append([worker.stdout.readline().split() for worker in workers])
    complaints = [worker.communicate(timeout=60)[1] for worker in workers]
    return answers, [text for text in complaints if "Error" in text or "locked" in text]


def rounds_of(words):
    """Twelve rounds over every pair of three needs and four organisations: the same word, one key, two reasons, word and undo."""
    needs, organisations = words[:3], words[4:8]
    pairs = [f"{need} {organisation}" for need in needs for organisation in organisations]
    found = []
    for n, pair in enumerate(pairs):
        other = {0: "too_far -", 1: f"too_far k{n}", 2: "no_time -", 3: "withdraw -"}[n % 4]
        found.append((f"{pair} too_far {f'k{n}' if n % 4 == 1 else '-'}", f"{pair} {other}"))
    return found


def test_two_of_one_side_at_once_leave_one_standing_word(site, words):
    rounds = rounds_of(words)
    answers, complaints = race(site, rounds)
    assert complaints == []
    for n, (first, second) in enumerate(answers):
        if n % 4 in (0, 1):
            assert first == second and first[0] == "done", "the same word twice is one word, for both"
        if n % 4 == 2:
            assert sorted((first[0], second[0])) == ["done", "refused"], "of two reasons the first counts"
    twice, standing, broken = run(site, COUNT)[-1].split()
    print(f"R3 declines: {len(rounds)} rounds of two, {standing} pairs with a standing word, {twice} twice")
    assert (twice, broken) == ("0", "0") and int(standing) >= 9


def test_the_check_finds_a_side_that_speaks_twice(site, words):
    """The planted fault: nobody looks for a standing word, and the constraint is gone."""
    run(site, DROP)
    race(site, [(f"{words[3]} {words[8]} too_far -",) * 2], mode="careless")
    twice, _standing, broken = run(site, COUNT)[-1].split()
    assert twice == "1" and int(broken) >= 1
