"""Invitations to take on a need, rounds of them out of one plan, and the steps that an unserved need has climbed."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.rounds.rules import LIFE
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Round(models.Model):
    """A kept plan put to both sides. ``skipped``: the pairs that were not invited, each with why."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    title = models.CharField("名称", max_length=60)
    scenario = models.CharField(max_length=16)
    solution = models.CharField(max_length=16, unique=True)
    region = models.CharField("范围", max_length=12, blank=True)
    skipped = models.JSONField(default=list)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id title scenario solution region skipped person at answer_by withdrawn_at")

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return self.id


class Invitation(models.Model):
    """One organisation asked to take on one need; its yes is a claim, which the village may choose or not."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("为什么邀请", max_length=200)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(LIFE.states.items()), default="sent")
    claim = models.CharField(max_length=16, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(
        internal="id round need organisation reason person at answer_by reminded_at state claim answer decided_at decided_by"
    )

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["state", "answer_by"]), models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"], condition=Q(state="sent"), name="rounds_one_open_invitation"
            ),
            models.UniqueConstraint(fields=["round", "need", "organisation"], name="rounds_pair_once"),
            models.CheckConstraint(
                name="rounds_yes_is_a_claim",
                condition=Q(state="accepted", claim__gt="", decided_by__gt="") | ~Q(state="accepted") & Q(claim=""),
            ),
            models.CheckConstraint(
                name="rounds_decided_when_over", condition=Q(state="sent") | Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.id


class Climb(models.Model):
    """An unserved need reached a step (30, 60, 90 days): which office must act, why nobody came, one thing to do."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField()
    office = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    suggestion = models.CharField(max_length=200)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id need step days office code why suggestion at")

    class Meta:
        ordering = ["need_id", "step"]
        constraints = [models.UniqueConstraint(fields=["need", "step"], name="rounds_step_once")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.step}"
