"""The plan as a Word file: what a clerk prints, discusses and sends."""

from __future__ import annotations

from collections.abc import Sequence

from bangfu.engines.matching import PART_NAMES, Need, Organisation, Plan, Reason
from bangfu.plumbing.documents import Definitions, Grid, Heading, Notes, Paper, Paragraph, Part, Signatures, word_bytes

from .inputs import Inputs
from .planbook import OBJECTIVES, TITLE, VOLUNTARY


def plan_document_docx(plan: Plan, inputs: Inputs) -> bytes:
    """汇总, 方案 with reasons, 未对接 with why, 口径与权重; the same plan and inputs give the same bytes."""
    return word_bytes(plan_paper(plan, inputs))


def plan_paper(plan: Plan, inputs: Inputs) -> Paper:
    """The same, before it is written."""
    organisations = {one.id: one for one in inputs.organisations}
    needs = {one.id: one for one in inputs.needs}
    day = inputs.as_of
    dated = f"数据日期：{day.year}年{day.month}月{day.day}日" if day else "数据日期：上传的表没有注明"
    return Paper(
        title=TITLE,
        subtitle=f"{OBJECTIVES[plan.summary.objective]}　{dated}",
        parts=[
            *_summary(plan),
            *_pairs(plan, organisations, needs),
            *_unmatched(plan, needs),
            *_method(plan, inputs),
            Signatures(["经办人", "复核人"]),
        ],
        footer=f"{TITLE}　输入指纹 {inputs.sha256()[:12]}",
        as_of=day,
        landscape=True,
    )


def _summary(plan: Plan) -> list[Part]:
    one = plan.summary
    rows = [
        ("社会组织", f"{one.organisations} 家"),
        ("需求（村）", f"{one.needs} 个，其中 {one.needs_served} 个有组织承接，{len(plan.unmatched)} 个未对接"),
        ("建议结对", f"{one.pairs} 对"),
        ("每个需求最少得到", f"{one.min_partners} 家组织"),
        ("最少数缺口合计", f"{one.shortfall} 家"),
        ("匹配总分", f"{one.score_total}（上限 {one.upper_bound}，差距 {one.gap:.2%}；0 表示已证明是最优方案）"),
    ]
    if one.price_of_fairness is not None:
        rows.append(("均衡的代价", f"与总分优先相比，少得总分的 {one.price_of_fairness:.2%}"))
    if one.price_of_priorities is not None:
        rows.append(("优先级的代价", f"少得总分的 {one.price_of_priorities:.2%}"))
    warned = [Notes([f"注意：{warning.text}" for warning in plan.warnings])] if plan.warnings else []
    conflicts = [Notes([f"不能同时满足：{conflict.sentence}" for conflict in plan.conflicts])] if plan.conflicts else []
    return [Paragraph(VOLUNTARY, strong=True), Heading("一、汇总"), Definitions(rows), *warned, *conflicts]


def _pairs(plan: Plan, organisations: dict[str, Organisation], needs: dict[str, Need]) -> list[Part]:
    rows: list[list[str | int]] = [
        [
            _named(row.need, needs[row.need].name, needs[row.need].region_name),
            _named(row.organisation, organisations[row.organisation].name),
            row.score,
            _lines(row.reasons),
            _lines(row.against) + ("\n已锁定" if row.locked else ""),
        ]
        for row in plan.rows
    ]
    said = "匹配分为千分制，等于各条理由的得分之和。" if rows else "这次没有排出任何一对，原因见下一节。"
    head = ["需求（村）", "社会组织", "匹配分", "理由（得分）", "要留意的"]
    grid: list[Part] = [Grid(head, [20, 20, 7, 36, 17], rows)] if rows else []
    return [Heading("二、方案：谁帮谁，为什么"), Paragraph(said), *grid]


def _unmatched(plan: Plan, needs: dict[str, Need]) -> list[Part]:
    if not plan.unmatched:
        return [Heading("三、未对接"), Paragraph("所有需求都已对接。")]
    rows = [
        [_named(one.need, needs[one.need].name, needs[one.need].region_name), _lines(one.why), _lines(one.help)]
        for one in plan.unmatched
    ]
    return [
        Heading("三、未对接：为什么，怎么办"),
        Paragraph(f"共 {len(rows)} 个需求没有对接到组织。"),
        Grid(["需求（村）", "为什么没有对接", "怎样会有帮助"], [22, 42, 36], rows),
    ]


def _method(plan: Plan, inputs: Inputs) -> list[Part]:
    one = plan.summary
    weights = "、".join(f"{PART_NAMES.get(part, part)} {value}" for part, value in one.weights.items())
    rows = [
        ("目标", OBJECTIVES[one.objective]),
        ("权重", weights or "用的是现成的匹配分"),
        ("硬性条件", "信用状态异常、服务范围之外、可承接数量已满的组织不参与；不符合的不会用分数抵消。"),
        ("距离", "两点间的直线距离，不是路程。"),
        ("可考虑的配对", f"{one.eligible_pairs} 对符合硬性条件，其中 {one.considered_pairs} 对进入求解。"),
        ("计算程序", one.engine),
        *((f"输入：{name}", f"SHA-256 {digest}") for name, digest in inputs.files.values()),
    ]
    return [
        Heading("四、口径与权重"),
        Definitions(rows),
        Notes(["同样的输入，任何时候、任何机器都得到同样的方案。", *inputs.notices]),
    ]


def _named(number: str, name: str, place: str = "") -> str:
    return "\n".join(piece for piece in (name, place, number if name != number else "") if piece) or number


def _lines(reasons: Sequence[Reason]) -> str:
    return "\n".join(reason.text for reason in reasons)
