"""Goods from the gift to the village's answer: the actions, and what the database refuses whoever asks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.apps.goods import actions, actions_books, actions_disposals, queries
from bangfu.apps.goods.actions import Said
from bangfu.apps.goods.models import Trip
from bangfu.apps.notices.models import Message
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.publication.fields import ALLOWED
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.triggers import all_triggers
from tests.apps.goods.conftest import broken
from tests.cast import VILLAGE
from tests.samples import somebody
from tests.samples_goods import make_booking, make_lot

pytestmark = pytest.mark.django_db
both = pytest.mark.both_engines


def refused(act, code):
    with pytest.raises(Refused) as found:
        act()
    assert found.value.refusal.code == code


def places_of(lot):
    lot.refresh_from_db()
    return (lot.in_store, lot.on_way, lot.accepted, lot.gone)


def answer(village, trip, said, **more):
    line = trip.lines.get().pk
    return actions.accept_goods(by=village, trip=trip.pk, answers={line: said}, **more)


@both
def test_a_gift_goes_to_the_village_and_what_did_not_come_is_cleared_up(own, send, keeper, second, village):
    lot = make_lot(own.number, 20)
    trip = send({lot: 12})
    assert places_of(lot) == (8, 12, 0, 0)
    answer(village, trip, Said("less", 9, "三袋破了"))
    assert places_of(lot) == (8, 3, 9, 0)
    line = trip.lines.get().pk
    given = {"by": keeper, "number": lot.number, "line": line, "reason": "司机带回来了"}
    actions_disposals.dispose(kind="came_back", units=2, **given)
    actions_disposals.dispose(kind="lost_on_way", units=1, **given)
    assert places_of(lot) == (10, 0, 9, 1) and broken() == set()
    refused(lambda: actions_disposals.dispose(kind="came_back", units=1, **given), "not_so_many")
    told = list(PublicationRow.objects.filter(kind__startswith="goods.").values_list("kind", flat=True))
    assert sorted(told) == ["goods.arrived", "goods.disposed", "goods.disposed", "goods.received", "goods.sent"]


def test_no_donor_stands_in_a_publication_row_but_a_commitment(own):
    lot = make_lot(own.number, donor="一位不愿留名的邻居")
    row = PublicationRow.objects.get(kind="goods.received", subject=lot.number)
    said = bytes(row.body).decode()
    assert "邻居" not in said and '"donor":"' in said and set(ALLOWED["goods.received"]).isdisjoint({"donor"})


def test_the_same_request_twice_is_one_trip_and_one_lot(own, send, keeper):
    lot = make_lot(own.number, 20)
    assert send({lot: 5}, key="k1").pk == send({lot: 5}, key="k1").pk
    assert places_of(lot) == (15, 5, 0, 0)
    refused(lambda: send({lot: 6}, key="k1"), "key_reused")


def test_more_than_is_there_expired_and_without_reason_is_refused_and_nothing_moves(own, send, keeper):
    early = make_lot(own.number, 5, expires_on=today() + timedelta(days=3))
    late = make_lot(own.number, 5)
    refused(lambda: send({late: 2}), "not_first_expired")
    refused(lambda: send({early: 6}), "not_so_many")
    refused(lambda: send({early: 1}, note="电话 13800138000"), "private_number")
    refused(lambda: send({early: 1}, project="P-26-000001-X"), "no_such_project")
    assert send({late: 2}, reason="路远，留日子长的").reason and send({early: 1}).reason == ""
    assert not Trip.objects.exclude(state="on_way").exists() and broken() == set()


def test_only_who_keeps_the_store_sends_and_only_the_village_accepts(own, send, village, people):
    lot = make_lot(own.number, 20)
    for role in ("village", "treasurer", "auditor", "bureau", "nobody"):
        with pytest.raises(Denied):
            send({lot: 1}, by=people[role].actor)
    trip = send({lot: 4})
    for who in (people["staff"].actor, people["bureau"].actor, somebody("other", "village", scope="450302001990")):
        with pytest.raises(Hidden):
            answer(who, trip, Said("promised"))
    refused(lambda: answer(village, trip, Said("")), "no_answer")
    answer(village, trip, Said("promised"))
    refused(lambda: answer(village, trip, Said("not")), "wrong_state")
    assert places_of(lot) == (16, 0, 4, 0)


def test_who_works_for_the_sender_does_not_accept_even_with_a_grant_of_the_village(own, send, village):
    trip = send({make_lot(own.number, 20): 4})
    both_sides = somebody("villager", "village", scope=VILLAGE)
    mixed = type(both_sides)(
        both_sides.person, "person", (*both_sides.grants, *somebody("x", "staff", "organisation", own.number).grants)
    )
    refused(lambda: answer(mixed, trip, Said("promised")), "senders_side")


@both
def test_from_a_value_on_two_people_write_off_and_below_it_one(own, keeper, second):
    lot = make_lot(own.number, 40)
    given = {"by": keeper, "number": lot.number, "kind": "damaged", "reason": "搬运时淋湿了"}
    assert actions_disposals.dispose(units=17, **given).state == "done"
    asked = actions_disposals.dispose(units=18, **given)
    assert asked.state == "asked" and places_of(lot) == (23, 0, 0, 17)
    refused(lambda: actions_disposals.dispose(units=6, **given), "not_so_many")
    refused(lambda: actions_disposals.approve_disposal(by=keeper, disposal=asked.pk), "maker_is_checker")
    actions_disposals.approve_disposal(by=second, disposal=asked.pk)
    assert places_of(lot) == (5, 0, 0, 35) and broken() == set()
    refused(lambda: actions_disposals.decline_disposal(by=second, disposal=asked.pk, answer="不同意"), "wrong_state")


def test_goods_without_a_value_are_never_written_off_alone_and_only_the_expired_as_expired(own, keeper, second):
    lot = make_lot(own.number, 4, unit_fen=None, basis="unvalued")
    given = {"by": keeper, "number": lot.number, "units": 1, "reason": "搬运时淋湿了"}
    asked = actions_disposals.dispose(kind="damaged", **given)
    refused(lambda: actions_disposals.dispose(kind="expired", **given), "not_expired")
    refused(lambda: actions_disposals.decline_disposal(by=second, disposal=asked.pk, answer="否"), "reason")
    assert actions_disposals.decline_disposal(by=second, disposal=asked.pk, answer="再查一次").state == "declined"
    assert places_of(lot) == (4, 0, 0, 0)


def test_a_lorry_that_turned_back_ends_its_trip(own, send, keeper):
    lot = make_lot(own.number, 20)
    trip = send({lot: 4})
    given = {"by": keeper, "number": lot.number, "line": trip.lines.get().pk, "reason": "雨天封路"}
    actions_disposals.dispose(kind="came_back", units=4, **given)
    trip.refresh_from_db()
    assert trip.state == "called_back" and places_of(lot) == (20, 0, 0, 0) and broken() == set()


def test_units_that_were_accepted_meanwhile_are_not_lost_by_a_late_approval(own, send, keeper, second, village):
    lot = make_lot(own.number, 40, unit_fen=None, basis="unvalued")
    trip = send({lot: 4})
    other = send({lot: 9})
    given = {"by": keeper, "number": lot.number, "line": trip.lines.get().pk, "reason": "以为丢了"}
    asked = actions_disposals.dispose(kind="lost_on_way", units=4, **given)
    answer(village, trip, Said("promised"))
    refused(lambda: actions_disposals.approve_disposal(by=second, disposal=asked.pk), "not_so_many")
    assert other.lines.get().left == 9 and broken() == set()


def test_the_sides_are_told_and_have_it_among_their_tasks(own, people, send, second):
    lot = make_lot(own.number, 40)
    trip = send({lot: 4}, by=people["staff"].actor)
    deliver_pending(at=now())
    assert Message.objects.filter(person=people["village"].person.pk, notice__title__contains="有物资在路上").exists()
    assert [each.kind for each in queries.todo_items(people["village"].actor, now())] == ["收物资"]
    answer(people["village"].actor, trip, Said("not"))
    deliver_pending(at=now())
    assert Message.objects.filter(person=people["staff"].person.pk, notice__title__contains="物资已验收").exists()
    assert "物资去向" in [each.kind for each in queries.todo_items(people["staff"].actor, now())]


@both
def test_goods_enter_the_books_at_their_value_and_leave_them_by_two_treasurers(own, send, village):
    lot = make_lot(own.number, 20)
    booking = make_booking(lot)
    assert (booking.amount_fen, booking.units) == (3 * 5_800, 3)
    clerk = somebody("bookkeeper", "treasurer", "organisation", own.number)
    other = somebody("treasurer2", "treasurer", "organisation", own.number)
    refused(lambda: actions_books.approve_booking(by=clerk, booking=booking.pk), "maker_is_checker")
    actions_books.approve_booking(by=other, booking=booking.pk)
    refused(lambda: actions_books.approve_booking(by=other, booking=booking.pk), "booked")
    refused(lambda: actions_books.ask_booking(by=clerk, number=lot.number, kind="loss"), "nothing_to_book")
    refused(lambda: actions_books.book_receipt(by=clerk, number=lot.number, fund=0), "booked")
    plain = make_lot(own.number, 4, unit_fen=None, basis="unvalued")
    refused(lambda: actions_books.book_receipt(by=clerk, number=plain.number, fund=0), "unvalued")
    assert broken() == set()


@both
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE goods_movement SET units = 1",
        "DELETE FROM goods_movement",
        "UPDATE goods_goodslot SET in_store = -1, received = received - 1 - in_store",
        "UPDATE goods_goodslot SET in_store = in_store + 1",
        "UPDATE goods_goodslot SET quantity = 99",
        "UPDATE goods_goodslot SET unit_fen = 1",
        "UPDATE goods_goodslot SET expires_on = NULL",
        "DELETE FROM goods_goodslot",
        "UPDATE goods_tripline SET accepted = 99",
        "UPDATE goods_tripline SET units = 99",
        "UPDATE goods_arrival SET accepted = 0",
        "UPDATE goods_disposal SET state = 'done', decided_by = asked_by WHERE state = 'asked'",
        "UPDATE goods_disposal SET state = 'done' WHERE state = 'asked'",
        "UPDATE goods_disposal SET units = 2",
        "UPDATE goods_trip SET state = 'on_way'",
        "INSERT INTO goods_movement (lot_id, kind, source, target, units, person, \"on\", at) SELECT lot_id, 'receive', 'given', 'store', units, 'x', \"on\", at FROM goods_movement WHERE kind = 'receive'",
        "INSERT INTO goods_movement (lot_id, line_id, kind, source, target, units, person, \"on\", at) SELECT lot_id, line_id, 'accept', 'way', 'accepted', 1, 'x', \"on\", at FROM goods_movement WHERE kind = 'dispatch'",
        "INSERT INTO goods_movement (lot_id, kind, source, target, units, person, \"on\", at) SELECT lot_id, 'damaged', 'store', 'gone', 1, 'x', \"on\", at FROM goods_movement WHERE kind = 'receive'",
        "INSERT INTO goods_movement (lot_id, disposal_id, kind, source, target, units, person, \"on\", at) SELECT lot_id, id, 'damaged', 'store', 'gone', units, 'x', CURRENT_DATE, asked_at FROM goods_disposal WHERE state = 'asked'",
    ],
)
def test_the_database_refuses_every_other_hand(own, send, keeper, village, sql):
    lot = make_lot(own.number, 60)
    answer(village, send({lot: 4}), Said("less", 3))
    actions_disposals.dispose(by=keeper, number=lot.number, kind="damaged", units=20, reason="搬运时淋湿了")
    before = places_of(lot)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert places_of(lot) == before and broken() == set()


FAULTS = {
    "S1": [
        "UPDATE goods_goodslot SET in_store = in_store - 1, gone = gone + 1",
        "UPDATE goods_movement SET units = units + 1 WHERE kind = 'receive'",
    ],
    "S2": [
        "UPDATE goods_arrival SET answer = 'less', accepted = 2",
        "UPDATE goods_arrival SET person = 'keeper', sent_by = 'other'",
    ],
    "S3": [
        "UPDATE goods_disposal SET value_fen = 1",
        "UPDATE goods_disposal SET state = 'declined', decided_by = 'other'",
    ],
    "S4": ["UPDATE goods_goodslot SET unit_fen = 1", "UPDATE goods_disposal SET units = 2"],
    "S5": ["UPDATE goods_booking SET amount_fen = 1", "UPDATE goods_booking SET units = 19, amount_fen = 110200"],
}


def without_triggers(cursor):
    """Drops the room's triggers: a hand with the keys of the database."""
    for each in all_triggers():
        if each.table.startswith("goods_"):
            more = f' ON "{each.table}"' if connection.vendor == "postgresql" else ""
            if not each.only or each.only == connection.vendor:
                cursor.execute(f'DROP TRIGGER "{each.name}"{more}')


@pytest.mark.parametrize(("wrong", "sql"), [(wrong, sql) for wrong, each in FAULTS.items() for sql in each])
def test_what_a_hand_with_the_keys_changes_is_named(own, send, keeper, village, wrong, sql):
    lot = make_lot(own.number, 20)
    make_booking(lot)
    answer(village, send({lot: 4}), Said("promised"))
    assert broken() == set()
    with connection.cursor() as cursor:
        without_triggers(cursor)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            cursor.execute(sql)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert wrong in broken()
