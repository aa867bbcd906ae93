"""What a runner is given: where to say how far it is, and whether it is still wanted."""

import time

from django.db.models import Q

from bangfu.plumbing.runs.models import Run

WRITE_EVERY_SECONDS = 0.5


class Cancelled(Exception):
    """Raised inside a runner when somebody cancelled the run; the runner's transaction rolls back with it."""


class Progress:
    """Writes progress at most twice a second and notices a cancel while doing so."""

    def __init__(self, run_id: str) -> None:
        self._run_id, self._written, self._done = run_id, 0.0, 0

    def stage(self, words: str, *, total: int = 0) -> None:
        """Begin a stage: ``words`` in Chinese for the page; ``total`` steps, 0 when unknown."""
        self._done = 0
        Run.objects.filter(pk=self._run_id).update(stage=words[:120], done=0, total=total)
        self._stop_if_cancelled()

    def advance(self, done: int) -> None:
        """Say that ``done`` steps are behind; a smaller number than before is ignored."""
        if done <= self._done:
            return
        self._done = done
        if time.monotonic() - self._written < WRITE_EVERY_SECONDS:
            return
        self._written = time.monotonic()
        Run.objects.filter(pk=self._run_id).update(done=done)
        self._stop_if_cancelled()

    def _stop_if_cancelled(self) -> None:
        unwanted = Q(cancel_wanted=True) | Q(ended_at__isnull=False)  # ended: it was taken for dead
        if Run.objects.filter(unwanted, pk=self._run_id).exists():
            raise Cancelled
