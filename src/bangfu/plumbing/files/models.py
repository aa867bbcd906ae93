"""A file that was taken in."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class StoredFile(models.Model):
    """``owner_type`` and ``owner_id`` name the record that the file belongs to; its room decides who may see it."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    owner_type = models.CharField(max_length=60)
    owner_id = models.CharField(max_length=60)
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    caption = models.CharField(max_length=120, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    uploaded_by = models.CharField(max_length=16)
    uploaded_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        public="id media_type size_bytes digest caption taken_on is_public",
        internal="owner_type owner_id uploaded_by uploaded_at",
    )

    class Meta:
        indexes = [models.Index(fields=["owner_type", "owner_id"])]

    def __str__(self) -> str:
        return self.id
