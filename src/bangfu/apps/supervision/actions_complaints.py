"""The only writers of complaints and their replies. Nothing of the sender enters anywhere: no person, no address, no device."""

from datetime import datetime, time

from bangfu.apps.programmes.api import current_pack, rules_of
from bangfu.apps.supervision import policy, rules, rules_complaints
from bangfu.apps.supervision.models import Complaint, Reply
from bangfu.engines.rulebook import ChinaCalendar, add_working_days, due
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.openforms import digest_of, tracking_code
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, opaque_id, tidy

TRACKED_COMPLAINT = "complaint"
DAY_ENDS = time(18, 0)


def due_at(at: datetime) -> datetime:
    """When an answer is due: the rulebook's working days, the end of that day in Shanghai."""
    day = at.astimezone(SHANGHAI).date()
    rule, calendar = rules_of(day).get(rules_complaints.DEADLINE), ChinaCalendar()
    last = due(rule, day, calendar).day if rule else add_working_days(calendar, day, rules_complaints.DAYS_UNLESS_SAID)
    return datetime.combine(last, DAY_ENDS, SHANGHAI)


@action("supervision.send_in")
def send_in(*, by: Actor, at: datetime, key: str = "", kind: str, page: str, words: str, region: str = "") -> Complaint:
    """Anybody says something about a page of this site.

    Args: ``page`` is a local address; ``region`` where its subject lies, "" for the whole site: then the programme's city.
    Errors: ``Refused``, also for an actor who is not the public: nobody is named.
    """
    if by != PUBLIC_ACTOR:
        raise Refused(Refusal("supervision.not_public", "监督意见不记名，请不要用账号提交。"))
    waiting = Complaint.objects.filter(page=page).exclude(state="answered").count()
    refuse(rules_complaints.sending_in_refusal(kind, words, waiting=waiting))
    made = Complaint(pk=opaque_id(), kind=kind, page=page[:200], region=region or current_pack().city)
    made.words, made.sent_at, made.due_at = tidy(words), at, due_at(at)
    made.tracking = digest_of(tracking_code(TRACKED_COMPLAINT, made.pk))
    made.save(force_insert=True)
    record(subject=made, changes={"state": ("", "open"), "page": ("", made.page)})
    put_event("supervision.sent_in", {"complaint": made.pk}, at=at)
    return made


def _locked(by: Actor, complaint: str, permission: str) -> Complaint:
    found = Complaint.objects.select_for_update().filter(pk=complaint).first()
    if found is None or not policy.can_see_complaint(by, found):
        raise Hidden
    if not by.may(permission, Scope(region=found.region)):
        raise Denied(permission)
    return found


def _move(found: Complaint, state: str) -> None:
    before, found.state = found.state, state
    found.save()
    record(subject=found, changes={"state": (before, state)})


@action("supervision.draft_reply")
def draft_reply(*, by: Actor, at: datetime, key: str = "", complaint: str, summary: str, answer: str) -> Reply:
    """The office drafts the neutral summary and the answer; nobody reads them before another person released them."""
    found = _locked(by, complaint, "supervision.handle")
    originals = (found.words, found.again)
    refuse(rules_complaints.drafting_refusal(state=found.state, originals=originals, summary=summary, answer=answer))
    reply = Reply.objects.create(
        complaint=found, summary=tidy(summary), answer=tidy(answer), drafted_by=by.person, drafted_at=at
    )
    _move(found, "drafted")
    record(subject=reply, changes={"drafted_by": ("", by.person)})
    put_event("supervision.drafted", {"complaint": found.pk}, at=at)
    return reply


def _draft_of(found: Complaint) -> Reply | None:
    return found.replies.select_for_update().filter(released_at=None, returned_at=None).first()


@action("supervision.release_reply")
def release_reply(*, by: Actor, at: datetime, key: str = "", complaint: str) -> Reply:
    """Put summary and answer before everybody (Q4, Q5), with their publication row. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(by, complaint, "supervision.oversee")
    reply = _draft_of(found)
    drafted_by = reply.drafted_by if reply else ""
    refuse(rules_complaints.judging_refusal(state=found.state, act="release", drafted_by=drafted_by, by=by.person))
    assert reply is not None
    reply.released_by, reply.released_at = by.person, at
    reply.save()
    _move(found, "answered")
    record(subject=reply, changes={"released_by": ("", by.person)})
    publish_row(kind="complaint.answered", subject=row_of(reply), fields=said_of(reply, found), at=at)
    return reply


@action("supervision.send_back")
def send_back(*, by: Actor, at: datetime, key: str = "", complaint: str, reason: str) -> Reply:
    """Another person sends a draft back with a reason that its author reads. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(by, complaint, "supervision.oversee")
    reply = _draft_of(found)
    drafted_by = reply.drafted_by if reply else ""
    refuse(rules_complaints.judging_refusal(state=found.state, act="send_back", drafted_by=drafted_by, by=by.person))
    refuse(rules.reason_refusal(reason))
    assert reply is not None
    reply.returned_at, reply.reason = at, tidy(reason)
    reply.save()
    _move(found, "open")
    record(subject=reply, changes={"returned_at": (None, at)}, note=reply.reason)
    return reply


@action("supervision.reopen")
def reopen(*, by: Actor, at: datetime, key: str = "", code: str, words: str) -> Complaint:
    """Whoever holds the code says what was not dealt with; it goes to those who oversee. Errors: ``Hidden``, ``Refused``."""
    if by != PUBLIC_ACTOR:
        raise Refused(Refusal("supervision.not_public", "监督意见不记名，请不要用账号提交。"))
    found = Complaint.objects.select_for_update().filter(tracking=digest_of(code)).first() if code else None
    if found is None:
        raise Hidden
    last = found.replies.filter(released_at__isnull=False).order_by("-released_at").first()
    released_at = last.released_at if last else None
    given = rules_complaints.reopening_refusal(
        state=found.state, reopened=found.reopened, released_at=released_at, at=at, words=words
    )
    refuse(given)
    found.again, found.reopened, found.level, found.due_at = tidy(words), found.reopened + 1, 1, due_at(at)
    _move(found, "open")
    put_event("supervision.climbed", {"complaint": found.pk}, at=at)
    return found


@action("supervision.climb")
def climb(*, by: Actor, at: datetime, key: str = "", complaint: str) -> Complaint:
    """An overdue complaint goes to those who oversee, once. Errors: ``Denied`` for anybody but the site itself."""
    if by != SYSTEM_ACTOR:
        raise Denied("supervision.oversee")
    found = Complaint.objects.select_for_update().get(pk=complaint)
    if found.level == 0 and found.state != "answered" and found.due_at < at:
        found.level = 1
        found.save()
        record(subject=found, changes={"level": (0, 1)})
        put_event("supervision.climbed", {"complaint": found.pk}, at=at)
    return found


def look_after_complaints(*, at: datetime) -> int:
    """Everything overdue climbs. Returns: how many did."""
    late = Complaint.objects.filter(level=0, due_at__lt=at).exclude(state="answered").values_list("pk", flat=True)
    return len([climb(by=SYSTEM_ACTOR, at=at, complaint=each) for each in list(late[:200])])


def row_of(reply: Reply) -> str:
    """How publication rows name a reply: nothing of the sender stands in it."""
    return f"reply-{reply.pk}"


def said_of(reply: Reply, complaint: Complaint) -> dict[str, str]:
    """What everybody may know of it."""
    return {"page": complaint.page, "kind": complaint.kind, "summary": reply.summary, "answer": reply.answer}
