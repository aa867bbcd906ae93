"""The ``bangfu`` command: finds the wanted sub-command and runs it.

Each sub-command is a module with ``add_parser(subparsers)`` and ``run(args) -> int``. Only the wanted one is imported, so
that ``bangfu plan`` does not wait for Django and ``bangfu --help`` answers at once. Exit codes: 0 good, 1 a check failed or
input was refused, 2 wrong usage. Errors go to stderr.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bangfu.cli.output import CommandFailed, complain


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command: its ``module``, its ``purpose`` in a line, and whether it works on the data of a site."""

    module: str
    purpose: str
    needs_site: bool = True


COMMANDS = {
    "plan": Command("plan", "从两张表排出一个方案：谁帮谁、为什么、还差什么", needs_site=False),
    "recommend": Command("recommend", "为每个需求推荐组织，为每个组织推荐需求，并说明理由", needs_site=False),
    "team": Command("team", "为一个项目找出牵头组织和成员：谁参加、覆盖什么、还差什么", needs_site=False),
    "demo": Command("demo", "建一个示例城市并打开网站", needs_site=False),
    "serve": Command("serve", "运行网站"),
    "worker": Command("worker", "运行后台任务"),
    "migrate": Command("migrate", "建立或升级数据库，并重装触发器"),
    "set-up": Command("set_up", "为新站点装入区划，建立首位系统管理员"),
    "doctor": Command("doctor", "检查设置、数据库、密钥、磁盘和时钟，并说明怎么办"),
    "check": Command("check", "逐条核对不变量"),
    "import": Command("import_sheet", "把一张表导入网站：全部成功，或一行不动"),
    "template": Command("template", "生成导入用的空表"),
    "undo-import": Command("undo_import", "撤销一次导入"),
    "log": Command("log", "公开日志：公布、取凭据、核对、见证", needs_site=False),
    "books": Command("books", "账本：写出审计包、核对审计包", needs_site=False),
    "rotate-keys": Command("rotate_keys", "把加密字段换到新密钥下"),
    "backup": Command("backup", "把整个网站写成一份加密的备份"),
    "restore": Command("restore", "把一份备份恢复到空的地方"),
    "verify-backup": Command("verify_backup", "试着恢复一份备份，核对里面的一切"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args: ``argv`` are the words after ``bangfu`` (default: the process's own). Returns: the exit code.
    Errors: ``SystemExit`` with 2 on wrong usage, with 0 after ``--help`` and ``--version``.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        parser = _parser_for(words)
        args = parser.parse_args(words)
        if args.command is None:
            parser.print_help(sys.stderr)
            return 2
        return _run(args)
    except CommandFailed as failure:
        complain(failure)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left: nothing to say to anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(args: argparse.Namespace) -> int:
    """Runs the command; one that works on a site says in a sentence what is wrong with its set-up."""
    module = _module_of(args.command)
    if not COMMANDS[args.command].needs_site:
        return int(module.run(args) or 0)
    with import_module("bangfu.cli.site").in_sentences():
        return int(module.run(args) or 0)


def _parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with all commands' names and only the wanted command's options."""
    parser = argparse.ArgumentParser(prog="bangfu", description="帮扶：社会组织与乡村需求的对接、协商、交付与公开")
    parser.add_argument("--version", action="version", version=f"bangfu {_version()}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="命令")
    wanted = next((word for word in words if not word.startswith("-")), "")
    for name, command in COMMANDS.items():
        if name == wanted:
            _module_of(name).add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=command.purpose)
    return parser


def _module_of(name: str) -> Any:
    """The command's module; the site is set up before it is loaded, since it imports what the rooms keep."""
    command = COMMANDS[name]
    if command.needs_site:
        import_module("bangfu.cli.site").set_up()
    return import_module(f"bangfu.cli.{command.module}")


def _version() -> str:
    try:
        return version("bangfu")
    except PackageNotFoundError:  # started from a checkout that was not installed
        return "(from sources)"
