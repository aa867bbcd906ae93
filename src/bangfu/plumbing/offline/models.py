"""Drafts that came in from a phone: which, from whom, what became of them. What they said stands in the records of the rooms."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify

OUTCOMES = {"done": "已收到", "merged": "已收到，并与别人的修改合在一起"}


class ReceivedDraft(models.Model):
    """``draft`` is the id that the phone gave it: the same one again is answered from this row and has no second effect.

    ``written_at`` is the phone's claim, kept only when it lies in the past; ``photos`` counts those that followed.
    """

    person = models.CharField(max_length=16)
    draft = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=list(OUTCOMES.items()))
    row_type = models.CharField(max_length=60)
    row_id = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    path = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    photos = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    FIELD_CLASSES = classify(
        internal="id person draft kind subject outcome row_type row_id label path note photos written_at received_at"
    )

    class Meta:
        indexes = [models.Index(fields=["person", "received_at"])]
        constraints = [models.UniqueConstraint(fields=["person", "draft"], name="offline_draft_once")]

    def __str__(self) -> str:
        return self.draft
