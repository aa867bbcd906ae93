"""Triggers that refuse in the database what rules already refuse in code, on SQLite and on PostgreSQL.

A room lists its triggers in ``triggers.py`` as ``TRIGGERS``. ``bangfu migrate`` reinstalls them all (SQLite drops a table's
triggers whenever a migration rebuilds it); start-up and ``bangfu check`` refuse to go on when one is missing.
"""

from bangfu.plumbing.triggers.declare import AnyTrigger, Effect, NeverEmptied, Trigger, append_only, refuse_when
from bangfu.plumbing.triggers.install import all_triggers, install, missing

__all__ = [
    "AnyTrigger",
    "Effect",
    "NeverEmptied",
    "Trigger",
    "all_triggers",
    "append_only",
    "install",
    "missing",
    "refuse_when",
]
