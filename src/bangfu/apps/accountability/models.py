"""Corrections (更正说明): what was published stays, and a new entry says what was wrong in it and what is right."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.accountability.rules import REASON_MAX, SAID_MAX
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Correction(models.Model):
    """A correction of what a voucher says in public: drafted by one person, confirmed by another, never rewritten.

    ``about`` is the voucher; ``entry`` the voucher by which the books were put right, where money was concerned. Sent back:
    ``returned_at`` and ``return_reason``.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    about = models.ForeignKey("funds.Voucher", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("funds.Voucher", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    said = models.CharField("原来写的是", max_length=SAID_MAX)
    now = models.CharField("应当是", max_length=SAID_MAX)
    reason = models.CharField("为什么", max_length=REASON_MAX)
    drafted_by = models.CharField(max_length=16)
    drafted_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.CharField(max_length=16, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=REASON_MAX, blank=True)

    FIELD_CLASSES = classify(
        public="id about entry said now reason confirmed_at",
        internal="drafted_by drafted_at confirmed_by returned_by returned_at return_reason",
    )

    class Meta:
        indexes = [models.Index(fields=["confirmed_at"], name="accountability_confirmed")]
        constraints = [
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(confirmed_at__isnull=True, returned_at__isnull=True),
                name="accountability_one_draft",
            ),
            models.CheckConstraint(name="accountability_drafted_by_somebody", condition=~Q(drafted_by="")),
            models.CheckConstraint(
                name="accountability_confirmed_by_another",
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | Q(confirmed_at__isnull=False, returned_at__isnull=True)
                & ~Q(confirmed_by="")
                & ~Q(confirmed_by=F("drafted_by")),
            ),
            models.CheckConstraint(name="accountability_not_by_itself", condition=Q(entry=None) | ~Q(entry=F("about"))),
        ]

    def __str__(self) -> str:
        return self.id
