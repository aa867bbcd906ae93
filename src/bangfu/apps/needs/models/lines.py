"""The items of a need: whole units only, each must or should, each unit in exactly one place."""

from django.db import models

from bangfu.apps.needs.models.need import Need
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.quantities.models import AllottedUnits, BalancedLine, UnitsMoved


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
            *BalancedLine.Meta.constraints,
            models.UniqueConstraint(fields=["need", "position"], name="needs_line_position"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}.{self.position}"


class Allotment(AllottedUnits):
    """The allotments of the units of a need."""

    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="allotments")


class LineMove(UnitsMoved):
    """The moves of the units of a need."""

    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="moves")
