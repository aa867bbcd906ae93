"""The only writers of questions and published answers."""

from datetime import datetime, timedelta

from bangfu.apps.programmes.api import rules_of
from bangfu.apps.supervision import policy, rules
from bangfu.apps.supervision.models import Inquiry, PublishedAnswer
from bangfu.apps.supervision.questions import Subject
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.openforms import digest_of, tracking_code
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, opaque_id, tidy

TRACKED = "inquiry"


def _due(at: datetime) -> datetime:
    hours = rules_of(at.astimezone(SHANGHAI).date()).limit("question_answer_hours")
    return at + timedelta(hours=rules.HOURS_UNLESS_SAID if hours is None else hours)


def _waiting(subject: Subject, **more: str) -> int:
    rows = Inquiry.objects.filter(subject_kind=subject.kind, subject=subject.number, state="open", **more)
    return rows.count()


def _asked(inquiry: Inquiry, subject: Subject, at: datetime, words: str) -> Inquiry:
    inquiry.subject_kind, inquiry.subject = subject.kind, subject.number
    inquiry.title, inquiry.region = subject.title[:120], subject.region
    inquiry.words, inquiry.asked_at, inquiry.due_at = tidy(words), at, _due(at)
    inquiry.save(force_insert=True)
    record(subject=inquiry, changes={"state": ("", "open"), "subject": ("", subject.number)})
    put_event("supervision.asked", {"inquiry": inquiry.pk}, at=at)
    return inquiry


@action("supervision.ask")
def ask(*, by: Actor, at: datetime, key: str = "", subject: Subject, organisation: str, words: str) -> Inquiry:
    """A signed-in organisation asks about something public.

    Args: ``organisation`` is its number. Errors: ``Denied`` when the actor does not speak for it; ``Refused`` for an empty
    or endless question and when too many wait.
    """
    if not organisation or not by.may("supervision.ask", Scope(organisation=organisation)):
        raise Denied("supervision.ask")
    here = _waiting(subject, organisation=organisation)
    in_all = Inquiry.objects.filter(organisation=organisation, state="open").count()
    refuse(rules.asking_refusal(words, here=here, in_all=in_all, visitor=False))
    inquiry = Inquiry(kind="organisation", organisation=organisation, asked_by=by.person)
    return _asked(inquiry, subject, at, words)


@action("supervision.ask_as_visitor")
def ask_as_visitor(*, by: Actor, at: datetime, key: str = "", subject: Subject, words: str) -> Inquiry:
    """Somebody without an account asks; the office answers. Whoever is signed in is not named either.

    Args: ``by`` is the public: nothing that tells who asks may enter the trail. Errors: ``Refused``.
    """
    if by != PUBLIC_ACTOR:
        raise Refused(Refusal("supervision.not_public", "访客提问不记名，请不要用账号提交。"))
    refuse(rules.asking_refusal(words, here=_waiting(subject, kind="visitor"), in_all=0, visitor=True))
    inquiry = Inquiry(pk=opaque_id(), kind="visitor")
    inquiry.tracking = digest_of(tracking_code(TRACKED, inquiry.pk))
    return _asked(inquiry, subject, at, words)


def _locked(by: Actor, inquiry: str, table: dict[str, str]) -> Inquiry:
    found = Inquiry.objects.select_for_update().filter(pk=inquiry).first()
    if found is None:
        raise Hidden
    policy.require(by, found, table)
    return found


def _end(inquiry: Inquiry, state: str, words: str, by: Actor, at: datetime) -> Inquiry:
    inquiry.state, inquiry.answer = state, tidy(words)
    inquiry.answered_by, inquiry.answered_at = by.person, at
    inquiry.save()
    record(subject=inquiry, changes={"state": ("open", state), "answered_by": ("", by.person)})
    put_event("supervision.answered", {"inquiry": inquiry.pk}, at=at)
    return inquiry


@action("supervision.answer")
def answer(*, by: Actor, at: datetime, key: str = "", inquiry: str, words: str) -> Inquiry:
    """The village (of a visitor's question the office) answers. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(by, inquiry, policy.ANSWER)
    refuse(rules.answering_refusal(state=found.state, asked_by=found.asked_by, by=by.person, words=words))
    return _end(found, "answered", words, by, at)


@action("supervision.close")
def close(*, by: Actor, at: datetime, key: str = "", inquiry: str, reason: str) -> Inquiry:
    """End a question without an answer, with a reason that the asker reads. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(by, inquiry, policy.ANSWER)
    refuse(rules.closing_refusal(state=found.state, asked_by=found.asked_by, by=by.person, reason=reason))
    return _end(found, "closed", reason, by, at)


@action("supervision.release")
def release(*, by: Actor, at: datetime, key: str = "", inquiry: str, question: str, answer: str) -> PublishedAnswer:
    """Put a question and its answer before everybody, in one's own words (Q1), with its publication row.

    Args: ``question`` is a neutral summary, ``answer`` what is said to it. The originals stay with the thread.
    Errors: ``Hidden``, ``Denied``, ``Refused``.
    """
    found = _locked(by, inquiry, policy.RELEASE)
    refuse(rules.release_refusal(state=found.state, original=found.words, question=question, answer=answer))
    if found.published.filter(taken_back_at=None).exists():
        raise Refused(Refusal("supervision.published", "这条问答已经公开。", "要改，请先撤下，再公开新的。"))
    shown = PublishedAnswer.objects.create(
        inquiry=found, question=tidy(question), answer=tidy(answer), released_by=by.person, released_at=at
    )
    record(subject=shown, changes={"question": ("", shown.question), "released_by": ("", by.person)})
    publish_row(kind="answer.published", subject=subject_of_row(shown), fields=public_fields(shown, found), at=at)
    return shown


@action("supervision.take_back")
def take_back(*, by: Actor, at: datetime, key: str = "", inquiry: str, reason: str) -> PublishedAnswer:
    """Take a published answer off the page, saying why; what was said stays in the publication rows."""
    found = _locked(by, inquiry, policy.RELEASE)
    refuse(rules.reason_refusal(reason))
    shown = found.published.select_for_update().filter(taken_back_at=None).first()
    if shown is None:
        raise Refused(Refusal("supervision.not_published", "这条问答现在没有公开。请刷新页面看最新情况。"))
    shown.taken_back_by, shown.taken_back_at, shown.reason = by.person, at, tidy(reason)
    shown.save()
    record(subject=shown, changes={"taken_back_at": (None, at)}, note=shown.reason)
    publish_row(kind="answer.taken_back", subject=subject_of_row(shown), fields={"reason": shown.reason}, at=at)
    return shown


def subject_of_row(shown: PublishedAnswer) -> str:
    """How publication rows name a published answer: nothing of the asker stands in it."""
    return f"answer-{shown.pk}"


def public_fields(shown: PublishedAnswer, inquiry: Inquiry) -> dict[str, str]:
    """What everybody may know of it."""
    return {
        "about": f"{inquiry.subject_kind}/{inquiry.subject}",
        "question": shown.question,
        "answer": shown.answer,
    }
