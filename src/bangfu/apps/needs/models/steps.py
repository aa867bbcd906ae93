"""The life of a need, step by step; never changed, never removed. The page's timeline is these rows."""

from django.db import models

from bangfu.apps.needs.models.need import Need
from bangfu.plumbing.fieldclasses import classify


class NeedStep(models.Model):
    """``name`` is a transition of ``rules.LIFE`` (or ``draft`` for the first entry)."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=12)
    state_before = models.CharField(max_length=10, blank=True)
    state_after = models.CharField(max_length=10)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(public="id need name state_before state_after at", internal="person reason")

    class Meta:
        ordering = ["need_id", "id"]

    def __str__(self) -> str:
        return f"{self.need_id} {self.name}"
