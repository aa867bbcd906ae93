"""Notices: written with the act, sent after it, merged, quiet at night, at most three pushes a week."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from bangfu.apps.followups.models import Followup
from bangfu.apps.notices import actions, queries, rules, tasks, tasks_reminding
from bangfu.apps.notices.leaving import Leaving, token_of
from bangfu.apps.notices.models import Dispatch, Message, Preference
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.channels import Letter, Outcome, channel_named
from bangfu.plumbing.outbox.deliver import deliver_pending
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
    assert states(person) == [("insite", "delivered"), ("email", "made")] and not mail.outbox
    assert tasks.send_due(at=NOON) == 1
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
    channels = ("insite", "email")
    actions.choose_kinds(by=village.actor, wanted={(kind, each): False for kind in rules.KINDS for each in channels})
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
    assert channel_named("email").send(Letter("a@example.org", "x", (), "/")).state == "later"
    send(MUST, person)
    tasks.send_due(at=NOON)
    row = Dispatch.objects.get(channel="email")
    assert (
        row.state == "made"
        and row.not_before > NOON
        and "ConnectionRefusedError" in row.reason
        and "example.org" not in row.reason
    )


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


def test_a_letter_can_be_left_without_signing_in(person):
    token = token_of(Leaving(person.pk, "push", "email"))
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(f"/unsubscribe/{token}/")
    assert page.status_code == 200 and "按一下就行" in page.content.decode() and not Preference.objects.exists()
    send(PUSH, person)
    # a mailbox posts this on the reader's behalf: no cookie, no token of a form (RFC 8058)
    assert stranger.post(f"/unsubscribe/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Dispatch.objects.get(channel="email").state == "stopped"
    send(PUSH, person)
    send(MUST, person)
    kinds = Dispatch.objects.filter(channel="email", state="made").values_list("message__notice__kind", flat=True)
    assert list(kinds) == ["must_know"]


def test_any_other_post_to_leave_needs_the_forms_token(person):
    token = token_of(Leaving(person.pk, "push", "email"))
    assert Client(enforce_csrf_checks=True).post(f"/unsubscribe/{token}/", {"x": "1"}).status_code == 403
    assert Client().post(f"/unsubscribe/{token}/").status_code == 200 and Preference.objects.get().wanted is False


@pytest.mark.parametrize("token", ["x", "a:b:c", "WyJhIiwiYiIsImMiXQ:1:x"])
def test_a_forged_address_to_leave_does_nothing(token):
    assert Client().post(f"/unsubscribe/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not Preference.objects.exists()


def test_two_reminders_then_a_person(person, cast):  # noqa: F811
    bureau = cast["bureau"]
    words = actions.Words("must_know", "请答复村里", reminds=True)
    actions.send_notice(by=bureau.actor, at=NOON, words=words, audience=[person.pk])
    for day in range(1, 12):
        at = NOON + timedelta(days=day)
        tasks_reminding.remind(at=at)
        tasks.send_due(at=at)
    assert [row.turn for row in Dispatch.objects.filter(channel="email").order_by("turn")] == [0, 1, 2]
    assert [mail.outbox[n].subject.startswith("提醒") for n in range(3)] == [False, True, True]
    assert Event.objects.get(topic="notices.unanswered").payload == {"message": Message.objects.get().pk}
    deliver_pending(at=NOON + timedelta(days=12))
    assert Followup.objects.get().owner == bureau.person.pk and "直接联系" in Followup.objects.get().title


@pytest.mark.parametrize("how", ["read", "answered"])
def test_who_read_or_answered_is_not_reminded(person, cast, how):  # noqa: F811
    words = actions.Words("must_know", "请答复村里", reminds=True)
    notice = send(words, cast["village"].person)
    if how == "read":
        actions.read_messages(by=cast["village"].actor)
    else:
        actions.answer_messages(by=SYSTEM_ACTOR, notice=notice.pk, people=[cast["village"].person.pk])
    assert tasks_reminding.remind(at=NOON + timedelta(days=4)) == 0


def test_what_cannot_be_sent_is_put_aside_and_a_person_starts_it_again(person, cast, monkeypatch):  # noqa: F811
    channel = channel_named("email")
    monkeypatch.setattr(channel, "send", lambda letter: Outcome("later", "平台没有回应"))
    send(MUST, person)
    for turn in range(rules.TRIES_MAX + 2):
        tasks.send_due(at=NOON + timedelta(hours=3 * turn))
    row = Dispatch.objects.get(channel="email")
    assert (row.state, row.tries) == ("held", rules.TRIES_MAX)
    page = cast["bureau"].client.get("/desk/messages/").content.decode()
    assert "请核实 3 条需求" in page and "平台没有回应" in page and "BANGFU_SMS_SECRET_ID" in page
    monkeypatch.undo()
    assert cast["bureau"].client.post("/desk/messages/email/", {"do": "resume"}).status_code == 302
    tasks.send_due(at=timezone.now())
    assert Dispatch.objects.get(channel="email").state == "sent"


def test_a_letter_that_kills_its_worker_is_put_aside_in_the_end(person, monkeypatch):
    send(MUST, person)
    for turn in range(rules.TRIES_MAX + 1):
        tasks.take("email", at=NOON + timedelta(hours=turn), most=10)  # and never heard of again
    row = Dispatch.objects.get(channel="email")
    assert row.state == "held" and tasks.send_due(at=NOON + timedelta(days=9)) == 0


def test_a_channel_that_was_stopped_by_hand_sends_nothing_until_let_go(person, cast):  # noqa: F811
    actions.stop_channel(by=cast["bureau"].actor, channel="email")
    send(MUST, person)
    assert tasks.send_due(at=NOON) == 0 and not mail.outbox
    actions.resume_channel(by=cast["bureau"].actor, at=NOON, channel="email")
    assert tasks.send_due(at=NOON) == 1
    with pytest.raises(Refused, match="insite_stays"):
        actions.stop_channel(by=cast["bureau"].actor, channel="insite")
    with pytest.raises(Denied):
        actions.stop_channel(by=cast["village"].actor, channel="email")


def test_what_has_not_left_can_be_stopped(person):
    notice = send(PUSH, person)
    assert actions.stop_notice(by=SYSTEM_ACTOR, notice=notice.pk) == 1
    assert tasks.send_due(at=NOON + timedelta(hours=1)) == 0 and not mail.outbox


def test_choices_are_by_kind_and_channel_and_the_page_keeps_them(cast):  # noqa: F811
    village = cast["village"]
    assert village.client.post("/my/messages/wishes/", {"push-email": "on"}).status_code == 302
    chosen = queries.choices_of(village.person.pk)
    assert chosen["push", "email"] and not chosen["digest", "email"] and not chosen["must_know", "sms"]
    page = village.client.get("/my/messages/wishes/").content.decode()
    assert "本站还没有开通" in page and "必须知道" in page


def test_a_short_address_leads_inside_the_site(person):
    notice = send(actions.Words("must_know", "看", url="/needs/"), person)
    assert Client().get(f"/n/{notice.code}/")["Location"] == "/needs/"
    assert Client().get("/n/22222222/").status_code == 404
    outside = send(actions.Words("must_know", "看", url="//evil.example/"), person)
    assert Client().get(f"/n/{outside.code}/")["Location"] == "/my/messages/"


def test_a_line_of_ones_own_stands_in_ones_own_letter_only(person):
    other = Person.objects.create(login="li", name="李", email="li@example.org")
    words = actions.Words("push", "新需求", lines={person.pk: "因为您会修果树"})
    actions.send_notice(by=SYSTEM_ACTOR, at=NOON, words=words, audience=[person.pk, other.pk])
    tasks.send_due(at=NOON + timedelta(minutes=10))
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "因为您会修果树" in bodies["wang@example.org"] and "因为您会修果树" not in bodies["li@example.org"]


@pytest.mark.parametrize("address", ["a b", "x" * 65, "a|b", "a\nb"])
def test_an_account_that_cannot_be_one_is_refused(cast, address):  # noqa: F811
    with pytest.raises(Refused, match="notices.address"):
        actions.bind_address(by=cast["village"].actor, channel="wecom", address=address)


def test_waits_grow_and_are_spread():
    waits = [rules.wait_after(n, 0.5) for n in range(1, 12)]
    assert waits == sorted(waits) and waits[0] == rules.WAIT_FIRST and waits[-1] == rules.WAIT_MAX
    assert rules.wait_after(1, 0.0) < rules.wait_after(1, 1.0)
    assert [rules.pause_after(n).total_seconds() for n in (1, 2, 3, 4, 99)] == [0, 0, 30, 60, 600]
