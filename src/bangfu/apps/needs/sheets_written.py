"""A need as plain data for twins, downloads and the interface: public fields only."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import LIFE, NATURES, URGENCIES
from bangfu.apps.programmes.api import vocabulary
from bangfu.plumbing.sheets import Field, Page, Properties, csv_bytes, workbook_bytes


def as_data(need: Need) -> dict[str, Any]:
    """One published need for programs; money in fen, places by 12-digit code, dates as dates."""
    return {
        "number": need.number,
        "title": need.title,
        "words": need.words,
        "description": need.description,
        "state": need.state,
        "region": need.region_path,
        "region_name": need.region.full_name,
        "themes": need.themes,
        "kind_of_help": need.kind_of_help,
        "nature": need.nature,
        "groups": need.groups,
        "capabilities": need.capabilities,
        "beneficiaries": need.beneficiaries,
        "urgency": need.urgency,
        "priority": need.priority,
        "min_partners": need.min_partners,
        "max_partners": need.max_partners,
        "claim_by": need.claim_by.isoformat() if need.claim_by else None,
        "needed_by": need.needed_by.isoformat() if need.needed_by else None,
        "cost_fen": need.cost_fen,
        "verified_at": need.verified_at.isoformat() if need.verified_at else None,
        "published_at": need.published_at.isoformat() if need.published_at else None,
        "lines": [
            {
                "item": line.item,
                "resource": line.resource,
                "quantity": line.quantity,
                "unit": line.unit,
                "must": line.is_must,
            }
            for line in need.lines.all()
        ],
    }


def names_in(section: str, ids: Iterable[str]) -> str:
    """Chinese names of vocabulary ids, joined; an id the pack no longer knows stands as it is."""
    words = vocabulary()
    return "；".join(entry.zh if (entry := words.get(section, each)) else each for each in ids)


def _capabilities(need: Need) -> str:
    return "；".join(f"{names_in('capabilities', [name])}:{level}" for name, level in need.capabilities.items())


def _resources(need: Need) -> str:
    return "；".join(f"{line.item}:{line.quantity}" for line in need.lines.all() if line.is_must)


# The planner's columns first, so that a download can be planned as it is; then what people read.
FIELDS = (
    Field("编号", "code"),
    Field("名称"),
    Field("区划", "code"),
    Field("领域", "wrap"),
    Field("所需能力", "wrap"),
    Field("所需资源", "wrap"),
    Field("帮扶方式"),
    Field("受益人数", "number"),
    Field("紧急程度"),
    Field("最少承接组织数", "number"),
    Field("最多承接组织数", "number"),
    Field("优先级", "number"),
    Field("截止日期", "date"),
    Field("说明", "wrap"),
    Field("地点"),
    Field("受益群体", "wrap"),
    Field("希望完成", "date"),
    Field("状态"),
)


def _row(need: Need) -> list[Any]:
    return [
        need.number,
        need.title,
        need.region_path,
        names_in("themes", need.themes),
        _capabilities(need),
        _resources(need),
        NATURES[need.nature],
        need.beneficiaries,
        URGENCIES[need.urgency],
        need.min_partners,
        need.max_partners,
        need.priority,
        need.claim_by,
        need.words or need.description,
        need.region.full_name,
        names_in("beneficiary_groups", need.groups),
        need.needed_by,
        LIFE.states[need.state],
    ]


def as_csv(needs: Iterable[Need]) -> bytes:
    """The download for programs and for `bangfu plan`; no cell is a live formula."""
    return csv_bytes([field.title for field in FIELDS], [_row(need) for need in needs])


def as_workbook(needs: Sequence[Need], *, said: str, on: date) -> bytes:
    """The download for people: frozen header, filters, A4. ``said`` names the filters in words."""
    page = Page(
        "需求",
        FIELDS,
        [_row(need) for need in needs],
        heading="已发布的需求",
        lines=[said, f"截至 {on.isoformat()}，共 {len(needs)} 条"],
    )
    return workbook_bytes([page], Properties("已发布的需求", as_of=on))
