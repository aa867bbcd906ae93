"""Progress, changes of what was agreed, the end and what comes after it, what each side says, pictures for everybody."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bangfu.apps.followups.api import ActionPoint, assign_followup
from bangfu.apps.organisations.api import lock_organisations, release_slot
from bangfu.apps.people.api import active_among
from bangfu.apps.projects.actions.deliveries import begin
from bangfu.apps.projects.actions.locking import locked
from bangfu.apps.projects.actions.units import units_of
from bangfu.apps.projects.models import Activity, Bundle, Change, Evaluation, Project, ShownPhoto
from bangfu.apps.projects.policy import ACCEPT, OVERSEE, RUN
from bangfu.apps.projects.queries.projects import parts_of, units_left
from bangfu.apps.projects.rules import diary as rules
from bangfu.apps.projects.rules.deliveries import words_refusal
from bangfu.apps.projects.rules.evaluation import evaluation_refusal
from bangfu.apps.projects.rules.life import end_refusal
from bangfu.apps.projects.rules.photos import IN_PICTURE, TAKERS, release_refusal
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day

CHECKS_AFTER = {6: "半年", 12: "一年", 24: "两年"}
DAYS_OF_MONTH = 30
SIDE_PERMISSIONS = {"village": ACCEPT, "lead": RUN, "bureau": OVERSEE}


@action("projects.post_activity")
def post_activity(
    *, by: Actor, at: datetime, key: str = "", number: str, kind: str, words: str, on: date | None, present: int = 0
) -> Activity:
    """One entry of the log; the first one begins the work."""
    project = locked(by, number, RUN)
    refuse(
        rules.activity_refusal(
            kind=kind, words=words, on=on, today=shanghai_day(at), opened=shanghai_day(project.opened_at)
        )
    )
    refuse(words_refusal(words))
    assert on is not None, "the rule refuses an entry without its day"
    if project.state == "preparing":
        begin(project, on)
    made = Activity.objects.create(
        project=project,
        kind=kind,
        happened_on=on,
        words=words.strip()[:1000],
        present=max(0, present),
        person=by.person,
        at=at,
    )
    record(subject=made, changes={"kind": ("", kind)}, note=project.number)
    return made


@action("projects.ask_change")
def ask_change(*, by: Actor, at: datetime, key: str = "", number: str, field: str, after: str, reason: str) -> Change:
    """Ask to change what was agreed; nothing changes before the aided side says yes."""
    project = locked(by, number, RUN)
    if project.state == "ended":
        raise Refused(Refusal("ended", "项目已结束，不能再改。"))
    before = str(getattr(project, field, "") or "") if field in rules.CHANGEABLE else ""
    refuse(rules.change_refusal(field=field, before=before, after=after, reason=reason, starts_on=project.starts_on))
    refuse(words_refusal(after, reason))
    if project.changes.filter(field=field, state="asked").exists():
        raise Refused(Refusal("asked_already", "这一项已有一次变更在等答复，请等答复后再提。"))
    made = Change.objects.create(
        project=project,
        field=field,
        before=before[:1000],
        after=after.strip()[:1000],
        reason=reason.strip()[:300],
        asked_by=by.person,
        asked_at=at,
    )
    record(subject=made, changes={"state": ("", "asked")})
    put_event("projects.change_asked", {"change": made.pk}, at=at)
    return made


@action("projects.decide_change")
def decide_change(
    *, by: Actor, at: datetime, key: str = "", number: str, change: int, agree: bool, answer: str = ""
) -> Change:
    """Somebody of the aided side says yes or no to a change; with a yes it counts at once."""
    project = locked(by, number, ACCEPT)
    found = Change.objects.select_for_update().filter(pk=change, project=project).first()
    if found is None:
        raise Hidden
    refuse(
        rules.decide_refusal(state=found.state, asked_by=found.asked_by, person=by.person, agree=agree, answer=answer)
    )
    refuse(words_refusal(answer))
    if agree:
        for name, value in rules.new_value(found.field, found.after).items():
            setattr(project, name, value)
        project.version += 1
        project.save()
        record(subject=project, changes={found.field: (found.before, found.after)}, note=found.reason)
    found.state = "agreed" if agree else "refused"
    found.decided_by, found.decided_at, found.answer = by.person, at, answer.strip()[:300]
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record(subject=found, changes={"state": ("asked", found.state)})
    put_event("projects.change_decided", {"change": found.pk}, at=at)
    return found


@action("projects.end")
def end_project(*, by: Actor, at: datetime, key: str = "", number: str, how: str, reason: str = "") -> Project:
    """End a project: what was not delivered is open to everybody again, the slots are given back, and whether it lasts is
    looked at after six, twelve and twenty-four months.

    Errors: ``Refused`` while something waits for the village's answer, or when ``how`` says more than was done.
    """
    numbers = set(Bundle.objects.filter(project__number=number).values_list("organisation__number", flat=True))
    lock_organisations(numbers)
    project = locked(by, number, RUN)
    parts = parts_of(project)
    refuse(end_refusal(state=project.state, how=how, reason=reason, units=units_left(parts)))
    refuse(words_refusal(reason))
    for part in parts:
        left = {each.line.position: each.committed for each in part.lines if each.committed}
        if left:
            units_of(part.bundle).move("step_down", left, by=by, at=at, reason=reason)
        _give_slot_back(part.bundle, at)
    before, project.state = project.state, "ended"
    project.ended_how, project.ended_reason, project.ended_at = how, reason.strip()[:300], at
    project.version += 1
    project.save()
    record(subject=project, changes={"state": (before, "ended"), "ended_how": ("", how)}, note=reason.strip()[:300])
    said = {"how": how, "reason": project.ended_reason}
    publish_row(kind="project.ended", subject=project.number, fields=said, at=at)
    if how != "stopped":
        _look_again_later(project, at)
    put_event("projects.ended", {"project": project.number}, at=at)
    return project


def _give_slot_back(bundle: Bundle, at: datetime) -> None:
    """The capacity that went with a claim is free again; a slot that was given back before stays so."""
    try:
        release_slot(
            by=SYSTEM_ACTOR, at=at, number=bundle.organisation.number, quarter=bundle.quarter, holder=bundle.holder
        )
    except Refused:
        return


def _look_again_later(project: Project, at: datetime) -> None:
    """造血: whether it still stands after six, twelve and twenty-four months; a second person closes each look."""
    if not active_among([project.run_by]):
        return
    for months, words in CHECKS_AFTER.items():
        point = ActionPoint(
            title=f"{words}后回访：{project.title}"[:80],
            owner=project.run_by,
            due_at=at + timedelta(days=DAYS_OF_MONTH * months),
            scope=Scope(region=project.region_path, organisation=project.lead.number),
            detail="还在用吗？村里自己能做吗？看一眼，问一句，照张相。",
            subject_url=f"/projects/{project.number}/",
        )
        assign_followup(by=SYSTEM_ACTOR, at=at, point=point)


@action("projects.evaluate")
def evaluate(
    *, by: Actor, at: datetime, key: str = "", number: str, side: str, marks: Mapping[str, int], words: str
) -> Evaluation:
    """One side's voice on a finished project: a mark for each question, and words that everybody reads."""
    refuse(None if side in SIDE_PERMISSIONS else Refusal("side", "请从项目页进入评价。"))
    project = locked(by, number, SIDE_PERMISSIONS[side])
    said = project.evaluations.filter(side=side).exists()
    refuse(evaluation_refusal(side=side, marks=marks, words=words, ended=project.state == "ended", said=said))
    refuse(words_refusal(words))
    made = Evaluation.objects.create(
        project=project, side=side, marks=dict(marks), words=words.strip()[:300], person=by.person, at=at
    )
    record(subject=made, changes={"side": ("", side)}, note=project.number)
    return made


@action("projects.ask_mending")
def ask_mending(
    *, by: Actor, at: datetime, key: str = "", number: str, title: str, due_at: datetime, detail: str = ""
) -> Project:
    """The office wants something put right: a follow-up of whoever runs the project, closed by a second person."""
    project = locked(by, number, OVERSEE)
    point = ActionPoint(
        title=title,
        owner=project.run_by,
        due_at=due_at,
        scope=Scope(region=project.region_path, organisation=project.lead.number),
        detail=detail,
        subject_url=f"/projects/{project.number}/",
    )
    assign_followup(by=SYSTEM_ACTOR, at=at, point=point)
    record(subject=project, note=f"安排整改：{title}")
    return project


def _picture(by: Actor, number: str, file: str) -> tuple[Project, StoredFile]:
    """A picture of this project, both locked. Errors: ``Hidden`` for a picture of another record."""
    project = locked(by, number, OVERSEE)
    stored = StoredFile.objects.select_for_update().filter(pk=file).first()
    owners = {
        "projects.delivery": project.deliveries.values_list("pk", flat=True),
        "projects.acceptance": project.deliveries.values_list("acceptances__pk", flat=True),
        "projects.activity": project.activities.values_list("pk", flat=True),
    }
    if stored is None or stored.owner_id not in map(str, owners.get(stored.owner_type, ())):
        raise Hidden
    return project, stored


@action("projects.show_photo")
def show_photo(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    file: str,
    taken_on: date | None,
    taken_by: str,
    in_picture: str,
) -> ShownPhoto:
    """Put a picture on the public page. Errors: ``Refused`` for anything unsaid and for every picture with a minor (W4)."""
    project, stored = _picture(by, number, file)
    refuse(
        release_refusal(
            media_type=stored.media_type,
            caption=stored.caption,
            taken_on=taken_on,
            taken_by=taken_by,
            in_picture=in_picture,
            today=shanghai_day(at),
        )
    )
    assert taken_on is not None, "the rule refuses a picture without its day"
    shown, _made = ShownPhoto.objects.update_or_create(
        file=stored.pk,
        defaults={
            "project": project,
            "taken_on": taken_on,
            "taken_by": taken_by,
            "in_picture": in_picture,
            "released_by": by.person,
            "released_at": at,
        },
    )
    was_public, stored.is_public, stored.taken_on = stored.is_public, True, taken_on
    stored.save(update_fields=["is_public", "taken_on"])
    fields = {"digest": stored.digest, "taken_on": taken_on.isoformat(), "taken_by": taken_by}
    publish_row(kind="project.photo_shown", subject=project.number, fields=fields, at=at)
    note = f"{project.number} {TAKERS[taken_by]} {IN_PICTURE[in_picture]}"
    record(subject=stored, changes={"is_public": (was_public, True)}, note=note)
    return shown


@action("projects.hide_photo")
def hide_photo(*, by: Actor, at: datetime, key: str = "", number: str, file: str) -> None:
    """Take a picture off the public page."""
    project, stored = _picture(by, number, file)
    ShownPhoto.objects.filter(file=stored.pk).delete()
    was_public, stored.is_public = stored.is_public, False
    stored.save(update_fields=["is_public"])
    publish_row(kind="project.photo_hidden", subject=project.number, fields={"digest": stored.digest}, at=at)
    record(subject=stored, changes={"is_public": (was_public, False)}, note=project.number)
