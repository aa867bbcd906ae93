"""The walls in the database are standing."""

from collections.abc import Iterator

from django.db import connection

from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.triggers.install import all_triggers, missing


def _missing() -> Iterator[Finding]:
    for name in missing(connection):
        yield Finding(name, f"数据库里缺少触发器 {name}，请运行 bangfu migrate。")


INVARIANTS = (Invariant("H1", "Every declared trigger is installed.", lambda: len(all_triggers()), _missing),)
