"""The audit trail: who did what, when, to which record; never changed, never removed.

Values stand here only for public and internal fields. Of personal and confidential fields the trail keeps the name and a
salted digest, so it can prove that something was changed without telling what.
"""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class AuditRecord(models.Model):
    """One act. A bulk act leaves one record with the number of rows it touched."""

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    person = models.CharField(max_length=32, blank=True, db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    count = models.PositiveIntegerField(default=1)

    FIELD_CLASSES = classify(internal="id at actor_kind person action subject_type subject_id changes note count")

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]
        constraints = [
            models.CheckConstraint(
                name="audit_person_acts_as_person",
                condition=models.Q(actor_kind="person", person__gt="") | ~models.Q(actor_kind="person"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}:{self.subject_id}"
