"""Sets Django up for a command that needs the site's data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError, ProgrammingError

from bangfu.cli.output import CommandFailed


def set_up() -> None:
    """Loads the settings and every room.

    Errors: :class:`CommandFailed` when a setting cannot be read or the database library is not safe.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as problem:
        raise CommandFailed(
            f"设置读不出来：{problem}",
            where=os.environ.get("BANGFU_CONFIG", "BANGFU_*"),
            fix="改正后再运行 bangfu doctor。",
        ) from problem


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turns what a broken set-up raises into a sentence; everything else is a fault of ours and keeps its trace.

    Errors: :class:`CommandFailed` for a database that cannot be opened, is behind, or has an unsafe library.
    """
    try:
        yield
    except ImproperlyConfigured as problem:
        raise CommandFailed(str(problem), fix="运行 bangfu doctor。") from problem
    except OperationalError as problem:
        fix = "检查 BANGFU_DATABASE_URL 和 BANGFU_DATA_DIR；还没有建库，就运行 bangfu migrate。"
        raise CommandFailed(f"数据库用不了：{problem}", fix=fix) from problem
    except ProgrammingError as problem:
        raise CommandFailed(f"数据库结构不对：{problem}", fix="运行 bangfu migrate。") from problem
