"""What was said in public, as bytes that are never changed.

The action that publishes, corrects, posts or approves writes its row in its own transaction. A row holds public fields and
salted commitments, never a person's name; the salt and the value stand in a separate row that may be erased, and the bytes
stay verifiable. Canonical form: RFC 8785. The public log's leaves point to these rows.
"""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class PublicationRow(models.Model):
    """One public statement: what kind, of which opaque subject, the canonical bytes and their SHA-256."""

    kind = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=60, db_index=True)
    body = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id kind subject body digest at")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Opening(models.Model):
    """What opens a commitment in a row: the salt and the value. Erasing it leaves the row verifiable and mute."""

    row = models.ForeignKey(PublicationRow, on_delete=models.PROTECT, related_name="openings")
    field = models.CharField(max_length=40)
    salt = models.CharField(max_length=64)

    FIELD_CLASSES = classify(internal="id row field", personal="salt")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "field"], name="publication_one_opening")]

    def __str__(self) -> str:
        return f"{self.row_id}.{self.field}"
