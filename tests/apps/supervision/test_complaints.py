"""Complaints from a page's footer to the public answer: two people, nobody named, overdue ones climb."""

import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bangfu.apps.notices.models import Message
from bangfu.apps.supervision import actions_complaints as actions
from bangfu.apps.supervision import queries_complaints as queries
from bangfu.apps.supervision import rules_complaints as rules
from bangfu.apps.supervision.invariants import INVARIANTS
from bangfu.apps.supervision.models import Complaint, Reply
from bangfu.plumbing import openforms
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now
from bangfu.plumbing.openforms import tracking_code
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.publication.fields import ALLOWED
from bangfu.plumbing.publication.models import PublicationRow
from tests.cast import CITY
from tests.samples import somebody
from tests.samples_complaints import SAID, make_complaint

pytestmark = pytest.mark.django_db
WORDS = "页面上写的数量和村里公告的不一样，请核一下。"
PLACE = CITY + "0" * 8


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


def test_anybody_complains_about_a_page_and_reads_the_answer_with_the_code(people, need):
    public, page = people["public"].client, f"/needs/{need.number}/"
    link = re.search(r'href="(/supervise/\?page=[^"]+)"', text(public.get(page)))[1]
    assert page in text(public.get(link))
    typed = {"page": page, "kind": "complain", "words": WORDS, "key": "k1"}
    sent = public.post("/supervise/", typed)
    where = sent.headers["Location"]
    followed = text(public.get(where))
    code = re.search(r"<code>([A-Z2-7-]{19})</code>", followed)[1]
    assert "最迟" in followed and WORDS not in followed and "?page=" not in followed, "a code never becomes a subject"
    assert public.post("/supervise/", typed).headers["Location"] == where and Complaint.objects.count() == 1
    assert public.post("/asked/", {"code": code}).headers["Location"] == where
    made = Complaint.objects.get()
    assert (made.page, made.region) == (page, need.region_path)
    actions.draft_reply(by=people["county"].actor, complaint=made.pk, **SAID)
    assert SAID["answer"] not in text(public.get(where)), "a draft is nobody's answer yet"
    actions.release_reply(by=somebody("judge", "supervisor", scope="44"), complaint=made.pk)
    for shown in (public.get(where), public.get("/supervise/answers/")):
        assert SAID["answer"] in text(shown) and WORDS not in text(shown)
    item = public.get("/supervise/answers.json").json()["items"][0]
    assert item["summary"] == SAID["summary"] and item["page"] == page and "complaint" not in item


def test_nothing_of_the_sender_is_written_down_even_of_somebody_signed_in(people, need):
    signed_in = people["staff"].client
    typed = {"page": "/needs/", "kind": "report", "words": WORDS, "key": "k2"}
    assert signed_in.post("/supervise/", typed, REMOTE_ADDR="203.0.113.9").status_code == 302
    trail = list(AuditRecord.objects.filter(action__startswith="supervision.").values())
    assert trail and all(
        str(people["staff"].person.pk) not in str(row) and "203.0.113.9" not in str(row) for row in trail
    )
    with pytest.raises(Refused):
        actions.send_in(by=people["staff"].actor, kind="ask", page="/", words=WORDS)


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example/",
        "https://evil.example/",
        "/asked/aaaabbbbccccdddd/",
        "/my/todo/",
        "/no-such/",
        "javascript:1",
        "",
    ],
)
def test_only_a_public_page_of_this_site_is_kept_and_never_a_code(db, page):
    assert queries.page_named(page).page == "/"


def test_who_drafted_does_not_release_and_an_office_alone_cannot(people, own):
    made = make_complaint(PLACE, "drafted")
    reply = Reply.objects.get(complaint=made)
    both = somebody("drafting", "supervisor", scope="44")
    assert both.person == reply.drafted_by
    with pytest.raises(Refused, match="same_person"):
        actions.release_reply(by=both, complaint=made.pk)
    with pytest.raises(Denied):
        actions.release_reply(by=somebody("clerk", "county", scope="44"), complaint=made.pk)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(released_by=reply.drafted_by, released_at=now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(state="answered")
    assert Complaint.objects.get().state == "drafted"


def test_a_draft_sent_back_is_drafted_again_and_both_stay(people, own):
    made = make_complaint(PLACE, "drafted")
    judge = somebody("judge", "supervisor", scope="44")
    actions.send_back(by=judge, complaint=made.pk, reason="没有说清怎么处理。")
    actions.draft_reply(by=somebody("other", "county", scope="44"), complaint=made.pk, **SAID)
    actions.release_reply(by=judge, complaint=made.pk)
    assert Reply.objects.count() == 2 and len(queries.public_replies()) == 1
    assert broken() == set()


def test_an_overdue_complaint_climbs_once_to_those_who_oversee(people, own):
    made = make_complaint(PLACE)
    later = made.due_at + timedelta(minutes=1)
    assert actions.look_after_complaints(at=made.due_at - timedelta(minutes=1)) == 0
    assert (actions.look_after_complaints(at=later), actions.look_after_complaints(at=later)) == (1, 0)
    deliver_pending(at=later)
    told = Message.objects.filter(notice__title__contains="超时").values_list("person", flat=True)
    assert str(people["supervisor"].person.pk) in told


def test_a_reporter_reopens_within_limits_and_it_lies_higher(people, own):
    made = make_complaint(PLACE, "answered")
    code = tracking_code(actions.TRACKED_COMPLAINT, made.pk)
    public = people["public"].client
    sent = public.post(f"/supervise/{code}/again/", {"words": "还是没有改。", "key": "r1"})
    assert sent.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.level, made.reopened) == ("open", 1, 1)
    refused = public.post(f"/supervise/{code}/again/", {"words": "还是没有改。", "key": "r2"})
    assert refused.status_code == 422 and "没有办成" in text(refused)
    given = {"state": "answered", "words": "还是没有改。", "at": now()}
    assert rules.reopening_refusal(reopened=2, released_at=now(), **given)
    assert rules.reopening_refusal(reopened=0, released_at=now() - timedelta(days=31), **given)
    assert rules.reopening_refusal(reopened=1, released_at=now(), **given) is None
    assert public.post("/supervise/aaaabbbbccccdddd/again/", {"words": "没有改。"}).status_code == 404


def test_the_office_may_not_repeat_the_reporters_words_or_a_number():
    given = {"state": "open", "originals": (WORDS, ""), "answer": "已改正。"}
    assert rules.drafting_refusal(summary=WORDS, **given).code == "supervision.copied"
    assert rules.drafting_refusal(summary="请打 139 0000 0001。", **given).code == "supervision.number"
    assert rules.drafting_refusal(summary="有人反映数量不一致。", **given) is None


def test_a_flood_and_a_trap_are_held_off(people, need, monkeypatch):
    monkeypatch.setattr(openforms, "SENT_PER_ADDRESS", 2)
    public = people["public"].client
    typed = {"page": "/", "kind": "ask", "words": WORDS}
    assert [public.post("/supervise/", typed | {"key": f"f{n}"}).status_code for n in range(3)] == [302, 302, 429]
    assert public.post("/supervise/", typed | {openforms.TRAP: "x"}).status_code == 422
    assert Complaint.objects.count() == 2


@pytest.mark.both_engines
def test_the_database_keeps_complaints_and_answers_as_they_were(people, own):
    made = make_complaint(PLACE, "answered")
    for change in ({"page": "/x/"}, {"region": "45"}, {"tracking": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Complaint.objects.filter(pk=made.pk).update(**change)
    for rows in (Complaint.objects.all(), Reply.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Reply.objects.update(answer="改写")
    assert broken() == set()


def test_what_is_published_of_a_complaint_is_what_the_log_takes_in(people, own):
    make_complaint(PLACE, "answered")
    row = PublicationRow.objects.get(kind="complaint.answered")
    assert set(json.loads(bytes(row.body))["fields"]) <= ALLOWED["complaint.answered"]


def test_the_invariants_find_an_answer_that_was_never_published(people, own):
    made = make_complaint(PLACE, "drafted")
    Reply.objects.filter(complaint=made).update(released_by="somebodyelse", released_at=now())
    assert broken() == {"Q4"}
    assert PublicationRow.objects.filter(kind="complaint.answered").count() == 0


def test_the_deadline_is_the_rulebooks_and_says_that_it_was_not_verified(people, own):
    said = queries.deadline_said()
    assert "五个工作日" in said.citation and not said.is_certain
    assert "条文未核对" in text(people["public"].client.get("/supervise/"))
    assert PUBLIC_ACTOR.person == ""
