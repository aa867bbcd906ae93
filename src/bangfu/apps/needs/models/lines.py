"""The items of a need: whole units only, each must or should, each unit in exactly one place."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.models.need import Need
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.quantities.models import AllottedUnits, BalancedLine, UnitsMoved, equation


class NeedLine(BalancedLine):
    """``quantity`` of ``unit`` of ``item``. ``resource`` is the vocabulary's id when the item is one it knows;
    ``came_from`` the item of another need whose units these were before a merge or a split."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.CharField("要什么", max_length=60)
    resource = models.CharField(max_length=40, blank=True)
    unit = models.CharField("单位", max_length=10)
    is_must = models.BooleanField("必须", default=True)
    note = models.CharField("备注", max_length=120, blank=True)
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="went_to")

    FIELD_CLASSES = classify(
        public="id need position item resource quantity unit is_must note withdrawn held committed delivered accepted "
        "came_from"
    )

    class Meta:
        ordering = ["need_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["need", "position"], name="needs_line_position"),
            models.CheckConstraint(name="needs_line_quantity", condition=Q(quantity__gte=1)),
            equation("needs_line_equation"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}.{self.position}"


class Allotment(AllottedUnits):
    """Units of a line in one holder's hands; a row ends when its units have moved on."""

    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="allotments")

    FIELD_CLASSES = classify(internal="id line holder place quantity since begun_on")

    class Meta:
        ordering = ["line_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "holder", "place"], name="needs_allotment_once"),
            models.CheckConstraint(name="needs_allotment_units", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="needs_allotment_left", condition=~Q(place="open")),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.place} {self.quantity}"


class LineMove(UnitsMoved):
    """One move of units of a line."""

    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="moves")

    FIELD_CLASSES = classify(internal="id line holder move quantity reason person at")

    class Meta:
        ordering = ["line_id", "id"]
        constraints = [models.CheckConstraint(name="needs_move_units", condition=Q(quantity__gte=1))]

    def __str__(self) -> str:
        return f"{self.line_id} {self.move} {self.quantity}"
