"""Hours: reported in one submit, confirmed by the served side alone, corrected by a new row, re-derived by the check."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError

from bangfu.apps.notices.models import Message
from bangfu.apps.volunteers import actions, queries
from bangfu.apps.volunteers.invariants import INVARIANTS
from bangfu.apps.volunteers.models import Answer, Hours, Reminder
from bangfu.apps.volunteers.tasks import look_after_hours
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from tests.cast import VILLAGE, make_cast
from tests.samples import ELSEWHERE, make_organisation, make_places, somebody
from tests.samples_volunteers import confirmed_hours, make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db):
    make_places()
    return make_organisation(900).number


@pytest.fixture
def cast(own):
    return make_cast({"staff": own, "hub": own})


def findings():
    return [found for each in INVARIANTS for found in each.broken()]


def typed(**more):
    day = today() - timedelta(days=1)
    return {
        "region": VILLAGE,
        "day": day.isoformat(),
        "begins": "09:00",
        "ends": "11:30",
        "what": "教老人用手机",
        "key": "k",
    } | more


def test_hours_are_reported_in_one_submit_and_do_not_count_until_the_village_confirms(cast):
    answer = cast["volunteer"].client.post("/my/hours/", typed())
    assert answer.status_code == 302
    hours = Hours.objects.get()
    assert (hours.minutes, hours.person) == (150, cast["volunteer"].person.pk)
    assert queries.years_of(hours.person) == []
    page = cast["village"].client.get("/my/hours/confirm/").content.decode()
    assert "教老人用手机" in page and cast["volunteer"].person.name in page
    cast["village"].client.post("/my/hours/confirm/", {"hours": [hours.pk], "decision": "confirm", "key": "c"})
    assert [(each.hours, each.linked) for each in queries.years_of(hours.person)] == [("2.5", 0)]
    assert "2.5 小时" in cast["volunteer"].client.get("/my/hours/").content.decode()
    assert findings() == []


def test_a_volunteer_who_also_works_for_the_village_cannot_confirm_own_hours(cast):
    both = somebody("bothatonce", "village", scope=VILLAGE)
    hours = make_hours(by=somebody("bothatonce", "volunteer", "all"))
    with pytest.raises(Refused) as refused:
        actions.confirm(by=both, hours=[hours.pk])
    assert refused.value.refusal.code == "volunteers.own"


def test_somebody_of_the_organisation_that_sent_the_volunteer_cannot_confirm(own, cast):
    hours = make_hours(organisation=own)
    official = somebody("official", "village", scope=VILLAGE)
    sender = type(official)(official.person, "person", (*official.grants, *cast["staff"].actor.grants))
    with pytest.raises(Refused) as refused:
        actions.confirm(by=sender, hours=[hours.pk])
    assert refused.value.refusal.code == "volunteers.senders"
    assert actions.confirm(by=official, hours=[hours.pk]).confirmed


def test_another_villages_hours_are_hidden_and_all_of_a_batch_or_none_is_confirmed(cast):
    here, there = make_hours(), make_hours(ELSEWHERE, days=3)
    with pytest.raises(Hidden):
        actions.confirm(by=cast["village"].actor, hours=[here.pk, there.pk])
    assert not Answer.objects.exists()
    with pytest.raises(Denied):
        actions.confirm(by=cast["volunteer"].actor, hours=[here.pk])


def test_a_refusal_says_why_and_the_volunteer_reads_it(cast):
    hours = make_hours(by=cast["volunteer"].actor)
    with pytest.raises(Refused):
        actions.refuse_hours(by=cast["village"].actor, hours=[hours.pk], reason="")
    actions.refuse_hours(by=cast["village"].actor, hours=[hours.pk], reason="那天村里没有这项活动")
    assert "那天村里没有这项活动" in cast["volunteer"].client.get("/my/hours/").content.decode()
    deliver_pending(at=now())
    deliver_pending(at=now())
    assert Message.objects.filter(person=cast["volunteer"].person.pk, notice__title__contains="有了答复").count() == 1


def test_the_same_request_twice_is_one_row_and_a_second_answer_is_refused(cast):
    one = cast["volunteer"]
    for _ in range(2):
        assert one.client.post("/my/hours/", typed()).status_code == 302
    hours = Hours.objects.get()
    actions.confirm(by=cast["village"].actor, hours=[hours.pk])
    with pytest.raises(Refused) as refused:
        actions.refuse_hours(by=cast["county"].actor, hours=[hours.pk], reason="没有这回事吧")
    assert refused.value.refusal.code == "volunteers.answered"


def test_a_correction_is_a_new_row_after_which_the_old_one_counts_no_longer(cast):
    me = cast["volunteer"].actor
    old = confirmed_hours(by=me)
    new = make_hours(by=me, length=2, corrects=old.pk)
    assert queries.years_of(me.person) == []
    assert Hours.objects.count() == 2
    actions.confirm(by=cast["village"].actor, hours=[new.pk])
    assert [each.hours for each in queries.years_of(me.person)] == ["2"]
    with pytest.raises(Refused):
        make_hours(by=me, corrects=old.pk)
    with pytest.raises(Hidden):
        make_hours(by=cast["staff"].actor, corrects=new.pk)


@pytest.mark.both_engines
def test_the_database_refuses_rewritten_hours_a_changed_answer_and_an_answer_by_the_wrong_person(own, cast):
    hours = make_hours(organisation=own)
    base = {"hours": hours, "confirmed": True, "by": "official", "office": VILLAGE, "at": now()}
    wrong = ({"by": hours.person}, {"office": "4503"}, {"stands_with": f",{own},"}, {"by": ""}, {"confirmed": False})
    for change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.create(**(base | change))
    answer = Answer.objects.create(**base)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(confirmed=False, reason="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        answer.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Hours.objects.filter(pk=hours.pk).update(minutes=600)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hours.objects.filter(pk=hours.pk).delete()
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        make_hours(by=cast["volunteer"].actor, corrects="")
        Hours.objects.filter(person=cast["volunteer"].person.pk).update(corrects=hours)


def test_the_check_finds_own_confirmation_and_a_wrong_length_that_slipped_past_the_database(cast, no_triggers):
    hours = make_hours()
    Answer.objects.create(hours=hours, confirmed=True, by=hours.person, office=VILLAGE, at=now())
    Hours.objects.filter(pk=hours.pk).update(minutes=999)
    assert {found.what for found in findings()} == {"志愿者自己确认了自己的时长。", "记下的时长和起止时间不一致。"}


def test_the_confirmer_and_the_desk_see_what_looks_wrong(cast):
    me = cast["volunteer"].actor
    make_hours(by=me)
    make_hours(by=me, length=5)
    assert "重叠" in cast["village"].client.get("/my/hours/confirm/").content.decode()
    assert "重叠" in cast["county"].client.get("/desk/hours/").content.decode()
    assert cast["donor"].client.get("/desk/hours/").status_code == 403


def test_the_village_is_told_and_reminded_once_after_three_days_and_nothing_is_confirmed_by_silence(cast):
    make_hours()
    later = now() + timedelta(days=4)
    for moment in (now(), later, later + timedelta(days=4)):
        look_after_hours(at=moment)
        deliver_pending(at=moment)
        deliver_pending(at=moment)
    told = (
        Message.objects.filter(person=cast["village"].person.pk).order_by("pk").values_list("notice__title", flat=True)
    )
    assert [title.split("：")[0] for title in told] == ["有志愿时长等您确认", "志愿时长还没有人确认"]
    assert Reminder.objects.count() == 1
    assert queries.counting().count() == 0
    todo = queries.todo_items(cast["village"].actor, later)
    assert todo[0].is_late(later) and todo[0].evidence == "1 条等确认"


def test_hours_for_something_that_nobody_knows_are_refused_and_a_known_activity_is_named(cast, own):
    page = cast["volunteer"].client.post("/my/hours/", typed(subject="P-26-000009-X"))
    assert page.status_code == 422 and "没有找到这个项目或活动" in page.content.decode()


def test_a_place_shows_confirmed_counts_alone_and_no_name(cast):
    confirmed_hours(by=cast["volunteer"].actor)
    make_hours(by=cast["volunteer"].actor, days=5)
    page = cast["public"].client.get(f"/places/{VILLAGE}/").content.decode()
    assert "村里确认过 1 人次，共 3 小时" in page
    assert cast["volunteer"].person.name not in page


def test_a_profile_takes_ticks_and_a_known_organisation_only(cast, own):
    client = cast["volunteer"].client
    bad = client.post("/my/hours/profile/", {"helps_with": ["health"], "organisation": "O-26-999999-A"})
    assert bad.status_code == 422
    assert client.post("/my/hours/profile/", {"helps_with": ["health"], "organisation": own}).status_code == 302
    client.post("/my/hours/", typed())
    assert Hours.objects.get().organisation == own
