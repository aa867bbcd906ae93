"""plan.xlsx: a document that a clerk can send as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bangfu.engines import matching
from bangfu.engines.matching import PART_NAMES, Coverage, Need, Organisation, Pair, Plan, Reason
from bangfu.plumbing.sheets import Field, Page, Properties, workbook_bytes

from .inputs import Inputs

TITLE = "社会组织与镇村帮扶对接方案"
OBJECTIVES = {"score": "总分优先（score）", "fair": "均衡优先（fair）"}
VOLUNTARY = "本方案是建议。是否承接由社会组织自愿决定，是否接受由村决定，任何一方未同意前不算结对。"


def plan_workbook(plan: Plan, inputs: Inputs) -> bytes:
    """The sheets; the same plan and inputs give the same bytes."""
    organisations = {one.id: one for one in inputs.organisations}
    needs = {one.id: one for one in inputs.needs}
    pages = [
        _summary(plan, inputs),
        _pairs(plan, organisations, needs),
        _unmatched(plan, needs),
        *([_conflicts(plan, organisations, needs)] if plan.summary.shortfall else []),
        _coverage(plan, organisations, needs),
        _method(plan, inputs),
    ]
    return workbook_bytes(
        pages, Properties(title=TITLE, subject=OBJECTIVES[plan.summary.objective], as_of=inputs.as_of)
    )


def _dated(inputs: Inputs) -> str:
    day = inputs.as_of
    return f"数据日期：{day.year}年{day.month}月{day.day}日（取自上传的表）" if day else "数据日期：上传的表没有注明"


def _summary(plan: Plan, inputs: Inputs) -> Page:
    one = plan.summary
    fairness = "" if one.price_of_fairness is None else f"{one.price_of_fairness:.2%}"
    rows: list[list[Any]] = [
        ["社会组织", one.organisations, "家，见组织表"],
        ["需求（村）", one.needs, "个，见需求表"],
        ["建议结对", one.pairs, "对，见「方案」"],
        ["有组织承接的需求", one.needs_served, "个"],
        ["未对接的需求", len(plan.unmatched), "个，原因见「未对接」"],
        ["每个需求最少得到", one.min_partners, "家组织（所有需求中最少的一个）"],
        ["最少数缺口合计", one.shortfall, "家；各需求缺多少见「各村覆盖」"],
        ["匹配总分", one.score_total, "千分制，各对之和"],
        ["理论上限", one.upper_bound, "任何方案都不可能超过"],
        ["与上限的差距", f"{one.gap:.2%}", "0 表示已证明是最优方案"],
    ]
    if one.objective == "fair":
        rows.append(["均衡的代价", fairness, "与总分优先相比，少得的总分比例"])
    if one.price_of_priorities is not None:
        rows.append(["优先级的代价", f"{one.price_of_priorities:.2%}", "把优先级放在前面而少得的总分比例"])
    lines = [_dated(inputs), f"目标：{OBJECTIVES[one.objective]}", VOLUNTARY]
    lines += [f"注意：{warning.text}" for warning in plan.warnings]
    return Page(
        "汇总",
        [Field("项目", "strong", 24), Field("数值", "number", 16), Field("说明", "wrap", 60)],
        rows,
        TITLE,
        lines,
    )


def _pairs(plan: Plan, organisations: dict[str, Organisation], needs: dict[str, Need]) -> Page:
    rows = []
    names = {one.id: one.name for one in organisations.values()}
    for row in plan.rows:
        need, organisation = needs[row.need], organisations[row.organisation]
        rows.append(
            [
                row.need,
                need.name,
                need.region_name,
                row.organisation,
                organisation.name,
                row.score,
                _lines(row.reasons),
                _lines(row.against),
                matching.what_would_change(row, plan.next_best.get(row.need), names).text,
                "已锁定" if row.locked else "",
            ]
        )
    fields = [
        Field("需求编号", "code"),
        Field("需求（村）", "wrap", 22),
        Field("所在地", "wrap", 20),
        Field("组织编号", "code"),
        Field("社会组织", "wrap", 26),
        Field("匹配分", "number", 8),
        Field("理由（得分）", "wrap", 56),
        Field("要留意的", "wrap", 30),
        Field("次优，怎样才会换", "wrap", 34),
        Field("备注", "wrap", 8),
    ]
    return Page(
        "方案",
        fields,
        rows,
        "方案：谁帮谁，为什么",
        ["匹配分为千分制，等于各条理由的得分之和。次优是方案里没有的组织中得分最高的一家。"],
    )


def _unmatched(plan: Plan, needs: dict[str, Need]) -> Page:
    rows = [
        [one.need, needs[one.need].name, needs[one.need].region_name, _lines(one.why), _lines(one.help)]
        for one in plan.unmatched
    ]
    fields = [
        Field("需求编号", "code"),
        Field("需求（村）", "wrap", 24),
        Field("所在地", "wrap", 22),
        Field("为什么没有对接", "wrap", 56),
        Field("怎样会有帮助", "wrap", 50),
    ]
    lines = ["所有需求都已对接。"] if not rows else [f"共 {len(rows)} 个需求没有对接到组织。"]
    return Page("未对接", fields, rows, "未对接：为什么，怎么办", lines)


def _conflicts(plan: Plan, organisations: dict[str, Organisation], needs: dict[str, Need]) -> Page:
    """Which limits cannot hold together, and what to relax."""
    rows = [
        [
            one.sentence,
            "\n".join(_named(number, needs[number].name) for number in one.needs),
            "\n".join(_named(number, organisations[number].name) for number in one.organisations),
            _pairs_told(one.locks),
            _pairs_told(one.bans),
            one.asked,
            one.possible,
            _lines(one.relax),
        ]
        for one in plan.conflicts
    ]
    fields = [
        Field("不能同时满足", "wrap", 40),
        Field("其中的需求", "wrap", 26),
        Field("其中的组织", "wrap", 28),
        Field("有关的锁定", "wrap", 16),
        Field("有关的禁止", "wrap", 16),
        Field("最少数合计", "number", 8),
        Field("最多能满足", "number", 8),
        Field("放宽哪一条（任选其一，缺口少 1）", "wrap", 52),
    ]
    lines = [
        f"全部需求的最少数还差 {plan.summary.shortfall} 家。每一行是一组互相牵制的限额，右边任何一条都能使缺口少 1。"
    ]
    if not rows:
        lines.append("牵涉的需求太多，没有逐组列出；各需求的缺口见「各村覆盖」。")
    return Page("互相冲突的限额", fields, rows, "互相冲突的限额：哪些不能同时满足，放宽哪一条", lines)


def _named(number: str, name: str) -> str:
    return f"{number} {name}" if name else number


def _pairs_told(pairs: Sequence[Pair]) -> str:
    return "\n".join(f"{one.organisation} × {one.need}" for one in pairs)


def _coverage(plan: Plan, organisations: dict[str, Organisation], needs: dict[str, Need]) -> Page:
    helpers: dict[str, list[str]] = {}
    for row in plan.rows:
        helpers.setdefault(row.need, []).append(organisations[row.organisation].name or row.organisation)
    rows = []
    for one in sorted(plan.coverage, key=lambda one: (needs[one.need].region, one.need)):
        need = needs[one.need]
        rows.append(
            [
                need.region_name,
                one.need,
                need.name,
                one.partners,
                one.min_partners,
                one.max_partners,
                one.shortfall,
                need.priority,
                one.score,
                _state(one),
                "、".join(helpers.get(one.need, [])),
            ]
        )
    fields = [
        Field("所在地", "wrap", 22),
        Field("需求编号", "code"),
        Field("需求（村）", "wrap", 22),
        Field("对接组织数", "number", 8),
        Field("最少", "number", 6),
        Field("最多", "number", 6),
        Field("缺口", "number", 6),
        Field("优先级", "number", 7),
        Field("得分合计", "number", 9),
        Field("状态", "text", 10),
        Field("对接的组织", "wrap", 46),
    ]
    return Page("各村覆盖", fields, rows, "各村覆盖：每个村得到几家组织")


def _state(one: Coverage) -> str:
    if one.shortfall:
        return "未达最少"
    if not one.partners:
        return "未对接"
    return "已满" if one.partners >= one.max_partners else "已对接"


def _method(plan: Plan, inputs: Inputs) -> Page:
    one = plan.summary
    rows: list[list[Any]] = [["权重", PART_NAMES.get(part, part), value] for part, value in one.weights.items()]
    rows += [["输入", f"{name}（{role}）", f"SHA-256 {digest}"] for role, (name, digest) in inputs.files.items()]
    rows += [["输入", f"{name}：没有用到的列", "、".join(titles)] for name, titles in inputs.unknown_columns.items()]
    rows += [["输入", "提示", notice] for notice in inputs.notices]
    rows += [
        ["口径", "目标", OBJECTIVES[one.objective]],
        ["口径", "总分优先", "先使最少数的缺口最小，再使总分最高；总分相同时，优先级之和大的在前，再按编号取小。"],
        [
            "口径",
            "均衡优先",
            "先使缺口最小，再使结对最多，再使各需求的组织数最均衡（由少到多逐位取大），最后比总分和优先级。",
        ],
        ["口径", "硬性条件", "信用状态异常、服务区划或半径之外、可承接数量已满的组织不参与；不符合的不会用分数抵消。"],
        [
            "口径",
            "距离",
            "两点间的直线距离（WGS-84），不是路程；没有坐标的地方取所在区划或最近上级的坐标。地名点位：GeoNames。",
        ],
        ["口径", "匹配分", "每对 0 到 1000 分的整数，各部分按权重相加；方案、推荐和说明用的是同一个整数。"],
        ["口径", "与上限的差距", "（上限 − 总分）÷ 上限。均衡优先时，上限是同样均衡的方案中的最高总分。"],
        ["口径", "可考虑的配对", f"{one.eligible_pairs} 对符合硬性条件，其中 {one.considered_pairs} 对进入求解。"],
        ["口径", "计算程序", one.engine],
    ]
    fields = [Field("类别", "strong", 8), Field("项目", "wrap", 30), Field("内容", "wrap", 84)]
    return Page(
        "口径与权重",
        fields,
        rows,
        "口径与权重：这个方案是怎么算出来的",
        ["同样的输入，任何时候、任何机器都得到同样的方案。"],
    )


def _lines(reasons: Sequence[Reason]) -> str:
    return "\n".join(reason.text for reason in reasons)
