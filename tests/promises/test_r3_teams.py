"""R3 on a team draft: two processes edit it, have it searched and keep answers at the same time; nothing is lost or doubled."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bangfu

pytestmark = [pytest.mark.both_engines, pytest.mark.promise("R3")]
TURNS = 5

START = """
import sys, time, django; django.setup()
from bangfu.apps.partnerships.actions import drafts as actions
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.plumbing.access import SYSTEM_ACTOR as BY
from bangfu.plumbing.actions import Refused
"""
SET_UP = """
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import Actor
province, _ = Region.objects.get_or_create(
    code="440000000000", defaults={"name": "广东省", "full_name": "广东省", "level": "province"}
)
hub = organisations.register_organisation(
    by=BY, values={"name": f"竞跑联合会{sys.argv[1]}", "kind": "community_org", "region_id": province.pk, "is_hub": True}
)
organisations.verify_organisation(by=Actor(person="another", kind="system"), number=hub.number)
values = {"title": "竞跑", "required_capabilities": {"果树栽培技术": 3}, "max_members": 3}
print(actions.draft_team(by=BY, values=values, office="44").number, hub.number)
"""
# Each turn: an edit with the version just read, a search, an answer kept; what came of each is a word.
ACT = """
number, who, turns, hub = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
answer = dict(
    asked_version=1, lead=hub, value=25, lower_bound=25, gap=0.0, complete=True, stopped_by="proof", cost_fen=0,
    covers={"果树栽培技术": 1}, missing={"果树栽培技术": 2}, closing={"by_wish": {}, "smallest": [], "remains": {}},
    candidates=1, leads=1, nodes=1, engine="x", input_sha256="0" * 64, roster=[],
    project={"required_capabilities": {"果树栽培技术": 3}, "required_resources": {}, "max_members": 3},
)
seat = dict(organisation=hub, name="", is_lead=True, may_lead=True, brings={"果树栽培技术": 1}, adds=25,
            parts=[{"code": "member", "text": "", "points": "25"}])
print("ready", flush=True)
sys.stdin.readline()
for turn in range(1, turns + 1):
    for name, act in (
        ("edit", lambda: actions.change_team(by=BY, number=number, version=turn, values={"title": f"{who}{turn}"})),
        ("solve", lambda: actions.solve_team(by=BY, number=number)),
        ("keep", lambda: actions.record_solution(by=BY, number=number, run="", values=answer, seats=[seat])),
    ):
        try:
            act()
            print(name, flush=True)
        except Refused as refused:
            print(refused.refusal.code, flush=True)
    while TeamDraft.objects.get(number=number).version <= turn:
        time.sleep(0.01)
"""
COUNT = """
from bangfu.apps.partnerships.invariants import INVARIANTS
from bangfu.plumbing.runs.models import Run
draft = TeamDraft.objects.get(number=sys.argv[1])
serials = sorted(draft.solutions.values_list("serial", flat=True))
broken = [finding.what for each in INVARIANTS for finding in each.broken()]
print(draft.version, Run.objects.filter(arguments__team=draft.number).count(), serials == list(range(1, len(serials) + 1)), len(serials), broken)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, request):
    """The environment of processes that share one migrated database: a file, or a database of the tests' server."""
    folder = tmp_path_factory.mktemp("race")
    place = {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_DATA_DIR": str(folder)}
    environment = os.environ | place | {"PYTHONPATH": str(Path(bangfu.__file__).resolve().parent.parent)}
    if os.environ.get("BANGFU_TESTS_ENGINE") == "postgresql":
        environment["BANGFU_DATABASE_URL"] = request.getfixturevalue("spare_database")
    else:
        environment["BANGFU_DATABASE_URL"] = f"sqlite:///{folder / 'race.sqlite3'}"
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True, timeout=300)
    return environment


@pytest.fixture(scope="module")
def spare_database():
    """A database of its own on the server of the tests, dropped afterwards."""
    psycopg = pytest.importorskip("psycopg")
    url = os.environ["BANGFU_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE team_race")
    place, mark, rest = url.partition("?")
    yield f"{place.rpartition('/')[0]}/team_race{mark}{rest}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE team_race WITH (FORCE)")


def run(site, script, *words):
    done = subprocess.run(
        [sys.executable, "-c", START + script, *words], env=site, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def raced(site, number, hub, script=ACT):
    """What two processes say that act at the same moment, turn by turn."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", START + script, number, who, str(TURNS), hub],
            env=site,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("甲", "乙")
    ]
    for one in both:
        assert one.stdout.readline().strip() == "ready", one.communicate()[1]
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120) for one in both]
    assert [errors for _words, errors in said if "Error" in errors or "locked" in errors] == []
    return " ".join(words for words, _errors in said).split()


def test_of_two_edits_one_wins_one_search_runs_and_every_answer_is_kept_once(site):
    number, hub = run(site, SET_UP, "一").split()
    said = raced(site, number, hub)
    assert (said.count("edit"), said.count("changed_meanwhile")) == (TURNS, TURNS)
    assert (said.count("solve"), said.count("already_solving")) == (1, 2 * TURNS - 1)
    assert said.count("keep") == 2 * TURNS
    assert run(site, COUNT, number) == f"{TURNS + 1} 1 True {2 * TURNS} []"


def test_the_check_finds_an_edit_that_forgets_the_version(site):
    """The planted fault: an edit that does not say which version it saw overwrites the other's."""
    number, hub = run(site, SET_UP, "二").split()
    careless = ACT.replace("version=turn, ", "")
    assert raced(site, number, hub, careless).count("edit") > TURNS
