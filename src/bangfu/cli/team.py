"""``bangfu team``: the team and its lead that cover a project at the least value, proven or with its gap; no site."""

from __future__ import annotations

import argparse
import hashlib
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from bangfu.cli.output import GREEN, CommandFailed, coloured, progress, table
from bangfu.cli.plan import whole_number_from_one
from bangfu.cli.planfiles.project import read_project
from bangfu.cli.planfiles.refusal import complain_about
from bangfu.cli.planfiles.setting import chosen_setting
from bangfu.cli.planfiles.steps import Steps
from bangfu.cli.planfiles.whole import json_bytes, print_json, write_all
from bangfu.engines.matching import InputRefused, Project, Team, team
from bangfu.plumbing.plansheets.inputs import SheetsRefused
from bangfu.plumbing.plansheets.roster import Roster, read_roster

STOPS = {"proof": "已证明最优", "nodes": "到了节点上限", "seconds": "到了时限（安全停止）"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command's options."""
    parser = subparsers.add_parser("team", help="为一个项目找出牵头组织和成员：谁参加、覆盖什么、还差什么")
    parser.add_argument(
        "--project", required=True, type=Path, metavar="F.json", help="项目：所需能力、资源、人数和预算"
    )
    parser.add_argument("--organisations", required=True, type=Path, metavar="F", help="组织表：.xlsx、.csv 或 .json")
    parser.add_argument("--json", nargs="?", const="-", metavar="F", help="写出 JSON；不带文件名时写到标准输出")
    parser.add_argument(
        "--nodes", type=whole_number_from_one, metavar="N", help="搜索节点上限（默认 1000），同数同结果"
    )
    parser.add_argument("--seconds", type=_seconds, default=60.0, metavar="S", help="安全停止的秒数（默认 60）")


def run(args: argparse.Namespace) -> int:
    """Reads, searches, writes.

    Returns:
        0 when a team was found; 1 when the input was refused, with every reason on stderr and nothing written.
    """
    steps = Steps(total=2)
    started = time.perf_counter()
    try:
        project = read_project(args.project)
        roster = read_roster(args.organisations, steps.say)
        found = _found(args, project, roster, steps)
    except SheetsRefused as refusal:
        steps.close()
        complain_about(refusal.problems)
        return 1
    finally:
        steps.close()
    document = team_document(found, roster, _sha256(args.project), time.perf_counter() - started) if args.json else None
    if args.json == "-":
        print_json(document)
        return 0
    if document is not None:
        write_all({Path(args.json): json_bytes(document)})
    _tell(found, project, roster)
    return 0


def team_document(found: Team, roster: Roster, project_sha256: str, seconds: float) -> dict[str, Any]:
    """The documented team; everything beyond the documented keys is an addition."""
    names = {one.id: one.name for one in roster.organisations}
    lines = "".join(
        f"{role} {digest}\n" for role, digest in (("project", project_sha256), ("organisations", roster.sha256))
    )
    return {
        "lead": found.lead,
        "members": [one.organisation for one in found.members],
        "value": _number(found.value),
        "lower_bound": _number(found.lower_bound),
        "gap": found.gap,
        "complete": found.complete,
        "covers": dict(found.covers),
        "missing": dict(found.missing),
        "stopped_by": found.stopped_by,
        "cost": _number(found.cost),
        "contributions": [
            {
                "organisation": one.organisation,
                "name": names[one.organisation],
                "adds": _number(one.adds),
                "brings": dict(one.brings),
            }
            for one in found.members
        ],
        "summary": {
            "nodes": found.nodes,
            "leads": found.leads,
            "candidates": found.candidates,
            "seconds": round(seconds, 3),
            "engine": "exact by lead, HiGHS",
            "input_sha256": hashlib.sha256(lines.encode()).hexdigest(),
            "unknown_columns": roster.unknown_columns,
            "notices": roster.notices,
        },
    }


def _found(args: argparse.Namespace, project: Project, roster: Roster, steps: Steps) -> Team:
    words = chosen_setting(None).setting.words
    steps.say(f"找团队：{len(roster.organisations)} 家组织")
    limits = {"nodes": args.nodes} if args.nodes else {}
    try:
        return team(roster.organisations, project, words=words, seconds=args.seconds, **limits)
    except InputRefused as refusal:
        raise CommandFailed(
            "\n      ".join(problem.sentence for problem in refusal.problems),
            where=f"{args.project.name}、{roster.file}",
            fix="请改好项目文件或组织表后重新运行；没有写出任何文件。",
        ) from refusal


def _tell(found: Team, project: Project, roster: Roster) -> None:
    names = {one.id: one.name for one in roster.organisations}
    print(coloured("团队已找到", GREEN))
    print(
        table(
            [
                ["牵头", f"{found.lead} {names[found.lead]}"],
                ["成员", f"{len(found.members)} 家（含牵头，最多 {project.max_members} 家）"],
                [
                    "评价值",
                    f"{found.value}（越小越好；下界 {found.lower_bound}，差距 {found.gap:.2%}，{STOPS[found.stopped_by]}）",
                ],
                ["费用", f"{found.cost}" + ("" if project.budget is None else f"（预算 {project.budget}）")],
                ["还差", "、".join(f"{name} {gap}" for name, gap in found.missing.items()) or "无"],
            ]
        ),
        end="\n\n",
    )
    rows = [
        [
            one.organisation,
            names[one.organisation],
            str(one.adds),
            "；".join(f"{name} {amount}" for name, amount in one.brings.items()),
        ]
        for one in found.members
    ]
    print(table(rows, head=["编号", "名称", "计入", "带来"]))
    for file, titles in roster.unknown_columns.items():
        progress(f"提示  {file}：没有用到的列：{'、'.join(titles)}")
    for notice in roster.notices:
        progress(f"提示  {notice}")


def _number(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)


def _seconds(text: str) -> float:
    """An argparse type: a number above 0."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
