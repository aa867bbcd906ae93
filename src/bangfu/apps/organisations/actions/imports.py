"""Many organisations at once: one transaction, one audit record a batch, undone whole while nothing depends on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError, Q

from bangfu.apps.organisations.actions.changes import apply_changes
from bangfu.apps.organisations.actions.duplicates import note_duplicates
from bangfu.apps.organisations.actions.registering import clean_or_refuse
from bangfu.apps.organisations.actions.writing import locked, put_columns, rows_of, search_text, who
from bangfu.apps.organisations.models import Capacity, ChangeProposal, HubMembership, Organisation, ResponsiblePerson
from bangfu.apps.organisations.rules.decisions import profile_refusal
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.values import Refusal, shanghai_day

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ImportedOrganisation:
    """One row ready to be written.

    ``values``: the profile by the names of `rules.profile`, plus nothing else. ``number`` of an organisation to change, ""
    for a new one. ``capacity``: slots of ``quarter``, None when not stated. ``hub``: number, or name, of its hub, "" for none.
    """

    values: Mapping[str, Any]
    number: str = ""
    capacity: int | None = None
    hub: str = ""
    credit_status: str = "normal"
    extra: Mapping[str, Any] = field(default_factory=dict)


@action("organisations.import_organisations")
def import_organisations(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    batch: str,
    rows: Sequence[ImportedOrganisation],
    quarter: str,
    is_example: bool = False,
) -> Organisation | None:
    """Write all rows or none; new ones wait to be verified like those entered by hand.

    Args: ``batch`` names the batch; ``quarter`` such as 2026Q4 is the one that a capacity column speaks of.
    Returns: the first organisation written. Errors: ``Refused`` names the first row that cannot stand.
    """
    assert at is not None
    new = [row for row in rows if not row.number]
    made = list(_create(new, batch=batch, by=who(by), at=at, is_example=is_example))
    changed = [_change(row, by=who(by), at=at) for row in rows if row.number]
    placed = [*zip(made, new, strict=True), *zip(changed, (row for row in rows if row.number), strict=True)]
    _capacities(placed, quarter)
    _hubs(placed, at=at)
    note_duplicates([each.pk for each in made], at=at)
    first = made[0] if made else changed[0] if changed else None
    if first is None:
        raise Refused(Refusal("organisations.no_rows", "没有可以导入的行。", "请检查文件。"))
    record(subject=first, note=f"批次 {batch}：新增 {len(made)} 家，更新 {len(changed)} 家", count=len(rows))
    return first


def _create(
    rows: Sequence[ImportedOrganisation], *, batch: str, by: str, at: datetime, is_example: bool
) -> Iterable[Organisation]:
    numbers = allocate("O", at=at, count=len(rows)) if rows else []
    for start in range(0, len(rows), CHUNK):
        chunk = [(row, clean_or_refuse(row.values)) for row in rows[start : start + CHUNK]]
        made = []
        for (row, clean), number in zip(chunk, numbers[start : start + CHUNK], strict=True):
            status = {"credit_status": row.credit_status, "credit_status_since": shanghai_day(at)}
            refuse(profile_refusal({**clean, **status}))
            each = Organisation(
                number=number,
                entered_by=by,
                entered_at=at,
                changed_by=by,
                changed_at=at,
                batch=batch,
                is_example=is_example,
            )
            put_columns(each, clean)
            each.search = search_text(clean)
            _put_status(each, row, at)
            made.append(each)
        Organisation.objects.bulk_create(made, batch_size=200)
        _bulk_rows([(each, clean) for each, (_, clean) in zip(made, chunk, strict=True)])
        yield from made


def _put_status(organisation: Organisation, row: ImportedOrganisation, at: datetime) -> None:
    if row.credit_status != organisation.credit_status:
        organisation.credit_status = row.credit_status
        organisation.credit_status_since = None if row.credit_status == "normal" else shanghai_day(at)
        organisation.credit_status_source = f"导入批次 {organisation.batch}"[:200]


def _bulk_rows(pairs: Sequence[tuple[Organisation, Mapping[str, Any]]]) -> None:
    many: dict[type, list[Any]] = {}
    for organisation, clean in pairs:
        for model, rows in rows_of(organisation, clean).items():
            many.setdefault(model, []).extend(rows)
    for model, rows in many.items():
        model.objects.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]


def _change(row: ImportedOrganisation, *, by: str, at: datetime) -> Organisation:
    organisation = locked(row.number)
    apply_changes(organisation, row.values, by=by, at=at)
    if row.credit_status != organisation.credit_status:
        _put_status(organisation, row, at)
        organisation.save(update_fields=["credit_status", "credit_status_since", "credit_status_source"])
    return organisation


def _capacities(placed: Sequence[tuple[Organisation, ImportedOrganisation]], quarter: str) -> None:
    stated = {each.pk: row.capacity for each, row in placed if row.capacity is not None}
    present = {row.organisation_id: row for row in Capacity.objects.filter(quarter=quarter, organisation_id__in=stated)}
    for pk, row in present.items():
        row.slots = stated[pk]
    Capacity.objects.bulk_update(present.values(), ["slots"], batch_size=200)
    Capacity.objects.bulk_create(
        [
            Capacity(organisation_id=pk, quarter=quarter, slots=slots)
            for pk, slots in stated.items()
            if pk not in present
        ],
        batch_size=500,
    )


def _hubs(placed: Sequence[tuple[Organisation, ImportedOrganisation]], *, at: datetime) -> None:
    """Memberships from the hub column: by number or full name. Present live ones stay as they are."""
    wanted = [(each, row.hub) for each, row in placed if row.hub]
    if not wanted:
        return
    words = {hub for _, hub in wanted}
    hubs = Organisation.objects.filter(Q(number__in=words) | Q(name__in=words), is_hub=True, merged_into=None)
    by_word = {word: hub.pk for hub in hubs for word in (hub.number, hub.name)}
    live = set(HubMembership.objects.filter(to_day=None).values_list("member_id", "hub_id"))
    rows = []
    for each, word in wanted:
        if word not in by_word:
            raise Refused(
                Refusal(
                    "organisations.unknown_hub",
                    f"“{each.name}”的所属枢纽“{word}”不存在或不是枢纽。",
                    "请核对名称，或先导入该枢纽。",
                )
            )
        if by_word[word] != each.pk and (each.pk, by_word[word]) not in live:
            rows.append(HubMembership(member=each, hub_id=by_word[word], from_day=shanghai_day(at)))
    HubMembership.objects.bulk_create(rows, batch_size=500)


@action("organisations.undo_batch")
def undo_batch(*, by: Actor, at: datetime | None = None, key: str = "", batch: str) -> Organisation | None:
    """Remove what a batch entered, whole, while nothing depends on it.

    Errors: ``Refused`` when one of them was published, changed or is pointed to since: then nothing is removed.
    """
    rows = Organisation.objects.select_for_update().filter(batch=batch)
    first = rows.first()
    if first is None:
        raise Refused(Refusal("organisations.no_batch", "没有这个批次，或它已经撤销。", "请刷新页面。"))
    touched = rows.exclude(state="to_verify", version=1, merged_into=None).first()
    if touched is not None:
        raise Refused(
            Refusal(
                "organisations.batch_in_use",
                f"“{touched.name}”导入后已有后续办理，整批不能撤销。",
                "请逐家修改或停用。",
            )
        )
    ids = list(rows.values_list("id", flat=True))
    outside = HubMembership.objects.filter(hub_id__in=ids).exclude(member_id__in=ids)
    in_use = outside.exists() or any(
        model.objects.filter(organisation_id__in=ids).exists() for model in (ChangeProposal, ResponsiblePerson)
    )
    if in_use or Capacity.objects.filter(organisation_id__in=ids, holdings__isnull=False).exists():
        raise Refused(
            Refusal("organisations.batch_in_use", "这一批里已有组织被别的记录引用，整批不能撤销。", "请逐家办理。")
        )
    record(subject=first, note=f"撤销批次 {batch}", count=len(ids))
    HubMembership.objects.filter(Q(member_id__in=ids) | Q(hub_id__in=ids)).delete()
    Capacity.objects.filter(organisation_id__in=ids).delete()
    try:
        Organisation.objects.filter(pk__in=ids).delete()
    except ProtectedError as error:
        raise Refused(
            Refusal("organisations.batch_in_use", "这一批里已有组织被别的记录引用，整批不能撤销。", "请逐家办理。")
        ) from error
    return None
