"""One piece of long work."""

from django.db import models
from django.db.models import F, Q

from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Run(models.Model):
    """``arguments`` and ``result`` hold ids, numbers and file ids, never personal data."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    person = models.CharField(max_length=16, db_index=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_wanted = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)  # when its process was last heard of
    ended_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id kind title person arguments state stage done total cancel_wanted result message created_at "
        "started_at alive_at ended_at"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="runs_done_within_total", condition=Q(total=0) | Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="runs_ended_iff_final",
                condition=Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None
