"""The one allocator of public numbers: a counter per letter and year. Gaps are allowed, repeats are not."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class Series(models.Model):
    """The next free number of one letter in one year."""

    letter = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    next_free = models.PositiveIntegerField(default=1)

    FIELD_CLASSES = classify(internal="id letter year next_free")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "year"], name="numbers_one_series")]

    def __str__(self) -> str:
        return f"{self.letter}-{self.year}"
