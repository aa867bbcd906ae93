"""Two processes at one counter: never beyond the slots, exactly the free number wins, nobody finds the database locked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bangfu

pytestmark = [pytest.mark.both_engines]
SLOTS, TAKES = 3, 6

SET_UP = """
from bangfu.apps.organisations import actions
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import SYSTEM_ACTOR
province, _ = Region.objects.get_or_create(
    code="440000000000", defaults={"name": "广东省", "full_name": "广东省", "level": "province"}
)
one = actions.register_organisation(
    by=SYSTEM_ACTOR, values={"name": "抢位中心", "kind": "community_org", "region_id": province.pk}
)
actions.record_capacity(by=SYSTEM_ACTOR, number=one.number, quarter="2026Q4", slots=int(sys.argv[1]))
print(one.number)
"""

TAKE = """
from bangfu.apps.organisations import actions
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
number, who, takes = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for turn in range(takes):
    try:
        actions.take_slot(by=SYSTEM_ACTOR, number=number, quarter="2026Q4", holder=f"{who}-{turn}")
        print("won", flush=True)
    except Refused as refused:
        print(refused.refusal.code, flush=True)
"""

COUNT = """
from bangfu.apps.organisations.invariants import INVARIANTS
from bangfu.apps.organisations.models import Capacity, CapacityHolding
row = Capacity.objects.get(organisation__number=sys.argv[1])
broken = [finding.what for each in INVARIANTS if each.id == "O1" for finding in each.broken()]
print(row.held, CapacityHolding.objects.filter(capacity=row).count(), broken)
"""

START = "import sys, django; django.setup()\n"


@pytest.fixture
def site(tmp_path, request):
    """The environment of processes that share one migrated database: a file, or the server's test database."""
    place = {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_DATA_DIR": str(tmp_path)}
    source = str(Path(bangfu.__file__).resolve().parent.parent)
    environment = os.environ | place | {"PYTHONPATH": source}
    if os.environ.get("BANGFU_TESTS_ENGINE") == "postgresql":
        environment["BANGFU_DATABASE_URL"] = request.getfixturevalue("spare_database")
    else:
        environment["BANGFU_DATABASE_URL"] = f"sqlite:///{tmp_path / 'race.sqlite3'}"
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True, timeout=300)
    return environment


@pytest.fixture
def spare_database():
    """A database of its own on the server of the tests, dropped afterwards."""
    psycopg = pytest.importorskip("psycopg")
    url = os.environ["BANGFU_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE capacity_race")
    yield _named(url, "capacity_race")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE capacity_race WITH (FORCE)")


def _named(url, name):
    # The part behind ? may name a socket's folder, with slashes of its own.
    place, mark, rest = url.partition("?")
    return f"{place.rpartition('/')[0]}/{name}{mark}{rest}"


def run(site, script, *words):
    done = subprocess.run(
        [sys.executable, "-c", START + script, *words], env=site, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_two_processes_win_exactly_the_free_slots_and_every_loser_gets_a_refusal(site):
    number = run(site, SET_UP, str(SLOTS)).splitlines()[-1]
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", START + TAKE, number, who, str(TAKES)],
            env=site,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("a", "b")
    ]
    for taker in takers:
        assert taker.stdout.readline().strip() == "ready", taker.communicate()[1]
    for taker in takers:
        taker.stdin.write("go\n")
        taker.stdin.flush()
    said = [taker.communicate(timeout=120) for taker in takers]
    assert [errors for _answers, errors in said if "Error" in errors or "locked" in errors] == []
    answers = sorted(" ".join(answers for answers, _errors in said).split())
    assert answers == ["organisations.capacity_full"] * (2 * TAKES - SLOTS) + ["won"] * SLOTS
    assert run(site, COUNT, number) == f"{SLOTS} {SLOTS} []"
