"""Owned, dated action points."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.followups.rules import CYCLE
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Followup(models.Model):
    """Something that ``owner`` promised to do by ``due_at``, until somebody else confirms that it was done.

    ``subject_url`` leads to what it is about; ``region`` and ``organisation`` say in whose scope it lies.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    title = models.CharField("要办的事", max_length=80)
    detail = models.CharField("说明", max_length=500, blank=True)
    subject_url = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=12, blank=True, db_index=True)
    organisation = models.CharField(max_length=32, blank=True, db_index=True)
    owner = models.CharField(max_length=16, db_index=True)
    assigned_by = models.CharField(max_length=16, blank=True)
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="open", db_index=True)
    outcome = models.CharField("办理结果", max_length=500, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=16, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id title detail subject_url region organisation owner assigned_by assigned_at due_at state outcome "
        "reported_at closed_by closed_at"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "state", "due_at"])]
        constraints = [
            models.CheckConstraint(name="followups_closed_by_second_person", condition=~Q(closed_by=F("owner"))),
            models.CheckConstraint(
                name="followups_closed_has_closer",
                condition=Q(state="closed", closed_by__gt="", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return self.id
