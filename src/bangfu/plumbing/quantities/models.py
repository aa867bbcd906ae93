"""The columns that a room's lines, allotments and moves share. Abstract: each room has its own tables."""

from django.db import models
from django.db.models import F, Q

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

    @property
    def balance(self) -> Balance:
        """The columns as the rules know them."""
        return Balance(self.quantity, self.withdrawn, self.held, self.committed, self.delivered, self.accepted)


def equation(name: str) -> models.CheckConstraint:
    """The database's own refusal: no line places more units than it asks for."""
    placed = F("withdrawn") + F("held") + F("committed") + F("delivered") + F("accepted")
    return models.CheckConstraint(name=name, condition=Q(quantity__gte=placed))


class AllottedUnits(models.Model):
    """Units of one line that left *open*: where they are and for whom. ``holder`` is opaque, such as ``claim:…``."""

    holder = models.CharField(max_length=HOLDER_LONGEST)
    place = models.CharField(max_length=10, choices=list(PLACES.items()))
    quantity = models.PositiveBigIntegerField()
    since = models.DateTimeField()
    begun_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class UnitsMoved(models.Model):
    """One move, never changed: what makes 'ever claimed' and 'ever delivered' countable."""

    holder = models.CharField(max_length=HOLDER_LONGEST)
    move = models.CharField(max_length=10, choices=[(name, move.words) for name, move in MOVES.items()])
    quantity = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        abstract = True
