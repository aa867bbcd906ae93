"""The items of a need: whole units only, each must or should."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.models.need import Need
from bangfu.plumbing.fieldclasses import classify


class NeedLine(models.Model):
    """``quantity`` of ``unit`` of ``item``. ``resource`` is the vocabulary's id when the item is one it knows."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.CharField("要什么", max_length=60)
    resource = models.CharField(max_length=40, blank=True)
    quantity = models.PositiveBigIntegerField("数量")
    unit = models.CharField("单位", max_length=10)
    is_must = models.BooleanField("必须", default=True)
    note = models.CharField("备注", max_length=120, blank=True)

    FIELD_CLASSES = classify(public="id need position item resource quantity unit is_must note")

    class Meta:
        ordering = ["need_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["need", "position"], name="needs_line_position"),
            models.CheckConstraint(name="needs_line_quantity", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}.{self.position}"
