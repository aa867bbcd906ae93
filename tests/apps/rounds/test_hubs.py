"""The step of sixty days: the hubs see what nobody took, why, and which of their members could."""

from datetime import timedelta

import pytest

from bangfu.apps.notices.models import Message
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.models import Organisation, ServiceArea
from bangfu.apps.organisations.queries.standing import hubs_for
from bangfu.apps.people.example import add_colleague
from bangfu.apps.regions.models import Region
from bangfu.apps.rounds import actions, queries
from bangfu.apps.rounds.models import Invitation
from bangfu.apps.rounds.queries_hub import hubs_of, member_list, with_hubs
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.values import Quarter
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places, somebody

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
    assert with_hubs(hubs_of(hub)) == []
    climbed(need, 61)
    (todo,) = [each for each in queries.todo_items(hub, need.published_at) if each.kind == "请会员接"]
    assert todo.url.endswith(f"/my/unserved/{need.number}/")
    assert [one.number for one in member_list(hub, need.number).members] == [member.number]
    client = cast["hub"].client
    for url in ("/my/unserved/", todo.url):
        page = client.get(url).content.decode()
        assert need.title in page and with_hubs(hubs_of(hub))[0].suggestion in page
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


@pytest.fixture
def second(site):
    """Another hub, with somebody who works for it, beside the cast's own."""
    other = make_organisation(704)
    Organisation.objects.filter(pk=other.pk).update(is_hub=True)
    person = add_colleague(login="hub-2", name="第二枢纽", role="hub", scope_id=other.number)
    return other, somebody(person.pk, "hub", "organisation", other.number)


def serves(hub_number, code):
    hub = Organisation.objects.get(number=hub_number)
    ServiceArea.objects.create(organisation=hub, region=Region.objects.get(code=code))


def test_of_two_hubs_only_the_one_whose_area_holds_the_place_is_asked(site, second):
    cast, _member, need = site
    own = hubs_of(cast["hub"].actor)[0]
    serves(own, "441802000000")
    serves(second[0].number, "450302000000")
    climbed(need, 61)
    assert [each.need for each in with_hubs([own])] == [need] and with_hubs([second[0].number]) == []
    assert queries.todo_items(second[1], need.published_at) == []
    with pytest.raises(Hidden):
        member_list(second[1], need.number)
    deliver_pending(at=now())
    asked = Message.objects.filter(notice__title__startswith="61 天没人接")
    told = set(asked.values_list("person", flat=True))
    assert cast["hub"].person.pk in told and second[1].person not in told


def test_where_no_hub_declared_the_place_those_of_the_prefecture_are_asked_then_the_city_s_then_any(site, second):
    own, other = hubs_of(site[0]["hub"].actor)[0], second[0].number
    path = site[2].region_path
    assert hubs_for([path])[path] == {own, other}  # both sit in a district of another city and declared nothing
    for number, seat in ((own, "440100000000"), (other, "441802000000")):
        Organisation.objects.filter(number=number).update(region=Region.objects.get(code=seat))
    assert hubs_for([path, "450302001990"]) == {path: {other}, "450302001990": {own}}
    serves(own, "440000000000")
    assert hubs_for([path])[path] == {own}
