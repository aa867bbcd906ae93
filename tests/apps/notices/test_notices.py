"""Notices: written with the act, sent after it, merged, quiet at night, at most three pushes a week."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from bangfu.apps.notices import actions, queries, rules, tasks
from bangfu.apps.notices.models import Dispatch, Message
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.channels import Letter, channel_named
from bangfu.plumbing.outbox.models import Event
from bangfu.values import SHANGHAI
from tests.cast import cast  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=SHANGHAI)
MUST = actions.Words("must_know", "请核实 3 条需求", "最早的明天到期", "/my/todo/")
PUSH = actions.Words("push", "白云区有 2 条新需求", url="/needs/")


@pytest.fixture
def person():
    return Person.objects.create(login="wang", name="王", email="wang@example.org")


def send(words, person, at=NOON, **more):
    return actions.send_notice(by=SYSTEM_ACTOR, at=at, words=words, audience=[person.pk], **more)


def states(person):
    rows = Dispatch.objects.filter(message__person=person.pk).order_by("id")
    return [(row.channel, row.state) for row in rows]


def test_nothing_leaves_before_the_worker_and_then_it_does(person):
    send(MUST, person)
    assert states(person) == [("insite", "made"), ("email", "made")] and not mail.outbox
    assert Event.objects.get().payload.keys() == {"notice"}
    assert tasks.send_due(at=NOON) == 2
    assert states(person) == [("insite", "delivered"), ("email", "sent")]
    assert mail.outbox[0].to == ["wang@example.org"] and "最早的明天到期" in mail.outbox[0].body


def test_nothing_is_sent_twice(person):
    send(MUST, person)
    tasks.send_due(at=NOON)
    assert tasks.send_due(at=NOON + timedelta(hours=1)) == 0 and len(mail.outbox) == 1


def test_the_night_is_quiet_but_for_what_is_urgent(person):
    send(MUST, person, at=NIGHT)
    tasks.send_due(at=NIGHT + timedelta(hours=9, minutes=29))
    assert not mail.outbox
    tasks.send_due(at=NIGHT + timedelta(hours=9, minutes=30))
    assert len(mail.outbox) == 1
    send(actions.Words("must_know", "请马上联系值班", urgent=True), person, at=NIGHT)
    tasks.send_due(at=NIGHT)
    assert len(mail.outbox) == 2


def test_pushes_within_ten_minutes_leave_as_one_letter(person):
    send(PUSH, person)
    send(PUSH, person, at=NOON + timedelta(minutes=4))
    tasks.send_due(at=NOON + timedelta(minutes=14))
    assert len(mail.outbox) == 1 and "2 条新消息" in mail.outbox[0].subject


def test_the_fourth_push_of_a_week_stays_in_the_inbox(person):
    for day in range(4):
        send(PUSH, person, at=NOON + timedelta(days=day))
        tasks.send_due(at=NOON + timedelta(days=day, minutes=10))
    assert len(mail.outbox) == 3
    assert queries.unread_count(person.pk) == 4
    assert Dispatch.objects.get(state="failed").reason.startswith("本周已推送")


def test_a_person_without_an_address_still_has_the_inbox(cast):  # noqa: F811
    send(MUST, cast["village"].person)
    tasks.send_due(at=NOON)
    assert ("insite", "delivered") in states(cast["village"].person)
    assert Dispatch.objects.get(channel="email").reason == "没有留下联系方式"


def test_what_must_be_known_cannot_be_turned_off_in_the_inbox(cast, person):  # noqa: F811
    village = cast["village"]
    actions.change_wish(by=village.actor, pushes=False, digest=False, email=False)
    send(PUSH, village.person)
    send(MUST, village.person)
    assert [row.notice.kind for row in Message.objects.filter(person=village.person.pk)] == ["must_know"]
    assert Dispatch.objects.filter(message__person=village.person.pk).count() == 1


def test_an_audience_over_500_needs_a_second_person():
    common = {"kind": "push", "title": "x", "by": "a"}
    assert rules.notice_refusal(**common, audience=501, agreed_by="").code == "notices.second_person"
    assert rules.notice_refusal(**common, audience=501, agreed_by="a").code == "notices.second_person"
    assert rules.notice_refusal(**common, audience=501, agreed_by="b") is None
    assert rules.notice_refusal(**common, audience=500, agreed_by="") is None


def test_nobody_writes_to_people_out_of_use(person):
    Person.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(Refused, match="notices.nobody"):
        send(MUST, person)


def test_sending_needs_the_permission(cast):  # noqa: F811
    with pytest.raises(Denied):
        actions.send_notice(by=cast["village"].actor, words=MUST, audience=[cast["bureau"].person.pk])


def test_a_mail_server_that_refuses_is_a_reason_not_a_crash(person, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert channel_named("email").send(Letter("a@example.org", "x", (), "/")).state == "failed"
    send(MUST, person)
    tasks.send_due(at=NOON)
    row = Dispatch.objects.get(channel="email")
    assert row.state == "failed" and "ConnectionRefusedError" in row.reason and "example.org" not in row.reason


def test_the_inbox_shows_my_own_and_opens_inside_the_site(cast):  # noqa: F811
    village, other = cast["village"], cast["donor"]
    send(MUST, village.person)
    page = village.client.get("/my/messages/").content.decode()
    assert "请核实 3 条需求" in page and "1 条未读" in page
    assert "请核实 3 条需求" not in other.client.get("/my/messages/").content.decode()
    message = Message.objects.get()
    assert other.client.post(f"/my/messages/{message.pk}/").status_code == 404
    assert village.client.post(f"/my/messages/{message.pk}/")["Location"] == "/my/todo/"
    assert queries.unread_count(village.person.pk) == 0
    assert Dispatch.objects.get(channel="insite").state == "read"


def test_a_link_out_of_the_site_is_not_followed(cast):  # noqa: F811
    send(actions.Words("must_know", "x", url="//evil.example/"), cast["village"].person)
    answer = cast["village"].client.post(f"/my/messages/{Message.objects.get().pk}/")
    assert answer["Location"] == "/my/messages/"


def test_strangers_have_no_inbox():
    assert Client().get("/my/messages/").status_code == 302


def test_the_bell_costs_one_query(cast, django_assert_num_queries):  # noqa: F811
    with django_assert_num_queries(1):
        queries.unread_count(cast["village"].person.pk)
