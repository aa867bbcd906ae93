"""Pairings: nobody is paired without both yeses and both signatures, nor beyond what they declared."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bangfu.apps.agreements.api import Agreement
from bangfu.apps.organisations import api as organisations
from bangfu.apps.organisations.models import CapacityHolding
from bangfu.apps.partnerships.actions import keeping, pairings
from bangfu.apps.partnerships.api import undertaking_of
from bangfu.apps.partnerships.models import Pairing, PairingAnswer
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.outbox.models import Event
from bangfu.values import Quarter
from tests.apps.partnerships.forming import (
    agreed,
    broken,
    declare_next,
    digest,
    in_effect,
    proposed,
    sign,
    staff,
    terms,
    village,
)
from tests.cast import VILLAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def fruit(registry):
    return registry["fruit"].number


def refusal(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def live_slots(pairing) -> set[tuple[str, str]]:
    rows = CapacityHolding.objects.filter(holder=pairing.holder, released_at=None)
    return set(rows.values_list("capacity__quarter", "state"))


def test_both_yeses_and_both_signatures_bring_it_into_effect(bureau, fruit):
    later = declare_next(fruit)
    pairing = agreed(bureau, fruit)
    now = Quarter.of(today()).text
    assert pairing.state == "agreed" and live_slots(pairing) == {(now, "held"), (later, "held")}
    assert sign(pairing, "place").state == "agreed"
    pairing = sign(pairing, "organisation")
    assert pairing.state == "in_effect" and live_slots(pairing) == {(now, "committed"), (later, "committed")}
    assert Event.objects.filter(topic="partnerships.pairing_began", payload={"number": pairing.number}).count() == 1
    assert broken("J1", "J2") == []


def test_the_room_above_reads_nothing_before_it_is_in_effect(bureau, fruit):
    with pytest.raises(Hidden):
        undertaking_of(agreed(bureau, fruit).number)


def test_an_undertaking_names_lead_place_shares_and_term(bureau, fruit):
    pairing = in_effect(bureau, fruit)
    one = undertaking_of(pairing.number)
    assert (one.kind, one.place, one.lead, one.starts) == ("pairing", VILLAGE, fruit, pairing.starts_on)
    assert one.members[0][0] == fruit and one.members[0][2:] == (1000, 1000) and "果树技术员" in one.members[0][1]


def test_silence_of_one_side_is_not_consent(bureau, fruit):
    made = proposed(bureau, fruit)
    made = pairings.answer_pairing(by=village(), number=made.number, side="place", answer="accepted")
    assert made.state == "proposed" and made.agreement == ""


def test_a_no_needs_its_reason_and_gives_the_slots_back(bureau, fruit):
    made = proposed(bureau, fruit)
    pairings.answer_pairing(by=staff(fruit), number=made.number, side="organisation", answer="accepted")
    with refusal("decline_reason"):
        pairings.answer_pairing(by=village(), number=made.number, side="place", answer="declined", reason="不")
    made = pairings.answer_pairing(
        by=village(), number=made.number, side="place", answer="declined", reason="村里今年修路，接待不了"
    )
    assert made.state == "declined" and live_slots(made) == set() and broken("J1", "J2") == []


def test_nobody_answers_for_the_other_side(bureau, fruit):
    made = proposed(bureau, fruit)
    with pytest.raises(Denied):
        pairings.answer_pairing(by=village(), number=made.number, side="organisation", answer="accepted")
    with pytest.raises(Hidden):
        pairings.answer_pairing(by=village("440106001990"), number=made.number, side="place", answer="accepted")


def test_nobody_is_paired_beyond_what_they_declared(bureau, register):
    full = register("满档学会", {"fruit_tree_technique": 3}, slots=1).number
    in_effect(bureau, full)
    other = proposed(bureau, full, "440106001990")
    with pytest.raises(Refused):
        pairings.answer_pairing(by=staff(full), number=other.number, side="organisation", answer="accepted")
    other.refresh_from_db()
    assert other.state == "proposed" and not PairingAnswer.objects.filter(pairing=other).exists()


def test_a_stale_text_and_a_slip_of_the_finger_are_not_signatures(bureau, fruit):
    pairing = agreed(bureau, fruit)
    with refusal("text_changed"):
        pairings.sign_pairing(by=village(), number=pairing.number, side="place", seen="0" * 64, intent="同意签署")
    with refusal("intent"):
        seen = digest(pairing.agreement)
        pairings.sign_pairing(by=village(), number=pairing.number, side="place", seen=seen, intent="好")
    sign(pairing, "place")
    with refusal("signed_already"):
        sign(pairing, "place")


def test_a_double_request_signs_and_proposes_once(bureau, fruit):
    first = pairings.propose_pairings(by=bureau, key="k1", pairs=[pairings.Two(fruit, VILLAGE)], terms=terms())
    again = pairings.propose_pairings(by=bureau, key="k1", pairs=[pairings.Two(fruit, VILLAGE)], terms=terms())
    assert first.pk == again.pk and Pairing.objects.count() == 1
    with refusal("paired_already"):
        proposed(bureau, fruit)


@pytest.mark.both_engines
def test_the_database_refuses_what_was_not_agreed_or_signed(bureau, fruit):
    pairing = agreed(bureau, fruit)
    with pytest.raises(DatabaseError, match="J1"), transaction.atomic():
        Pairing.objects.filter(pk=pairing.pk).update(state="in_effect", began_at=pairing.proposed_at)
    with pytest.raises(DatabaseError, match="A1"), transaction.atomic():
        paper = Agreement.objects.get(pk=pairing.agreement)
        Agreement.objects.filter(pk=paper.pk).update(in_force=paper.proposed, in_force_at=pairing.proposed_at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PairingAnswer.objects.update(answer="declined", reason="改口")
    pairing = sign(pairing, "place")
    pairing = sign(pairing, "organisation")
    assert pairing.state == "in_effect"


@pytest.mark.both_engines
def test_the_database_refuses_a_pairing_without_a_slot(bureau, fruit):
    pairing = agreed(bureau, fruit)
    slot = CapacityHolding.objects.get(holder=pairing.holder)
    CapacityHolding.objects.filter(pk=slot.pk).update(state="released", released_at=pairing.proposed_at)
    sign(pairing, "place")
    with pytest.raises((DatabaseError, Refused)):
        sign(pairing, "organisation")


def test_visits_plan_and_reviews_are_kept_by_both_sides(bureau, fruit):
    pairing = in_effect(bureau, fruit)
    item = keeping.add_plan_item(
        by=village(), number=pairing.number, side="place", year=today().year, duty="special", words="开两次修剪课"
    )
    assert keeping.finish_plan_item(by=staff(fruit), number=pairing.number, side="organisation", item=item.pk).done_on
    keeping.note_visit(
        by=staff(fruit), number=pairing.number, side="organisation", on_day=today(), words="看了三户果园"
    )
    with refusal("visit_ahead"):
        keeping.note_visit(
            by=staff(fruit),
            number=pairing.number,
            side="organisation",
            on_day=today() + timedelta(days=1),
            words="打算去看果园",
        )
    scores = dict.fromkeys(("mutual", "homes", "special", "science"), 4)
    keeping.review_pairing(by=village(), number=pairing.number, side="place", year=today().year, scores=scores)
    with refusal("reviewed"):
        keeping.review_pairing(by=village(), number=pairing.number, side="place", year=today().year, scores=scores)


def test_a_renewal_counts_when_both_have_signed_it(bureau, fruit):
    pairing = in_effect(bureau, fruit)
    old, until = pairing.ends_on, pairing.ends_on + timedelta(days=200)
    pairing = pairings.renew_pairing(by=village(), number=pairing.number, side="place", until=until)
    assert pairing.ends_on == old
    sign(pairing, "place")
    pairing = sign(pairing, "organisation")
    assert pairing.ends_on == until and pairing.renew_until is None and broken("J1", "J2") == []


def test_a_handover_keeps_the_old_one_until_the_next_has_begun(bureau, fruit, registry):
    old = in_effect(bureau, fruit)
    heir = registry["care"].number
    new = pairings.hand_over_pairing(
        by=bureau, number=old.number, to=heir, until=old.ends_on, reason="技术员调走，由农训中心接着做"
    )
    old.refresh_from_db()
    assert old.state == "in_effect" and new.continues == old.number
    pairings.answer_pairing(by=staff(heir), number=new.number, side="organisation", answer="accepted")
    new = pairings.answer_pairing(by=village(), number=new.number, side="place", answer="accepted")
    sign(new, "place")
    sign(new, "organisation")
    old.refresh_from_db()
    assert (old.state, old.ended_how) == ("ended", "handed_over") and live_slots(old) == set()
    assert broken("J1", "J2") == []


def test_an_ending_says_why_and_frees_the_slot(bureau, fruit):
    pairing = in_effect(bureau, fruit)
    with refusal("end_reason"):
        pairings.end_pairing(by=village(), number=pairing.number, side="place", reason="")
    pairing = pairings.end_pairing(
        by=village(), number=pairing.number, side="place", reason="果园已经自己管得好，双方商量结束"
    )
    assert pairing.state == "ended" and live_slots(pairing) == set() and broken("J1", "J2") == []


def test_a_planner_takes_back_what_did_not_begin(bureau, fruit):
    pairing = agreed(bureau, fruit)
    with pytest.raises(Denied):
        pairings.withdraw_pairing(by=village(), number=pairing.number, reason="不想要了，先放一放")
    pairing = pairings.withdraw_pairing(by=bureau, number=pairing.number, reason="方案重排，先撤回")
    assert pairing.state == "withdrawn" and live_slots(pairing) == set() and broken("J2") == []


def test_a_planted_fault_is_found_by_the_check(bureau, fruit):
    pairing = in_effect(bureau, fruit)
    Pairing.objects.filter(pk=pairing.pk).update(quarters=[])
    assert broken("J2")


def test_an_organisation_that_may_take_on_nothing_is_not_asked(bureau, registry):
    number = registry["plain"].number
    organisations.set_credit_status(by=SYSTEM_ACTOR, number=number, status="abnormal", since=today(), source="公示系统")
    with refusal("unable"):
        proposed(bureau, number)
