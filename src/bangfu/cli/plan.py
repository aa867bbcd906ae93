"""``bangfu plan``: the best plan from two sheets, proven and explained; no site and no database."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bangfu.cli.output import GREEN, YELLOW, CommandFailed, coloured, table
from bangfu.cli.planfiles.refusal import complain_about
from bangfu.cli.planfiles.setting import Chosen, chosen_setting
from bangfu.cli.planfiles.steps import Steps
from bangfu.cli.planfiles.whole import json_bytes, print_json, write_all
from bangfu.engines.matching import PART_NAMES, InputRefused, Plan, plan
from bangfu.plumbing.plansheets.documents import plan_document
from bangfu.plumbing.plansheets.inputs import Inputs, SheetsRefused, Sources, read_inputs
from bangfu.plumbing.plansheets.planbook import OBJECTIVES, plan_workbook

DEFAULT_OUT = Path("plan.xlsx")


def whole_number_from_one(text: str) -> int:
    """An argparse type: 1, 2, 3 …"""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The options that `plan` and `recommend` share."""
    parser.add_argument("--organisations", required=True, type=Path, metavar="F", help="组织表：.xlsx、.csv 或 .json")
    parser.add_argument("--needs", required=True, type=Path, metavar="F", help="需求表（或待结对的村）")
    parser.add_argument("--existing", type=Path, metavar="F", help="既有结对：组织编号、需求编号")
    parser.add_argument("--weights", type=Path, metavar="F.toml", help="权重文件，[weights] 一节")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command's options."""
    parser = subparsers.add_parser("plan", help="从两张表排出一个方案：谁帮谁、为什么、还差什么")
    add_inputs(parser)
    parser.add_argument("--locks", type=Path, metavar="F", help="锁定与禁止：组织编号、需求编号、处理")
    parser.add_argument("--scores", type=Path, metavar="F", help="现成的匹配分：组织编号、需求编号、匹配分（千分整数）")
    parser.add_argument(
        "--objective", choices=["score", "fair"], default="score", help="总分优先或均衡优先（默认 score）"
    )
    parser.add_argument("--priorities", choices=["ties", "strict"], default="ties", help="优先级只用于同分，或放在前面")
    parser.add_argument("--max-changes", type=int, metavar="K", help="最多变更几对既有结对（须有 --existing）")
    parser.add_argument("--out", type=Path, metavar="plan.xlsx", help="写出的表（两个输出都不写时为 plan.xlsx）")
    parser.add_argument("--json", nargs="?", const="-", metavar="plan.json", help="写出 JSON；不带文件名时写到标准输出")
    parser.add_argument(
        "--workers", type=whole_number_from_one, default=1, metavar="N", help="同时评分的份数，不影响结果"
    )


def run(args: argparse.Namespace) -> int:
    """Reads, plans, writes.

    Returns:
        0 when a plan was written; 1 when the input was refused, with every reason on stderr and nothing written.
    """
    steps = Steps(total=4 + sum(1 for name in ("existing", "locks", "scores") if getattr(args, name)))
    started = time.perf_counter()
    try:
        inputs = read_inputs(Sources(args.organisations, args.needs, args.existing, args.locks, args.scores), steps.say)
        chosen = chosen_setting(args.weights, ready_scores=inputs.scores is not None)
        made = _planned(args, inputs, chosen, steps)
        steps.say("写出方案")
        _write(args, made, inputs, time.perf_counter() - started)
    except SheetsRefused as refusal:
        steps.close()
        complain_about(refusal.problems)
        return 1
    finally:
        steps.close()
    if args.json != "-":
        _tell(args, made, inputs, chosen.weights_from)
    return 0


def _planned(args: argparse.Namespace, inputs: Inputs, chosen: Chosen, steps: Steps) -> Plan:
    steps.say(f"排方案：{len(inputs.organisations)} 家组织，{len(inputs.needs)} 个需求")
    try:
        return plan(
            inputs.organisations,
            inputs.needs,
            weights=chosen.weights,
            existing=inputs.existing,
            locks=inputs.locks,
            ready=inputs.scores,
            objective=args.objective,
            priorities=args.priorities,
            setting=chosen.setting,
            workers=args.workers,
            max_changes=args.max_changes,
        )
    except InputRefused as refusal:
        raise refused_by_engine(refusal, inputs) from refusal


def refused_by_engine(refusal: InputRefused, inputs: Inputs) -> CommandFailed:
    """The engine's refusal as the command says it: all its sentences, and the files concerned."""
    sentences = "\n      ".join(problem.sentence for problem in refusal.problems)
    return CommandFailed(
        sentences,
        where="、".join(name for name, _ in inputs.files.values()),
        fix="请改好表格后重新运行；没有写出任何文件。",
    )


def _write(args: argparse.Namespace, made: Plan, inputs: Inputs, seconds: float) -> None:
    files: dict[Path, bytes] = {}
    out = args.out or (DEFAULT_OUT if args.json is None else None)
    document = plan_document(made, inputs, seconds) if args.json else None
    if out:
        files[out] = plan_workbook(made, inputs)
    if document is not None and args.json != "-":
        files[Path(args.json)] = json_bytes(document)
    write_all(files)
    if document is not None and args.json == "-":
        print_json(document)


def _tell(args: argparse.Namespace, made: Plan, inputs: Inputs, weights_from: str) -> None:
    one = made.summary
    print(coloured("方案已排好", GREEN))
    rows = [
        ["目标", OBJECTIVES[one.objective]],
        ["组织 / 需求", f"{one.organisations} / {one.needs}"],
        ["建议结对", f"{one.pairs} 对，{one.needs_served} 个需求有组织承接"],
        ["未对接", f"{len(made.unmatched)} 个"],
        ["最少数缺口", f"{one.shortfall}"],
        ["匹配总分", f"{one.score_total}（上限 {one.upper_bound}，差距 {one.gap:.2%}）"],
        ["权重", "  ".join(f"{PART_NAMES.get(part, part)} {value}" for part, value in one.weights.items())],
        ["权重来自", weights_from],
    ]
    if one.changes is not None:
        rows.insert(5, ["既有结对变更", f"{one.changes} 对"])
    if one.price_of_fairness is not None:
        rows.insert(6, ["均衡的代价", f"{one.price_of_fairness:.2%}"])
    if one.price_of_priorities is not None:
        rows.insert(6, ["优先级的代价", f"{one.price_of_priorities:.2%}"])
    rows += [["写出", str(path)] for path in (args.out or (None if args.json else DEFAULT_OUT), args.json) if path]
    print(table(rows))
    for conflict in made.conflicts:
        print(f"\n{coloured('不能同时满足', YELLOW)}  {conflict.sentence}")
        print("\n".join(f"  {way.text}" for way in conflict.relax))
    tell_notices(inputs, [warning.text for warning in made.warnings])


def tell_notices(inputs: Inputs, warnings: list[str] | None = None) -> None:
    """Unknown columns and what was skipped, on stderr."""
    for name, titles in inputs.unknown_columns.items():
        print(f"提示  {name}：没有用到的列：{'、'.join(titles)}", file=sys.stderr)
    for notice in [*inputs.notices, *(warnings or [])]:
        print(f"提示  {notice}", file=sys.stderr)
