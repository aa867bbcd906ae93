"""A schema and workbook builders for the tests of sheets."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from bangfu.plumbing.sheets import Column, Kind, Schema
from bangfu.values import CreditCode

ORGANISATIONS = Schema(
    kind="organisations",
    title="社会组织",
    columns=(
        Column("id", ("编号", "id"), Kind.CODE, required=True, unique=True, example="ORG-001"),
        Column("name", ("名称", "name"), required=True, longest=60, example="广州市示例服务中心"),
        Column("credit_code", ("统一社会信用代码", "credit_code"), Kind.CREDIT_CODE),
        Column("region", ("所在区划", "region"), Kind.REGION, example="440106"),
        Column("capacity", ("可承接数量", "capacity", "可承接数"), Kind.INTEGER, low=0, high=999, default=1),
        Column("radius", ("服务半径公里", "service_radius_km"), Kind.DECIMAL, low=0, high=2000),
        Column("budget", ("预算", "budget"), Kind.MONEY, low=0),
        Column("deadline", ("截止日期", "deadline", "截止"), Kind.DATE),
        Column(
            "kind",
            ("组织类型", "kind"),
            Kind.CHOICE,
            choices={"社会团体": "social_group", "社团": "social_group", "基金会": "foundation"},
        ),
        Column("themes", ("领域", "themes"), Kind.LIST),
        Column("capabilities", ("专业能力", "capabilities", "能力"), Kind.PAIRS, low=1, high=3, amount_default=1),
        Column("resources", ("可提供资源", "resources"), Kind.PAIRS, low=0),
        Column("is_hub", ("是否枢纽", "is_hub"), Kind.BOOL, default=False),
        Column("phone", ("联系电话", "phone"), Kind.CODE, personal=True),
    ),
)
GOOD_CODE = str(CreditCode.example("51", 7))


def book(*sheets: tuple[str, list[list[object]]], change: object = None) -> bytes:
    """A workbook of named sheets; ``change(workbook)`` may damage it before it is saved."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def one(rows: list[list[object]], change: object = None) -> bytes:
    """A workbook of one sheet called 数据."""
    return book(("数据", rows), change=change)


def repacked(data: bytes, change: dict[str, bytes], add: dict[str, bytes] | None = None) -> bytes:
    """The same workbook with parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()
