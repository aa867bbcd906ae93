"""What leaves the room: the two files that `bangfu team` reads, the team as JSON, the team on paper."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bangfu.apps.partnerships.queries.drafts import TeamPage
from bangfu.plumbing.documents import Definitions, Grid, Heading, Notes, Paper, Paragraph, Part, Signatures, word_bytes
from bangfu.plumbing.sheets import csv_bytes

COLUMNS = {
    "id": "编号",
    "name": "名称",
    "kind": "组织类型",
    "capabilities": "专业能力",
    "resources": "可提供资源",
    "capacity": "可承接数量",
    "hub": "所属枢纽",
    "is_hub": "是否枢纽",
    "credit_status": "信用状态",
    "field": "能力领域",
    "cost": "费用",
    "fit": "契合度",
}
VOLUNTARY = "本方案是建议。是否牵头、是否参加，由各家组织自愿决定；没有逐一同意前，谁都不算成员。"


def project_json(project: Mapping[str, Any]) -> bytes:
    """The project file, names in order: a database may give them back in another one, and the fingerprint stays."""
    return (json.dumps(project, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def roster_csv(roster: Sequence[Mapping[str, Any]]) -> bytes:
    """The organisations' sheet."""
    return csv_bytes(list(COLUMNS.values()), [[_cell(row[key]) for key in COLUMNS] for row in roster])


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping):
        return "；".join(f"{name}:{amount}" for name, amount in sorted(value.items()))
    return value


def team_json(page: TeamPage) -> dict[str, Any]:
    """The documented team, and what the page says beside it."""
    solution = page.solution
    assert solution is not None
    return {
        "lead": solution.lead,
        "members": sorted(seat["number"] for seat in page.seats),
        "value": _number(solution.value),
        "lower_bound": _number(solution.lower_bound),
        "gap": solution.gap,
        "complete": solution.complete,
        "covers": solution.covers,
        "missing": solution.missing,
        "stopped_by": solution.stopped_by,
        "contributions": [
            {"organisation": seat["number"], "name": seat["name"], "brings": seat["brings"], "adds": _number(seat["adds"]),
             "parts": seat["parts"]}
            for seat in page.seats
        ],
        "closing": solution.closing,
        "answers": page.draft.answers,
        "summary": {
            "team": page.draft.number,
            "serial": solution.serial,
            "asked_version": solution.asked_version,
            "is_stale": page.is_stale,
            "nodes": solution.nodes,
            "leads": solution.leads,
            "candidates": solution.candidates,
            "engine": solution.engine,
            "input_sha256": solution.input_sha256,
        },
    }  # fmt: skip


def _number(value: Decimal | str) -> int | float:
    number = Decimal(value)
    return int(number) if number == int(number) else float(number)


def team_word(page: TeamPage) -> bytes:
    """The team as a Word file: what is proposed, who does what, what is missing, the questions and their answers."""
    draft, solution = page.draft, page.solution
    assert solution is not None
    return word_bytes(
        Paper(
            title=f"{draft.title}：组团方案（建议）",
            subtitle=f"{draft.number}　第 {solution.serial} 次求解",
            parts=[*_summary(page), *_matrix(page), *_members(page), *_gaps(page), *_answers(page), *_method(page)],
            footer=f"组团方案 {draft.number}　输入指纹 {solution.input_sha256[:12]}",
            as_of=solution.at.date(),
        )
    )


def _summary(page: TeamPage) -> list[Part]:
    draft, solution = page.draft, page.solution
    assert solution is not None
    lead = next(seat["name"] for seat in page.seats if seat["is_lead"])
    others = "、".join(seat["name"] for seat in page.seats if not seat["is_lead"]) or "没有其他成员"
    rows = [("牵头单位", lead), ("成员", others), ("来自需求", draft.need or "自拟"), ("结论", page.sentence)]
    stale: list[Part] = [Paragraph("注意：求解之后任务又改过，请先重新求解。", strong=True)] if page.is_stale else []
    return [Paragraph(VOLUNTARY, strong=True), *stale, Heading("一、牵头单位和成员"), Definitions(rows)]


def _matrix(page: TeamPage) -> list[Part]:
    head = ["任务", "要多少", *(seat["name"] for seat in page.seats), "还差"]
    rows = [
        [task["name"], task["wanted"], *(cell["amount"] or "—" for cell in task["cells"]), task["missing"] or "无"]
        for task in page.tasks
    ]
    last = len(head) - 1
    flags = frozenset((number, last) for number, task in enumerate(page.tasks) if task["missing"])
    widths = [5, 3, *(4 for _ in page.seats), 3]
    return [Heading("二、分工：谁做什么"), Grid(head, widths, rows, flags)]


def _members(page: TeamPage) -> list[Part]:
    rows = [
        [
            seat["name"] + ("（牵头）" if seat["is_lead"] else ""),
            "、".join(seat["does"]) or "牵头统筹",
            "\n".join(f"{part['text']} {part['points']}" for part in seat["parts"]),
            f"约 {seat['share']}%",
        ]
        for seat in page.seats
    ]
    return [
        Heading("三、为什么是这几家"),
        Grid(["组织", "带来什么", "评价（越小越好）", "承担的份额"], [5, 6, 6, 2], rows),
    ]


def _gaps(page: TeamPage) -> list[Part]:
    short = [task for task in page.tasks if task["missing"]]
    if not short:
        return [Heading("四、还差什么"), Paragraph("各项任务都有人做。")]
    rows = [
        [
            task["name"],
            task["missing"],
            "\n".join(f"{one['name']}（{one['brings']}）" for one in task["suggestions"]) or "名录里没有",
        ]
        for task in short
    ]
    parts: list[Part] = [Heading("四、还差什么，谁能补上"), Grid(["任务", "还差", "谁能补上"], [4, 2, 8], rows)]
    if page.smallest:
        names = "、".join(one["name"] for one in page.smallest)
        parts.append(Paragraph(f"最少再加 {len(page.smallest)} 家：{names}。"))
    if page.remains:
        parts.append(Paragraph(f"名录里没有人能补：{'、'.join(page.remains)}。"))
    return parts


def _answers(page: TeamPage) -> list[Part]:
    rows = [
        (
            one["name"],
            f"{one['text']}{'（' + one['because'] + '）' if one['because'] else ''}\n{one['answer'] or '（还没有回答）'}",
        )
        for one in page.questions
    ]
    return [Heading("五、要想清楚的几个问题"), Definitions(rows)]


def _method(page: TeamPage) -> list[Part]:
    solution = page.solution
    assert solution is not None
    lines = [
        f"从 {solution.candidates} 家候选里选出，其中 {solution.leads} 家可以牵头；评价值 {_number(solution.value)}，下界 {_number(solution.lower_bound)}。",
        "牵头单位须是枢纽型社会组织或行业协会商会。候选为名录里信用正常、本季度有余量、服务当地的组织。",
        f"输入指纹 {solution.input_sha256}；把导出的项目文件和组织表交给 bangfu team，得到同一个团队。",
    ]
    return [Notes(lines), Signatures(["牵头单位", "登记管理机关"])]
