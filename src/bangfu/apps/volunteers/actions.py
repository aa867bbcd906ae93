"""The only writers of profiles, hours and answers. Lock order: the hours, by id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.people.api import grants_of
from bangfu.apps.volunteers import policy, rules
from bangfu.apps.volunteers.models import Answer, Hours, Profile, Reminder
from bangfu.apps.volunteers.questions import subject_of
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import Refusal, is_opaque_id, opaque_id

AT_ONCE = 100


@action("volunteers.save_profile", unseen=True)
def save_profile(*, by: Actor, at: datetime, key: str = "", values: Mapping[str, str]) -> Profile:
    """Keep what one can do, where and when. Args: ``values``: fields of :class:`Profile`. Errors: ``Denied``."""
    policy.require_somewhere(by, policy.REPORT)
    before = Profile.objects.filter(pk=by.person).first()
    profile = Profile(person=by.person, updated_at=at, **values)
    profile.save()
    changes = {name: (getattr(before, name) if before else "", value) for name, value in values.items()}
    record(subject=profile, changes=changes)
    return profile


def subject_named(kind: str, number: str) -> Mapping[str, str]:
    """What hours were for; empty for nothing. Errors: ``Refused`` when nobody knows it."""
    if not number:
        return {}
    for found in subject_of.ask(kind, number):
        if found is not None:
            return found
    raise Refused(Refusal("volunteers.subject", "没有找到这个项目或活动。", "请核对编号，没有就空着。"))


@action("volunteers.report", unseen=True)
def report(*, by: Actor, at: datetime, key: str = "", values: Mapping[str, Any], corrects: str = "") -> Hours:
    """Report hours that were done; they count once the served side confirms them.

    Args: ``values``: ``region``, ``starts``, ``ends``, ``what``, ``organisation``, ``subject_kind`` and ``subject``;
    ``corrects``: the id of one's own earlier row, which from now on no longer counts. Errors: ``Denied``, ``Hidden``, ``Refused``.
    """
    policy.require_somewhere(by, policy.REPORT)
    starts, ends = values["starts"], values["ends"]
    day, today = starts.astimezone(SHANGHAI).date(), at.astimezone(SHANGHAI).date()
    refuse(rules.reporting_refusal(starts=starts, ends=ends, day=day, today=today, at=at, what=values["what"]))
    old = _own_old(by, corrects) if corrects else None
    subject = subject_named(values.get("subject_kind", ""), values.get("subject", ""))
    made = Hours(
        pk=opaque_id(),
        person=by.person,
        organisation=values.get("organisation", ""),
        subject_kind=values.get("subject_kind", "") if subject else "",
        subject=values.get("subject", ""),
        title=subject.get("title", "")[:120],
        region=values["region"],
        day=day,
        starts=starts,
        ends=ends,
        minutes=int((ends - starts).total_seconds() // 60),
        what=values["what"].strip(),
        reported_at=at,
        corrects=old,
    )
    made.save(force_insert=True)
    record(subject=made, changes={"minutes": (old.minutes if old else 0, made.minutes), "region": ("", made.region)})
    put_event("volunteers.reported", {"hours": made.pk}, at=at)
    return made


def _own_old(by: Actor, corrects: str) -> Hours:
    known = Hours.objects.select_for_update().filter(pk=corrects, person=by.person)
    old = known.first() if is_opaque_id(corrects) else None
    if old is None:
        raise Hidden
    superseded = Hours.objects.filter(corrects=old).exists()
    refuse(rules.correcting_refusal(person=old.person, by=by.person, superseded=superseded))
    return old


@action("volunteers.confirm")
def confirm(*, by: Actor, at: datetime, key: str = "", hours: Sequence[str]) -> Answer:
    """The served side says of one or several that they were done. All or none. Errors: ``Denied``, ``Hidden``, ``Refused``."""
    return _answered(by, at, hours, confirmed=True, reason="")


@action("volunteers.refuse")
def refuse_hours(*, by: Actor, at: datetime, key: str = "", hours: Sequence[str], reason: str) -> Answer:
    """The served side does not confirm, and says why. Errors: ``Denied``, ``Hidden``, ``Refused``."""
    refuse(rules.reason_refusal(reason))
    return _answered(by, at, hours, confirmed=False, reason=reason.strip())


def _answered(by: Actor, at: datetime, hours: Sequence[str], *, confirmed: bool, reason: str) -> Answer:
    policy.require_somewhere(by, policy.CONFIRM)
    wanted = sorted(set(hours))
    if not 1 <= len(wanted) <= AT_ONCE:
        raise Refused(Refusal("volunteers.none", f"请勾选要答复的时长，一次最多 {AT_ONCE} 条。"))
    if not all(is_opaque_id(each) for each in wanted):
        raise Hidden
    found = list(Hours.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise Hidden
    if not by.is_person:
        raise Denied(policy.CONFIRM)
    done = [_one_answer(by, at, each, confirmed=confirmed, reason=reason) for each in found]
    put_event("volunteers.answered", {"hours": [each.pk for each in found]}, at=at)
    return done[0]


def _one_answer(by: Actor, at: datetime, hours: Hours, *, confirmed: bool, reason: str) -> Answer:
    office = policy.office_of(by, hours.region)
    stands_with = policy.organisations_of(by)
    volunteers = policy.organisations_of(Actor(hours.person, "person", grants_of(hours.person)))
    refuse(
        rules.answering_refusal(
            by=by.person,
            person=hours.person,
            sent_by=volunteers | {hours.organisation} - {""},
            stands_with=stands_with,
            answered=Answer.objects.filter(hours=hours).exists(),
            superseded=Hours.objects.filter(corrects=hours).exists(),
        )
    )
    answer = Answer.objects.create(
        hours=hours,
        confirmed=confirmed,
        reason=reason,
        by=by.person,
        office=office,
        stands_with=f",{','.join(sorted(stands_with))}," if stands_with else "",
        at=at,
    )
    record(subject=answer, changes={"confirmed": (None, confirmed)}, note=reason)
    return answer


@action("volunteers.remind", unseen=True)
def remind(*, by: Actor, at: datetime, key: str = "", hours: Sequence[str]) -> Reminder:
    """Tell the served side once more of hours of one place that wait. It confirms nothing."""
    rows = [Reminder(hours_id=each, at=at) for each in hours]
    Reminder.objects.bulk_create(rows)
    record(subject=rows[0], count=len(rows), changes={"at": (None, at)})
    put_event("volunteers.overdue", {"hours": hours[0], "count": len(rows)}, at=at)
    return rows[0]
