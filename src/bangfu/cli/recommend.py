"""``bangfu recommend``: ranked candidates both ways from two sheets, each with its reasons for and against."""

from __future__ import annotations

import argparse
from pathlib import Path

from bangfu.cli.output import BOLD, coloured, table
from bangfu.cli.plan import add_inputs, refused_by_engine, tell_notices, whole_number_from_one
from bangfu.cli.planfiles.refusal import complain_about
from bangfu.cli.planfiles.setting import Chosen, chosen_setting
from bangfu.cli.planfiles.steps import Steps
from bangfu.cli.planfiles.whole import json_bytes, print_json, write_all
from bangfu.engines.matching import InputRefused, Recommendations, recommend
from bangfu.engines.matching import Row as Candidate
from bangfu.plumbing.plansheets.documents import recommendation_document
from bangfu.plumbing.plansheets.inputs import Inputs, SheetsRefused, Sources, read_inputs


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command's options."""
    parser = subparsers.add_parser("recommend", help="为每个需求推荐组织，为每个组织推荐需求，并说明理由")
    add_inputs(parser)
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--need", metavar="ID", help="为这个需求推荐组织")
    whom.add_argument("--organisation", metavar="ID", help="为这个组织推荐需求")
    whom.add_argument("--all", action="store_true", help="两个方向全部推荐")
    parser.add_argument("--top", type=whole_number_from_one, default=10, metavar="N", help="每个推荐几个（默认 10）")
    parser.add_argument("--json", nargs="?", const="-", metavar="F", help="写出 JSON；不带文件名时写到标准输出")


def run(args: argparse.Namespace) -> int:
    """Reads, ranks, writes.

    Returns:
        0; 1 when the input was refused, with every reason on stderr.
    """
    steps = Steps(total=3 + bool(args.existing))
    try:
        inputs = read_inputs(Sources(args.organisations, args.needs, args.existing), steps.say)
        chosen = chosen_setting(args.weights)
        found = _ranked(args, inputs, chosen, steps)
    except SheetsRefused as refusal:
        steps.close()
        complain_about(refusal.problems)
        return 1
    finally:
        steps.close()
    if args.json:
        document = recommendation_document(found, inputs, args.top)
        if args.json == "-":
            print_json(document)
            return 0
        write_all({Path(args.json): json_bytes(document)})
    _tell(found, inputs)
    print(f"权重来自  {chosen.weights_from}")
    return 0


def _ranked(args: argparse.Namespace, inputs: Inputs, chosen: Chosen, steps: Steps) -> Recommendations:
    steps.say("评分并排序")
    try:
        return recommend(
            inputs.organisations,
            inputs.needs,
            need_ids=[args.need] if args.need else None,
            organisation_ids=[args.organisation] if args.organisation else None,
            top=args.top,
            weights=chosen.weights,
            existing=inputs.existing,
            setting=chosen.setting,
        )
    except InputRefused as refusal:
        raise refused_by_engine(refusal, inputs) from refusal


def _tell(found: Recommendations, inputs: Inputs) -> None:
    organisations = {one.id: one.name for one in inputs.organisations}
    needs = {one.id: one.name for one in inputs.needs}
    groups: dict[str, list[list[str]]] = {}
    for row in found.organisations_for_needs:
        groups.setdefault(f"需求 {row.need} {needs[row.need]}", []).append(_line(row, row.organisation, organisations))
    for row in found.needs_for_organisations:
        title = f"组织 {row.organisation} {organisations[row.organisation]}"
        groups.setdefault(title, []).append(_line(row, row.need, needs))
    for title, lines in groups.items():
        print(coloured(title, BOLD))
        print(table(lines), end="\n\n")
    for one in found.excluded:
        rules = "；".join(rule.text for rule in one.rules)
        print(f"未列入  需求 {one.need} × 组织 {one.organisation} {organisations[one.organisation]}：{rules}")
    tell_notices(inputs)


def _line(row: Candidate, other: str, names: dict[str, str]) -> list[str]:
    best = sorted(row.reasons, key=lambda reason: -reason.points)[:2]
    return [
        f"{row.rank:>3}",
        f"{row.score:>4}",
        other,
        names[other],
        "；".join(reason.text for reason in best if reason.points),
    ]
