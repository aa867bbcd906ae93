"""Wishes of single people (微心愿): sealed, every read recorded; outside only counts of groups."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.voices.rules_wishes import CYCLE, ITEMS
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Wish(models.Model):
    """One person's wish. ``person`` says who and how to find them; both texts are emptied after ``kept_until``."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    region = models.CharField(max_length=12, db_index=True)
    place = models.CharField(max_length=120)
    group = models.CharField(max_length=40)
    item = models.CharField(max_length=12, choices=[(key, name) for key, (name, _unit) in ITEMS.items()])
    words = SealedTextField("心愿", blank=True, default="")
    person = SealedTextField("是谁", blank=True, default="")
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="open")
    need = models.CharField(max_length=14, blank=True)
    entered_by = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    ended_by = models.CharField(max_length=16, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id region place group item state need entered_by entered_at ended_by ended_at kept_until",
        confidential="words person",
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "region", "group", "item"]),
            models.Index(fields=["kept_until"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="voices_wish_state",
                condition=Q(state="open", need="", ended_at__isnull=True)
                | Q(state="grouped", ended_at__isnull=True) & ~Q(need="")
                | Q(state__in=("fulfilled", "gone"), ended_at__isnull=False, kept_until__isnull=False)
                & ~Q(ended_by=""),
            ),
            models.CheckConstraint(name="voices_wish_entered", condition=~Q(entered_by="")),
        ]

    def __str__(self) -> str:
        return self.id


class WishRead(models.Model):
    """Somebody read the words of a wish. Never changed, never removed."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="reads")
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id wish person at")

    class Meta:
        indexes = [models.Index(fields=["wish", "at"])]
        constraints = [models.CheckConstraint(name="voices_read_by_somebody", condition=~Q(person=""))]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.at}"


class WishFigures(models.Model):
    """A table of a county's open wishes as it was published on a day, by a named person."""

    county = models.CharField(max_length=12, db_index=True)
    on = models.DateField()
    released_by = models.CharField(max_length=16)
    released_at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id county on released_at", internal="released_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "on"], name="voices_figures_once_a_day"),
            models.CheckConstraint(name="voices_figures_released", condition=~Q(released_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.on}"


class WishFigure(models.Model):
    """One number that everybody may see: people of ``group`` in ``town``; "" is the total. ``least`` was its bound."""

    figures = models.ForeignKey(WishFigures, on_delete=models.PROTECT, related_name="rows")
    town = models.CharField(max_length=12, blank=True)
    group = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField()
    least = models.PositiveIntegerField()

    FIELD_CLASSES = classify(public="id figures town group count least")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figures", "town", "group"], name="voices_one_figure_a_cell"),
            models.CheckConstraint(
                name="voices_no_small_figure", condition=Q(count__gte=F("least")) & Q(least__gte=10)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town} {self.group} {self.count}"
