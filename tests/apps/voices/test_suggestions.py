"""Suggestions and ideas from the first word to a need, by the room's actions and by the database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bangfu.apps.needs.models import Need
from bangfu.apps.notices.models import Message
from bangfu.apps.voices import actions, queries
from bangfu.apps.voices.invariants import INVARIANTS
from bangfu.apps.voices.models import Suggestion
from bangfu.apps.voices.tasks import forget_due
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, make_need
from tests.samples_voices import make_idea, make_suggestion

pytestmark = pytest.mark.django_db
WORDS = "卫生站的血压计都坏了，想要20台血压计，老人排队。"


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


@pytest.fixture
def said(village):
    return make_suggestion(VILLAGE, words=WORDS)


def test_a_resident_leaves_no_name_and_no_words_in_the_trail(people, said):
    trail = AuditRecord.objects.get(action="voices.suggest")
    assert (trail.person, trail.actor_kind) == ("", "public") and "血压计" not in repr(trail.changes) + trail.note
    assert (said.sent_by, said.organisation) == ("", "")
    with pytest.raises(Refused):
        actions.suggest(by=people["staff"].actor, region=said_place(), words=WORDS)


def said_place():
    return queries.place_for(VILLAGE)


def test_the_village_the_town_and_the_team_hear_it_and_nobody_else(people, said):
    for role in ("village", "county", "frontline"):
        assert queries.inbox_of(people[role].actor, "resident", is_open=True) == [said]
    for role in ("staff", "district", "bureau", "supervisor"):
        with pytest.raises(Hidden):
            queries.suggestion_for(people[role].actor, said.pk)
    deliver_pending(at=now())
    assert Message.objects.filter(person=str(people["village"].person.pk), notice__title__contains="居民建议").exists()
    assert [each.kind for each in queries.todo_items(people["village"].actor, now())] == ["居民建议"]


def test_a_draft_keeps_its_source_and_the_things_but_not_the_words(people, said):
    by = people["village"].actor
    done = actions.draft(by=by, suggestion=said.pk, title="村卫生站缺血压计")
    need = Need.objects.get(number=done.need)
    assert (need.source, need.region_path, need.state, need.entered_by) == ("residents", VILLAGE, "draft", by.person)
    assert [(line.item, line.quantity) for line in need.lines.all()] and need.words == "" and broken() == set()
    assert all("排队" not in text for text in (need.title, need.description, need.search))


def test_the_words_of_the_sender_cannot_become_the_title(people, said):
    with pytest.raises(Refused, match="voices.copied"):
        actions.draft(by=people["village"].actor, suggestion=said.pk, title=WORDS)
    assert Need.objects.count() == 0


def test_two_people_decide_once(people, said):
    actions.answer(by=people["village"].actor, suggestion=said.pk, words="县里下月统一换新，到时通知。")
    for act, given in (
        (actions.answer, {"words": "再答复一次。"}),
        (actions.draft, {"title": "村卫生站缺血压计"}),
    ):
        with pytest.raises(Refused, match="wrong_state"):
            act(by=people["county"].actor, suggestion=said.pk, **given)


def test_a_suggestion_joins_a_need_that_is_there(people, said):
    hands = {role: member.actor for role, member in people.items()}
    need = make_need(VILLAGE, "published", hands)
    assert need.number in [one.number for one in queries.alike_to(said)]
    done = actions.merge(by=people["village"].actor, suggestion=said.pk, number=need.number.lower())
    assert (done.state, done.need) == ("merged", need.number) and queries.public_need(done.need) == need
    other = make_suggestion(VILLAGE)
    with pytest.raises(Refused, match="voices.no_need"):
        actions.merge(by=people["village"].actor, suggestion=other.pk, number="N-26-999999-X")


def test_an_organisation_proposes_and_hears_what_became_of_it(people, own, village):
    made = make_idea(VILLAGE, own.number)
    assert queries.idea_for(people["hub"].actor, made.pk) == made
    with pytest.raises(Hidden):
        queries.idea_for(people["village"].actor, made.pk)
    with pytest.raises(Denied):
        actions.propose(
            by=people["staff"].actor, region=village, organisation="O-26-000009-9", title="办一所学校", words="很需要。"
        )
    done = actions.draft(by=people["village"].actor, suggestion=made.pk, title="村里要一个长者饭堂")
    assert Need.objects.get(number=done.need).source == "ideas"


def test_contacts_are_emptied_when_their_days_are_over(people, village):
    made = make_suggestion(VILLAGE, contact="13800138000")
    assert forget_due(at=now() + timedelta(days=179)) == 0
    assert forget_due(at=now() + timedelta(days=181)) == 1
    made.refresh_from_db()
    assert made.contact == "" and made.contact_until is None


def test_the_same_press_twice_is_one_suggestion(village):
    two = [actions.suggest(by=PUBLIC_ACTOR, key="k", region=village, words=WORDS) for _ in range(2)]
    assert two[0].pk == two[1].pk and Suggestion.objects.count() == 1


@pytest.mark.both_engines
def test_the_database_keeps_what_was_said_and_decided(people, said):
    actions.answer(by=people["village"].actor, suggestion=said.pk, words="县里下月统一换新。")
    one = Suggestion.objects.filter(pk=said.pk)
    attempts = (
        lambda: one.update(region=ELSEWHERE),
        lambda: one.update(sent_by="somebody"),
        lambda: one.update(state="open", decided_by="", decided_at=None),
        lambda: one.update(need="N-26-000001-X"),
        lambda: one.delete(),
        lambda: Suggestion.objects.filter(pk=make_suggestion(VILLAGE).pk).update(state="drafted"),
    )
    for attempt in attempts:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            attempt()


def test_the_check_finds_a_need_that_repeats_a_residents_words(people, said):
    done = actions.draft(by=people["village"].actor, suggestion=said.pk, title="村卫生站缺血压计")
    Need.objects.filter(number=done.need).update(description=f"村民说：{WORDS}")
    assert broken() == {"V1"}
