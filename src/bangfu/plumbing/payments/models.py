"""What providers said, kept once; and what a person must look at."""

from django.db import models
from django.db.models import Q

from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class PaymentEvent(models.Model):
    """A verified notice. Never changed: whether a refund waits for its payment is read from the rows."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    provider = models.CharField(max_length=12)
    event_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    trade_no = models.CharField(max_length=64)
    refund_no = models.CharField(max_length=64, blank=True)
    order_no = models.CharField(max_length=64, db_index=True)
    amount = models.BigIntegerField()
    total = models.BigIntegerField(default=0)
    is_cumulative = models.BooleanField(default=False)
    occurred_at = models.DateTimeField()
    verified_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    FIELD_CLASSES = classify(
        internal="id provider event_id kind trade_no refund_no order_no amount total is_cumulative occurred_at "
        "verified_at digest"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_event_once"),
            models.UniqueConstraint(fields=["provider", "trade_no", "kind", "refund_no"], name="payments_trade_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_some_money"),
            models.CheckConstraint(
                condition=Q(kind="paid", refund_no="") | Q(kind="refunded") & ~Q(refund_no=""),
                name="payments_refund_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.trade_no}"


class PaymentDoubt(models.Model):
    """A delivery that was not booked, with the reason; somebody looks at it and writes what became of it."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    provider = models.CharField(max_length=12)
    code = models.CharField(max_length=30)
    sentence = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    is_verified = models.BooleanField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    body = SealedTextField("原文", blank=True, default="")
    settled_by = models.CharField(max_length=16, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id provider code sentence digest is_verified times first_at last_at settled_by settled_at note",
        personal="body",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "code", "digest"], name="payments_doubt_once"),
            models.CheckConstraint(
                condition=Q(settled_by="", settled_at__isnull=True) | ~Q(settled_by="") & Q(settled_at__isnull=False),
                name="payments_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.code}"
