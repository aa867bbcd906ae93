"""The public log: which publication row is which leaf, and every head that was ever signed."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.publication.models import PublicationRow


class LogLeaf(models.Model):
    """One entry's place in the log: ``position`` from 0 without a gap, and the hash of the row's exact bytes."""

    position = models.BigIntegerField(primary_key=True)
    publication = models.OneToOneField(PublicationRow, on_delete=models.PROTECT, related_name="+")
    leaf_hash = models.CharField(max_length=64)

    FIELD_CLASSES = classify(public="position publication leaf_hash")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(position__gte=0), name="disclosure_from_nought")]

    def __str__(self) -> str:
        return f"{self.position}"


class Checkpoint(models.Model):
    """A signed head: how many leaves, their root in hex, and the note as it went out."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    published_at = models.DateTimeField()

    FIELD_CLASSES = classify(public="size root note published_at")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="disclosure_head_of_something")]

    def __str__(self) -> str:
        return f"{self.size}"
