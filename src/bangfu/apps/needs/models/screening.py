"""A need judged by the written rubric: the version, the answers, the score with its sentences. A new look is a new row."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.models.need import Need
from bangfu.plumbing.fieldclasses import classify


class Screening(models.Model):
    """``parts`` are those of ``rules_screening.Scored``; points are of 100. The score advises and decides nothing."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="screenings")
    rubric = models.CharField("评分表版本", max_length=40)
    answers = models.JSONField(default=dict)
    parts = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField("得分")
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id need rubric answers parts score person at")

    class Meta:
        ordering = ["need_id", "-id"]
        constraints = [models.CheckConstraint(name="needs_score", condition=Q(score__lte=100))]

    def __str__(self) -> str:
        return f"{self.need_id} {self.score}"
