"""``bangfu migrate``: makes or upgrades the database and reinstalls every trigger."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bangfu.cli.output import progress
from bangfu.plumbing.sealed.rotate import mark_keys


def add_parser(subparsers: Any) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser("migrate", help="建立或升级数据库，并重装触发器")
    parser.add_argument("--quiet", action="store_true", help="不说进度")


def run(args: argparse.Namespace) -> int:
    """Upgrades the database; answers 0."""
    migrate(quiet=args.quiet)
    progress("数据库已是最新，触发器已重装。", quiet=args.quiet)
    return 0


def migrate(*, quiet: bool) -> None:
    """Applies every migration; plumbing's `migrate` reinstalls the triggers after it; the keys in use are noted."""
    if connection.vendor == "sqlite":
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
    mark_keys()
