"""What somebody has typed on the four pages so far: one row a person, gone once it has become a need."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField


class NeedPages(models.Model):
    """``typed`` is JSON of the fields by name, as they were typed: nothing of it is checked yet, so it is sealed."""

    person = models.CharField(max_length=16, unique=True)
    typed = SealedTextField(blank=True, default="")
    updated_at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id person updated_at", personal="typed")

    def __str__(self) -> str:
        return self.person
