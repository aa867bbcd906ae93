"""The desk's figures open into their rows; nobody counts other people's needs."""

from datetime import timedelta

import pytest

from bangfu.apps.needs.api import courses
from bangfu.apps.needs.models import Need
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.clock import now
from tests.cast import VILLAGE, make_cast
from tests.samples import ELSEWHERE, make_need, make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    make_places()
    return make_cast()


def test_a_figure_of_the_desk_opens_into_exactly_its_rows(cast):
    people = {role: member.actor for role, member in cast.items()}
    waiting = make_need(VILLAGE, "published", people)
    asked = make_need(VILLAGE, "submitted", people)
    page = cast["county"].client.get("/desk/").content.decode()
    assert "供需对接成功率" in page and "/desk/figures/rows/?waiting=open" in page
    rows = cast["county"].client.get("/desk/figures/rows/?waiting=open").content.decode()
    assert waiting.number in rows and asked.number not in rows
    both = cast["county"].client.get("/desk/figures/rows/?reached=submitted").content.decode()
    assert waiting.number in both and asked.number in both
    file = cast["county"].client.get("/desk/figures/rows.csv?waiting=submitted").content.decode()
    assert asked.number in file and waiting.number not in file


def test_needs_of_other_places_are_not_counted(cast):
    people = {role: member.actor for role, member in cast.items()}
    elsewhere = make_need(VILLAGE, "published", people)
    Need.objects.filter(pk=elsewhere.pk).update(region_path=ELSEWHERE)
    assert elsewhere.number not in cast["county"].client.get("/desk/figures/rows/").content.decode()
    assert cast["donor"].client.get("/desk/figures/rows/").status_code == 403


def test_a_rate_shows_its_definition_its_months_and_that_it_is_no_official_formula(cast):
    people = {role: member.actor for role, member in cast.items()}
    old = make_need(VILLAGE, "published", people)
    Need.objects.filter(pk=old.pk).update(published_at=now() - timedelta(days=70))
    page = cast["county"].client.get("/desk/figures/?rate=claim").content.decode()
    assert "接单率 = 有人接单的需求 ÷ 已发布的需求" in page and "本平台口径，非官方公式" in page
    assert f"{now() - timedelta(days=70):%Y-%m}" in page
    assert cast["county"].client.get("/desk/figures/?rate=nonsense").status_code == 200


def test_courses_take_as_many_queries_for_ten_needs_as_for_one(cast, django_assert_num_queries):
    people = {role: member.actor for role, member in cast.items()}
    actor = Actor(person="p", kind="person", grants=(Grant("county", "region", VILLAGE[:6]),))
    make_need(VILLAGE, "published", people)
    with django_assert_num_queries(4):
        assert len(courses(actor)) == 1
    for _ in range(9):
        make_need(VILLAGE, "published", people)
    with django_assert_num_queries(4):
        assert len(courses(actor)) == 10
