"""Taking drafts and their photos in. Lock order: the record that a draft is about, then what its room locks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.offline.forms import Attachment, OfflineForm, Standing, Work, offline_forms
from bangfu.plumbing.offline.merging import Clash, Merged, merge
from bangfu.plumbing.offline.models import ReceivedDraft
from bangfu.plumbing.offline.reading import Draft, moment_claimed
from bangfu.values import Refusal

PHOTOS_MAX = 6
DRAFTS_A_DAY = 500
"""Drafts of one person in a day: a team of three in ten villages writes some sixty."""


class Clashing(Exception):
    """Two people changed the same; nothing was written. Carries what clashes and how the record stands now."""

    def __init__(self, form: OfflineForm, clashes: tuple[Clash, ...], standing: Standing) -> None:
        super().__init__(form.kind)
        self.form, self.clashes, self.standing = form, clashes, standing


@dataclass(frozen=True, slots=True)
class _Ready:
    work: Work
    outcome: str = "done"
    note: str = ""


def _form_of(kind: str) -> OfflineForm:
    form = offline_forms().get(kind)
    if form is None:
        raise Refused(
            Refusal("kind_unknown", "平台不认识这种表格，可能是页面太旧。草稿还在手机上，请联网刷新页面再发。")
        )
    return form


def _check_fields(form: OfflineForm, draft: Draft) -> None:
    longest = {each.name: (each.longest, each.label) for each in form.fields}
    for name, value in (*draft.fields, *draft.base):
        if name not in longest:
            raise Refused(
                Refusal("field_unknown", "这份草稿里有平台不认识的栏目，可能是页面太旧。请联网刷新页面再发。")
            )
        if len(value) > longest[name][0]:
            raise Refused(Refusal("field_too_long", f"“{longest[name][1]}”最多写 {longest[name][0]} 个字。"))


def _merged(form: OfflineForm, draft: Draft, by: Actor) -> _Ready:
    if not draft.subject:
        if form.standing is not None and form.watched():
            raise Refused(Refusal("subject_missing", "这份草稿没有说是哪一条记录。请从那条记录的页面重新填写。"))
        return _Ready(Work("", dict.fromkeys(form.names, "") | dict(draft.fields)))
    if form.standing is None:
        raise Refused(Refusal("subject_unknown", "这种表格只能新填，不能修改已有的记录。"))
    now = form.standing(by, draft.subject)
    found: Merged = merge(
        base=dict(draft.base),
        mine=dict(draft.fields),
        theirs=now.values,
        units=form.units(),
        watched=form.watched(),
    )
    if found.clashes:
        raise Clashing(form, found.clashes, now)
    names = "、".join(form.label_of(unit) for unit in found.theirs)
    note = f"{now.who or '同事'}后来改的“{names}”已保留。" if names else ""
    return _Ready(Work(draft.subject, found.values, now.version), "merged" if names else "done", note)


@action("offline.receive_draft")
def receive_draft(*, by: Actor, at: datetime, key: str = "", draft: Draft) -> ReceivedDraft:
    """Carry a draft out, once: ``key`` is the draft's id.

    Errors: ``Refused``, ``Denied``, ``Hidden``; :class:`Clashing` when a person has to choose. Then nothing is written.
    """
    if draft.person != by.person:
        raise Refused(Refusal("another_account", "这份草稿是另一个账号写的。请用那个账号登录后再发，草稿还在手机上。"))
    form = _form_of(draft.kind)
    if not by.has(form.permission):
        raise Denied(form.permission)
    _check_fields(form, draft)
    day = ReceivedDraft.objects.filter(person=by.person, received_at__gt=at - timedelta(days=1)).count()
    if day >= DRAFTS_A_DAY:
        raise Refused(Refusal("too_many_today", f"一天最多收 {DRAFTS_A_DAY} 份草稿，请明天再发。草稿还在手机上。"))
    ready = _merged(form, draft, by)
    done = form.carry_out(by=by, at=at, work=ready.work)
    written, _ahead = moment_claimed(draft.written_at, at)
    received = ReceivedDraft.objects.create(
        person=by.person,
        draft=draft.id,
        kind=form.kind,
        subject=draft.subject,
        outcome=ready.outcome,
        row_type=done.row._meta.label_lower,
        row_id=str(done.row.pk),
        label=done.label[:120],
        path=done.path[:120],
        note=f"{ready.note}{done.note}"[:300],
        written_at=written,
        received_at=at,
    )
    record(subject=received, changes={"outcome": ("", ready.outcome)}, note=f"{form.kind} {done.label}"[:200])
    return received


@action("offline.receive_photo")
def receive_photo(*, by: Actor, at: datetime, key: str = "", draft: str, photo: Attachment) -> ReceivedDraft:
    """Take a photo in that belongs to a draft which came before it. Errors: ``Refused``, ``Denied``, ``Hidden``."""
    received = ReceivedDraft.objects.select_for_update().filter(person=by.person, draft=draft).first()
    if received is None:
        raise Hidden
    form = _form_of(received.kind)
    if form.attach is None:
        raise Refused(Refusal("no_photos", "这种表格不收照片。"))
    if received.photos >= PHOTOS_MAX:
        raise Refused(Refusal("too_many_photos", f"一份草稿最多跟 {PHOTOS_MAX} 张照片。"))
    form.attach(by=by, at=at, row_id=received.row_id, photo=photo)
    received.photos += 1
    received.save(update_fields=["photos"])
    record(subject=received, changes={"photos": (received.photos - 1, received.photos)})
    return received
