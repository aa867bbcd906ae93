"""A run's page: words, bar, time left, cancel, result. Polling works without JavaScript by a refresh header."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.actions import cancel_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.queries import run_for

REFRESH_SECONDS = 2


def seconds_left(run: Run, at: datetime) -> int | None:
    """An honest guess from the rate so far, only after a tenth is done; None before."""
    if run.state != Run.State.RUNNING or run.started_at is None or run.total == 0 or run.done * 10 < run.total:
        return None
    return round((at - run.started_at).total_seconds() * (run.total - run.done) / run.done)


def _seen(run: Run) -> dict[str, Any]:
    return {
        "run": run,
        "percent": 100 if run.state == Run.State.DONE else (run.done * 100 // run.total if run.total else None),
        "left": seconds_left(run, now()),
    }


def detail(request: HttpRequest, run_id: str) -> HttpResponse:
    """How far it is, or how it ended."""
    run = run_for(request.actor, run_id)  # type: ignore[attr-defined]
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"state": run.state, "stage": run.stage, "done": run.done, "total": run.total})
    response = render(request, "runs/detail.html", _seen(run))
    if not run.is_over:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
def cancel(request: HttpRequest, run_id: str) -> HttpResponse:
    """Ask it to stop."""
    run = run_for(request.actor, run_id)  # type: ignore[attr-defined]
    try:
        cancel_run(by=request.actor, key=request.POST.get("key", ""), run_id=run.pk)  # type: ignore[attr-defined,call-arg]
    except Refused as refused:
        return render(request, "runs/detail.html", _seen(run) | {"refusal": refused.refusal}, status=409)
    return redirect("runs:detail", run_id=run.pk)
