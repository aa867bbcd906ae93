"""Bringing a restored site to life: comparing, upgrading, looking at every invariant, and making sure nothing is said twice."""

import json
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bangfu.apps.notices.api import hold_due
from bangfu.cli.keeping import as_failure
from bangfu.cli.migrate import migrate
from bangfu.cli.output import CommandFailed
from bangfu.plumbing.backup.contents import ABOUT, About
from bangfu.plumbing.backup.load import arrived_refusal, fill_postgresql
from bangfu.plumbing.backup.stream import BackupRefused
from bangfu.plumbing.checks import run_checks
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.runs.actions import end_unfinished
from bangfu.plumbing.runs.minutely import look_after
from bangfu.plumbing.sealed.checks import check_field_keys
from bangfu.plumbing.triggers.install import missing

ROUNDS_MAX = 1_000


def bring_to_life(folder: Path, *, settle: bool) -> dict[str, Any]:
    """Fill, compare, upgrade, look, settle. Errors: :class:`CommandFailed`."""
    about = About(**json.loads((folder / ABOUT).read_text("utf-8")))
    try:
        if connection.vendor == "postgresql":
            fill_postgresql(folder, about)
        if refused := arrived_refusal(about):
            raise refused
    except BackupRefused as refused:
        raise as_failure(refused) from refused
    migrate(quiet=True)
    if absent := missing(connection):
        raise CommandFailed(f"恢复出来的数据库少了触发器 {absent[0]}。", fix="运行 bangfu migrate。")
    wrong_keys = check_field_keys()
    if wrong_keys:
        raise CommandFailed(str(wrong_keys[0].msg), fix=str(wrong_keys[0].hint or ""))
    answer: dict[str, Any] = {"tables": len(about.rows), "rows": sum(about.rows.values())}
    if settle:
        answer["settled"] = settle_down(now())
    results = run_checks()
    answer["invariants"] = len(results)
    answer["findings"] = [
        f"{result.invariant.id} {finding.where} {finding.what}" for result in results for finding in result.findings
    ]
    return answer


def settle_down(at: datetime) -> dict[str, int]:
    """Nothing is said twice: what may have left before the restore does not leave again.

    What was due and what waited in the outbox is worked off first, so that everybody's inbox on the site is complete; then
    long work ends with a sentence (its person starts it again), and every letter whose time has come is held: it may have
    left after the backup. Everybody signs in again, so that an ended session does not come back to life.
    """
    look_after(at=at)
    for _round in range(ROUNDS_MAX):
        if not deliver_pending(at=at):
            break
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    ended, _by_model = sessions.objects.all().delete()
    return {"sessions": ended, "runs": end_unfinished(at=at), "letters": hold_due(at=at)}
