"""The lists of `matching_lists` as two spreadsheets, filled as a clerk fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from bangfu.engines.matching import Need, Organisation

ORGANISATIONS = {
    "编号": lambda one: one.id,
    "名称": lambda one: one.name,
    "领域": lambda one: "、".join(one.themes),
    "专业能力": lambda one: _amounts(one.capabilities),
    "可提供资源": lambda one: _amounts(one.resources),
    "所在区划": lambda one: one.region,
    "服务区划": lambda one: "；".join(one.service_regions),
    "服务半径公里": lambda one: one.service_radius_km,
    "可承接数量": lambda one: one.capacity,
    "所属枢纽": lambda one: one.hub,
    "履约率": lambda one: one.track_record,
    "信用状态": lambda one: one.credit_status,
    "简介": lambda one: one.summary,
}
NEEDS = {
    "编号": lambda one: one.id,
    "名称": lambda one: one.name,
    "区划": lambda one: one.region,
    "领域": lambda one: "、".join(one.themes),
    "所需能力": lambda one: _amounts(one.capabilities),
    "所需资源": lambda one: _amounts(one.resources),
    "紧急程度": lambda one: one.urgency,
    "最少承接组织数": lambda one: one.min_partners,
    "最多承接组织数": lambda one: one.max_partners,
    "优先级": lambda one: one.priority,
    "说明": lambda one: one.description,
}


def _amounts(words: Mapping[str, int]) -> str:
    return "；".join(f"{word}:{amount}" for word, amount in words.items())


def write(folder: Path, organisations: Sequence[Organisation], needs: Sequence[Need]) -> tuple[Path, Path]:
    """Two workbooks in `folder`: (organisations, needs)."""
    return (
        _sheet(folder / "organisations.xlsx", ORGANISATIONS, organisations),
        _sheet(folder / "needs.xlsx", NEEDS, needs),
    )


def _sheet(path: Path, columns: Mapping[str, object], parties: Sequence[object]) -> Path:
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(columns))
    for row, party in enumerate(parties, 1):
        sheet.write_row(row, 0, [value(party) for value in columns.values()])  # type: ignore[operator]
    book.close()
    return path
