"""Runs whose process was killed: within minutes they end with a sentence, or are queued again when they had not begun."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.wake import wake_worker

SILENT_AFTER = timedelta(minutes=5)
"""The solver keeps other threads of its process waiting, on the largest plans for a minute or two: that is no death."""
INTERRUPTED = "执行这项任务的程序中断了（例如停电或重启），没有写入半成品。请再来一次。"


def look_after_runs(*, at: datetime) -> int:
    """Ends runs whose process is silent, and queues again those that nothing waits to carry out. Answers how many."""
    silent = at - SILENT_AFTER
    under_way = Run.objects.filter(state=Run.State.RUNNING).annotate(heard=Coalesce(F("alive_at"), F("started_at")))
    ended = under_way.filter(heard__lt=silent).update(state=Run.State.FAILED, message=INTERRUPTED, ended_at=at)
    return ended + _queue_again(silent)


def _queue_again(silent: datetime) -> int:
    """Runs that wait although the queue is empty: whoever should have queued or begun them was killed in between."""
    if DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=carry_out.module_path).exists():
        return 0
    lost = list(Run.objects.filter(state=Run.State.WAITING, created_at__lt=silent).values_list("pk", flat=True))
    for run_id in lost:
        carry_out.enqueue(run_id)
    if lost:
        wake_worker()
    return len(lost)
