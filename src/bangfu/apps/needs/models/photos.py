"""A picture that the publisher has shown to everybody: when and by whom it was taken, and why it may be shown."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.models.need import Need
from bangfu.apps.needs.rules_photos import IN_PICTURE, TAKERS
from bangfu.plumbing.fieldclasses import classify


class ReleasedPhoto(models.Model):
    """One row for each picture on a public page; taking it off the page removes the row, the trail keeps both acts."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="released_photos")
    file = models.CharField(max_length=16, unique=True)
    taken_on = models.DateField("拍摄日期")
    taken_by = models.CharField("谁拍的", max_length=12, choices=list(TAKERS.items()))
    in_picture = models.CharField("照片里有谁", max_length=12, choices=list(IN_PICTURE.items()))
    released_by = models.CharField(max_length=16)
    released_at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id need file taken_on taken_by released_at", internal="in_picture released_by")

    class Meta:
        ordering = ["need_id", "id"]
        constraints = [
            # A child's picture stands on no public page, whoever asks (N7).
            models.CheckConstraint(name="needs_photo_no_minor", condition=Q(in_picture__in=["nobody", "agreed"])),
        ]

    def __str__(self) -> str:
        return self.file
