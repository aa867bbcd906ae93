"""What was computed, from what: never changed, never removed.

A row exists only for a finished plan, so nothing half done can be shown as done.
"""

from django.db import models
from django.db.models import Q

from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class InputSheet(models.Model):
    """One sheet of inputs, byte for byte, kept once however many solutions used it. ``content`` is compressed (zlib)."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)
    size_bytes = models.PositiveIntegerField()
    content = models.BinaryField()
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="digest size_bytes content at")

    def __str__(self) -> str:
        return self.digest[:12]


class Solution(models.Model):
    """A whole plan with everything that it depended on.

    ``inputs`` maps roles to digests of :class:`InputSheet`, in the documented order; ``input_sha256`` is their fingerprint as
    `bangfu plan` prints it. ``result`` is the JSON document of the plan, compressed (zlib), ``result_sha256`` that of the
    document. ``out`` names planned organisations that were no longer eligible when the run ended.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    scenario = models.ForeignKey("Scenario", on_delete=models.PROTECT, related_name="solutions")
    serial = models.PositiveIntegerField()
    scenario_version = models.PositiveIntegerField()
    state = models.CharField(max_length=5, default="whole")
    run = models.CharField(max_length=16, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    settings = models.JSONField()
    inputs = models.JSONField()
    input_sha256 = models.CharField(max_length=64)
    pack = models.CharField(max_length=60)
    engine = models.CharField(max_length=120)
    summary = models.JSONField()
    outcome = models.JSONField()
    out = models.JSONField(default=list)
    result = models.BinaryField()
    result_sha256 = models.CharField(max_length=64)

    FIELD_CLASSES = classify(
        internal="id scenario serial scenario_version state run person at settings inputs input_sha256 pack engine summary "
        "outcome out result result_sha256"
    )

    class Meta:
        ordering = ["scenario_id", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "serial"], name="exchange_one_serial"),
            models.CheckConstraint(name="exchange_whole_only", condition=Q(state="whole")),
        ]

    def __str__(self) -> str:
        return self.id
