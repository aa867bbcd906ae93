"""The organisation itself and what it says it can do."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.organisations.rules.words import (
    CREDIT_STATUSES,
    EVALUATION_GRADES,
    EVIDENCE_GRADES,
    KIND_NAMES,
    LIFE_CYCLE,
)
from bangfu.plumbing.fieldclasses import classify


class Organisation(models.Model):
    """One party: a social organisation, or a member unit or firm (never counted as one). Known outside by its number."""

    number = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=100)
    former_names = models.JSONField(default=list, blank=True)
    credit_code = models.CharField(max_length=18, unique=True, null=True, blank=True)  # noqa: DJ001 — filed-only: none
    kind = models.CharField(max_length=20, choices=KIND_NAMES.items())
    is_hub = models.BooleanField(default=False)
    hub_kind = models.CharField(max_length=20, blank=True)
    registrar = models.CharField(max_length=60, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    grade = models.CharField(max_length=2, blank=True, choices=EVALUATION_GRADES.items())
    grade_until = models.DateField(null=True, blank=True)
    is_charity = models.BooleanField(default=False)
    charity_since = models.DateField(null=True, blank=True)
    fundraising_from = models.DateField(null=True, blank=True)
    fundraising_until = models.DateField(null=True, blank=True)
    credit_status = models.CharField(max_length=10, default="normal", choices=CREDIT_STATUSES.items())
    credit_status_since = models.DateField(null=True, blank=True)
    credit_status_source = models.CharField(max_length=200, blank=True)
    party_organisation = models.CharField(max_length=100, blank=True)
    party_since = models.DateField(null=True, blank=True)
    party_until = models.DateField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    website = models.URLField(max_length=200, blank=True)
    service_radius_km = models.PositiveIntegerField(null=True, blank=True)
    track_record = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    track_record_basis = models.CharField(max_length=200, blank=True)
    service_regions: "models.ManyToManyField" = models.ManyToManyField(
        "regions.Region", through="organisations.ServiceArea", related_name="+"
    )
    state = models.CharField(max_length=12, default="to_verify", choices=LIFE_CYCLE.states.items())
    state_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    assured_by = models.CharField(max_length=16, blank=True)
    assured_on = models.DateField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    changed_by = models.CharField(max_length=16, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    merged_on = models.DateField(null=True, blank=True)
    name_key = models.CharField(max_length=100, db_index=True)
    name_order = models.CharField(max_length=500, blank=True)
    initials = models.CharField(max_length=100, blank=True)
    search = models.TextField(blank=True)
    batch = models.CharField(max_length=40, blank=True, db_index=True)
    is_example = models.BooleanField(default=False)

    FIELD_CLASSES = classify(
        public="id number name former_names credit_code kind is_hub hub_kind registrar founded_on region lon lat grade "
        "grade_until is_charity charity_since fundraising_from fundraising_until credit_status credit_status_since "
        "credit_status_source party_organisation party_since party_until field summary website service_radius_km "
        "track_record track_record_basis assured_on merged_into merged_on name_order is_example",
        internal="address state state_reason entered_by entered_at assured_by recheck_on changed_by changed_at version "
        "name_key initials search batch",
    )

    class Meta:
        ordering = ["name_order", "id"]
        indexes = [
            models.Index(fields=["state", "name_order", "id"], name="organisations_by_name"),
            models.Index(fields=["region", "state"], name="organisations_by_region"),
            models.Index(fields=["state", "recheck_on"], name="organisations_by_recheck"),
        ]
        constraints = [
            models.CheckConstraint(name="organisations_code_not_empty", condition=~Q(credit_code="")),
            models.CheckConstraint(
                name="organisations_merge_is_dated",
                condition=Q(merged_into=None, merged_on=None) | Q(merged_into__isnull=False, merged_on__isnull=False),
            ),
            models.CheckConstraint(
                name="organisations_not_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="organisations_verified_by_another",
                condition=~Q(state="verified")
                | (Q(assured_on__isnull=False) & Q(assured_by__gt="") & ~Q(assured_by=F("entered_by"))),
            ),
            models.CheckConstraint(
                name="organisations_track_record_share",
                condition=Q(track_record=None) | Q(track_record__gte=0, track_record__lte=1),
            ),
            models.CheckConstraint(
                name="organisations_status_is_dated",
                condition=Q(credit_status="normal") | Q(credit_status_since__isnull=False),
            ),
            models.CheckConstraint(
                name="organisations_fundraising_days",
                condition=Q(fundraising_until=None)
                | Q(fundraising_from__isnull=False, fundraising_until__gte=F("fundraising_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ThemeTag(models.Model):
    """One theme of the pack's vocabulary in which the organisation works."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=40)

    FIELD_CLASSES = classify(public="id organisation theme")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "theme"], name="organisations_theme_once")]
        indexes = [models.Index(fields=["theme", "organisation"], name="organisations_by_theme")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.theme}"


class Capability(models.Model):
    """What it can do, how well (level 1 to 3), and how that is known."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="capabilities")
    capability = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=1)
    evidence = models.CharField(max_length=12, default="stated", choices=EVIDENCE_GRADES.items())

    FIELD_CLASSES = classify(public="id organisation capability level evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "capability"], name="organisations_capability_once"),
            models.CheckConstraint(name="organisations_level", condition=Q(level__gte=1, level__lte=3)),
        ]
        indexes = [models.Index(fields=["capability", "organisation"], name="organisations_by_capability")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.capability}"


class Resource(models.Model):
    """What it can give: whole units of one resource of the vocabulary (money: yuan, a stated limit, not a gift)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="resources")
    resource = models.CharField(max_length=40)
    amount = models.PositiveBigIntegerField()
    unit = models.CharField(max_length=10)

    FIELD_CLASSES = classify(public="id organisation resource amount unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "resource"], name="organisations_resource_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.resource}"


class ServiceArea(models.Model):
    """A region that it declared to serve. None declared means: anywhere within its radius."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="service_areas")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")

    FIELD_CLASSES = classify(public="id organisation region")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "region"], name="organisations_area_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.region_id}"
