"""A place asks for a part of an offer (点单), and the organisation's answer: a claim with the sides exchanged."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.offers.models.offer import Offer
from bangfu.apps.offers.rules import ORDER_LIFE, RELEASED_HOW
from bangfu.apps.regions.api import Region
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Order(models.Model):
    """What it holds stands in the offer's allotments under :attr:`holder`; what it wants beyond that, waits.

    ``need`` is the number of the need that it is for, when there is one.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="orders")
    position = models.PositiveIntegerField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    region_path = models.CharField(max_length=12, db_index=True)
    need = models.CharField("对应的需求", max_length=14, blank=True)
    person = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=list(ORDER_LIFE.states.items()), default="asked")
    released_how = models.CharField(max_length=10, choices=list(RELEASED_HOW.items()), blank=True)
    purpose = models.TextField("给谁用、派什么用场", max_length=500)
    wanted_by = models.DateField("希望什么时候", null=True, blank=True)
    contact = SealedTextField("联系人和电话", blank=True, default="")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    quarter = models.CharField(max_length=7, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id offer position region region_path need person state released_how purpose wanted_by asked_at answer_by "
        "quarter decided_at decided_by reason",
        personal="contact",
    )

    class Meta:
        ordering = ["offer_id", "position"]
        indexes = [models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="offers_order_place"),
            models.UniqueConstraint(
                fields=["offer", "region"], condition=Q(state="asked"), name="offers_one_live_order"
            ),
            models.CheckConstraint(
                name="offers_released_how",
                condition=Q(state="released", released_how__gt="") | ~Q(state="released") & Q(released_how=""),
            ),
            models.CheckConstraint(
                name="offers_accepted_by_name",
                condition=~Q(state="accepted")
                | Q(decided_by__gt="", decided_at__isnull=False, quarter__gt="") & ~Q(decided_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def holder(self) -> str:
        """Under which name its units stand in the offer's allotments."""
        return f"order:{self.pk}"


class OrderLine(models.Model):
    """How many units of one item of the offer the order wants."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    wanted = models.PositiveBigIntegerField()

    FIELD_CLASSES = classify(internal="id order position wanted")

    class Meta:
        ordering = ["order_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="offers_order_line_once"),
            models.CheckConstraint(name="offers_order_line_units", condition=Q(wanted__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}.{self.position}"
