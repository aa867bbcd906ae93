"""Units of a published need's items move whole or not at all; nothing is taken twice, nothing gets lost."""

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.apps.needs import actions
from bangfu.apps.needs.actions_units import move_units
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Allotment, LineMove, NeedLine
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from tests.apps.needs.conftest import AT, BUREAU

pytestmark = pytest.mark.both_engines
N6 = next(each for each in INVARIANTS if each.id == "N6")


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def move(need, name, units, holder="claim:one", **more):
    return move_units(by=SYSTEM_ACTOR, at=AT, number=need.number, name=name, holder=holder, units={1: units}, **more)


def test_units_go_from_hand_to_hand_and_the_trail_adds_up(published):
    move(published, "take", 12)
    move(published, "take", 8, holder="claim:two")
    move(published, "commit", 12)
    move(published, "deliver", 5)
    move(published, "accept", 3)
    move(published, "refuse", 2, reason="两台是坏的")
    move(published, "give_back", 8, holder="claim:two")
    line = NeedLine.objects.get(need=published)
    assert (line.balance.open, line.held, line.committed, line.delivered, line.accepted) == (8, 0, 9, 0, 3)
    assert {(row.place, row.quantity) for row in Allotment.objects.all()} == {("committed", 9), ("accepted", 3)}
    assert LineMove.objects.count() == 7
    assert list(N6.broken()) == []


def test_more_than_is_left_is_refused_and_nothing_is_written(published):
    move(published, "take", 15)
    with refused("只有 5"):
        move(published, "take", 6, holder="claim:two")
    assert LineMove.objects.count() == 1
    assert list(N6.broken()) == []


def test_nobody_moves_what_another_holds(published):
    move(published, "take", 10)
    with refused("刷新"):
        move(published, "commit", 1, holder="claim:two")


def test_an_unpublished_need_gives_nothing_away(verified):
    with refused("已核实"):
        move(verified, "take", 1)


def test_what_somebody_promised_is_not_withdrawn_from_under_them(published):
    move(published, "take", 2)
    move(published, "commit", 2)
    with refused("签约或交付"):
        actions.withdraw_need(by=BUREAU, at=AT, number=published.number, reason="写错了，重新报")


def broken_by(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_what_the_rules_refuse(published):
    move(published, "take", 2)
    broken_by("UPDATE needs_needline SET accepted = 19")
    broken_by("UPDATE needs_needline SET quantity = 40")
    broken_by("UPDATE needs_allotment SET quantity = 0")
    broken_by("UPDATE needs_allotment SET place = 'open'")
    broken_by("UPDATE needs_linemove SET quantity = 1")
    broken_by("DELETE FROM needs_linemove")


def test_check_finds_units_that_no_move_explains(published):
    move(published, "take", 2)
    NeedLine.objects.filter(need=published).update(held=3)
    found = [finding.what for finding in N6.broken()]
    assert len(found) == 2
    assert all("held 记着 3" in what for what in found)
