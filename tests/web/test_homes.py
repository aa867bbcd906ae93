"""Signed-in homes: a village finds its needs and the way to publish; the chosen role is remembered."""

from datetime import timedelta

import pytest

from bangfu.apps.people.models import RoleGrant
from bangfu.plumbing.clock import today
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    make_places()
    return make_cast()


def test_a_village_finds_its_needs_with_how_far_each_has_come_and_the_way_to_publish(cast):
    people = {role: member.actor for role, member in cast.items()}
    make_need(VILLAGE, "submitted", people)
    page = cast["village"].client.get("/my/").content.decode()
    assert "我们的需求" in page
    assert "下一步：核实" in page
    assert 'max="5" value="1"' in page
    assert 'href="/my/needs/new/"' in page


def test_the_home_of_a_village_speaks_english_too(cast):
    people = {role: member.actor for role, member in cast.items()}
    make_need(VILLAGE, "submitted", people)
    page = cast["village"].client.get("/en/my/").content.decode()
    assert "Our needs" in page
    assert "next: Verification" in page


def test_who_writes_no_needs_finds_no_such_panel(cast):
    page = cast["donor"].client.get("/my/").content.decode()
    assert "我们的需求" not in page
    assert "发布需求" not in page


def test_the_chosen_role_is_remembered_on_other_pages_and_ends_with_the_grant(cast):
    person, client = cast["village"].person, cast["village"].client
    grant = RoleGrant.objects.create(
        person=person, role="volunteer", scope_kind="region", scope_id="44", from_day=today()
    )
    client.get("/my/?role=volunteer")
    assert "志愿者" in client.get("/my/settings/").content.decode()
    assert "我们的需求" not in client.get("/my/").content.decode()
    RoleGrant.objects.filter(pk=grant.pk).update(
        from_day=today() - timedelta(days=2), to_day=today() - timedelta(days=1)
    )
    assert "我们的需求" in client.get("/my/").content.decode()
