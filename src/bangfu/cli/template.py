"""``bangfu template``: the empty sheet of a kind, with drop-downs, an example row and notes."""

import argparse
from pathlib import Path
from typing import Any

from bangfu.cli.import_sheet import importer_named
from bangfu.cli.planfiles.whole import write_all
from bangfu.plumbing.imports import importers
from bangfu.plumbing.sheets import template


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("template", help="生成导入用的空表")
    parser.add_argument("kind", metavar="KIND", help=f"种类：{'、'.join(importers()) or '（还没有）'}")
    parser.add_argument("--out", type=Path, required=True, metavar="F.xlsx", help="写到哪里")


def run(args: argparse.Namespace) -> int:
    """Writes the sheet; answers 0."""
    write_all({args.out: template(importer_named(args.kind).schema())})
    print(f"已写出 {args.out}")
    return 0
