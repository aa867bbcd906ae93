"""Two entries for one organisation: a dated pointer, its undo, and the judgement that they are two after all."""

from datetime import datetime

from bangfu.apps.organisations.actions.duplicates import note_duplicates
from bangfu.apps.organisations.actions.writing import locked, who
from bangfu.apps.organisations.models import DuplicatePair, Merge, Organisation
from bangfu.apps.organisations.rules.decisions import merge_refusal
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day


@action("organisations.merge")
def merge(*, by: Actor, at: datetime | None = None, key: str = "", source: str, target: str, reason: str) -> Merge:
    """Declare that ``source`` is ``target`` (numbers). Nothing of the source is rewritten: its page points on."""
    assert at is not None
    rows = {number: locked(number) for number in sorted({source, target})}
    going, staying = rows[source], rows[target]
    refuse(
        merge_refusal(
            source=going.pk,
            target=staying.pk,
            source_merged=going.merged_into_id is not None,
            target_merged=staying.merged_into_id is not None,
            reason=reason,
        )
    )
    if Organisation.objects.filter(merged_into=going).exists():
        raise Refused(
            Refusal(
                "organisations.has_merged", "另有组织已并入这一家，不能再把它并走。", "请反过来合并，或先撤销那次合并。"
            )
        )
    going.merged_into, going.merged_on = staying, shanghai_day(at)
    going.version += 1
    going.save(update_fields=["merged_into", "merged_on", "version"])
    made = Merge.objects.create(
        source=going, target=staying, reason=reason.strip()[:300], by=who(by), at=at, state_before=going.state
    )
    _judge(going.pk, staying.pk, "merged", by=who(by), at=at)
    publish_row(kind="organisations.merge", subject=going.number, fields={"into": staying.number}, at=at)
    record(subject=made, changes={"source": (None, going), "target": (None, staying)}, note=reason)
    return made


@action("organisations.undo_merge")
def undo_merge(*, by: Actor, at: datetime | None = None, key: str = "", source: str, reason: str) -> Merge:
    """Take a merge back: the pointer is removed, both stand again as before, the record of both acts stays."""
    assert at is not None
    going = locked(source)
    made = Merge.objects.select_for_update().filter(source=going, undone_at=None).first()
    if made is None:
        raise Refused(Refusal("organisations.not_merged", "这家组织没有并入别家。", "请刷新页面。"))
    if not reason.strip():
        raise Refused(Refusal("organisations.no_reason", "没有写明撤销的理由。", "请写一句理由。"))
    going.merged_into, going.merged_on = None, None
    going.version += 1
    going.save(update_fields=["merged_into", "merged_on", "version"])
    made.undone_by, made.undone_at, made.undo_reason = who(by), at, reason.strip()[:300]
    made.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    _judge(going.pk, made.target_id, "open", by="", at=None)
    publish_row(kind="organisations.merge_undone", subject=going.number, fields={"from": made.target.number}, at=at)
    record(subject=made, changes={"undone_at": (None, at)}, note=reason)
    return made


def _judge(one: int, other: int, state: str, *, by: str, at: datetime | None) -> None:
    first, second = min(one, other), max(one, other)
    DuplicatePair.objects.filter(first_id=first, second_id=second).update(state=state, decided_by=by, decided_at=at)


@action("organisations.keep_apart")
def keep_apart(*, by: Actor, at: datetime | None = None, key: str = "", pair_id: int) -> DuplicatePair:
    """Say that two alike organisations are two; the pair is not shown again."""
    assert at is not None
    pair = DuplicatePair.objects.select_for_update().filter(pk=pair_id).first()
    if pair is None or pair.state != "open":
        raise Refused(Refusal("organisations.decided", "这一对已经判断过。", "请刷新页面。"))
    pair.state, pair.decided_by, pair.decided_at = "distinct", who(by), at
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    record(subject=pair, changes={"state": ("open", "distinct")})
    return pair


@action("organisations.search_duplicates")
def search_duplicates(*, by: Actor, at: datetime | None = None, key: str = "") -> DuplicatePair | None:
    """Look through the whole registry for likely duplicates; what a person judged before stays judged."""
    assert at is not None
    found = note_duplicates(None, at=at)
    pair = DuplicatePair.objects.order_by("-id").first()
    subject = pair if pair is not None else DuplicatePair(pk=0)
    record(subject=subject, note=f"新发现 {found} 对", count=max(found, 1))
    return pair
