"""Ordering from an offer: units are held first come, the organisation's yes commits them, silence gives them back."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from bangfu.apps.offers import actions
from bangfu.apps.offers.invariants import INVARIANTS
from bangfu.apps.offers.models import OfferAllotment, OfferLine, Order
from bangfu.apps.offers.queries.orders import counted, orders_of
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.models import Capacity
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from tests.apps.needs.conftest import AT
from tests.apps.offers.conftest import FAR, HOME, NEIGHBOUR, NEXT, VILLAGE, actor

pytestmark = pytest.mark.both_engines
PURPOSE = "村里二十户果农，十二月修剪用"


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def broken():
    return [f"{each.id} {finding.what}" for each in INVARIANTS for finding in each.broken()]


@pytest.fixture
def order(published, places):
    def make(by, code, units, **more):
        return actions.place_order(
            by=by, at=AT, number=published.number, region=places[code], wanted={1: units}, purpose=PURPOSE, **more
        )

    return make


def line():
    one = OfferLine.objects.get(position=1)
    return one.balance.open, one.held, one.committed


def test_units_are_held_first_come_and_the_rest_waits_in_its_place(order, published):
    order(VILLAGE, HOME, 15)
    second = order(NEIGHBOUR, NEXT, 10)
    assert line() == (0, 20, 0)
    (one,) = counted(published, orders_of(published))[second.pk]
    assert (one.held, one.waits_at) == (5, 1)
    assert broken() == []


def test_a_yes_commits_the_units_and_takes_one_slot_and_a_question_takes_none(order, staff):
    asked = order(VILLAGE, HOME, 8)
    assert (Capacity.objects.get().held, Capacity.objects.get().committed) == (0, 0)
    actions.accept_order(by=staff, at=AT, order_id=asked.pk)
    assert line() == (12, 0, 8)
    assert (Capacity.objects.get().held, Capacity.objects.get().committed) == (0, 1)
    with refused("已经有结果"):
        actions.accept_order(by=staff, at=AT, order_id=asked.pk)
    assert broken() == []


def test_the_organisation_may_choose_who_waits_and_the_holder_makes_room(order, staff):
    first, second = order(VILLAGE, HOME, 20), order(NEIGHBOUR, NEXT, 12)
    actions.accept_order(by=staff, at=AT, order_id=second.pk)
    assert line() == (0, 8, 12)
    first.refresh_from_db()
    assert first.state == "asked"
    with refused("还能定 8"):
        actions.accept_order(by=staff, at=AT, order_id=first.pk)
    assert broken() == []


def test_silence_is_no_consent_and_the_line_moves_up(order):
    order(VILLAGE, HOME, 20)
    later = order(NEIGHBOUR, NEXT, 5)
    assert actions.look_after_orders(at=AT + timedelta(hours=71)) == 0
    Order.objects.filter(pk=later.pk).update(answer_by=AT + timedelta(hours=99))
    assert actions.look_after_orders(at=AT + timedelta(hours=72)) == 1
    assert actions.look_after_orders(at=AT + timedelta(hours=72)) == 0
    assert line() == (15, 5, 0)
    assert Order.objects.get(position=1).released_how == "expired"
    assert broken() == []


def test_a_decline_and_a_withdrawal_take_a_word_and_give_the_units_back(order, staff):
    one, two = order(VILLAGE, HOME, 6), order(NEIGHBOUR, NEXT, 4)
    with refused("原因"):
        actions.decline_order(by=staff, at=AT, order_id=one.pk, reason=" ")
    actions.decline_order(by=staff, at=AT, order_id=one.pk, reason="师傅都在外地")
    actions.withdraw_order(by=NEIGHBOUR, at=AT, order_id=two.pk, reason="镇里另有安排")
    assert line() == (20, 0, 0)
    assert not OfferAllotment.objects.exists()
    assert broken() == []


def test_nobody_orders_for_another_place_and_no_other_organisation_answers(order, staff):
    with pytest.raises(Denied):
        order(VILLAGE, NEXT, 1)
    asked = order(VILLAGE, HOME, 1)
    with pytest.raises(Denied):
        actions.accept_order(by=actor("other", "staff", "organisation", "O-26-999999-X"), at=AT, order_id=asked.pk)
    with pytest.raises(Denied):
        actions.withdraw_order(by=NEIGHBOUR, at=AT, order_id=asked.pk, reason="不是我的")


def test_what_an_order_may_not_be_is_refused_with_the_way_on(order, published, staff, places):
    far = actor("far", "village", "region", FAR)
    with refused("不服务您这个地方"):
        order(far, FAR, 1)
    with refused("至少写一项"):
        order(VILLAGE, HOME, 0)
    with refused("请写 20 或更少"):
        order(VILLAGE, HOME, 21)
    order(VILLAGE, HOME, 2)
    with refused("已经点过"):
        order(VILLAGE, HOME, 2)
    actions.pause_offer(by=staff, at=AT, number=published.number)
    with refused("不接受点单"):
        order(NEIGHBOUR, NEXT, 1)


def test_the_same_request_twice_makes_one_order(order):
    assert order(VILLAGE, HOME, 3, key="once").pk == order(VILLAGE, HOME, 3, key="once").pk
    assert line() == (17, 3, 0)


def test_never_beyond_the_declared_capacity(order, staff, party):
    asked = order(VILLAGE, HOME, 3)
    organisations.record_capacity(by=SYSTEM_ACTOR, number=party.number, quarter="2026Q4", slots=0)
    with pytest.raises(Refused):
        actions.accept_order(by=staff, at=AT, order_id=asked.pk)
    assert line() == (17, 3, 0) and broken() == []


def test_who_asked_does_not_answer_even_with_both_roles_and_the_database_refuses_it_too(order, party):
    asked = order(VILLAGE, HOME, 3)
    with refused("您自己提交"):
        actions.accept_order(by=actor("village", "staff", "organisation", party.number), at=AT, order_id=asked.pk)
    with pytest.raises(Error), transaction.atomic():
        Order.objects.filter(pk=asked.pk).update(
            state="accepted", decided_by=asked.person, decided_at=AT, quarter="2026Q4"
        )


def test_an_offer_that_ends_lets_unanswered_orders_go_and_keeps_accepted_ones(order, staff, published):
    one, two = order(VILLAGE, HOME, 3), order(NEIGHBOUR, NEXT, 4)
    actions.accept_order(by=staff, at=AT, order_id=one.pk)
    actions.end_offer(by=staff, at=AT, number=published.number, how="given")
    two.refresh_from_db()
    assert (two.state, two.released_how) == ("released", "ended")
    assert line() == (17, 0, 3) and broken() == []


def test_the_check_finds_units_that_no_order_accounts_for(order, published):
    asked = order(VILLAGE, HOME, 3)
    OfferAllotment.objects.update(holder="order:nobody")
    assert [found for found in broken() if found.startswith("U5")]
    OfferAllotment.objects.update(holder=asked.holder)
    OfferLine.objects.filter(position=1).update(held=9)
    assert [found for found in broken() if found.startswith("U4")]
