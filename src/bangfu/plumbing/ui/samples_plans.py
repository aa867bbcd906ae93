"""Sample content for the parts of a plan: invented organisations, villages and figures."""

from typing import Any

from bangfu.plumbing.ui.outcomes import Measure, compared, load_spread, outcome, stacked
from bangfu.plumbing.ui.planmaps import Flow, PlanPlace, plan_map
from bangfu.plumbing.ui.samples import prefectures

LOADS = (1, 1, 1, 2, 2, 2, 2, 3, 3, 5)
PARTS = (
    ("领域对得上", "卫生健康、老年服务，2 项都对得上", 230),
    ("专业能力", "义诊 3 级，需要 2 级", 187),
    ("资源", "血压计 12 台，缺 8 台", 74),
    ("路程", "直线约 62 公里", 81),
    ("履约", "近三年 14 次按时 13 次", 92),
    ("同枢纽", "", 0),
)


def plan_samples() -> dict[str, list[dict[str, Any]]]:
    """Contexts by component name."""
    return {**_controls(), **_pictures(), **_figures(), **_reasons()}


def _controls() -> dict[str, list[dict[str, Any]]]:
    slider = {"id": "demo_distance", "name": "distance", "label": "路程", "value": 120, "share": "12.0%"}
    limits = [
        {"kind": "至少几家", "text": "岭背村至少 2 家", "href": "#"},
        {"kind": "最多几项", "text": "示例义诊队最多 1 项"},
        {"kind": "禁止", "text": "示例康复中心 × 岭背村"},
    ]
    ways = [
        {"words": "示例义诊队多接 1 项", "note": "缺口少 1", "action": "#", "fields": {"most": "2"}},
        {"words": "岭背村至少 1 家就够", "note": "缺口少 1", "action": "#", "fields": {"least": "1"}},
    ]
    conflict = {"sentence": "岭背村、石坪村一共要 3 家，能去的只有 2 家", "limits": limits, "ways": ways}
    tabs = [
        {"label": "地图", "href": "?view=map", "icon": "map", "current": True},
        {"label": "矩阵", "href": "?view=matrix", "icon": "grid"},
        {"label": "表格", "href": "?view=table", "icon": "list", "count": 86},
    ]
    return {
        "slider": [
            slider,
            slider | {"id": "demo_themes", "label": "领域对得上", "sub": True, "hint": "组织的领域覆盖需求的多少"},
            slider | {"id": "demo_text", "label": "文字相近", "value": 1200, "error": "0 到 1000 的整数"},
        ],
        "conflict": [{"conflict": conflict, "hidden": {"version": "3"}}],
        "view_tabs": [{"label": "怎么看这个方案", "tabs": tabs}],
    }


def _pictures() -> dict[str, list[dict[str, Any]]]:
    asked = {"梅州": (14, 12), "湛江": (16, 9), "清远": (9, 9), "肇庆": (11, 10)}
    senders = {"广州": 38, "深圳": 6, "佛山": 4}
    places = [
        PlanPlace(
            one.key,
            one.name,
            one.lon,
            one.lat,
            asked=asked.get(one.key, (0, 0))[0],
            served=asked.get(one.key, (0, 0))[1],
            sends=senders.get(one.key, 0),
            href="#" if one.key in asked or one.key in senders else "",
        )
        for one in prefectures()
    ]
    flows = [
        Flow("广州", "梅州", 11, 310),
        Flow("广州", "湛江", 7, 372),
        Flow("广州", "清远", 9, 68, "#"),
        Flow("广州", "肇庆", 6, 90),
        Flow("深圳", "梅州", 3, 290),
        Flow("佛山", "肇庆", 4, 75),
        Flow("深圳", "湛江", 1, 401),
        Flow("肇庆", "肇庆", 2, 21),
    ]
    names = ("示例义诊志愿服务队", "示例果业行业协会", "示例社会工作服务中心", "示例教育基金会")
    rows = (
        ("岭背村：村医培训", "梅州", ((712, "lock"), (None, "no"), (455, ""), (318, "")), "1/2", True),
        ("石坪村：沃柑销路", "肇庆", ((120, ""), (804, "in"), (None, "ban"), (96, "")), "1/1", False),
        ("海尾村：独居老人探访", "湛江", ((540, ""), (None, "no"), (688, "in"), (201, "")), "1/1", False),
    )
    matrix_rows = [
        {
            "name": name,
            "href": "#",
            "sub": place,
            "got": got,
            "short": short,
            "cells": [
                {
                    "score": score,
                    "state": state,
                    "href": "" if state == "no" else "#",
                    "label": f"{column}，{name}，{score if score is not None else '没有分'}",
                }
                for column, (score, state) in zip(names, cells, strict=True)
            ],
        }
        for name, place, cells, got, short in rows
    ]
    return {
        "plan_map": [
            {
                "plan": plan_map(places, flows),
                "title": "50 条需求里 40 条有了人，湛江还缺得最多",
                "sub": "得分优先 · 43 对 · 2026 年 11 月 22 日 18:00 的名录和需求",
            }
        ],
        "matrix": [
            {
                "caption": "方案矩阵：3 条需求 × 4 家组织",
                "columns": [{"name": name, "href": "#", "load": "1/2"} for name in names],
                "rows": matrix_rows,
                "more": "还有 6 家组织、12 条需求在后面",
            }
        ],
    }


def _figures() -> dict[str, list[dict[str, Any]]]:
    measures = (
        Measure("有人帮的需求", (40, 34, 42), "条", "more", note="至少有一家组织的需求", hrefs=("#", "#", "#")),
        Measure("匹配总分", (28_410, 29_102, 27_985), "分", "more"),
        Measure("平均路程", (148.2, 131.5, 160.0), "公里", "less", 1, note="直线"),
        Measure("改动的对数", (12, 0, 19), "对"),
        Measure("不足最少家数", (0, 0, 0), "家", "less"),
    )
    scenarios = [
        {"name": "得分优先", "href": "#", "note": "11 月 22 日 18:02"},
        {"name": "均衡优先", "href": "#"},
        {"name": "路程加倍", "href": "#", "note": "锁定 2 对，禁止 1 对"},
    ]
    return {
        "outcome": [{"figures": outcome(measures), "against": "没有锁定和禁止、权重用默认的得分优先方案"}],
        "load_spread": [{"spread": load_spread(LOADS, (2,) * len(LOADS))}],
        "compare": [{"caption": "三个方案的比较", "scenarios": scenarios, "rows": compared(measures)}],
    }


def _reasons() -> dict[str, list[dict[str, Any]]]:
    shares = stacked([points for _label, _text, points in PARTS], 1000)
    parts = [
        {"label": label, "text": text, "points": points, "share": share}
        for (label, text, points), share in zip(PARTS, shares, strict=True)
    ]
    against = [{"label": "能力差一点", "text": "血压计还差 4 台"}, {"label": "路程", "text": "当天来回要 3 小时以上"}]
    return {"reasons": [{"score": sum(part["points"] for part in parts), "parts": parts, "against": against}]}
