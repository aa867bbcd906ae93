"""The only writers of pushes. Lock order: push, run, then what `notices` writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangfu.apps.needs.api import Need
from bangfu.apps.notices.api import Words, answer_messages, send_notice, stop_notice
from bangfu.apps.push import policy, rules, wording
from bangfu.apps.push.models import Addressee, Push
from bangfu.apps.push.queries import Audience
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.actions import start_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Cancelled
from bangfu.values import Refusal

RUN_KIND, RUN_PUBLISHED = "push.send", "push.published"
EDITABLE = ("direction", "need", "title", "body", "top", "districts", "themes", "places")
BULK = 2_000


def _locked(by: Actor, push: str) -> Push:
    found = Push.objects.select_for_update().filter(pk=push).first()
    if found is None or not by.may(policy.SEND, policy.scope_of(found)):
        raise Hidden
    return found


def published_need(number: str) -> Need:
    """A need that everybody may see. Errors: ``Refused`` for any other."""
    need: Need | None = Need.objects.filter(number=number, state="published").select_related("region").first()
    if need is None:
        raise Refused(Refusal("push.need", "这条需求没有发布，不能推送。", "请从已发布的需求里选一条。"))
    return need


def path_of(need: Need) -> str:
    """The page of a need, the same in every language."""
    return f"/needs/{need.number}/"


def _check(push: Push) -> None:
    refuse(rules.words_refusal(direction=push.direction, title=push.title, body=push.body, need=push.need))
    if push.direction == "need":
        published_need(push.need)


@action("push.draft_push", unseen=True)
def draft_push(*, by: Actor, at: datetime, key: str = "", values: Mapping[str, Any]) -> Push:
    """Begin a push. ``values`` by the names in :data:`EDITABLE`. Errors: ``Refused``; ``Denied`` without the right."""
    push = Push(office=policy.office_of(by), created_by=by.person, created_at=at)
    for name in EDITABLE:
        if name in values:
            setattr(push, name, values[name])
    _check(push)
    push.save(force_insert=True)
    record(subject=push, changes={"title": ("", push.title), "need": ("", push.need)})
    return push


def _move(push: Push, step: str, **values: Any) -> Push:
    refuse(rules.CYCLE.refusal(push.state, step))
    old, push.state = push.state, rules.CYCLE.transition(step).target
    for name, value in values.items():
        setattr(push, name, value)
    push.save()
    record(subject=push, changes={"state": (old, push.state)})
    return push


@action("push.test_push", unseen=True)
def test_push(*, by: Actor, at: datetime, key: str = "", push: str) -> Push:
    """Send it to oneself only, by every channel that one wants."""
    found = _locked(by, push)
    words = _words(found, kind="must_know", title=wording.test_title(found.title))
    send_notice(by=Actor(person=by.person, kind="system"), at=at, words=words, audience=[by.person])
    record(subject=found, note="发给自己试看")
    return found


@action("push.ask_push", unseen=True)
def ask_push(*, by: Actor, at: datetime, key: str = "", push: str) -> Push:
    """Ask for a second person."""
    return _move(_locked(by, push), "ask")


@action("push.agree_push", unseen=True)
def agree_push(*, by: Actor, at: datetime, key: str = "", push: str) -> Push:
    """The second person agrees. Errors: ``Refused`` for the one who wrote it."""
    found = _locked(by, push)
    refuse(rules.agree_refusal(by=by.person, created_by=found.created_by))
    return _move(found, "agree", agreed_by=by.person, agreed_at=at)


@action("push.send_push", unseen=True)
def send_push(*, by: Actor, at: datetime, key: str = "", push: str, reach: int) -> Run:
    """Have it prepared and sent in the background; the run's page shows how far it is.

    ``reach``: how many people it would reach as the caller has just seen, outside of any transaction; counted again before
    anything is written.
    Errors: ``Refused`` for nobody to reach, too many without a second person, or one that is under way.
    """
    found = _locked(by, push)
    if found.state == "sending" and not Run.objects.filter(pk=found.run, ended_at__isnull=False).exists():
        raise Refused(Refusal("push.under_way", "这次推送正在发。", "请等它做完，或先在任务页取消。"))
    refuse(rules.CYCLE.refusal(found.state, "send"))
    refuse(rules.send_refusal(state=found.state, reach=reach, has_agreed=bool(found.agreed_by)))
    run: Run = start_run(
        by=by, at=at, kind=RUN_KIND, title=wording.run_title(found.title), arguments={"push": found.pk}
    )
    _move(found, "send", run=run.pk)
    return run


@action("push.cancel_push", unseen=True)
def cancel_push(*, by: Actor, at: datetime, key: str = "", push: str) -> Push:
    """Give it up; of one that was sent, keep back what has not left yet."""
    found = _locked(by, push)
    if found.state == "sent":
        kept_back = stop_notice(by=Actor(person=by.person, kind="system"), at=at, notice=found.notice)
        record(subject=found, note="停止还没发出的", count=max(kept_back, 1))
        return found
    return _move(found, "cancel")


def _words(push: Push, *, kind: str = "push", title: str = "", lines: Mapping[str, str] | None = None) -> Words:
    need = published_need(push.need) if push.direction == "need" else None
    return Words(
        kind=kind,
        title=title or push.title,
        body=push.body,
        url=path_of(need) if need else f"/my/push/{push.pk}/",
        place=need.region.full_name[-60:] if need else "",
        deadline=need.claim_by if need else None,
        lines=lines or {},
    )


def _deliver(push: Push, audience: Audience, at: datetime) -> None:
    """Notice, addressees and figures of a push, in the running action."""
    lines = {one.person: one.line for one in audience.reached}
    system = Actor(person=push.created_by, kind="system")
    notice = send_notice(
        by=system, at=at, words=_words(push, lines=lines), audience=list(lines), agreed_by=push.agreed_by
    )
    rows = [
        Addressee(push=push, person=o.person, organisation=o.number, name=o.name[:100], reason=o.line)
        for o in audience.reached
    ]
    rows += [
        Addressee(push=push, person=o.person, organisation=o.number, name=o.name[:100], left=o.why)
        for o in audience.left
    ]
    Addressee.objects.bulk_create(rows, BULK)
    push.notice, push.reach, push.sent_at, push.state = notice.pk, len(lines), at, "sent"
    push.save()
    record(subject=push, changes={"state": ("sending", "sent")}, count=max(len(lines), 1))


@action("push.finish_push", unseen=True)
def finish_push(*, by: Actor, at: datetime, key: str = "", push: str, run: str, audience: Audience) -> Push:
    """Write down whom it reaches and hand it to `notices`: whole or not at all. Called by the runner only.

    Errors: ``Cancelled`` when the run was cancelled meanwhile; ``Refused`` as before sending.
    """
    found = Push.objects.select_for_update().get(pk=push)
    under_way = Run.objects.select_for_update().get(pk=run)
    if under_way.cancel_wanted or under_way.is_over:
        raise Cancelled
    refuse(rules.CYCLE.refusal(found.state, "finish"))
    refuse(rules.send_refusal(state=found.state, reach=len(audience.reached), has_agreed=bool(found.agreed_by)))
    _deliver(found, audience, at)
    return found


@action("push.relay_need", unseen=True)
def relay_need(
    *, by: Actor, at: datetime, key: str = "", hub: str, need: str, audience: Audience, body: str = ""
) -> Push:
    """A hub passes a published need on to the members that `queries.audience_of_relay` found, each with its own reason.

    Errors: ``Hidden`` for a hub that is not the actor's; ``Refused`` when none of them can get it.
    """
    if hub not in policy.hubs_of(by):
        raise Hidden
    wanted = published_need(need)
    push = Push(
        direction="need", cause="hub", hub=hub, need=need, title=wording.relayed_title(wanted.title), body=body.strip()[:300],
        created_by=by.person, created_at=at, state="sending",
    )  # fmt: skip
    _check(push)
    refuse(rules.send_refusal(state="draft", reach=len(audience.reached), has_agreed=False))
    push.save(force_insert=True)
    _deliver(push, audience, at)
    return push


@action("push.tell_of_published", unseen=True)
def tell_of_published(*, by: Actor, at: datetime, key: str = "", need: str, audience: Audience) -> Push:
    """A need that was just published reaches the few that suit it best. Called by the reaction to the publication only."""
    wanted = published_need(need)
    push = Push(
        direction="need", cause="published", office=wanted.region.code[:2], need=need, state="sending", created_at=at,
        title=wording.suited_title(wanted.title), top=rules.AT_ONCE_TOP,
    )  # fmt: skip
    push.save(force_insert=True)
    _deliver(push, audience, at)
    return push


def note_answer(need: str, organisation: str) -> int:
    """An organisation took up a need: whoever was pushed for it is reminded no more. Returns: how many pushes knew it."""
    rows = Addressee.objects.filter(push__need=need, organisation=organisation, left="", push__state="sent")
    by_notice: dict[str, list[str]] = {}
    for notice, person in rows.values_list("push__notice", "person"):
        by_notice.setdefault(notice, []).append(person)
    for notice, people in by_notice.items():
        answer_messages(by=Actor(kind="system"), at=now(), notice=notice, people=people)
    return len(by_notice)
