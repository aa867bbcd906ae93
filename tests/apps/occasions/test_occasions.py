"""Signing up, the waiting line, checking in, and visits that a village is asked about."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from bangfu.apps.notices.models import Message
from bangfu.apps.occasions import actions, queries
from bangfu.apps.occasions.invariants import INVARIANTS
from bangfu.apps.occasions.models import Occasion, Seat
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from tests.cast import VILLAGE, make_cast
from tests.samples import make_organisation, make_places, somebody
from tests.samples_occasions import make_occasion

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


def test_the_third_of_two_seats_waits_first_in_line_and_moves_up_when_one_leaves(own, cast):
    made = make_occasion(own, VILLAGE)
    people = [cast[role].actor for role in ("volunteer", "donor", "job_seeker")]
    states = [actions.join(by=one, occasion=made.pk).state for one in people]
    assert states == ["seated", "seated", "waiting"]
    assert queries.standing_of(people[2].person, made).position == 1
    actions.leave(by=people[0], occasion=made.pk)
    assert queries.standing_of(people[2].person, made).seat.state == "seated"
    assert Occasion.objects.get(pk=made.pk).taken == 2
    assert findings() == []


def test_signing_up_twice_is_refused_and_the_same_request_twice_is_one_seat(own, cast):
    made = make_occasion(own, VILLAGE)
    one = cast["volunteer"].actor
    first = actions.join(by=one, occasion=made.pk, key="k1")
    assert actions.join(by=one, occasion=made.pk, key="k1").pk == first.pk
    with pytest.raises(Refused) as refused:
        actions.join(by=one, occasion=made.pk, key="k2")
    assert "不用再报" in refused.value.refusal.sentence
    assert Seat.objects.count() == 1


@pytest.mark.both_engines
def test_the_database_refuses_more_than_the_seats_a_seat_handed_over_and_a_removal(own, cast):
    made = make_occasion(own, VILLAGE)
    seat = actions.join(by=cast["volunteer"].actor, occasion=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=made.pk).update(taken=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(person="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).delete()


def test_a_miscounted_occasion_is_found_by_the_check(own, cast):
    made = make_occasion(own, VILLAGE)
    Occasion.objects.filter(pk=made.pk).update(taken=1)
    assert [found.where for found in findings()] == [made.pk]


def test_the_code_at_the_door_checks_in_whoever_has_a_seat_and_nobody_else(own, cast):
    made = make_occasion(own, VILLAGE)
    Occasion.objects.filter(pk=made.pk).update(starts=now() + timedelta(hours=1), ends=now() + timedelta(hours=2))
    actions.join(by=cast["volunteer"].actor, occasion=made.pk)
    address = f"/occasions/in/{queries.token_of(made)}/"
    page = cast["volunteer"].client.post(address, {"key": "a"}, follow=True).content.decode()
    assert "您已签到" in page
    assert "没有找到您的名额" in cast["donor"].client.post(address, {"key": "b"}).content.decode()
    assert cast["donor"].client.get("/occasions/in/forged/").status_code == 404
    assert Seat.objects.get().checked_in_by == cast["volunteer"].person.pk


def test_only_who_holds_it_reads_the_names_and_checks_in_by_hand(own, cast):
    made = make_occasion(own, VILLAGE)
    actions.join(by=cast["volunteer"].actor, occasion=made.pk)
    assert cast["volunteer"].person.name in cast["staff"].client.get(f"/my/occasions/{made.pk}/").content.decode()
    assert cast["donor"].client.get(f"/my/occasions/{made.pk}/").status_code == 403
    with pytest.raises(Denied):
        actions.check_in(by=cast["donor"].actor, occasion=made.pk, person=cast["volunteer"].person.pk)


def test_what_is_called_off_tells_everybody_who_signed_up_and_why(own, cast):
    made = make_occasion(own, VILLAGE)
    actions.join(by=cast["volunteer"].actor, occasion=made.pk)
    actions.cancel(by=somebody("holder", "staff", "organisation", own), occasion=made.pk, reason="预报有暴雨。")
    deliver_pending(at=now())
    deliver_pending(at=now())
    assert Message.objects.filter(person=cast["volunteer"].person.pk, notice__title__contains="取消了").count() == 1
    assert "预报有暴雨" in cast["volunteer"].client.get(f"/occasions/{made.pk}/").content.decode()


def test_a_visit_too_many_waits_for_the_villages_word_and_is_public_nowhere(own, cast):
    for _ in range(2):
        make_occasion(own, VILLAGE, "inspection")
    with pytest.raises(Refused) as refused:
        make_occasion(own, VILLAGE, "visit")
    assert "超过 6 分" in refused.value.refusal.sentence
    asked = make_occasion(own, VILLAGE, "press", asks=True, title="拍短片")
    assert asked.state == "asked"
    assert "拍短片" not in cast["donor"].client.get("/occasions/").content.decode()
    assert cast["donor"].client.get(f"/occasions/{asked.pk}/").status_code == 404
    assert "拍短片" in cast["village"].client.get("/my/visits/").content.decode()
    cast["village"].client.post(f"/my/visits/{asked.pk}/agree/", {"key": "v"})
    asked.refresh_from_db()
    assert (asked.state, asked.agreed_by) == ("open", cast["village"].person.pk)


def test_a_form_with_a_wrong_place_keeps_what_was_typed_and_says_why(own, cast):
    typed = {"holder": f"org:{own}", "kind": "activity", "title": "义诊进村", "place": "没有这个村"}
    answer = cast["staff"].client.post(
        "/my/occasions/new/", typed | {"starts": "2027-01-01T09:00", "ends": "2027-01-01T11:00"}
    )
    assert answer.status_code == 422 and "义诊进村" in answer.content.decode()


def test_lists_and_pages_stay_within_their_queries(own, cast, django_assert_max_num_queries):
    made = [make_occasion(own, VILLAGE) for _ in range(6)]
    with django_assert_max_num_queries(10):
        cast["volunteer"].client.get("/occasions/")
    with django_assert_max_num_queries(10):
        cast["volunteer"].client.get(f"/occasions/{made[0].pk}/")
    assert cast["volunteer"].client.get("/occasions.json").json()["occasions"][0]["title"] == "义诊"
