"""The planner's pages without a script: from two sheets to an adjusted, compared, downloaded plan."""

import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangfu.apps.exchange.models import Scenario
from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.sheets import csv_bytes
from tests.cast import make_cast
from tests.samples import PLAN_SHEETS, make_scenario, solve_now

pytestmark = pytest.mark.django_db
BUDGET = 14


@pytest.fixture
def clerk():
    return make_cast()["bureau"]


def sent(clerk, **sheets):
    files = {role: SimpleUploadedFile(f"{role}.csv", data) for role, data in (PLAN_SHEETS | sheets).items()}
    form = {"title": "两家对两村", "kind": "needs", "objective": "score", "key": "k"}
    return clerk.client.post("/desk/match/upload/", form | files)


def solved(clerk, path, **form):
    """Post, let the worker work, and open the page."""
    answer = clerk.client.post(path, form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    scenario = Scenario.objects.get(pk=urlsplit(answer.url).path.rstrip("/").split("/")[-1])
    carry_out.call(scenario.run)
    return page(clerk, scenario, "?view=table")


def page(clerk, scenario, query=""):
    answer = clerk.client.get(f"/desk/match/{scenario.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_two_sheets_to_an_adjusted_compared_downloaded_plan(clerk):
    answer = sent(clerk)
    assert answer.status_code == 302 and parse_qs(urlsplit(answer.url).query) == {"wait": ["1"]}
    scenario = Scenario.objects.get()
    carry_out.call(scenario.run)
    said = page(clerk, scenario, "?view=table")
    assert "果树协会" in said and "柑橘老了没人会修剪" in said
    pair = {"organisation": "A1", "need": "B1"}
    answer = clerk.client.post(f"/desk/match/{scenario.pk}/decide/", pair | {"decision": "ban", "version": 1})
    assert answer.status_code == 302 and "organisation=A1" in answer.url
    solved(clerk, f"/desk/match/{scenario.pk}/solve/", version=2)
    scenario.refresh_from_db()
    assert scenario.solution != scenario.baseline and scenario.solution.summary["pairs"] == 1
    copy = clerk.client.post(f"/desk/match/{scenario.pk}/copy/", {"title": "另一种"})
    other = copy.url.rstrip("/").split("/")[-1]
    compared = clerk.client.get(f"/desk/match/compare/?id={scenario.pk}&id={other}").content.decode()
    assert "两家对两村" in compared and "另一种" in compared
    for name in ("plan.xlsx", "plan.docx", "plan.json", "inputs.zip"):
        answer = clerk.client.get(f"/desk/match/{scenario.pk}/{name}")
        assert answer.status_code == 200 and len(BytesIO(answer.content).getvalue()) > 200


def test_a_bad_cell_is_named_on_the_page_and_nothing_is_written(clerk):
    bad = csv_bytes(("编号", "名称", "可承接数量"), [("A1", "果树协会", "许多")])
    answer = sent(clerk, organisations=bad)
    said = answer.content.decode()
    assert answer.status_code == 422 and "C2" in said and "许多" in said and not Scenario.objects.exists()


def test_a_stale_change_is_refused_on_the_page_with_what_was_typed(clerk):
    scenario = make_scenario(clerk.actor, "440000000000")
    weights = {f"weight_{part}": 77 for part in scenario.weights}
    form = weights | {"version": 1, "objective": "fair", "priorities": "ties"}
    first = clerk.client.post(f"/desk/match/{scenario.pk}/settings/", form)
    second = clerk.client.post(f"/desk/match/{scenario.pk}/settings/", form | {"weight_hub": 5})
    said = second.content.decode()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "改过这个方案" in said and re.search(r'name="weight_hub"[^>]*value="5"', said)


def test_weights_of_zero_are_refused_on_the_page(clerk):
    scenario = make_scenario(clerk.actor, "440000000000")
    weights = {f"weight_{part}": 0 for part in scenario.weights}
    form = weights | {"version": 1, "objective": "score", "priorities": "ties", "solve": "1"}
    answer = clerk.client.post(f"/desk/match/{scenario.pk}/settings/", form)
    assert answer.status_code == 409 and "所有权重都是 0" in answer.content.decode()


def test_a_failed_run_says_so_and_the_former_plan_stays(clerk):
    scenario = make_scenario(clerk.actor, "440000000000")
    solve_now(scenario, clerk.actor)
    for need, version in (("B1", 1), ("B2", 2)):
        form = {"organisation": "A1", "need": need, "decision": "lock", "version": version}
        clerk.client.post(f"/desk/match/{scenario.pk}/decide/", form)
    said = solved(clerk, f"/desk/match/{scenario.pk}/solve/", version=3)
    assert "可承接数量" in said and "柑橘老了没人会修剪" in said


def test_a_page_costs_the_same_number_of_queries_whatever_it_shows(clerk, django_assert_max_num_queries):
    scenario = make_scenario(clerk.actor, "440000000000")
    solve_now(scenario, clerk.actor)
    with django_assert_max_num_queries(BUDGET):
        page(clerk, scenario)
    with django_assert_max_num_queries(BUDGET):
        clerk.client.get("/desk/match/")
