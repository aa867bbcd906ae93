"""What is pushed to whom and why, and what people asked to hear of by themselves."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.push.rules import CAUSES, CYCLE, DIRECTIONS
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Push(models.Model):
    """One push of an office or of a hub. ``need`` is a number; ``districts`` and ``themes`` narrow whom it reaches.

    ``reach`` is how many people it reached; ``notice`` the notice that carries it; ``items`` the organisations that a
    place is told of.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    direction = models.CharField(max_length=8, choices=list(DIRECTIONS.items()))
    cause = models.CharField(max_length=10, choices=list(CAUSES.items()), default="desk")
    office = models.CharField(max_length=12, blank=True)
    hub = models.CharField(max_length=16, blank=True)
    need = models.CharField(max_length=16, blank=True, db_index=True)
    title = models.CharField("标题", max_length=80)
    body = models.CharField("内容", max_length=300, blank=True)
    top = models.PositiveIntegerField("最合适的几家", default=50)
    districts = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    places = models.JSONField(default=list)
    items = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="draft")
    reach = models.PositiveIntegerField(default=0)
    notice = models.CharField(max_length=16, blank=True, db_index=True)
    run = models.CharField(max_length=16, blank=True)
    created_by = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=16, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id direction cause office hub need title body top districts themes places items state reach notice run "
        "created_by created_at agreed_by agreed_at sent_at"
    )

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="push_second_person", condition=Q(agreed_by="") | ~Q(agreed_by=F("created_by"))
            ),
            models.CheckConstraint(
                name="push_sent_with_notice", condition=~Q(state="sent") | Q(notice__gt="", sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="push_many_were_agreed", condition=~Q(state="sent") | Q(reach__lte=500) | Q(agreed_by__gt="")
            ),
        ]

    def __str__(self) -> str:
        return self.id


class Addressee(models.Model):
    """One person whom a push reached, for which organisation or office, and why; or who was left out (``left``), and why."""

    push = models.ForeignKey(Push, on_delete=models.PROTECT, related_name="addressees")
    person = models.CharField(max_length=16, blank=True)
    organisation = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=160, blank=True)
    left = models.CharField(max_length=12, blank=True)

    FIELD_CLASSES = classify(internal="id push person organisation name reason left")

    class Meta:
        indexes = [models.Index(fields=["person", "push"]), models.Index(fields=["organisation"])]
        constraints = [
            models.UniqueConstraint(fields=["push", "person"], condition=Q(left=""), name="push_a_person_once"),
            models.CheckConstraint(name="push_reached_has_person", condition=Q(left__gt="") | Q(person__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.push_id} to {self.person or self.name}"


class Subscription(models.Model):
    """A search of the needs explorer that somebody wants to hear of: at once, or once a week."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    person = models.CharField(max_length=16)
    query = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=200)
    weekly = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    told_week = models.CharField(max_length=8, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id person query words weekly created_at told_week told_at ended_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "query"], condition=Q(ended_at=None), name="push_subscribed_once")
        ]

    def __str__(self) -> str:
        return self.id
