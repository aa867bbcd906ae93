"""``bangfu import``: a sheet into the site, whole or not at all; the same code as the upload page."""

import argparse
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed, print_json, progress
from bangfu.cli.planfiles.refusal import complain_about
from bangfu.cli.sheetwork import actor_named, add_actor, as_bytes, kind_named, write_whole
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.sheets import FileRefused, ImportReport


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("import", help="把一张表导入网站：全部成功，或一行不动")
    parser.add_argument("kind", metavar="KIND", type=kind_named, help="哪一种表，例如 organisations")
    parser.add_argument("file", metavar="FILE", type=Path, help=".xlsx、.csv 或 .json")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--report", type=Path, metavar="F.json", help="把报告另存为 JSON")
    parser.add_argument("--batch", default="", metavar="NAME", help="批次名，撤销时要用；不写则自动取")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    add_actor(parser)


def run(args: argparse.Namespace) -> int:
    """Imports one file; answers 1 when anything in it must be mended, and then nothing was written."""
    report = brought_in(args)
    if args.report:
        write_whole(args.report, as_bytes(report.as_json()))
    if args.json:
        print_json(report.as_json())
    else:
        print(report.sentence())
        for notice in report.notices:
            progress(notice)
        if report.committed:
            progress(f"批次 {report.batch}；要撤销，运行 bangfu undo-import {report.batch}")
    if report.errors:
        complain_about([(args.file.name, problem) for problem in report.errors], nothing_written=False)
    return int(bool(report.errors))


def brought_in(args: argparse.Namespace) -> ImportReport:
    """The report of the import. Errors: :class:`CommandFailed` for a file that cannot be read, or an actor who may not."""
    try:
        content = args.file.read_bytes()
    except OSError as problem:
        raise CommandFailed(f"读不到：{problem.strerror}", where=str(args.file), fix="检查文件名和权限。") from problem
    actor = actor_named(args.login)
    try:
        report: ImportReport = args.kind.bring_in(
            content, filename=args.file.name, by=actor, dry_run=args.dry_run, batch=args.batch
        )
    except FileRefused as refused:
        raise CommandFailed(refused.problem.message, where=args.file.name, fix=refused.problem.fix) from refused
    except Refused as refused:
        raise CommandFailed(str(refused.refusal), where=args.file.name) from refused
    return report
