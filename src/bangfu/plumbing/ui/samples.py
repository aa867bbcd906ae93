"""Sample content for the gallery: invented villages and organisations, the words of the mock-ups."""

from typing import Any

from django import forms

from bangfu.plumbing.ui.bars import gap_parts
from bangfu.plumbing.ui.charts import Series, bar_chart, funnel, heat_map, line_chart
from bangfu.plumbing.ui.hexmaps import Region, hex_map
from bangfu.plumbing.ui.looks import STATES, TONES, look_of
from bangfu.plumbing.ui.queries import page_numbers

KINDS = (("health", "健康帮扶"), ("education", "教育帮扶"), ("industry", "产业帮扶"))


class SampleForm(forms.Form):
    """One field of each kind that forms use."""

    title = forms.CharField(label="缺什么", help_text="用村里的话说，一句就好", max_length=48)
    code = forms.CharField(label="统一社会信用代码", required=False)
    kind = forms.ChoiceField(label="帮扶类别", choices=KINDS)
    days = forms.ChoiceField(label="多久要", choices=(("7", "一周内"), ("30", "一个月内")), widget=forms.RadioSelect)
    story = forms.CharField(label="村里怎么说", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="内容里没有个人隐私")


def sample_form(bound: bool) -> SampleForm:
    """A form, empty or with two mistakes."""
    return SampleForm({"kind": "health", "days": "7", "title": "缺 20 台血压计", "code": "1"} if bound else None)


def samples() -> dict[str, list[dict[str, Any]]]:
    """Contexts by component name."""
    return {**_frame(), **_small(), **_lists(), **_forms(), **_states(), **_charts()}


def _frame() -> dict[str, list[dict[str, Any]]]:
    person = {"name": "陈工", "role": "发布岗", "initial": "陈"}
    crumbs = [{"label": "首页", "path": "/"}, {"label": "需求", "path": "/needs/"}, {"label": "N-26-000913-Y"}]
    scopes = [{"label": "范围", "value": "全市", "choices": [{"label": "全市", "query": "?", "current": True}]}]
    menu = [
        {
            "label": "",
            "links": [{"path": "#", "label": "今天", "icon": "home", "current": True, "count": 9, "hot": True}],
        }
    ]
    return {
        "brand": [{}],
        "receipt_art": [{"art": art} for art in ("all", "some", "poor", "none")],
        "breadcrumb": [{"crumbs": crumbs}],
        "side_nav": [{"menu": menu}],
        "top_bar": [{"scopes": scopes, "person": person, "unread": 3, "inbox_path": "/my/messages/", "sign_out": "#"}],
        "print_header": [{"print_title": "需求清单", "print_asof": "2026 年 11 月 22 日 18:00"}],
        "search": [{"action": "#", "placeholder": "搜需求、村镇、组织，例如“血压计”"}],
        "person_chip": [{"person": person}],
    }


def _small() -> dict[str, list[dict[str, Any]]]:
    kinds = ("primary", "give", "outline", "quiet", "danger")
    return {
        "button": [
            *({"label": "我要接单", "kind": kind, "type": "button"} for kind in kinds),
            {"label": "导出本页", "kind": "outline", "small": True, "icon": "dl", "href": "#"},
            {"label": "我要接单", "note": "先选接哪几项，提交前可改", "href": "#"},
            {"label": "核实通过", "disabled_reason": "您是填报人，不能自己核实", "type": "button"},
        ],
        "tag": [{"label": "健康帮扶", "tone": tone, "icon": "heart"} for tone in TONES],
        "status": [{"look": look_of(code), "as_tag": True} for code in STATES] + [{"look": look_of("verified")}],
        "chip": [
            {"label": "梅州", "href": "?", "removable": True},
            {"label": "义诊", "href": "?q=", "count": 12},
            {"label": "30 天内", "href": "?", "on": True, "count": 0},
        ],
        "money": [{"text": "86,240.00 元"}, {"text": "−2,000.00 元", "minus": True}],
        "proof_badge": [{"href": "#", "link": "验证这条需求的记录"}],
    }


def _lists() -> dict[str, list[dict[str, Any]]]:
    task = {
        "tag": {"label": "发布", "tone": "green", "icon": "seal"},
        "subject": "石桥村：村道 12 盏路灯不亮",
        "href": "#",
        "evidence": "梅州 · 华城镇 · 工作队已上门，附照片 4 张",
        "due": {"text": "超时 1 天", "tone": "late"},
        "action": {"label": "去发布", "href": "#", "main": True},
    }
    columns = [
        {"label": "需求", "sort": "title", "sorted": "ascending"},
        {"label": "等待", "num": True, "sort": "wait"},
    ]
    rows = [
        [
            {"text": "岭背村：梯田步道修缮", "href": "#", "small": "三排镇 · 产业 · 18.6 万元"},
            {"text": "41 天", "num": True, "late": True},
        ],
        [{"text": "海尾村：独居老人月度探访", "href": "#", "small": "湛江 · 关爱"}, {"text": "16 天", "num": True}],
    ]
    groups = [
        {
            "label": "地区",
            "name": "place",
            "open": True,
            "options": [
                {"value": "4414", "label": "梅州", "count": 38, "checked": True},
                {"value": "441424", "label": "五华县", "count": 12, "deep": True},
            ],
        },
        {"label": "截止", "name": "due", "single": True, "options": [{"value": "7", "label": "7 天内", "count": 4}]},
    ]
    figures = [
        {"label": "已发布需求", "value": "913", "unit": "条", "sub": "提交 1,042 条", "href": "#"},
        {
            "label": "待接单",
            "value": "146",
            "unit": "条",
            "sub": "最久 41 天",
            "trend": {"text": "增 19 条", "tone": "fall"},
        },
        {"label": "供需对接成功率", "value": "76.8", "unit": "%", "trend": {"text": "升 3.1 点", "tone": "rise"}},
    ]
    page = {
        "number": 4,
        "last": 9,
        "previous": 3,
        "next": 5,
        "first_row": 151,
        "last_row": 200,
        "total": 438,
        "numbers": page_numbers(4, 9),
    }
    return {
        "task_row": [{"task": task}],
        "table": [{"caption": "等得最久的需求", "columns": columns, "rows": rows, "cards": True}],
        "filter_sheet": [{"action": "#", "total": 38, "groups": groups, "clear": "?"}],
        "card": [
            {"title": "无障碍说明", "href": "#", "text": "所有页面都能只用键盘完成。", "foot": "2026 年 11 月更新"}
        ],
        "stat": [{"figures": figures}, {"figures": figures, "band": True, "asof": "每小时更新", "definitions": "#"}],
        "gap_bar": [
            {
                "bar": gap_parts(5, 3, 20),
                "label": "20 台中已有 8 台，其中 5 台已送到",
                "item": {
                    "name": "电子血压计",
                    "missing_text": "还差 12 台",
                    "done_text": "已送到 5，已认领 3",
                    "total_text": "共 20 台",
                },
            },
            {"bar": gap_parts(0, 3, 12), "label": "12 次中已认领 3 次", "only_bar": True},
        ],
        "pagination": [{"page": page}],
        "definition_list": [
            {
                "facts": [
                    {"label": "受益人", "value": "60 岁以上老人 312 名"},
                    {"label": "估算费用", "value": "设备 6,000 元", "note": "按 300 元一台估算，可捐物也可捐款"},
                ]
            }
        ],
        "timeline": [
            {
                "events": [
                    {"title": "村里提出", "when": "11 月 16 日", "text": "长岭村委会，手机填报"},
                    {"title": "等人接单", "when": "今天", "state": "now", "text": "2 家已认领一部分"},
                    {"title": "签约、交付、村里验收、评价", "state": "next"},
                ]
            }
        ],
        "diff": [
            {
                "caption": "这次修改",
                "changes": [
                    {"field": "数量", "old": "24 台", "new": "20 台"},
                    {"field": "联系人", "new": "接单后可见"},
                ],
            }
        ],
    }


def _forms() -> dict[str, list[dict[str, Any]]]:
    form, wrong = sample_form(False), sample_form(True)
    rows = [
        {"target": "id_title", "label": "缺什么", "text": "请写一句话。"},
        {"target": "id_kind", "label": "帮扶类别", "text": "请选一项。"},
    ]
    return {
        "stepper": [
            {
                "steps": [
                    {"label": "缺什么", "state": "done", "href": "#"},
                    {"label": "给谁、多少", "state": "now"},
                    {"label": "核对"},
                ]
            }
        ],
        "field": [
            {"field": form["title"], "kind": "line"},
            {"field": form["code"], "kind": "line", "width": "short", "code": True},
            {"field": form["kind"], "kind": "line"},
            {"field": form["days"], "kind": "group"},
            {"field": form["story"], "kind": "line"},
            {"field": wrong["agree"], "kind": "check"},
        ],
        "choice_tiles": [
            {
                "name": "kind",
                "legend": "属于哪一类",
                "tiles": [
                    {"value": "health", "label": "健康", "icon": "heart", "checked": True},
                    {"value": "education", "label": "教育", "note": "课程、设备、老师", "icon": "book"},
                    {"value": "industry", "label": "产业", "icon": "sprout"},
                ],
            }
        ],
        "number_unit": [{"id": "s_n", "name": "n", "label": "数量", "value": 20, "unit": "台", "hint": "只填数字"}],
        "date": [
            {
                "id": "s_d",
                "name": "d",
                "legend": "希望什么时候完成",
                "hint": "例如 2026 年 12 月 31 日",
                "year": 2026,
                "month": 12,
                "day": 31,
            }
        ],
        "region_picker": [{"id": "s_r", "name": "place", "label": "在哪个村", "text": "华城镇长岭村"}],
        "uploader": [
            {
                "id": "s_u",
                "name": "photos",
                "label": "现场照片",
                "hint": "最多 6 张，自动去掉位置信息",
                "icon": "cam",
                "multiple": True,
                "files": [{"name": "站内.jpg", "size": "320 KB"}],
            }
        ],
        "voice_note": [{"length_text": "28 秒 · 客家话，附文字", "text": "站里只有 2 台能用的血压计。"}],
        "error_summary": [{"rows": rows, "count": 2}],
        "check_answers": [
            {
                "answers": [
                    {"label": "缺什么", "value": "电子血压计 20 台", "change": "#"},
                    {"label": "给谁", "value": "60 岁以上老人 312 名", "change": "#"},
                ]
            }
        ],
    }


def _states() -> dict[str, list[dict[str, Any]]]:
    tones = (
        ("info", "更正会另起一条，写明原因。"),
        ("ok", "已核实，附照片 4 张。"),
        ("warn", "还剩 5 天。"),
        ("err", "没有写入：第 3 行信用代码重复。"),
    )
    return {
        "notice": [
            {"tone": tone, "title": text, "text": "您可以现在处理，也可以稍后在待办里找到它。"} for tone, text in tones
        ],
        "dialog": [
            {
                "id": "s_dialog",
                "title": "撤回这条需求",
                "text": "撤回后不再公开；已接单的组织会收到通知。",
                "action": "#",
                "confirm": "撤回需求",
                "tone": "danger",
                "still": True,
            }
        ],
        "toast": [{"text": "已保存。", "href": "#", "link": "撤销"}],
        "empty": [{"title": "还没有需求", "text": "发布第一条，约 3 分钟。", "href": "#", "link": "发布需求"}],
        "skeleton": [{"lines": "1234", "bar": True}],
        "job_progress": [
            {
                "job": {
                    "title": "导入 1,000 家组织",
                    "stage": "核对信用代码",
                    "done": 430,
                    "total": 1000,
                    "rate_text": "每秒 86 行",
                    "left_text": "约还要 7 秒",
                    "cancel": "#",
                    "log": "#",
                }
            }
        ],
    }


def _charts() -> dict[str, list[dict[str, Any]]]:
    weeks = [f"第 {n} 周" for n in range(1, 13)]
    lines = [
        Series("新发布", [14, 17, 15, 19, 22, 18, 21, 24, 20, 26, 23, 28]),
        Series("新接单", [12, 15, 16, 17, 18, 19, 18, 20, 21, 19, 20, 22]),
    ]
    bars = [
        {"label": "接收", "value": 862.43, "text": "862.43", "tone": "t1"},
        {"label": "已拨付", "value": 691.02, "text": "691.02", "tone": "t2"},
        {"label": "在账结余", "value": 171.41, "text": "171.41", "tone": "t4"},
    ]
    steps = [
        {"name": "提交", "count": 1042},
        {"name": "核实通过", "count": 913, "median": "3 天", "stuck": "待核实 55", "stuck_href": "#"},
        {"name": "已接单", "count": 767, "median": "6 天", "stuck": "待接单 146"},
        {"name": "已评价", "count": 498, "median": "8 天"},
    ]
    heat_rows = [
        {
            "label": name,
            "cells": [
                {"value": v, "href": "#", "label": f"{name} {k} {v} 条"}
                for k, v in zip("产就消健", values, strict=True)
            ],
            "total": sum(v or 0 for v in values),
            "last": last,
            "late": last == "41 天",
        }
        for name, values, last in (
            ("梅州", (9, 4, 3, 8), "23 天"),
            ("湛江", (7, 5, 6, 11), "16 天"),
            ("连南", (2, 1, 0, 2), "41 天"),
        )
    ]
    return {
        "chart_line": [
            {
                "chart": line_chart(weeks, lines, True),
                "title": "12 周来，新接单追不上新发布",
                "sub": "每周条数；两线之间是新增缺口",
                "label_head": "周",
            }
        ],
        "chart_bar": [{"bars": bar_chart(bars), "title": "善款去向（万元）"}],
        "chart_funnel": [{"steps": funnel(steps), "title": "从提交到评价：卡在接单这一步"}],
        "chart_heat": [
            {
                "heat": heat_map(["产业", "就业", "消费", "健康"], heat_rows),
                "title": "哪里、哪个领域最缺",
                "last_head": "最久等待",
                "foot_last": "中位 9 天",
            }
        ],
        "hex_map": [
            {
                "map": hex_map(prefectures()),
                "title": "待接单需求最多的是湛江、梅州",
                "sub": "已发布、尚无组织接单的需求数，共 146 条。",
                "unit": "条",
            }
        ],
    }


def prefectures() -> list[Region]:
    """The 21 cities of Guangdong by the rounded place of their centre, six of them with invented counts."""
    places = """广州 113.53 23.25;韶关 113.58 24.70;深圳 114.16 22.65;珠海 113.33 22.15;汕头 116.53 23.27;佛山 113.00 23.11;江门 112.62 22.29;
    湛江 109.98 21.07;茂名 110.82 22.06;肇庆 112.14 23.58;惠州 114.33 23.27;梅州 116.15 24.16;汕尾 115.59 23.08;河源 114.91 23.98;
    阳江 111.72 22.10;清远 113.11 24.33;东莞 113.91 22.90;中山 113.41 22.49;潮州 116.77 23.83;揭阳 116.06 23.33;云浮 111.81 22.85"""
    counts = {"湛江": 46, "梅州": 38, "肇庆": 27, "清远": 21, "广州": 14}
    rows = [text.split() for text in places.split(";")]
    return [
        Region(name, name, float(lon), float(lat), counts.get(name), "#", f"{name} {counts.get(name, 0)} 条待接单")
        for name, lon, lat in rows
    ]
