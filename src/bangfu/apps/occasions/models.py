"""Something dated at a place, and who has a seat there."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from bangfu.apps.occasions.rules import CYCLE, KINDS, SEATS
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Occasion(models.Model):
    """An activity, a training, a fair, or a visit to a village.

    ``subject_kind`` and ``subject`` name what it belongs to (a project), or are empty. ``organiser`` is an organisation's
    number, or empty when an office (``office``, a region prefix) holds it. ``taken`` counts the seated rows.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    title = models.CharField("名称", max_length=60)
    note = models.CharField("说明", max_length=600, blank=True)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    organiser = models.CharField(max_length=32, blank=True)
    office = models.CharField(max_length=12, blank=True)
    region = models.CharField("地点", max_length=12, db_index=True)
    address = models.CharField("具体地点", max_length=80, blank=True)
    starts = models.DateTimeField("开始")
    ends = models.DateTimeField("结束")
    sign_up_by = models.DateTimeField("报名截止", null=True, blank=True)
    seats = models.PositiveIntegerField("名额", null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    burden = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="open")
    reason = models.CharField(max_length=200, blank=True)
    announced_by = models.CharField(max_length=16)
    announced_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(
        public="id kind title note subject_kind subject organiser region address starts ends sign_up_by seats taken state reason",
        internal="office burden announced_by announced_at agreed_by",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "starts"]), models.Index(fields=["region", "starts"])]
        constraints = [
            models.CheckConstraint(
                name="occasions_never_over", condition=Q(seats__isnull=True) | Q(taken__lte=F("seats"))
            ),
            models.CheckConstraint(name="occasions_order", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="occasions_cancelled_why", condition=~Q(state="cancelled") | Q(reason__gt="")),
            models.CheckConstraint(
                name="occasions_agreed_by_another", condition=Q(agreed_by="") | ~Q(agreed_by=F("announced_by"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def closes(self) -> datetime:
        """When sign-up ends: at the start unless said otherwise."""
        return self.sign_up_by or self.starts


class Seat(models.Model):
    """One person's place, in the line or given up. Nothing but the person's opaque id and the times is kept."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="places")
    person = models.CharField(max_length=16, db_index=True)
    state = models.CharField(max_length=10, choices=list(SEATS.items()))
    since = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(internal="id occasion person state since checked_in_at checked_in_by")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "person"], condition=~Q(state="left"), name="occasions_one_seat_each"
            ),
            models.CheckConstraint(
                name="occasions_in_by_somebody",
                condition=Q(checked_in_at__isnull=True, checked_in_by="")
                | Q(checked_in_at__isnull=False, checked_in_by__gt="", state="seated"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.state}"
