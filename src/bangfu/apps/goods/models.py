"""Lots of goods given in kind, their trips to villages, what was written off, and every movement of units.

Movements are append-only; the counters of lots and trips follow them alone, by a trigger. No counter is ever below nothing.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.goods.rules import (
    ANSWERS,
    BASES,
    DISPOSAL,
    DONORS,
    ITEM_MAX,
    MOVES,
    TEXT_MAX,
    TRIP,
    UNIT_MAX,
    WITH_REASON,
    Batch,
    Stock,
)
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id

FROM_WAY = [name for name, move in WITH_REASON.items() if move.source == "way"]


class GoodsLot(models.Model):
    """One kind of goods of one gift: so many whole units, valued or not, for anything or for one use.

    ``kind`` makes lots of the same goods alike. The donor's name is sealed and shown in public only where ``donor_shown``.
    """

    number = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=90, db_index=True)
    item = models.CharField("品名", max_length=ITEM_MAX)
    unit = models.CharField("单位", max_length=UNIT_MAX)
    quantity = models.BigIntegerField("数量")
    expires_on = models.DateField("保质期到", null=True, blank=True)
    unit_fen = models.BigIntegerField("单价（分）", null=True, blank=True)
    basis = models.CharField("估价依据", max_length=10, choices=list(BASES.items()))
    basis_note = models.CharField("依据说明", max_length=200, blank=True)
    purpose = models.CharField("限定用途", max_length=60, blank=True)
    place = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    donor_kind = models.CharField(max_length=10, choices=list(DONORS.items()))
    donor = SealedTextField("捐赠人", blank=True, default="")
    donor_shown = models.BooleanField(default=False)
    received_on = models.DateField("哪天收到")
    entered_by = models.CharField(max_length=16)
    at = models.DateTimeField()
    received = models.BigIntegerField(default=0)
    in_store = models.BigIntegerField(default=0)
    on_way = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    gone = models.BigIntegerField(default=0)

    FIELD_CLASSES = classify(
        public="id number organisation kind item unit quantity expires_on unit_fen basis purpose place donor_kind "
        "donor_shown received_on received in_store on_way accepted gone",
        internal="basis_note entered_by at",
        personal="donor",
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "kind", "expires_on"], name="goods_lot_first_expired")]
        constraints = [
            models.CheckConstraint(name="goods_lot_units", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="goods_lot_each_unit_once",
                condition=Q(received=F("in_store") + F("on_way") + F("accepted") + F("gone")),
            ),
            models.CheckConstraint(
                name="goods_lot_never_below_nothing",
                condition=Q(in_store__gte=0, on_way__gte=0, accepted__gte=0, gone__gte=0),
            ),
            models.CheckConstraint(name="goods_lot_received_once", condition=Q(received=0) | Q(received=F("quantity"))),
            models.CheckConstraint(
                name="goods_lot_value_has_basis",
                condition=Q(basis="unvalued", unit_fen__isnull=True)
                | ~Q(basis="unvalued") & Q(unit_fen__isnull=False, unit_fen__gte=1),
            ),
            models.CheckConstraint(
                name="goods_lot_anonymous_unshown", condition=Q(donor_kind="named") | Q(donor_shown=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stock(self) -> Stock:
        """Where its units are."""
        return Stock(self.received, self.in_store, self.on_way, self.accepted, self.gone)

    def as_batch(self) -> Batch:
        """The lot as the rules choose among; ``place`` must be loaded."""
        place = self.place.code if self.place else ""
        return Batch(self.number, self.kind, self.in_store, self.received_on, self.expires_on, place, self.purpose)


class Trip(models.Model):
    """Goods that left together for one place (发放), and what the place said. ``project``: the number of one, or empty."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    region_path = models.CharField(max_length=12, db_index=True)
    project = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, choices=list(TRIP.states.items()), default="on_way")
    sent_on = models.DateField("哪天发出")
    note = models.CharField("说明", max_length=TEXT_MAX, blank=True)
    reason = models.CharField("为什么没有先到期先发", max_length=TEXT_MAX, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField("村里的话", max_length=TEXT_MAX, blank=True)

    FIELD_CLASSES = classify(
        public="id organisation region region_path project state sent_on note reason answered_at words",
        internal="person at answer_by",
    )

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["state", "answer_by"], name="goods_trip_waiting")]
        constraints = [
            models.CheckConstraint(
                name="goods_trip_answered_when",
                condition=Q(state="answered", answered_at__isnull=False) | ~Q(state="answered"),
            )
        ]

    def __str__(self) -> str:
        return self.id


class TripLine(models.Model):
    """Units of one lot on a trip; what of them was accepted, came back, was lost. The rest is still to be cleared up."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="lines")
    lot = models.ForeignKey(GoodsLot, on_delete=models.PROTECT, related_name="trips")
    units = models.BigIntegerField()
    accepted = models.BigIntegerField(default=0)
    back = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)

    FIELD_CLASSES = classify(public="id trip lot units accepted back lost")

    class Meta:
        ordering = ["trip_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["trip", "lot"], name="goods_trip_lot_once"),
            models.CheckConstraint(
                name="goods_trip_no_more_than_sent",
                condition=Q(units__gte=1, accepted__gte=0, back__gte=0, lost__gte=0)
                & Q(units__gte=F("accepted") + F("back") + F("lost")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trip_id} {self.lot_id}"

    @property
    def left(self) -> int:
        """Units of which nobody has said yet where they are."""
        return self.units - self.accepted - self.back - self.lost


class Arrival(models.Model):
    """What the aided side said of one line: as promised, less, poor, not. Never changed."""

    line = models.OneToOneField(TripLine, on_delete=models.PROTECT, related_name="arrival")
    answer = models.CharField(max_length=10, choices=[(name, each[0]) for name, each in ANSWERS.items()])
    expected = models.BigIntegerField()
    accepted = models.BigIntegerField()
    reason = models.CharField("哪里不对", max_length=200, blank=True)
    person = models.CharField(max_length=16)
    sent_by = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id line answer expected accepted reason at", internal="person sent_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="goods_never_own_arrival", condition=~Q(person=F("sent_by")) & Q(person__gt="")
            ),
            models.CheckConstraint(
                name="goods_arrival_fits",
                condition=Q(answer="promised", accepted=F("expected"))
                | Q(answer__in=["less", "poor"], accepted__gte=0, accepted__lt=F("expected"))
                | Q(answer="not", accepted=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.answer}"


class Disposal(models.Model):
    """Units written off, lost, given back or come back, with the reason; from a value on two people stand for it.

    ``value_fen`` None: goods without a value. ``limit_fen``: the rule of that day.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    lot = models.ForeignKey(GoodsLot, on_delete=models.PROTECT, related_name="disposals")
    line = models.ForeignKey(TripLine, on_delete=models.PROTECT, related_name="disposals", null=True)
    kind = models.CharField(max_length=12, choices=[(name, move.words) for name, move in WITH_REASON.items()])
    units = models.BigIntegerField()
    reason = models.CharField("原因", max_length=TEXT_MAX)
    value_fen = models.BigIntegerField(null=True)
    limit_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=list(DISPOSAL.states.items()))
    asked_by = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField("为什么不批准", max_length=TEXT_MAX, blank=True)

    FIELD_CLASSES = classify(
        public="id lot line kind units reason value_fen limit_fen state",
        internal="asked_by asked_at decided_by decided_at answer",
    )

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(name="goods_disposal_units", condition=Q(units__gte=1, reason__gt="")),
            models.CheckConstraint(
                name="goods_disposal_of_its_place",
                condition=Q(kind__in=FROM_WAY, line__isnull=False) | ~Q(kind__in=FROM_WAY) & Q(line__isnull=True),
            ),
            models.CheckConstraint(
                name="goods_disposal_by_another", condition=Q(decided_by="") | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="goods_disposal_two_people",
                condition=Q(state="asked", decided_by="")
                | Q(state="declined") & ~Q(decided_by="")
                | Q(state="done") & (~Q(decided_by="") | Q(value_fen__isnull=False, value_fen__lt=F("limit_fen"))),
            ),
        ]

    def __str__(self) -> str:
        return self.id


class Movement(models.Model):
    """Units that went from one place to another; never changed. The counters of lot and line follow it in the database."""

    lot = models.ForeignKey(GoodsLot, on_delete=models.PROTECT, related_name="movements")
    line = models.ForeignKey(TripLine, on_delete=models.PROTECT, related_name="movements", null=True)
    disposal = models.OneToOneField(Disposal, on_delete=models.PROTECT, related_name="movement", null=True)
    kind = models.CharField(max_length=12, choices=[(name, move.words) for name, move in MOVES.items()])
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    units = models.BigIntegerField()
    person = models.CharField(max_length=16)
    on = models.DateField()
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id lot line disposal kind source target units on", internal="person at")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="goods_movement_units", condition=Q(units__gte=1)),
            models.CheckConstraint(
                name="goods_movement_as_named",
                condition=Q(kind="receive", source="given", target="store")
                | Q(kind="dispatch", source="store", target="way")
                | Q(kind="accept", source="way", target="accepted")
                | Q(kind="came_back", source="way", target="store")
                | Q(kind="lost_on_way", source="way", target="gone")
                | Q(kind__in=["expired", "damaged", "missing", "to_donor"], source="store", target="gone"),
            ),
            models.CheckConstraint(
                name="goods_movement_has_reason",
                condition=Q(kind__in=["receive", "dispatch", "accept"], disposal__isnull=True)
                | ~Q(kind__in=["receive", "dispatch", "accept"]) & Q(disposal__isnull=False),
            ),
            models.CheckConstraint(
                name="goods_movement_on_a_trip",
                condition=Q(kind__in=["dispatch", "accept", *FROM_WAY], line__isnull=False)
                | ~Q(kind__in=["dispatch", "accept", *FROM_WAY]) & Q(line__isnull=True),
            ),
            models.UniqueConstraint(fields=["lot"], condition=Q(kind="receive"), name="goods_received_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(kind="dispatch"), name="goods_sent_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(kind="accept"), name="goods_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.kind} {self.units}"


class Booking(models.Model):
    """How goods stand in the books: the receipt of a lot at its value, then the use (or loss) of units of it.

    ``receipt``: one per lot. ``use``/``loss``: asked for by one treasurer, booked by another.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    lot = models.ForeignKey(GoodsLot, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(max_length=8, choices=[("receipt", "收入"), ("use", "使用"), ("loss", "损耗")])
    pool = models.ForeignKey("funds.Pool", on_delete=models.PROTECT, related_name="+")
    units = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    reservation = models.BigIntegerField(null=True)
    voucher = models.BigIntegerField(null=True, unique=True)
    asked_by = models.CharField(max_length=16)
    decided_by = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(
        public="id lot kind pool units amount_fen reservation voucher at", internal="asked_by decided_by"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lot"], condition=Q(kind="receipt"), name="goods_one_receipt"),
            models.CheckConstraint(name="goods_booking_amount", condition=Q(units__gte=1, amount_fen__gte=1)),
            models.CheckConstraint(
                name="goods_booking_by_another", condition=Q(decided_by="") | ~Q(decided_by=F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.kind}"
