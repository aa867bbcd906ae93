"""``bangfu rotate-keys``: brings every sealed field under the first field key, while the site is used."""

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from bangfu.cli.output import CommandFailed


def add_parser(subparsers: Any) -> None:
    """Adds the command."""
    subparsers.add_parser("rotate-keys", help="把加密字段换到新密钥下")


def run(args: argparse.Namespace) -> int:
    """Rotates; can be stopped and started again. Answers 0."""
    try:
        call_command("rotate_keys")
    except CommandError as problem:
        raise CommandFailed(str(problem), where="BANGFU_FIELD_KEYS", fix="运行 bangfu doctor。") from problem
    return 0
