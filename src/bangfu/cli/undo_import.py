"""``bangfu undo-import``: takes a batch back while nothing depends on it."""

import argparse
from typing import Any

from bangfu.cli.import_sheet import actor_named
from bangfu.cli.output import CommandFailed
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.imports.actions import undo_import


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
