"""``bangfu undo-import``: takes a batch back while nothing depends on it."""
"""``bangfu undo-import``: takes one import back, while nothing depends on it."""

import argparse
from typing import Any

from bangfu.cli.import_sheet import actor_named
from bangfu.cli.output import CommandFailed
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.imports.actions import undo_import
from bangfu.cli.sheetwork import actor_named, add_actor
from bangfu.plumbing.sheetkinds import sheet_kinds


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("undo-import", help="撤销一次导入")
    parser.add_argument("batch", metavar="BATCH", help="批次名")
    parser.add_argument("--as", dest="login", metavar="USER", help="以谁的名义（登录名），默认为系统")


def run(args: argparse.Namespace) -> int:
    """Undoes; answers 0. Errors: :class:`CommandFailed` with what depends on the batch."""
    try:
        undo_import(by=actor_named(args.login), name=args.batch)
    except Refused as refused:
        raise CommandFailed(refused.refusal.sentence, where=args.batch, fix=refused.refusal.fix) from refused
    print(f"批次 {args.batch} 已撤销。")
    return 0
    parser.add_argument("batch", metavar="BATCH", help="导入时给出的批次名")
    add_actor(parser)
    """Asks each room whether the batch is its own; answers 0 once one took it back."""
    actor = actor_named(args.login)
    for kind in sheet_kinds().values():
        try:
            taken_back = kind.undo is not None and kind.undo(batch=args.batch, by=actor)
        except Refused as refused:
            raise CommandFailed(str(refused.refusal), where=args.batch) from refused
        if taken_back:
            print(f"批次 {args.batch}（{kind.title}）已撤销。")
            return 0
    raise CommandFailed("没有这个批次，或它已经撤销。", where=args.batch, fix="批次名在导入报告的 batch 里。")
