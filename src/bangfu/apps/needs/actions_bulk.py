"""Many needs at once: an import, the example city. One audit record for the whole, and nothing of it in public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bangfu.apps.needs.actions import row_of_lines
from bangfu.apps.needs.models import Need, NeedLine, NeedStep
from bangfu.apps.needs.rules import Line
from bangfu.apps.needs.wording import public_fields, search_text
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal

BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a need of the example has behind it; see ``models.steps``."""

    name: str
    before: str
    after: str
    person: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewNeed:
    """A need to be written: ``values`` as for ``draft_need``, its items, and for the example what happened to it.

    ``is_complete`` says of an imported row whether it can be verified as it is.
    """

    values: Mapping[str, Any]
    lines: Sequence[Line]
    steps: Sequence[Step] = field(default=())
    is_complete: bool = True


def _insert(news: Sequence[NewNeed], *, entered_by: str, at: datetime) -> list[Need]:
    numbers = allocate("N", at=at, count=len(news))
    rows = []
    for number, new in zip(numbers, news, strict=True):
        values = {"number": number, "entered_by": entered_by, "created_at": at} | dict(new.values)
        need = Need(**{name: value for name, value in values.items() if name != "contact"})
        need.owner = need.owner or need.entered_by
        need.theme = need.themes[0] if need.themes else ""
        need.region_path = need.region.code
        need.search = search_text(need, new.lines)
        rows.append(need)
    Need.objects.bulk_create(rows, batch_size=BATCH_ROWS)
    NeedLine.objects.bulk_create(
        [row for need, new in zip(rows, news, strict=True) for row in row_of_lines(need, new.lines)],
        batch_size=BATCH_ROWS,
    )
    _seal_contacts(rows, news)
    return rows


def _seal_contacts(rows: Sequence[Need], news: Sequence[NewNeed]) -> None:
    """Afterwards and one by one, because a seal is bound to its row's id."""
    for need, new in zip(rows, news, strict=True):
        if new.values.get("contact"):
            need.contact = new.values["contact"]
            need.save(update_fields=["contact"])


def _write_steps(rows: Sequence[Need], news: Sequence[NewNeed]) -> None:
    NeedStep.objects.bulk_create(
        [
            NeedStep(
                need=need,
                name=step.name,
                state_before=step.before,
                state_after=step.after,
                person=step.person,
                at=step.at,
                reason=step.reason,
            )
            for need, new in zip(rows, news, strict=True)
            for step in new.steps
        ],
        batch_size=BATCH_ROWS,
    )


@action("needs.import_needs")
def import_needs(*, by: Actor, at: datetime, key: str = "", news: Sequence[NewNeed], batch: str) -> list[Need]:
    """Write a sheet's needs, all or none: complete ones to be verified by somebody else, the others as drafts.

    Args: ``batch`` names the import. Returns: the needs in the sheet's order; nothing is published by an import.
    Errors: ``Refused`` for an empty sheet, ``Denied`` when one place lies outside those of ``by``.
    """
    refuse(None if news else Refusal("needs.nothing_to_import", "表里没有可以导入的需求。"))
    places = {new.values["region"].code for new in news}
    if not all(by.may("needs.import", Scope(region=place)) for place in places):
        raise Denied("needs.import")
    arrived = {"source": "sheet", "batch": batch}
    rows = _insert(
        [
            NewNeed(arrived | {"submitted_at": at if new.is_complete else None} | dict(new.values), new.lines)
            for new in news
        ],
        entered_by=by.person,
        at=at,
    )
    begun = Step("draft", "", "draft", by.person, at)
    sent = (begun, Step("submit", "draft", "submitted", by.person, at))
    _write_steps(rows, [NewNeed({}, (), sent if new.is_complete else (begun,)) for new in news])
    complete = [need for need, new in zip(rows, news, strict=True) if new.is_complete]
    _set_state([need.pk for need in complete], "submitted")
    for need in complete:
        need.state = "submitted"
    record(subject=rows[0], note=f"批次 {batch}", count=len(rows))
    return rows


def _set_state(ids: Sequence[int], state: str) -> None:
    for first in range(0, len(ids), BATCH_ROWS):
        Need.objects.filter(pk__in=ids[first : first + BATCH_ROWS]).update(state=state)


@action("needs.undo_import")
def undo_import(*, by: Actor, at: datetime, key: str = "", batch: str) -> int:
    """Withdraw what an import brought, while nobody has worked on any of it.

    Rows stay (a step is never removed) and end as withdrawn, so the same sheet can come in again. Returns: how many.
    Errors: ``Refused`` naming the first need that something depends on.
    """
    rows = list(Need.objects.select_for_update(of=("self",)).filter(batch=batch).exclude(state="closed").order_by("pk"))
    refuse(None if rows else Refusal("needs.nothing_to_undo", "这一批没有需求，或已经撤销。"))
    for need in rows:
        if not by.may("needs.import", Scope(region=need.region_path)):
            raise Denied("needs.import")
        if need.state not in ("draft", "submitted") or need.version != 1:
            raise Refused(Refusal("needs.import_in_use", f"{need.number} 已经有人处理，这批不能整批撤销；请逐条撤回。"))
    steps = [Step("withdraw", need.state, "closed", by.person, at, f"撤销导入批次 {batch}"[:300]) for need in rows]
    _write_steps(rows, [NewNeed({}, (), (step,)) for step in steps])
    Need.objects.filter(batch=batch, state__in=("draft", "submitted")).update(
        state="closed", ended_how="withdrawn", ended_at=at
    )
    record(subject=rows[0], changes={"state": ("", "closed")}, note=f"撤销批次 {batch}", count=len(rows))
    return len(rows)


@action("needs.add_example_needs")
def add_example_needs(*, by: Actor, at: datetime, key: str = "", news: Sequence[NewNeed]) -> list[Need]:
    """Write the example city's needs with their past. Only the system does this. Errors: ``Denied``."""
    if by.kind != "system":
        raise Denied("needs.import")
    rows = _insert(news, entered_by="", at=at)
    _write_steps(rows, news)
    by_state: dict[str, list[int]] = {}
    for need, new in zip(rows, news, strict=True):
        need.state = new.steps[-1].after
        by_state.setdefault(need.state, []).append(need.pk)
    for state, ids in by_state.items():
        _set_state(ids, state)
    for need, new in zip(rows, news, strict=True):
        for step in new.steps:
            if step.name == "publish":
                fields = public_fields(need, new.lines)
                publish_row(kind="need.published", subject=need.number, fields=fields, at=step.at)
            elif step.name == "withdraw" and step.before == "published":
                publish_row(kind="need.withdrawn", subject=need.number, fields={"reason": step.reason}, at=step.at)
    record(subject=rows[0], note="示例需求", count=len(rows))
    return rows
