"""Who is told of a step: those who act next and who entered the need; never who did it."""

import pytest

from bangfu.apps.needs import actions
from bangfu.apps.notices.models import Message
from bangfu.apps.people.models import Person
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.outbox.models import Event
from tests.apps.needs.conftest import AT, LINES
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(places):
    """The cast, at work in the county of these tests."""
    return make_cast({"village": "441826105990", "county": "441826", "frontline": "441826", "care_worker": "441826"})


def told(cast):
    """Roles of the cast that have a message, with its title."""
    deliver_pending(at=AT)
    roles = {member.person.pk: role for role, member in cast.items() if member.person}
    return {(roles[message.person], message.notice.title) for message in Message.objects.select_related("notice")}


def test_verifiers_then_publishers_then_who_entered_it_are_told(cast, values):
    need = actions.draft_need(by=cast["village"].actor, at=AT, values=values(), lines=LINES)
    actions.submit_need(by=cast["village"].actor, at=AT, number=need.number)
    waits = {(role, f"等您核实：{need.title}") for role in ("county", "frontline", "bureau")}
    assert told(cast) == waits
    actions.verify_need(by=cast["frontline"].actor, at=AT, number=need.number)
    assert told(cast) - waits == {("bureau", f"等您发布：{need.title}")}
    actions.publish_need(by=cast["bureau"].actor, at=AT, number=need.number)
    assert ("village", f"已发布：{need.title}") in told(cast)


def test_the_reason_of_a_return_reaches_who_entered_it_and_a_second_delivery_tells_nothing_twice(cast, values):
    need = actions.draft_need(by=cast["village"].actor, at=AT, values=values(), lines=LINES)
    actions.submit_need(by=cast["village"].actor, at=AT, number=need.number)
    actions.return_need(by=cast["county"].actor, at=AT, number=need.number, reason="请补数量依据")
    told(cast)
    before = Message.objects.count()
    told(cast)
    bodies = set(Message.objects.filter(person=cast["village"].person.pk).values_list("notice__body", flat=True))
    assert bodies == {"请补数量依据"}
    assert Message.objects.count() == before


def test_somebody_who_left_keeps_no_event_waiting_for_ever(cast, values):
    need = actions.draft_need(by=cast["village"].actor, at=AT, values=values(), lines=LINES)
    actions.submit_need(by=cast["village"].actor, at=AT, number=need.number)
    actions.return_need(by=cast["county"].actor, at=AT, number=need.number, reason="请补数量依据")
    Person.objects.filter(pk=cast["village"].person.pk).update(is_active=False)
    told(cast)
    assert not Event.objects.filter(topic="needs.return", done_at=None).exists()
