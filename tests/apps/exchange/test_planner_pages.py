"""The planner's pages: every why is answered, an old plan is never shown as the new one, and a mistake loses nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bangfu.apps.exchange import actions
from bangfu.apps.exchange.actions.changes import Settings
from bangfu.apps.exchange.models import Scenario
from bangfu.engines.matching import PARTS
from tests.cast import make_cast
from tests.samples import make_scenario, solve_now

pytestmark = pytest.mark.django_db
REGION = "440000000000"
VIEWS = ("map", "matrix", "table", "none", "limits")
QUERIES_MAX = 12


@pytest.fixture
def bureau():
    return make_cast()["bureau"]


@pytest.fixture
def page(bureau):
    return bureau.client


@pytest.fixture
def solved(bureau):
    scenario = make_scenario(bureau.actor, REGION)
    solve_now(scenario, bureau.actor)
    return Scenario.objects.get(pk=scenario.pk)


def address(scenario, name="scenario", **query):
    return reverse(f"exchange:{name}", args=[scenario.pk]) + (
        "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    )


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_takes_a_fixed_number_of_queries(page, solved, view):
    page.get(address(solved, view=view))
    with CaptureQueriesContext(connection) as found:
        assert page.get(address(solved, view=view)).status_code == 200
    assert len(found) <= QUERIES_MAX, len(found)


def test_an_unknown_view_is_the_map(page, solved):
    assert "示意图，非行政区划图" in text_of(page.get(address(solved, view="moon")))


def test_the_matrix_shows_the_planned_score_and_opens_forbidden_pairs_too(page, solved):
    shown = text_of(page.get(address(solved, view="matrix")))
    assert 'class="m-in"' in shown and 'class="m-no"' in shown
    told = text_of(page.get(address(solved, "pair", organisation="A1", need="B2")))
    assert "这一对不可以" in told and "对不上" in told


def test_a_pair_that_the_lists_do_not_have_leads_back(page, solved):
    answer = page.get(address(solved, "pair", organisation="A9", need="B1"))
    assert answer.status_code == 302 and answer["Location"] == address(solved)


def test_the_parts_of_a_pair_on_its_page_add_up_to_its_score(page, solved):
    answer = page.get(address(solved, "pair", organisation="A1", need="B1"))
    reasons = answer.context["reasons"]
    assert reasons["score"] == sum(part["points"] for part in reasons["parts"]) > 0


def test_a_lock_says_that_the_plan_below_does_not_count_it_yet(page, solved):
    form = {
        "version": solved.version,
        "key": "k1",
        "organisation": "A1",
        "need": "B1",
        "decision": "lock",
        "view": "table",
    }
    answer = page.post(address(solved, "decide"), form, follow=True)
    assert "还没有算进去" in text_of(answer) and "撤销" in text_of(answer)
    assert answer.context["view"] == "table", "the page comes back in the view it was sent from"


def test_a_weight_that_is_no_number_keeps_what_was_typed_and_marks_the_field(page, solved):
    form = {f"weight_{part}": "100" for part in PARTS} | {"weight_distance": "far", "weight_track": "777"}
    form |= {"version": solved.version, "key": "k2", "objective": "score", "priorities": "ties"}
    answer = page.post(address(solved, "settings"), form)
    assert answer.status_code == 422
    told = text_of(answer)
    assert 'value="far"' in told and 'value="777"' in told and "aria-invalid" in told


def test_the_second_of_two_editors_sees_who_was_first_and_keeps_what_was_typed(page, bureau, solved):
    actions.decide_pair(
        by=bureau.actor, scenario_id=solved.pk, version=solved.version, organisation="A1", need="B1", decision="lock"
    )
    form = {f"weight_{part}": "100" for part in PARTS} | {"weight_track": "777"}
    form |= {"version": solved.version, "key": "k3", "objective": "score", "priorities": "ties"}
    answer = page.post(address(solved, "settings"), form)
    assert answer.status_code == 409
    assert "改过这个方案" in text_of(answer) and 'value="777"' in text_of(answer)


def test_limits_that_clash_come_with_buttons_that_relax_one(page, bureau, solved):
    actions.set_limit(
        by=bureau.actor, scenario_id=solved.pk, version=solved.version, subject="need", name="B1", least=2, most=2
    )
    solve_now(Scenario.objects.get(pk=solved.pk), bureau.actor)
    answer = page.get(address(solved))
    ways = answer.context["conflicts"][0]["ways"]
    assert ways and 'class="way"' in text_of(answer)
    form = dict(ways[0]["fields"]) | {"version": Scenario.objects.get(pk=solved.pk).version}
    assert page.post(ways[0]["action"], form, follow=True).status_code == 200
    assert Scenario.objects.get(pk=solved.pk).version > form["version"]


def test_scores_of_other_weights_are_not_called_better(page, bureau, solved):
    settings = Settings("score", "ties", dict.fromkeys(PARTS, 0) | {"themes": 1})
    scenario = actions.change_settings(
        by=bureau.actor, scenario_id=solved.pk, version=solved.version, settings=settings
    )
    solve_now(scenario, bureau.actor)
    figures = {one["label"]: one for one in page.get(address(solved)).context["figures"]}
    total = figures["匹配总分"]
    assert total["delta"]["tone"] == "other" and "不能直接比" in total["note"]


def test_a_filter_of_the_rows_is_an_address(page, solved):
    assert [row["seen"].need for row in page.get(address(solved, view="table", of="A1")).context["rows"]] == ["B1"]
    assert page.get(address(solved, view="table", q="没有这个")).context["rows"] == []
