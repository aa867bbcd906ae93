"""``bangfu check``: every invariant by id, with what was looked at and what is wrong."""

import argparse
from typing import Any

from bangfu.cli.output import GREEN, RED, CommandFailed, coloured, print_json, table
from bangfu.plumbing.checks import Result, run_checks
from bangfu.plumbing.sealed.keys import SealError

SHOWN_FINDINGS = 20


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("check", help="逐条核对不变量")
    parser.add_argument("--deep", action="store_true", help="也核对很慢的几条")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    """Looks at everything; answers 1 if any invariant is broken."""
    try:
        results = run_checks(deep=args.deep)
    except SealError as problem:
        raise CommandFailed(str(problem), where="BANGFU_FIELD_KEYS", fix="运行 bangfu doctor。") from problem
    if args.json:
        print_json(as_document(results))
    else:
        print(as_text(results))
    return int(any(result.findings for result in results))


def as_document(results: list[Result]) -> dict[str, Any]:
    """The results as the JSON that scripts read."""
    return {
        "ok": not any(result.findings for result in results),
        "invariants": [
            {
                "id": result.invariant.id,
                "sentence": result.invariant.sentence,
                "checked": result.checked,
                "wrong": [{"where": finding.where, "what": finding.what} for finding in result.findings],
            }
            for result in results
        ],
    }


def as_text(results: list[Result]) -> str:
    """The results as a table, each broken invariant followed by its first findings."""
    rows = [(r.invariant.id, _verdict(r), f"{r.checked}", r.invariant.sentence) for r in results]
    lines = [table(rows, head=("编号", "结果", "核对", "总是成立的事"))]
    for result in results:
        lines += [
            f"{result.invariant.id}  {finding.where}  {finding.what}" for finding in result.findings[:SHOWN_FINDINGS]
        ]
        if len(result.findings) > SHOWN_FINDINGS:
            lines.append(f"{result.invariant.id}  另有 {len(result.findings) - SHOWN_FINDINGS} 处，见 --json。")
    return "\n".join(lines)


def _verdict(result: Result) -> str:
    return coloured(f"{len(result.findings)} 处不符", RED) if result.findings else coloured("相符", GREEN)
