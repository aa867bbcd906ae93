"""Questions from the first word to what everybody may read, by the rooms' actions and by the database."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bangfu.apps.notices.models import Message
from bangfu.apps.supervision import actions, queries
from bangfu.apps.supervision.invariants import INVARIANTS
from bangfu.apps.supervision.models import Inquiry, PublishedAnswer
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.publication.models import PublicationRow
from tests.samples_voices import make_inquiry

pytestmark = pytest.mark.django_db
SAID = {"question": "有组织问车辆能否进村。", "answer": "可以，村口能停车。"}


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


@pytest.fixture
def asked(people, own, need):
    subject = queries.find_subject("need", need.number)
    words = "货车能不能开到村口卸货？"
    return actions.ask(by=people["staff"].actor, subject=subject, organisation=own.number, words=words)


@pytest.fixture
def answered(people, asked):
    return actions.answer(by=people["village"].actor, inquiry=asked.pk, words="可以，村口有停车的地方。")


def test_the_village_is_told_answers_and_the_asker_is_told(people, asked):
    deliver_pending(at=now())
    assert Message.objects.filter(
        person=str(people["village"].person.pk), notice__title__contains="有人问一句"
    ).exists()
    assert [each.subject for each in queries.todo_items(people["village"].actor, now())] == [asked.title]
    actions.answer(by=people["village"].actor, inquiry=asked.pk, words="可以。")
    deliver_pending(at=now())
    assert Message.objects.filter(person=str(people["staff"].person.pk), notice__title__contains="有了答复").exists()
    assert queries.todo_items(people["village"].actor, now()) == []


def test_only_who_answers_for_the_place_answers(people, asked):
    for role in ("staff", "hub", "district", "supervisor", "nobody"):
        with pytest.raises((Denied, Hidden)):
            actions.answer(by=people[role].actor, inquiry=asked.pk, words="可以。")
    with pytest.raises(Hidden):
        queries.inquiry_for(people["district"].actor, asked.pk)


def test_nobody_asks_in_the_name_of_another_organisation(people, need):
    subject = queries.find_subject("need", need.number)
    with pytest.raises(Denied):
        actions.ask(by=people["village"].actor, subject=subject, organisation="O-26-000001-X", words="能停车吗？")


def test_a_visitor_is_asked_back_to_leave_no_name(people, need):
    with pytest.raises(Refused):
        actions.ask_as_visitor(
            by=people["staff"].actor, subject=queries.find_subject("need", need.number), words="能停车吗？"
        )


def test_a_visitors_question_leaves_no_person_and_no_words_in_the_trail(people, need):
    made = make_inquiry(need)
    trail = AuditRecord.objects.get(action="supervision.ask_as_visitor")
    assert (trail.person, trail.actor_kind) == ("", "public") and "旧" not in repr(trail.changes) + trail.note
    assert queries.inbox_of(people["county"].actor) == [made]
    assert queries.threads_of(people["county"].actor) == []
    with pytest.raises(Hidden):
        queries.inquiry_for(people["village"].actor, made.pk)


def test_the_same_press_twice_is_one_question_with_one_code(people, need):
    subject = queries.find_subject("need", need.number)
    two = [
        actions.ask_as_visitor(by=PUBLIC_ACTOR, key="abc", subject=subject, words="我家有台旧的，可以送来吗？")
        for _ in range(2)
    ]
    assert two[0].pk == two[1].pk and Inquiry.objects.count() == 1


def test_releasing_shows_the_offices_words_and_writes_a_row(people, need, answered):
    shown = actions.release(by=people["village"].actor, inquiry=answered.pk, **SAID)
    row = PublicationRow.objects.get(kind="answer.published")
    assert "车辆能否进村" in bytes(row.body).decode() and "卸货" not in bytes(row.body).decode()
    assert queries.published_about("need", need.number) == [shown] and broken() == set()
    actions.take_back(by=people["village"].actor, inquiry=answered.pk, reason="路断了，要重写")
    assert queries.published_about("need", need.number) == []
    assert PublicationRow.objects.filter(kind="answer.taken_back").count() == 1
    actions.release(by=people["village"].actor, inquiry=answered.pk, **SAID | {"answer": "雨季进不来，请走东门。"})
    assert PublishedAnswer.objects.count() == 2 and broken() == set()


def test_the_askers_words_cannot_be_released(people, answered):
    with pytest.raises(Refused, match="supervision.copied"):
        actions.release(by=people["village"].actor, inquiry=answered.pk, question=answered.words, answer="可以。")


@pytest.mark.both_engines
def test_the_database_keeps_what_was_asked_and_published(people, asked, answered):
    shown = actions.release(by=people["village"].actor, inquiry=answered.pk, **SAID)
    attempts = (
        lambda: Inquiry.objects.filter(pk=asked.pk).update(asked_by="somebody"),
        lambda: Inquiry.objects.filter(pk=asked.pk).update(state="open", answered_by="", answered_at=None),
        lambda: Inquiry.objects.filter(pk=asked.pk).delete(),
        lambda: PublishedAnswer.objects.filter(pk=shown.pk).update(answer="不可以"),
        lambda: PublishedAnswer.objects.filter(pk=shown.pk).delete(),
        lambda: PublishedAnswer.objects.create(inquiry=asked, question="甲", answer="乙", released_at=now()),
    )
    for attempt in attempts:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            attempt()


@pytest.mark.both_engines
def test_the_database_refuses_an_answer_to_oneself_and_a_named_visitor(need):
    made = make_inquiry(need, "O-26-000001-X")
    for wrong in (
        {"state": "answered", "answered_by": made.asked_by, "answered_at": now()},
        {"state": "answered"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Inquiry.objects.filter(pk=made.pk).update(**wrong)
    visitor = make_inquiry(need)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inquiry.objects.filter(pk=visitor.pk).update(asked_by="somebody")


def test_the_check_finds_a_copied_question_and_one_without_its_row(people, answered):
    PublishedAnswer.objects.create(
        inquiry=answered, question=answered.words, answer="可以", released_by="somebody", released_at=now()
    )
    assert broken() == {"Q1", "Q2"}


def test_only_published_things_can_be_asked_about(people):
    with pytest.raises(Hidden):
        queries.find_subject("need", "N-26-000000-0")
    with pytest.raises(Hidden):
        queries.find_subject("person", "1")
