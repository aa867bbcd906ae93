"""From draft to publication: each step by the right person, in the right state, with its trace; the database agrees."""

import hashlib
import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bangfu.apps.needs import actions
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Need, NeedLine, NeedStep
from bangfu.apps.needs.rules import LIFE, Line
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.outbox.models import Event
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.needs.conftest import AT, BUREAU, COUNTY, ELSEWHERE, FRONTLINE, LINES, VILLAGE

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
STEPS = {
    "submit": (actions.submit_need, VILLAGE, {}),
    "return": (actions.return_need, FRONTLINE, {"reason": "请补数量依据"}),
    "verify": (actions.verify_need, FRONTLINE, {}),
    "publish": (actions.publish_need, BUREAU, {}),
    "withdraw": (actions.withdraw_need, VILLAGE, {"reason": "镇里已另外安排"}),
}


def code_of(act):
    """The code with which an act is refused."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        act()
    return caught.value.refusal.code


def test_a_need_goes_from_draft_to_everybody_and_each_step_leaves_its_trace(published):
    steps = list(NeedStep.objects.filter(need=published).order_by("id").values_list("name", "state_after", "person"))
    assert steps == [
        ("draft", "draft", VILLAGE.person),
        ("submit", "submitted", VILLAGE.person),
        ("verify", "verified", FRONTLINE.person),
        ("publish", "published", BUREAU.person),
    ]
    trail = list(AuditRecord.objects.filter(subject_type="needs.need").order_by("id").values_list("action", flat=True))
    assert trail == ["needs.draft_need", "needs.submit_need", "needs.verify_need", "needs.publish_need"]
    assert list(Event.objects.order_by("id").values_list("topic", flat=True)) == [
        "needs.submit",
        "needs.verify",
        "needs.publish",
    ]
    assert all(not list(invariant.broken()) for invariant in INVARIANTS)


@pytest.mark.parametrize(
    ("name", "state"),
    [(name, state) for name in STEPS for state in LIFE.states if state not in LIFE.transition(name).sources],
)
def test_a_step_from_a_state_outside_the_table_is_refused(draft, name, state):
    facts = {"ended_how": "withdrawn"} if state == "closed" else {}
    if state in ("verified", "published", "evaluated"):
        facts = {
            "verified_by": COUNTY.person,
            "verified_at": AT,
            "published_by": "someoneelsexxxxx",
            "published_at": AT,
        }
    if state == "evaluated":
        facts |= {"ended_how": "solved", "rating": 3}
    Need.objects.filter(pk=draft.pk).update(state=state, **facts)
    act, person, more = STEPS[name]
    assert code_of(lambda: act(by=person, at=AT, number=draft.number, **more)) == "wrong_state"


@pytest.mark.parametrize(
    ("name", "person"),
    [("verify", VILLAGE), ("publish", COUNTY), ("publish", FRONTLINE), ("return", VILLAGE)],
)
def test_a_step_without_its_permission_is_denied(submitted, name, person):
    act, _, more = STEPS[name]
    with pytest.raises(Denied):
        act(by=person, at=AT, number=submitted.number, **more)


@pytest.mark.parametrize("name", list(STEPS))
def test_an_unpublished_need_of_another_county_cannot_even_be_known_of(submitted, name):
    act, _, more = STEPS[name]
    with pytest.raises(Hidden):
        act(by=ELSEWHERE, at=AT, number=submitted.number, **more)


def test_a_draft_outside_ones_places_is_denied(values, places):
    with pytest.raises(Denied):
        actions.draft_need(by=VILLAGE, at=AT, values=values(region=places["441424101000"]), lines=LINES)


def test_n1_who_entered_it_does_not_verify_it(values):
    own = actions.draft_need(by=FRONTLINE, at=AT, values=values(), lines=LINES)
    actions.submit_need(by=FRONTLINE, at=AT, number=own.number)
    assert code_of(lambda: actions.verify_need(by=FRONTLINE, at=AT, number=own.number)) == "own_need"


def test_n1_the_database_refuses_it_too(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=submitted.pk).update(verified_by=submitted.entered_by)


def test_n2_who_verified_it_does_not_publish_it(submitted):
    actions.verify_need(by=BUREAU, at=AT, number=submitted.number)
    assert code_of(lambda: actions.publish_need(by=BUREAU, at=AT, number=submitted.number)) == "second_person"


def test_n2_who_entered_it_does_not_publish_it(values):
    own = actions.draft_need(by=BUREAU, at=AT, values=values(), lines=LINES)
    actions.submit_need(by=BUREAU, at=AT, number=own.number)
    actions.verify_need(by=COUNTY, at=AT, number=own.number)
    assert code_of(lambda: actions.publish_need(by=BUREAU, at=AT, number=own.number)) == "second_person"


@pytest.mark.parametrize("column", ["entered_by", "verified_by"])
def test_n2_the_database_refuses_it_too(verified, column):
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=verified.pk).update(published_by=getattr(verified, column), published_at=AT)


def test_n3_a_need_without_a_must_item_cannot_be_verified_even_by_hand(submitted):
    NeedLine.objects.filter(need=submitted).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.filter(pk=submitted.pk).update(state="verified", verified_by=COUNTY.person, verified_at=AT)


def test_n3_a_need_cannot_begin_in_public(draft):
    draft.pk, draft.number, draft.state = None, "N-26-000999-0", "verified"
    draft.verified_by, draft.verified_at = COUNTY.person, AT
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.save(force_insert=True)


def test_n3_an_item_of_a_published_need_cannot_be_removed(published):
    with pytest.raises(DatabaseError), transaction.atomic():
        NeedLine.objects.filter(need=published).delete()


def test_an_item_of_nothing_is_refused_by_the_database(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedLine.objects.create(need=draft, position=9, item="空", quantity=0, unit="台")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_n5_a_step_is_never_changed_or_removed(draft, change):
    steps = NeedStep.objects.filter(need=draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps.update(reason="别的") if change == "update" else steps._raw_delete(connection.alias)


def test_n4_what_was_published_stands_in_canonical_bytes_without_a_person(published):
    row = PublicationRow.objects.get(kind="need.published", subject=published.number)
    body = bytes(row.body)
    assert hashlib.sha256(body).hexdigest() == row.digest
    said = json.loads(body)
    assert said["fields"]["title"] == published.title
    assert said["fields"]["lines"] == [{"item": "血压计", "quantity": 20, "unit": "台", "must": True}]
    for person in (VILLAGE, FRONTLINE, BUREAU):
        assert person.person.encode() not in body


def test_a_published_need_that_is_withdrawn_is_followed_by_a_statement_not_removed(published):
    actions.withdraw_need(by=VILLAGE, at=AT, number=published.number, reason="镇里已另外安排")
    kinds = list(PublicationRow.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["need.published", "need.withdrawn"]
    published.refresh_from_db()
    assert (published.state, published.ended_how) == ("closed", "withdrawn")


def test_what_is_returned_says_why_and_can_be_mended_and_sent_again(submitted, values):
    actions.return_need(by=COUNTY, at=AT, number=submitted.number, reason="请补数量依据")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.return_reason) == ("returned", "请补数量依据")
    actions.change_need(by=VILLAGE, at=AT, number=submitted.number, values={"words": "点过，坏了 20 台。"})
    again = actions.submit_need(by=VILLAGE, at=AT, number=submitted.number)
    assert (again.state, again.return_reason) == ("submitted", "")


@pytest.mark.parametrize("name", ["return", "withdraw"])
def test_a_step_that_hurts_needs_a_reason_in_words(submitted, name):
    act, person, _ = STEPS[name]
    assert code_of(lambda: act(by=person, at=AT, number=submitted.number, reason="不行")) == "reason"


def test_a_published_need_is_not_changed_in_place(published):
    assert code_of(lambda: actions.change_need(by=VILLAGE, at=AT, number=published.number, values={})) == "not_editable"


def test_two_who_edit_at_once_do_not_overwrite_each_other(draft):
    actions.change_need(by=VILLAGE, at=AT, number=draft.number, values={"words": "先改的"}, version=1)
    late = lambda: actions.change_need(by=VILLAGE, at=AT, number=draft.number, values={"words": "后改的"}, version=1)  # noqa: E731
    assert code_of(late) == "changed_meanwhile"


def test_a_repeated_submit_with_one_key_has_one_effect(draft):
    first = actions.submit_need(by=VILLAGE, at=AT, number=draft.number, key="k1")
    again = actions.submit_need(by=VILLAGE, at=AT, number=draft.number, key="k1")
    assert first.pk == again.pk
    assert NeedStep.objects.filter(need=draft, name="submit").count() == 1


@pytest.mark.parametrize(
    ("changes", "lines", "code"),
    [
        ({"themes": []}, LINES, "no_theme"),
        ({"claim_by": None}, LINES, "no_deadline"),
        ({"claim_by": AT.date()}, LINES, "deadline_past"),
        ({}, (), "no_lines"),
        ({}, (Line("血压计", 20, "台", False),), "no_must_line"),
        ({}, (LINES[0], LINES[0]), "line_twice"),
        ({"words": "找黄叔 13800138000"}, LINES, "private_words"),
    ],
)
def test_what_is_incomplete_can_be_kept_but_not_sent(values, changes, lines, code):
    need = actions.draft_need(by=VILLAGE, at=AT, values=values(**changes), lines=lines)
    assert code_of(lambda: actions.submit_need(by=VILLAGE, at=AT, number=need.number)) == code


def test_a_place_wider_than_a_town_is_not_sent(values, places):
    need = actions.draft_need(by=COUNTY, at=AT, values=values(region=places["441826000000"]), lines=LINES)
    assert code_of(lambda: actions.submit_need(by=COUNTY, at=AT, number=need.number)) == "place_too_wide"


def test_an_invariant_finds_what_a_hand_broke(published):
    Need.objects.filter(pk=published.pk).update(title="另一个名字")
    broken = {invariant.id: len(list(invariant.broken())) for invariant in INVARIANTS}
    assert broken["N4"] == 1
    assert broken["N1"] == broken["N2"] == 0
