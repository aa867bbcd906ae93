"""Which keyed requests were already carried out, and what came of them."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class UsedKey(models.Model):
    """One keyed act: the same actor, action and key again has no second effect and gives the same result."""

    actor = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    result_type = models.CharField(max_length=60, blank=True)
    result_id = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id actor action key request_digest result_type result_id at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "action", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
