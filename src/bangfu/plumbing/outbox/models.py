"""Events that leave only after the act that caused them was committed.

An action puts an event here in its own transaction; the worker hands it to each subscriber that ``config/wiring.py`` lists.
A delivery row per subscriber makes it at most once applied, and a failure is retried, never dropped in silence.
"""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class Event(models.Model):
    """Something that happened: ``topic`` is ``room.what_happened``, ``payload`` holds ids only, never personal data."""

    topic = models.CharField(max_length=80, db_index=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True, db_index=True)

    FIELD_CLASSES = classify(internal="id topic payload at done_at")

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Delivery(models.Model):
    """One event for one subscriber."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id event subscriber attempts done_at last_error next_try_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_delivery_once")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"
