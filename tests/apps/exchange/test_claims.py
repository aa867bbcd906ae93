"""Taking on a need, from the first unit held to the village's choice; what may not be is refused and leaves nothing behind."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.db.models import F

from bangfu.apps.exchange.actions import claims as actions
from bangfu.apps.exchange.actions import live, negotiating
from bangfu.apps.exchange.events_claims import let_claims_go
from bangfu.apps.exchange.invariants import INVARIANTS as EXCHANGE_INVARIANTS
from bangfu.apps.exchange.models import Claim, ClaimLine, Proposal
from bangfu.apps.needs import actions as needs
from bangfu.apps.needs.invariants import INVARIANTS as NEED_INVARIANTS
from bangfu.apps.needs.models import Allotment, NeedLine
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.invariants import INVARIANTS as ORGANISATION_INVARIANTS
from bangfu.apps.organisations.models import Capacity, CapacityHolding
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Grant
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.outbox.models import Event
from tests.apps.needs.conftest import AT, ELSEWHERE, VILLAGE, draft, places, published, submitted, values, verified

__all__ = ["draft", "places", "published", "submitted", "values", "verified"]
pytestmark = pytest.mark.both_engines
PLAN = "派两名师傅带 10 台新机下乡，三月初一次送到并教会村医。"


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


@pytest.fixture
def party(places):
    """Makes an organisation that may claim, with so many slots this quarter, and somebody who works there."""

    def make(name, slots=2):
        one = organisations.register_organisation(
            by=SYSTEM_ACTOR,
            values={"name": name, "kind": "community_org", "region_id": places["441826000000"].pk},
        )
        clerk = Actor(person="bureau".ljust(16, "y"), kind="person", grants=(Grant("bureau", "region", "44"),))
        organisations.verify_organisation(by=clerk, number=one.number)
        organisations.record_capacity(by=SYSTEM_ACTOR, number=one.number, quarter="2026Q4", slots=slots)
        staff = Actor(person=name.ljust(16, "x"), kind="person", grants=(Grant("staff", "organisation", one.number),))
        return staff, one.number

    return make


def start(who, need, units, at=AT):
    staff, number = who
    return actions.start_claim(by=staff, at=at, number=need.number, organisation=number, wanted={1: units})


def offered(who, need, units):
    claim = start(who, need, units)
    return actions.complete_offer(by=who[0], at=AT, claim_id=claim.pk, plan=PLAN)


def line():
    one = NeedLine.objects.get(position=1)
    return one.balance.open, one.held, one.committed


def slots(number):
    row = Capacity.objects.get(organisation__number=number)
    return row.held, row.committed


def nothing_broken():
    every = [*NEED_INVARIANTS, *ORGANISATION_INVARIANTS, *EXCHANGE_INVARIANTS]
    every = [each for each in every if each.id in ("N6", "O1", "C1", "C2")]
    return [finding for each in every for finding in each.broken()] == []


def test_open_units_are_held_first_come_and_the_rest_waits(published, party):
    first, second = party("甲"), party("乙")
    start(first, published, 15)
    start(second, published, 10)
    assert line() == (0, 20, 0)
    assert slots(first[1]) == slots(second[1]) == (1, 0)
    assert nothing_broken()


def test_the_village_chooses_a_waiting_offer_and_the_holder_makes_room(published, party):
    first, second, third = party("甲"), party("乙"), party("丙")
    one, two = offered(first, published, 20), offered(second, published, 12)
    start(third, published, 8)
    actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[two.pk], reason="离得近")
    one.refresh_from_db()
    assert (one.state, one.released_how, one.reason) == ("released", "passed_over", "离得近")
    assert line() == (0, 8, 12)
    assert (slots(first[1]), slots(second[1]), slots(third[1])) == ((0, 0), (0, 1), (1, 0))
    assert nothing_broken()


def test_who_keeps_others_leaves_them_what_the_chosen_do_not_need(published, party):
    first, second = party("甲"), party("乙")
    one, two = offered(first, published, 12), offered(second, published, 10)
    actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[two.pk], keep_others=True)
    one.refresh_from_db()
    assert one.state == "offered"
    assert line() == (0, 10, 10)
    assert nothing_broken()


def test_an_offer_that_is_not_written_in_time_returns_its_units_and_the_line_moves_up(published, party):
    first, second = party("甲"), party("乙")
    late = start(first, published, 20)
    start(second, published, 5)
    soon, then = AT + timedelta(hours=71), AT + timedelta(hours=72)
    actions.complete_offer(by=second[0], at=soon, claim_id=Claim.objects.get(position=2).pk, plan=PLAN)
    assert actions.look_after_claims(at=soon) == 0
    assert actions.look_after_claims(at=then) == 1
    assert actions.look_after_claims(at=then) == 0
    late.refresh_from_db()
    assert (late.state, late.released_how) == ("released", "expired")
    assert line() == (15, 5, 0)
    assert (slots(first[1]), slots(second[1])) == ((0, 0), (1, 0))
    assert nothing_broken()


def test_without_an_answer_the_matter_climbs_and_the_claim_keeps_its_units(published, party):
    claim = offered(party("甲"), published, 5)
    for days in (3, 6, 9):
        actions.look_after_claims(at=AT + timedelta(days=days))
    claim.refresh_from_db()
    assert (claim.state, claim.level, claim.answer_by) == ("offered", 2, None)
    assert line() == (15, 5, 0)
    assert Event.objects.filter(topic="exchange.claim_climbed").count() == 2, "the last office is told once"
    assert actions.look_after_claims(at=AT + timedelta(days=30)) == 0


def test_who_steps_back_makes_room_and_says_why(published, party):
    first, second = party("甲"), party("乙")
    one = start(first, published, 20)
    start(second, published, 20)
    with refused("为什么"):
        actions.withdraw_claim(by=first[0], at=AT, claim_id=one.pk, reason="")
    actions.withdraw_claim(by=first[0], at=AT, claim_id=one.pk, reason="人手不够")
    assert line() == (0, 20, 0)
    assert (slots(first[1]), slots(second[1])) == ((0, 0), (1, 0))
    with refused("已经有结果"):
        actions.withdraw_claim(by=first[0], at=AT, claim_id=one.pk, reason="人手不够")


def test_nobody_takes_on_more_than_they_declared(published, party):
    full = party("甲", slots=0)
    with refused("没有空位"):
        start(full, published, 1)
    assert Claim.objects.count() == 0
    assert line() == (20, 0, 0)


def test_who_is_full_waits_on_while_the_next_moves_up(published, party):
    holder, full, next_one = party("甲"), party("乙", slots=0), party("丙")
    held = start(holder, published, 20)
    start(full, published, 20)
    start(next_one, published, 3)
    actions.withdraw_claim(by=holder[0], at=AT, claim_id=held.pk, reason="计划有变")
    assert line() == (17, 3, 0)
    assert slots(full[1]) == (0, 0)
    assert nothing_broken()


def test_one_organisation_has_one_live_claim_on_a_need(published, party):
    who = party("甲")
    start(who, published, 2)
    with refused("已经在接"):
        start(who, published, 2)


def test_after_the_last_day_nobody_claims(published, party):
    with refused("截止"):
        start(party("甲"), published, 1, at=AT + timedelta(days=30))


def test_nobody_claims_for_another_or_chooses_for_another_village(published, party):
    who, other = party("甲"), party("乙")
    with pytest.raises(Denied):
        start((other[0], who[1]), published, 1)
    claim = offered(who, published, 1)
    with pytest.raises(Denied):
        actions.choose_claims(by=ELSEWHERE, at=AT, number=published.number, chosen=[claim.pk])
    with pytest.raises(Denied):
        actions.choose_claims(by=who[0], at=AT, number=published.number, chosen=[claim.pk])


def test_an_unfinished_offer_is_not_chosen(published, party):
    claim = start(party("甲"), published, 1)
    with refused("没写完方案"):
        actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[claim.pk])


def test_the_same_request_twice_has_one_effect(published, party):
    staff, number = party("甲")
    ask = {"by": staff, "at": AT, "key": "k1", "number": published.number, "organisation": number, "wanted": {1: 4}}
    assert actions.start_claim(**ask).pk == actions.start_claim(**ask).pk
    assert line() == (16, 4, 0)


def test_a_need_that_ends_lets_its_claims_go(published, party):
    who = party("甲")
    start(who, published, 4)
    actions.end_claims(by=SYSTEM_ACTOR, at=AT, number=published.number)
    assert line() == (20, 0, 0)
    assert slots(who[1]) == (0, 0)
    assert nothing_broken()


def test_hours_and_offices_are_those_of_the_pack(published, party, settings):
    settings.PACK = "tests/apps/programmes/tiny_city"
    claim = offered(party("甲"), published, 5)
    assert claim.offer_by == AT + timedelta(hours=24)
    assert claim.answer_by == AT + timedelta(hours=72), "a pack that says nothing leaves 72"


def test_who_joins_between_two_locks_is_locked_in_order(published, party, monkeypatch):
    first, second = party("甲"), party("乙")
    claim, asked, plain = start(first, published, 20), [], live.lock_organisations

    def lock(numbers):
        found = plain(numbers)
        asked.append(set(numbers))
        if len(asked) == 1:
            start(second, published, 5)
        return found

    monkeypatch.setattr(live, "lock_organisations", lock)
    actions.withdraw_claim(by=first[0], at=AT, claim_id=claim.pk, reason="人手不够")
    assert asked[0] == {first[1]}
    assert Claim.objects.get(pk=claim.pk).state == "released"
    assert nothing_broken()


def test_after_its_need_ended_an_organisation_may_still_step_back_and_nobody_moves_up(published, party):
    first, second = party("甲"), party("乙")
    one = start(first, published, 20)
    start(second, published, 20)
    needs.withdraw_need(by=SYSTEM_ACTOR, at=AT, number=published.number, reason="已由镇里解决")
    actions.withdraw_claim(by=first[0], at=AT, claim_id=one.pk, reason="人手不够")
    assert line() == (20, 0, 0)
    let_claims_go({"need": published.number})
    let_claims_go({"need": published.number})
    assert not Claim.objects.filter(state="started").exists()
    assert (slots(first[1]), slots(second[1])) == ((0, 0), (0, 0))
    assert nothing_broken()


def lose_standing(number):
    said = {"status": "abnormal", "since": AT.date(), "source": "省级名单"}
    organisations.set_credit_status(by=SYSTEM_ACTOR, number=number, **said)


def test_who_may_take_on_nothing_new_is_neither_chosen_nor_moved_up(published, party):
    first, second, third = party("甲"), party("乙"), party("丙")
    held, bad = start(first, published, 20), offered(second, published, 20)
    start(third, published, 4)
    lose_standing(second[1])
    with refused("乙现在不能接单"):
        actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[bad.pk])
    actions.withdraw_claim(by=first[0], at=AT, claim_id=held.pk, reason="人手不够")
    assert line() == (16, 4, 0)
    assert (slots(second[1]), slots(third[1])) == ((0, 0), (1, 0))
    assert nothing_broken()


def test_nobody_chooses_an_offer_of_their_own(published, party):
    staff, number = party("甲")
    both = Actor(person=VILLAGE.person, kind="person", grants=(*VILLAGE.grants, *staff.grants))
    claim = offered((both, number), published, 5)
    with refused("您自己提交的"):
        actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[claim.pk])
    assert line() == (15, 5, 0)


def test_one_claim_that_fails_keeps_nobody_else_from_their_turn(published, party, monkeypatch):
    first, second = party("甲"), party("乙")
    bad = start(first, published, 8)
    start(second, published, 5)
    plain = actions.expire_claim

    def expire(*, claim_id, **said):
        if claim_id == bad.pk:
            raise RuntimeError("a broken row")
        return plain(claim_id=claim_id, **said)

    monkeypatch.setattr(actions, "expire_claim", expire)
    assert actions.look_after_claims(at=AT + timedelta(days=4)) == 1
    assert slots(second[1]) == (0, 0)


def found(name):
    check = next(each for each in EXCHANGE_INVARIANTS if each.id == name)
    return [finding.what for finding in check.broken()]


def test_check_finds_a_claim_that_holds_more_than_it_wants_or_was_not_committed(published, party):
    first, second = party("甲"), party("乙")
    start(first, published, 5)
    chosen = offered(second, published, 4)
    actions.choose_claims(by=VILLAGE, at=AT, number=published.number, chosen=[chosen.pk])
    assert found("C1") == []
    ClaimLine.objects.filter(claim=chosen).update(wanted=F("wanted") + 1)
    assert ["签约" in words for words in found("C1")] == [True]
    ClaimLine.objects.filter(claim=chosen).update(wanted=F("wanted") - 1)
    ClaimLine.objects.exclude(claim=chosen).update(wanted=1)
    assert ["多于" in words for words in found("C1")] == [True]
    Claim.objects.filter(state="started").update(state="released", released_how="expired")
    assert ["已退出" in words for words in found("C1")] == [True]


def test_check_finds_a_claim_without_its_slot_and_a_slot_without_its_claim(published, party):
    first, second = party("甲"), party("乙")
    start(first, published, 20)
    start(second, published, 5)
    assert found("C2") == []
    CapacityHolding.objects.update(holder="claim:nobody")
    assert sorted("没有这次接单" in words for words in found("C2")) == [False, True]
    CapacityHolding.objects.update(holder=Claim.objects.get(position=2).holder)
    assert len(found("C2")) == 2


def choose(need, *claims, by=VILLAGE, **more):
    return actions.choose_claims(by=by, at=AT, number=need.number, chosen=[one.pk for one in claims], **more)


def test_an_offer_after_its_time_is_refused_even_before_the_worker_comes(published, party):
    who = party("甲")
    claim = start(who, published, 5)
    late = AT + timedelta(hours=72)
    with refused("期限已过"):
        actions.complete_offer(by=who[0], at=late, claim_id=claim.pk, plan=PLAN)


def test_the_database_refuses_a_choice_of_ones_own_offer_and_units_or_slots_that_do_not_belong_together(
    published, party
):
    who = party("甲")
    claim = offered(who, published, 5)
    for breach in (
        lambda: Claim.objects.filter(pk=claim.pk).update(state="chosen", decided_by=claim.person, decided_at=AT),
        lambda: CapacityHolding.objects.filter(holder=claim.holder).update(released_at=AT, state="released"),
        lambda: Allotment.objects.create(
            line=NeedLine.objects.first(),
            holder=waiting_claim(published, party).holder,
            place="held",
            quantity=1,
            since=AT,
        ),
    ):
        with pytest.raises(Error), transaction.atomic():
            breach()


def waiting_claim(need, party):
    """A claim that holds nothing and so has no slot."""
    start(party("丁"), need, 15)
    return start(party("戊"), need, 3)


def test_a_claimant_takes_less_and_the_next_in_line_moves_up(published, party):
    first, second = party("甲"), party("乙")
    claim = offered(first, published, 20)
    start(second, published, 6)
    negotiating.change_units(by=first[0], at=AT, claim_id=claim.pk, wanted={1: 12})
    assert line() == (2, 18, 0)
    assert slots(second[1]) == (1, 0) and nothing_broken()


def test_more_units_come_only_from_what_is_open_and_pass_nobody_who_waits(published, party):
    first, second = party("甲"), party("乙")
    claim = offered(first, published, 12)
    negotiating.change_units(by=first[0], at=AT, claim_id=claim.pk, wanted={1: 14})
    assert line() == (6, 14, 0)
    start(second, published, 9)
    with refused("最多能改到 14"):
        negotiating.change_units(by=first[0], at=AT, claim_id=claim.pk, wanted={1: 15})
    with refused("至少要留一项"):
        negotiating.change_units(by=first[0], at=AT, claim_id=claim.pk, wanted={1: 0})
    assert nothing_broken()


def test_an_official_who_saw_the_former_offer_is_told_before_choosing(published, party):
    who = party("甲")
    claim = offered(who, published, 12)
    seen = {claim.pk: claim.version}
    negotiating.change_units(by=who[0], at=AT, claim_id=claim.pk, wanted={1: 4})
    with refused("刚被组织改过"):
        choose(published, claim, versions=seen)
    claim.refresh_from_db()
    choose(published, claim, versions={claim.pk: claim.version})
    assert line() == (16, 0, 4) and nothing_broken()


def test_a_proposal_of_the_village_counts_only_with_the_claimants_yes(published, party):
    who = party("甲")
    claim = offered(who, published, 12)
    soon = AT.date() + timedelta(days=5)
    with refused("和对方的方案一样"):
        negotiating.propose(by=VILLAGE, at=AT, claim_id=claim.pk, units={1: 12})
    negotiating.propose(by=VILLAGE, at=AT, claim_id=claim.pk, units={1: 8}, starts_on=soon, words="先送八台")
    assert line() == (8, 12, 0)
    with pytest.raises(Denied):
        negotiating.answer_proposal(by=ELSEWHERE, at=AT, claim_id=claim.pk, accept=True)
    negotiating.answer_proposal(by=who[0], at=AT, claim_id=claim.pk, accept=True)
    claim.refresh_from_db()
    assert line() == (12, 8, 0) and claim.starts_on == soon
    with refused("已经作废"):
        negotiating.answer_proposal(by=who[0], at=AT, claim_id=claim.pk, accept=True)
    assert nothing_broken()


def test_a_declined_proposal_leaves_the_offer_as_it_was_and_a_choice_closes_an_open_one(published, party):
    who = party("甲")
    claim = offered(who, published, 12)
    negotiating.propose(by=VILLAGE, at=AT, claim_id=claim.pk, units={1: 8})
    negotiating.answer_proposal(by=who[0], at=AT, claim_id=claim.pk, accept=False)
    assert line() == (8, 12, 0)
    negotiating.propose(by=VILLAGE, at=AT, claim_id=claim.pk, units={1: 6})
    choose(published, claim)
    assert line() == (8, 0, 12)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"declined", "gone"}


def test_a_choice_is_taken_back_while_nothing_has_begun_and_not_after(published, party):
    first, second = party("甲"), party("乙")
    one, two = offered(first, published, 12), start(second, published, 10)
    choose(published, one)
    with refused("为什么撤销"):
        negotiating.undo_choice(by=VILLAGE, at=AT, claim_id=one.pk, reason="")
    with pytest.raises(Denied):
        negotiating.undo_choice(by=ELSEWHERE, at=AT, claim_id=one.pk, reason="选错了一家")
    negotiating.undo_choice(by=VILLAGE, at=AT, claim_id=one.pk, reason="选错了一家")
    one.refresh_from_db()
    assert (one.state, one.released_how) == ("released", "undone")
    assert line() == (10, 10, 0) and slots(first[1]) == (0, 0)
    actions.complete_offer(by=second[0], at=AT, claim_id=two.pk, plan=PLAN)
    choose(published, two)
    Allotment.objects.filter(holder=two.holder).update(begun_on=AT.date())
    with refused("已经开工"):
        negotiating.undo_choice(by=VILLAGE, at=AT, claim_id=two.pk, reason="选错了一家")
    assert nothing_broken()
