"""One matter that one place lacks.

Stored states are few (house decision): what stands between publication and end is derived from the lines, so there is no
column for "claimed" or "in delivery". Words of the village are kept apart from the office's description: the title and
``words`` are shown as the village wrote them.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.needs.rules import ENDS, LIFE, NATURES, SOURCES
from bangfu.apps.needs.rules_ending import RATINGS
from bangfu.apps.regions.api import Region
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField


class Need(models.Model):
    """See the module. People are opaque ids; vocabularies are ids of the programme pack."""

    number = models.CharField("编号", max_length=14, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=list(LIFE.states.items()), default="draft")
    ended_how = models.CharField(max_length=12, choices=list(ENDS.items()), blank=True)
    title = models.CharField("需求名称", max_length=60)
    words = models.TextField("村里怎么说", max_length=1000, blank=True)
    description = models.TextField("说明", max_length=2000, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="地点")
    region_path = models.CharField(max_length=12, db_index=True)
    themes = models.JSONField("领域", default=list)
    theme = models.CharField(max_length=40, blank=True)
    kind_of_help = models.CharField("帮扶类型", max_length=30, blank=True)
    nature = models.CharField("输血或造血", max_length=10, choices=list(NATURES.items()), default="relief")
    groups = models.JSONField("受益群体", default=list)
    capabilities = models.JSONField("所需能力", default=dict)
    beneficiaries = models.PositiveIntegerField("受益人数", default=0)
    urgency = models.PositiveSmallIntegerField("紧急程度", default=1)
    priority = models.PositiveSmallIntegerField("优先级", default=1)
    min_partners = models.PositiveSmallIntegerField("最少承接组织数", default=0)
    max_partners = models.PositiveSmallIntegerField("最多承接组织数", default=1)
    claim_by = models.DateField("截止日期", null=True, blank=True)
    needed_by = models.DateField("希望完成", null=True, blank=True)
    cost_fen = models.PositiveBigIntegerField("估算费用", null=True, blank=True)
    accepted_by = models.CharField("谁来验收", max_length=120, blank=True)
    source = models.CharField("来源", max_length=12, choices=list(SOURCES.items()), default="visit")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    search = models.TextField(blank=True)
    entered_by = models.CharField(max_length=16)
    on_behalf_of = models.CharField("代谁填报", max_length=60, blank=True)
    owner = models.CharField("负责人", max_length=16, blank=True)
    contact = SealedTextField("联系人", blank=True, default="")
    batch = models.CharField("导入批次", max_length=80, blank=True, db_index=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=16, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_note = models.CharField("核实说明", max_length=300, blank=True)
    published_by = models.CharField(max_length=16, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField("结束的原因", max_length=300, blank=True)
    for_whom = models.CharField("替谁填报", max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    season = models.CharField("季节", max_length=20, blank=True)
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True, choices=list(RATINGS.items()))
    rating_words = models.CharField("村里的评价", max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_ones")
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="offspring")
    origin_how = models.CharField(max_length=6, blank=True, choices=[("split", "拆分"), ("again", "再发一条")])

    FIELD_CLASSES = classify(
        public="id number version state ended_how title words description region region_path themes theme kind_of_help "
        "nature groups capabilities beneficiaries urgency priority min_partners max_partners claim_by needed_by cost_fen "
        "accepted_by source lon lat verified_at published_at ended_at confirmed_at ended_reason season rating rating_words "
        "merged_into origin origin_how",
        internal="search entered_by on_behalf_of owner return_reason created_at submitted_at verified_by verified_note "
        "published_by batch for_whom asked_at",
        personal="contact",
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "-published_at"]),
            models.Index(fields=["state", "claim_by"]),
            models.Index(fields=["state", "theme"]),
            models.Index(fields=["region", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="needs_verified_by_another", condition=Q(verified_by="") | ~Q(verified_by=F("entered_by"))
            ),
            models.CheckConstraint(
                name="needs_not_verified_for_oneself", condition=Q(verified_by="") | ~Q(verified_by=F("for_whom"))
            ),
            models.CheckConstraint(
                name="needs_published_by_another",
                condition=Q(published_by="") | (~Q(published_by=F("verified_by")) & ~Q(published_by=F("entered_by"))),
            ),
            models.CheckConstraint(
                name="needs_verified_when_beyond",
                condition=Q(state__in=["draft", "submitted", "returned", "closed"])
                | (Q(verified_by__gt="") & Q(verified_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="needs_published_when_public",
                condition=~Q(state="published") | (Q(published_by__gt="") & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="needs_ended_how",
                condition=Q(ended_how__gt="") | ~Q(state__in=["closed", "evaluated"]),
            ),
            models.CheckConstraint(
                name="needs_merged_somewhere", condition=~Q(ended_how="merged") | Q(merged_into__isnull=False)
            ),
            models.CheckConstraint(
                name="needs_evaluated_by_rating",
                condition=~Q(state="evaluated") | Q(rating__isnull=False, rating__gte=1, rating__lte=3),
            ),
            models.CheckConstraint(name="needs_partners", condition=Q(max_partners__gte=F("min_partners"))),
            models.CheckConstraint(name="needs_urgency", condition=Q(urgency__gte=1, urgency__lte=3)),
            models.CheckConstraint(name="needs_priority", condition=Q(priority__gte=1, priority__lte=5)),
        ]

    def __str__(self) -> str:
        return self.number
