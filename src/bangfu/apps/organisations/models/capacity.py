"""How much an organisation said it can take on in a quarter, and what takes it up."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.organisations.models.organisation import Organisation
from bangfu.apps.organisations.rules.words import HOLDINGS
from bangfu.plumbing.fieldclasses import classify


class Capacity(models.Model):
    """Slots of one quarter. ``held + committed ≤ slots`` at the moment of taking (O1); lowering slots later is allowed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="capacities")
    quarter = models.CharField(max_length=6)
    slots = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)
    committed = models.PositiveIntegerField(default=0)

    FIELD_CLASSES = classify(public="id organisation quarter slots held committed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "quarter"], name="organisations_one_capacity"),
            models.CheckConstraint(
                name="organisations_quarter", condition=Q(quarter__regex=r"^[0-9][0-9][0-9][0-9]Q[1-4]$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.quarter}"

    @property
    def free(self) -> int:
        """Slots that can still be taken; none while slots were lowered below use."""
        return max(0, self.slots - self.held - self.committed)


class CapacityHolding(models.Model):
    """One slot taken by an opaque ``holder`` (a claim, a pairing, a seat). Keeps what was true at the moment of taking."""

    capacity = models.ForeignKey(Capacity, on_delete=models.PROTECT, related_name="holdings")
    holder = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=HOLDINGS.items())
    taken_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    slots_then = models.PositiveIntegerField()
    used_then = models.PositiveIntegerField()

    FIELD_CLASSES = classify(internal="id capacity holder state taken_at committed_at released_at slots_then used_then")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["capacity", "holder"], condition=Q(released_at=None), name="organisations_one_live_holding"
            ),
            models.CheckConstraint(name="organisations_within_slots_then", condition=Q(used_then__lte=F("slots_then"))),
            models.CheckConstraint(
                name="organisations_released_has_time",
                condition=Q(state="released", released_at__isnull=False) | (~Q(state="released") & Q(released_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity_id} {self.holder}"
