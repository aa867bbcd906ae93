"""The columns that a room's lines, allotments and moves share. Abstract: each room has its own tables."""

from django.db import models
from django.db.models import F, Q

from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.quantities.rules import MOVES, PLACES, Balance

HOLDER_LONGEST = 40


class BalancedLine(models.Model):
    """A line whose units are each in one place. ``quantity`` is what was asked for; what is open is the rest."""

    quantity = models.PositiveBigIntegerField("数量")
    withdrawn = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    committed = models.PositiveBigIntegerField(default=0)
    delivered = models.PositiveBigIntegerField(default=0)
    accepted = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(app_label)s_line_quantity", condition=Q(quantity__gte=1)),
            # the database's own refusal: no line places more units than it asks for
            models.CheckConstraint(
                name="%(app_label)s_line_equation",
                condition=Q(
                    quantity__gte=F("withdrawn") + F("held") + F("committed") + F("delivered") + F("accepted"),
                ),
            ),
        ]

    @property
    def balance(self) -> Balance:
        """The columns as the rules know them."""
        return Balance(self.quantity, self.withdrawn, self.held, self.committed, self.delivered, self.accepted)


class AllottedUnits(models.Model):
    """Units of one line that left *open*: where they are and for whom; a row ends when its units have moved on.

    ``holder`` is opaque, such as ``claim:…``. A room adds the foreign key ``line``.
    """

    holder = models.CharField(max_length=HOLDER_LONGEST)
    place = models.CharField(max_length=10, choices=list(PLACES.items()))
    quantity = models.PositiveBigIntegerField()
    since = models.DateTimeField()
    begun_on = models.DateField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id line holder place quantity since begun_on")

    class Meta:
        abstract = True
        ordering = ["line_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "holder", "place"], name="%(app_label)s_allotment_once"),
            models.CheckConstraint(name="%(app_label)s_allotment_units", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="%(app_label)s_allotment_left", condition=~Q(place="open")),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.place} {self.quantity}"  # type: ignore[attr-defined]


class UnitsMoved(models.Model):
    """One move of units of one line, never changed: what makes 'ever claimed' and 'ever delivered' countable."""

    holder = models.CharField(max_length=HOLDER_LONGEST)
    move = models.CharField(max_length=10, choices=[(name, move.words) for name, move in MOVES.items()])
    quantity = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id line holder move quantity reason person at")

    class Meta:
        abstract = True
        ordering = ["line_id", "id"]
        constraints = [models.CheckConstraint(name="%(app_label)s_move_units", condition=Q(quantity__gte=1))]

    def __str__(self) -> str:
        return f"{self.line_id} {self.move} {self.quantity}"  # type: ignore[attr-defined]
