"""The ``bangfu`` command: finds the wanted sub-command and runs it.

Each sub-command is a module with ``add_parser(subparsers)`` and ``run(args) -> int``. Only the wanted one is imported, so
that ``bangfu plan`` does not wait for Django and ``bangfu --help`` answers at once. Exit codes: 0 good, 1 a check failed or
input was refused, 2 wrong usage. Errors go to stderr.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from bangfu.cli.output import CommandFailed, complain

COMMANDS = {
    "plan": ("plan", "从两张表排出一个方案：谁帮谁、为什么、还差什么"),
    "recommend": ("recommend", "为每个需求推荐组织，为每个组织推荐需求，并说明理由"),
    "demo": ("demo", "建一个示例城市并打开网站"),
    "serve": ("serve", "运行网站"),
    "worker": ("worker", "运行后台任务"),
    "migrate": ("migrate", "建立或升级数据库，并重装触发器"),
    "doctor": ("doctor", "检查设置、数据库、密钥、磁盘和时钟，并说明怎么办"),
    "check": ("check", "逐条核对不变量"),
    "import": ("import_sheet", "把一张表导入网站：全部成功，或一行不动"),
    "template": ("template", "生成导入用的空表"),
    "undo-import": ("undo_import", "撤销一次导入"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args: ``argv`` are the words after ``bangfu`` (default: the process's own). Returns: the exit code.
    Errors: ``SystemExit`` with 2 on wrong usage, with 0 after ``--help`` and ``--version``.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser_for(words)
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return int(import_module(f"bangfu.cli.{COMMANDS[args.command][0]}").run(args) or 0)
    except CommandFailed as failure:
        complain(failure)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left: nothing to say to anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with all commands' names and only the wanted command's options."""
    parser = argparse.ArgumentParser(prog="bangfu", description="帮扶：社会组织与乡村需求的对接、协商、交付与公开")
    parser.add_argument("--version", action="version", version=f"bangfu {_version()}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="命令")
    wanted = next((word for word in words if not word.startswith("-")), "")
    for name, (module, purpose) in COMMANDS.items():
        if name == wanted:
            import_module(f"bangfu.cli.{module}").add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=purpose)
    return parser


def _version() -> str:
    try:
        return version("bangfu")
    except PackageNotFoundError:  # started from a checkout that was not installed
        return "(from sources)"
