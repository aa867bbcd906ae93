"""A decline is said once, for one reason, until a day; only its own side takes it back; the database keeps it as said."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bangfu.apps.exchange.actions.declines import decline, withdraw_decline
from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.rules import declines as rules
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from tests.apps.exchange.recommending.declining import AT, BUREAU, DAY, VILLAGE, actor, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def say(world, *, by=VILLAGE, need=0, organisation=0, reason="too_far", **more):
    return decline(
        by=by, at=AT, need=world.needs[need].number, organisation=world.numbers[organisation], reason=reason, **more
    )


def code_of(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


@pytest.mark.parametrize(
    "reason, until",
    [("too_far", DAY + timedelta(365)), ("no_capacity", date(2026, 12, 31)), ("no_time", DAY + timedelta(90))],
)
def test_a_decline_counts_until_the_day_that_its_reason_says(world, reason, until):
    assert say(world, reason=reason).counts_until == until


def test_the_same_word_twice_has_one_effect(world):
    first, again = say(world), say(world)
    assert first.pk == again.pk and Decline.objects.count() == 1
    keyed = [say(world, organisation=1, key="k") for _ in range(2)]
    assert keyed[0].pk == keyed[1].pk and Decline.objects.count() == 2


def test_another_reason_is_refused_until_the_first_is_taken_back(world):
    said = say(world)
    assert code_of(lambda: say(world, reason="no_time")) == "exchange.said_already"
    withdraw_decline(by=VILLAGE, at=AT, decline_id=said.pk)
    assert say(world, reason="no_time").reason == "no_time"


def test_each_side_speaks_for_itself(world):
    sides = {
        say(world).side,
        say(world, by=BUREAU, reason="no_time").side,
        say(world, by=staff_of(world.numbers[0]), reason="no_capacity").side,
    }
    assert sides == {"village", "bureau", "organisation"}


def test_only_the_side_that_said_it_takes_it_back_and_once(world):
    said = say(world, by=staff_of(world.numbers[0]))
    assert code_of(lambda: withdraw_decline(by=BUREAU, at=AT, decline_id=said.pk)) == "exchange.not_your_word"
    withdraw_decline(by=staff_of(world.numbers[0]), at=AT, decline_id=said.pk)
    again = code_of(lambda: withdraw_decline(by=staff_of(world.numbers[0]), at=AT, decline_id=said.pk))
    assert again == "exchange.over"
    assert not declined_pairs(DAY)


def test_somebody_of_another_place_may_not_decline_nor_take_back(world):
    stranger = actor("stranger", "village", "441424")
    said = say(world)
    with pytest.raises(Denied):
        say(world, by=stranger)
    with pytest.raises(Denied):
        say(world, by=staff_of(world.numbers[5]))
    with pytest.raises(Hidden):
        withdraw_decline(by=stranger, at=AT, decline_id=said.pk)


def test_no_reason_other_without_words_and_closed_needs_are_refused(world):
    assert code_of(lambda: say(world, reason="")) == "exchange.no_reason"
    assert code_of(lambda: say(world, reason="other", words=" ")) == "exchange.no_words"
    assert code_of(lambda: say(world, reason="other", words="长" * 121)) == "exchange.long_words"
    assert rules.decline_refusal(state="closed", reason="too_far", words="").code == "exchange.not_open"


def test_a_decline_that_is_over_gives_way_to_a_new_one(world):
    said = say(world, reason="no_time")
    later = AT + timedelta(days=91)
    new = decline(by=VILLAGE, at=later, need=world.needs[0].number, organisation=world.numbers[0], reason="no_time")
    said.refresh_from_db()
    assert new.pk != said.pk and said.ended_at == later and said.ended_by == ""


def test_plans_are_told_declined_pairs_and_resting_organisations(world):
    say(world)
    say(world, by=staff_of(world.numbers[1]), organisation=1, reason="no_capacity")
    say(world, organisation=2, reason="no_capacity")
    pairs = {(world.needs[0].number, world.numbers[n]) for n in range(3)}
    assert declined_pairs(DAY) == pairs
    assert resting_organisations(DAY) == {world.numbers[1]}, "a village cannot put an organisation to rest"
    assert not declined_pairs(DAY + timedelta(days=400))


def test_every_word_and_its_end_leave_a_trace(world):
    said = say(world)
    withdraw_decline(by=VILLAGE, at=AT, decline_id=said.pk)
    actions = AuditRecord.objects.filter(subject_id=said.pk).values_list("action", flat=True)
    assert list(actions.order_by("id"))[:1] == ["exchange.decline"] and "exchange.withdraw_decline" in actions


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM exchange_decline WHERE id = '{0}'",
        "UPDATE exchange_decline SET reason = 'no_time' WHERE id = '{0}'",
        "UPDATE exchange_decline SET counts_until = '2099-01-01' WHERE id = '{0}'",
    ],
)
def test_the_database_keeps_what_was_said(world, sql):
    said = say(world)
    with pytest.raises(Exception, match="never re(moved|written)"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(said.pk))


def test_the_database_refuses_a_second_standing_word_of_a_side(world):
    said = say(world)
    twin = Decline.objects.get(pk=said.pk)
    twin.pk = "twin"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_several_lowerings_take_at_most_the_cap():
    assert rules.capped([150, 60, 60]) == [150, 50, 0]
