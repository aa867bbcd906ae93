"""``bangfu books``: the audit pack, written from a site, verified without one."""

import argparse
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed, print_json


def add_parser(subparsers: Any) -> None:
    """Adds the command and its words."""
    words = subparsers.add_parser("books", help="账本：写出审计包、核对审计包").add_subparsers(
        dest="word", metavar="WORD", required=True
    )
    export = words.add_parser("export", help="写出审计包：Beancount、hledger、CSV、凭证和日志条目")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="还不存在的，或空的目录")
    export.add_argument("--from", dest="since", type=_day, metavar="D", help="从这一天起，例如 2026-01-01")
    export.add_argument("--to", dest="until", type=_day, metavar="D", help="到这一天为止，含当天")
    export.add_argument("--organisation", metavar="NO", help="只要一家组织的账")
    export.add_argument("--json", action="store_true", help="只输出一份 JSON")
    verify = words.add_parser("verify", help="只凭文件核对审计包")
    verify.add_argument("folder", type=Path, metavar="DIR")
    verify.add_argument("--vkey", metavar="V", help="日志的公钥，或写着它的文件")
    verify.add_argument("--json", action="store_true", help="只输出一份 JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，请写成 2026-01-31") from None


def run(args: argparse.Namespace) -> int:
    """Does what the word says; answers 0."""
    return _verify(args) if args.word == "verify" else _export(args)


def _export(args: argparse.Namespace) -> int:
    site = import_module("bangfu.cli.site")
    site.set_up()
    with site.in_sentences():
        export = import_module("bangfu.cli.books_site").export
        return int(export(args.out, args.since, args.until, args.organisation, as_json=args.json))


def _verify(args: argparse.Namespace) -> int:
    # The very file that anybody downloads from /verify/, by its name: the room's door would ask for a site.
    program = import_module("bangfu.apps.disclosure.verifier")
    try:
        vkey = args.vkey
        if vkey and "+" not in vkey:
            vkey = Path(vkey).read_text("utf-8")
        told = program.verify_pack(args.folder, vkey)
    except program.Bad as wrong:
        raise CommandFailed(
            f"审计包核对不上：{wrong}。", where=str(args.folder), fix="请写出包的一方重新提供，并留下这一份。"
        ) from wrong
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandFailed(f"读不了：{problem}", where=str(args.folder)) from problem
    if args.json:
        print_json({"ok": True, "told": told})
    else:
        print(told)
    return 0
