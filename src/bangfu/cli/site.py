"""Sets Django up for a command that needs the site's data."""

import os

import django
from django.core.exceptions import ImproperlyConfigured

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
