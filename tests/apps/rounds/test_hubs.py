"""The step of sixty days: the hubs see what nobody took, why, and which of their members could."""

from datetime import timedelta

import pytest

from bangfu.apps.organisations import actions as organisations
from bangfu.apps.rounds import actions, queries
from bangfu.apps.rounds.models import Invitation
from bangfu.apps.rounds.queries_hub import member_list, with_hubs
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places

CLERK = Actor("clerk1clerk1", "person", (Grant("bureau", "region", "44"),))


@pytest.fixture
def site(db):
    """(cast with a hub, its one member, published need)."""
    make_places()
    hub, member, other = (make_organisation(number) for number in (701, 702, 703))
    type(hub).objects.filter(pk=hub.pk).update(is_hub=True)
    cast = make_cast({"hub": hub.number, "staff": member.number})
    quarter = Quarter.of(today()).text
    for one in (member, other):
        organisations.record_capacity(by=CLERK, number=one.number, quarter=quarter, slots=3)
    organisations.join_hub(by=CLERK, hub=hub.number, member=member.number)
    return cast, member, make_need(VILLAGE, "published", {role: each.actor for role, each in cast.items()})


def climbed(need, days):
    for step in range(31, days + 1, 30):
        actions.look_after_rounds(at=need.published_at + timedelta(days=step))


def test_after_sixty_days_the_hub_has_a_todo_and_a_page_with_the_members_that_could(site):
    cast, member, need = site
    hub = cast["hub"].actor
    climbed(need, 31)
    assert with_hubs() == []
    climbed(need, 61)
    (todo,) = [each for each in queries.todo_items(hub, need.published_at) if each.kind == "请会员接"]
    assert todo.url.endswith(f"/my/unserved/{need.number}/")
    assert [one.number for one in member_list(hub, need.number).members] == [member.number]
    client = cast["hub"].client
    for url in ("/my/unserved/", todo.url):
        page = client.get(url).content.decode()
        assert need.title in page and with_hubs()[0].suggestion in page
    client.post(
        f"/desk/needs/{need.number}/invite/new/",
        {"from": "hub", "organisation": member.number, "reason": "会员里合适的一家"},
    )
    assert Invitation.objects.get().organisation == member


def test_a_need_is_not_with_the_hubs_before_or_after_their_step_and_nobody_else_sees_the_page(site):
    cast, _member, need = site
    for days in (31, 91):
        climbed(need, days)
        with pytest.raises(Hidden):
            member_list(cast["hub"].actor, need.number)
    with pytest.raises(Hidden):
        member_list(CLERK, need.number)
