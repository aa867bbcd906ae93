"""What an organisation can give. Its items use the same places and moves of units as needs do (``plumbing.quantities``)."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.offers.rules import ENDS, LIFE, WAYS
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.quantities.models import AllottedUnits, BalancedLine, UnitsMoved
from bangfu.plumbing.sealed.fields import SealedTextField


class Offer(models.Model):
    """See the module. People are opaque ids; vocabularies are ids of the programme pack."""

    number = models.CharField("编号", max_length=14, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=list(LIFE.states.items()), default="draft")
    ended_how = models.CharField(max_length=10, choices=list(ENDS.items()), blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="社会组织")
    title = models.CharField("供给名称", max_length=60)
    way = models.CharField("方式", max_length=10, choices=list(WAYS.items()))
    description = models.TextField("说明", max_length=1000, blank=True)
    conditions = models.CharField("条件", max_length=300, blank=True)
    qualification = models.CharField("专业资质", max_length=200, blank=True)
    past = models.CharField("过往成效", max_length=300, blank=True)
    themes = models.JSONField("领域", default=list)
    theme = models.CharField(max_length=40, blank=True)
    kind_of_help = models.CharField("帮扶类型", max_length=30, blank=True)
    groups = models.JSONField("服务对象", default=list)
    starts_on = models.DateField("什么时候开始", null=True, blank=True)
    ends_on = models.DateField("有效期到", null=True, blank=True)
    contact = SealedTextField("联系人", blank=True, default="")
    search = models.TextField(blank=True)
    batch = models.CharField("导入批次", max_length=80, blank=True, db_index=True)
    entered_by = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    published_by = models.CharField(max_length=16, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        public="id number version state ended_how organisation title way description conditions qualification past themes "
        "theme kind_of_help groups starts_on ends_on published_at ended_at",
        internal="search batch entered_by created_at submitted_at return_reason published_by",
        personal="contact",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"]), models.Index(fields=["organisation", "state"])]
        constraints = [
            models.CheckConstraint(
                name="offers_checked_by_another", condition=Q(published_by="") | ~Q(published_by=F("entered_by"))
            ),
            models.CheckConstraint(
                name="offers_checked_when_public",
                condition=~Q(state__in=["published", "paused"])
                | (Q(published_by__gt="") & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="offers_ended_how",
                condition=Q(state="ended", ended_how__gt="", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_how="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OfferPlace(models.Model):
    """A place that it serves, with everything below. ``path``: the meaningful head of the place's code (44, 4418, …)."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="places")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=12, db_index=True)

    FIELD_CLASSES = classify(public="id offer region path")

    class Meta:
        ordering = ["offer_id", "path"]
        constraints = [models.UniqueConstraint(fields=["offer", "region"], name="offers_place_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.path}"


class OfferLine(BalancedLine):
    """``quantity`` of ``unit`` of ``item``. ``resource`` is the vocabulary's id when the item is one it knows."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.CharField("给什么", max_length=60)
    resource = models.CharField(max_length=40, blank=True)
    unit = models.CharField("单位", max_length=10)
    note = models.CharField("备注", max_length=120, blank=True)

    FIELD_CLASSES = classify(
        public="id offer position item resource quantity unit note withdrawn held committed delivered accepted"
    )

    class Meta:
        ordering = ["offer_id", "position"]
        constraints = [
            *BalancedLine.Meta.constraints,
            models.UniqueConstraint(fields=["offer", "position"], name="offers_line_position"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}.{self.position}"


class OfferAllotment(AllottedUnits):
    """The allotments of the units of an offer."""

    line = models.ForeignKey(OfferLine, on_delete=models.PROTECT, related_name="allotments")


class OfferMove(UnitsMoved):
    """The moves of the units of an offer."""

    line = models.ForeignKey(OfferLine, on_delete=models.PROTECT, related_name="moves")
