"""The contact book."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bangfu.apps.organisations.models import Office
from bangfu.apps.organisations.rules.decisions import version_refusal
from bangfu.apps.organisations.rules.words import OFFICE_BODIES
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal, shanghai_day

_FIELDS = (
    "body",
    "name",
    "duty",
    "region_id",
    "office_line",
    "office_hours",
    "person",
    "deputy",
    "valid_from",
    "valid_to",
)


def _refusal(values: Mapping[str, Any]) -> Refusal | None:
    if values.get("body") not in OFFICE_BODIES:
        return Refusal(
            "organisations.office_body", "没有选择机构类别。", f"可选：{'、'.join(OFFICE_BODIES.values())}。"
        )
    for name, words in (("name", "机构名称"), ("duty", "职责"), ("region_id", "区划"), ("valid_from", "生效日期")):
        if not values.get(name):
            return Refusal(f"organisations.office_{name}", f"没有填写{words}。", f"请填写{words}。")
    if values.get("valid_to") and values["valid_to"] < values["valid_from"]:
        return Refusal("organisations.office_days", "失效日期早于生效日期。", "请核对两个日期。")
    return None


@action("organisations.record_office")
def record_office(*, by: Actor, at: datetime | None = None, key: str = "", values: Mapping[str, Any]) -> Office:
    """Add an office to the contact book."""
    assert at is not None
    refuse(_refusal(values))
    office = Office.objects.create(
        **{name: values[name] for name in _FIELDS if name in values}, confirmed_on=shanghai_day(at)
    )
    record(subject=office, changes={"name": ("", office.name), **office.seal_contact(values)})
    return office


def _locked(office_id: int) -> Office:
    found = Office.objects.select_for_update().filter(pk=office_id).first()
    if found is None:
        raise Refused(Refusal("organisations.unknown_office", "没有这个联系机构。", "请刷新页面。"))
    return found


@action("organisations.change_office")
def change_office(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    office_id: int,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Office:
    """Change an office, or confirm that it still holds."""
    assert at is not None
    office = _locked(office_id)
    refuse(version_refusal(version, office.version))
    before = {name: getattr(office, name) for name in _FIELDS}
    after = {**before, **{name: values[name] for name in _FIELDS if name in values}}
    refuse(_refusal(after))
    for name, value in after.items():
        setattr(office, name, value)
    office.version += 1
    office.confirmed_on = shanghai_day(at)
    office.save()
    changes = {name.removesuffix("_id"): (before[name], after[name]) for name in _FIELDS if before[name] != after[name]}
    record(subject=office, changes=changes | office.seal_contact(values))
    return office


@action("organisations.close_office")
def close_office(
    *, by: Actor, at: datetime | None = None, key: str = "", office_id: int, last: date | None = None
) -> Office:
    """End an office's entry on a day; it stays in the history."""
    assert at is not None
    office = _locked(office_id)
    day = last or shanghai_day(at)
    if day < office.valid_from:
        raise Refused(Refusal("organisations.office_days", "失效日期早于生效日期。", "请核对日期。"))
    old, office.valid_to = office.valid_to, day
    office.version += 1
    office.save(update_fields=["valid_to", "version"])
    record(subject=office, changes={"valid_to": (old, day)})
    return office
