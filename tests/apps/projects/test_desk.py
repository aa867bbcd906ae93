"""The office's list: one concern and one button each, only of its own places."""

import csv
import io
from datetime import date, timedelta

import pytest

from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.actions import diary
from bangfu.apps.projects.models import Project
from bangfu.apps.projects.queries import desk
from bangfu.apps.projects.queries.desk import DeskFilters
from bangfu.apps.projects.rules.desk import concern_of
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import shanghai_day
from tests.apps.needs.conftest import AT
from tests.cast import make_cast

BUREAU = Actor("bureau1bureau1", "person", (Grant("bureau", "region", "44"),))
TODAY = date(2026, 11, 20)
CALM = {
    "state": "underway", "ends_on": None, "slipped_since": None, "waiting_since": None, "check_on": None, "today": TODAY,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "button"),
    [
        ({}, "", "去看看"),
        ({"waiting_since": TODAY}, "waiting", "去看看"),
        ({"waiting_since": TODAY - timedelta(days=3), "ends_on": TODAY - timedelta(days=9)}, "waiting", "去过问"),
        ({"ends_on": TODAY - timedelta(days=1)}, "late", "去督促"),
        ({"slipped_since": TODAY - timedelta(days=2)}, "late", "去督促"),
        ({"state": "ended", "ends_on": TODAY - timedelta(days=90), "check_on": TODAY}, "check", "去回访"),
        ({"state": "ended", "ends_on": TODAY - timedelta(days=90)}, "", "去看看"),
    ],
)
def test_a_project_wants_one_thing_the_most_pressing(changes, code, button):
    concern = concern_of(**CALM | changes)
    assert (concern.code, concern.button) == (code, button)


def shown(actor, at=AT, **asked):
    return [row.number for row in desk.found(actor, DeskFilters.read(asked), at)]


@pytest.mark.django_db
def test_the_list_finds_what_is_late_what_waits_and_looks_back_due_and_nothing_of_other_places(project, bundle, helper):
    number, later = project.number, AT + timedelta(days=400)
    assert shown(BUREAU) == [number]
    assert shown(Actor("else1else1else1", "person", (Grant("bureau", "region", "45"),))) == []
    assert shown(BUREAU, concern="late") == [] and shown(BUREAU, later, concern="late") == [number]
    assert shown(BUREAU, region="45") == [] and shown(BUREAU, kind="team") == [] and shown(BUREAU, state="ended") == []
    actions.deliver(by=helper[0], at=AT, number=number, bundle=bundle.pk, units={1: 12}, on=shanghai_day(AT))
    assert shown(BUREAU, concern="waiting") == [number]
    (row,) = desk.told(BUREAU, list(desk.found(BUREAU, DeskFilters.read({}), later)), later)
    assert (row.concern.code, row.concern.button, bool(row.delivery)) == ("waiting", "去过问", True)
    assert desk.counts(BUREAU, later) == {"waiting": 1, "late": 1, "check": 0}


@pytest.mark.django_db
def test_the_page_and_its_table_are_for_the_desk_only(project, helper, django_assert_max_num_queries):
    cast = make_cast()
    bureau = cast["bureau"].client
    bureau.get("/desk/projects/")
    with django_assert_max_num_queries(12):
        page = bureau.get("/desk/projects/").content.decode()
    assert project.number in page and f"/my/projects/{project.number}/" in page
    assert "没有这样的项目" in bureau.get("/desk/projects/", {"concern": "check"}).content.decode()
    assert "place-wrong" in bureau.get("/desk/projects/", {"place": "没有这个地方"}).content.decode()
    rows = list(csv.reader(io.StringIO(bureau.get("/desk/projects.csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [project.number]
    for path in ("/desk/projects/", "/desk/projects.csv"):
        assert cast["staff"].client.get(path).status_code == 403
    diary.end_project(by=helper[0], at=AT, number=project.number, how="stopped", reason="师傅外派半年，做不成了")
    assert Project.objects.get().state == "ended"
    assert project.number in bureau.get("/desk/projects/", {"state": "ended"}).content.decode()
