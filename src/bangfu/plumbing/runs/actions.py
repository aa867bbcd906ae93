"""Starting and cancelling runs, and carrying them out."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.heartbeat import beating
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Cancelled, Progress
from bangfu.plumbing.runs.wake import wake_worker
from bangfu.values import Refusal

log = logging.getLogger(__name__)
Runner = Callable[[Run, Progress], dict[str, Any]]
_runners: dict[str, Runner] = {}


def wire_runners(table: Mapping[str, Runner]) -> None:
    """Fix who carries out which kind. Called by ``config/wiring.py`` only."""
    _runners.clear()
    _runners.update(table)


@action("runs.start_run")
def start_run(*, by: Actor, at: datetime, key: str = "", kind: str, title: str, arguments: dict[str, Any]) -> Run:
    """Queue long work of a wired ``kind``; it begins after the commit. Errors: ``LookupError`` for an unknown kind."""
    if kind not in _runners:
        raise LookupError(f"run kind {kind} is not listed in config/wiring.py")
    run = Run.objects.create(kind=kind, title=title, person=by.person, arguments=arguments, created_at=at)
    record(subject=run, changes={"kind": ("", kind), "title": ("", title)})
    transaction.on_commit(lambda: _queue(run.pk))
    return run


def _queue(run_id: str) -> None:
    carry_out.enqueue(run_id)
    wake_worker()


@action("runs.cancel_run")
def cancel_run(*, by: Actor, at: datetime, key: str = "", run_id: str) -> Run:
    """Ask a run to stop: at once while it waits, else at its next step. Only its own person may."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.person != by.person:
        refuse(Refusal("not_yours", "只有发起人可以取消这项任务。"))
    if run.is_over:
        refuse(Refusal("run_over", "这项任务已经结束，不用取消。"))
    run.cancel_wanted = True
    if run.state == Run.State.WAITING:
        run.state, run.ended_at = Run.State.CANCELLED, at
    run.save(update_fields=["cancel_wanted", "state", "ended_at"])
    record(subject=run, changes={"cancel_wanted": (False, True)})
    return run


def _end(run_id: str, state: str, message: str = "", result: dict[str, Any] | None = None) -> None:
    Run.objects.filter(pk=run_id, ended_at=None).update(
        state=state, message=message[:500], result=result or {}, ended_at=now()
    )


def end_unfinished(*, at: datetime) -> int:
    """After a restore: nothing that was under way goes on by itself, since it may have ended after the backup. Returns: how many."""
    message = "网站从备份恢复，这项任务没有继续。请重新发起。"
    return Run.objects.filter(ended_at=None).update(state=Run.State.FAILED, message=message, ended_at=at)


@task()
def carry_out(run_id: str) -> None:
    """The worker's entry: run it once, and end it in exactly one final state."""
    taken = Run.objects.filter(pk=run_id, state=Run.State.WAITING).update(
        state=Run.State.RUNNING, started_at=now(), alive_at=now()
    )
    if not taken:
        return
    run = Run.objects.get(pk=run_id)
    try:
        with beating(run_id):
            result = _runners[run.kind](run, Progress(run_id))
    except Cancelled:
        _end(run_id, Run.State.CANCELLED, "已按您的要求停止，没有留下半成品。")
    except Refused as refused:
        _end(run_id, Run.State.FAILED, str(refused.refusal))
    except Exception:
        log.exception("run %s failed", run_id)
        _end(run_id, Run.State.FAILED, f"程序出错，没有写入任何内容。请把任务号 {run_id} 告诉管理员。")
    else:
        _end(run_id, Run.State.DONE, str(result.pop("message", "")), result)
