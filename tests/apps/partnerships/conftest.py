"""A small registry: a hub with members, a trade association, and people who plan teams."""

import pytest

from bangfu.apps.organisations import api as organisations
from bangfu.apps.partnerships.actions import drafts as actions
from bangfu.apps.partnerships.models import TeamSolution
from bangfu.apps.programmes.api import name_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.clock import today
from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.runs.models import Run
from bangfu.values import Quarter
from tests.samples import make_organisation, make_places


def planner(person: str = "planner", scope: str = "44") -> Actor:
    """Somebody of the bureau."""
    return Actor(person=person.ljust(16, "x"), kind="person", grants=(Grant("bureau", "region", scope),))


def of_hub(number: str) -> Actor:
    """Somebody of a hub."""
    return Actor(person="hubsclerk".ljust(16, "x"), kind="person", grants=(Grant("hub", "organisation", number),))


@pytest.fixture
def bureau(db) -> Actor:
    return planner()


@pytest.fixture
def register(db):
    """Makes verified organisations with two free slots this quarter; a function, so that a test says what differs."""
    make_places()
    serial = iter(range(700, 900))

    def make(name: str, capabilities: dict[str, int], *, slots: int = 2, **changes):
        number = next(serial)
        made = make_organisation(
            number,
            name=name,
            capabilities={word: [level, "stated"] for word, level in capabilities.items()},
            **changes,
        )
        organisations.record_capacity(
            by=SYSTEM_ACTOR, number=made.number, quarter=Quarter.of(today()).text, slots=slots
        )
        return made

    return make


@pytest.fixture
def registry(register):
    """By a short name: hub (may lead, fruit 1), fruit (3), care (training 2), plain (training 1)."""
    return {
        "hub": register("青禾枢纽联合会", {"fruit_tree_technique": 1}, is_hub=True),
        "fruit": register("岭南果树学会", {"fruit_tree_technique": 3}),
        "care": register("安心农训中心", {"farmer_training": 2}),
        "plain": register("邻里互助中心", {"farmer_training": 1}),
    }


@pytest.fixture
def words():
    """The pack's names of the capabilities used here."""
    return {one: name_of("capabilities", one) for one in ("fruit_tree_technique", "farmer_training")}


@pytest.fixture
def draft(bureau, registry, words):
    """Fruit 3 and training 2, at most three members."""
    return draft_of(bureau, {words["fruit_tree_technique"]: 3, words["farmer_training"]: 2})


def draft_of(by: Actor, capabilities: dict[str, int], **changes):
    values = {
        "title": "果树和农训联合帮扶",
        "required_capabilities": capabilities,
        "required_resources": {},
        "max_members": 3,
    } | changes
    return actions.draft_team(by=by, values=values)


def solved(by: Actor, draft) -> Run:
    """Solve and carry the run out here and now."""
    run = actions.solve_team(by=by, number=draft.number)
    return carried_out(run)


def carried_out(run: Run) -> Run:
    carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def newest(draft) -> TeamSolution:
    return draft.solutions.order_by("-serial").first()


def members(draft) -> set[str]:
    return set(newest(draft).seats.values_list("organisation", flat=True))
