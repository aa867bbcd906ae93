"""Places of the administrative tree, with their history.

A place is known outside by its statistics code and inside by a surrogate id, so that a closed code or a merger never breaks
what points to it. Two code schemes exist for towns, and 284 codes mean different towns in each: other codes are aliases that
name their scheme, never a second code column.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.regions.rules import spoken_name
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import RegionCode


class Region(models.Model):
    """One place: province, prefecture, county, town or village, from a day to a day.

    ``name`` is the official one (三排村委会), ``full_name`` the path from the prefecture in everyday words. ``search`` holds
    what the picker looks through: path, readings and old names. ``edition`` names the code list that last spoke of the row,
    ``added_in`` the one that brought it.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "省"
        PREFECTURE = "prefecture", "市"
        COUNTY = "county", "县（市、区）"
        TOWN = "town", "镇（街道）"
        VILLAGE = "village", "村（社区）"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    edition = models.CharField(max_length=40, blank=True)
    added_in = models.CharField(max_length=40, blank=True)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    search = models.TextField(blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    point_source = models.CharField(max_length=20, blank=True)
    is_offered = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)

    # What stands above, province first, when the reader fetched it together with the row.
    above_known: "tuple[Region, ...] | None" = None

    FIELD_CLASSES = classify(
        public="id code name full_name level kind parent valid_from valid_to merged_into edition added_in pinyin initials search "
        "lon lat point_source is_offered is_example"
    )

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["parent", "code"]), models.Index(fields=["level", "code"])]
        constraints = [
            models.CheckConstraint(name="regions_code_length", condition=Q(code__regex=r"^[0-9]{12}$")),
            models.CheckConstraint(
                name="regions_days", condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="regions_closed_when_merged", condition=Q(merged_into=None) | Q(valid_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def region_code(self) -> RegionCode:
        return RegionCode(self.code)

    @property
    def spoken(self) -> str:
        """The everyday name: 三排村, where the list says 三排村委会."""
        return spoken_name(self.name)

    @property
    def is_closed(self) -> bool:
        """Whether the code is no longer in use; the row stays for what points to it."""
        return self.valid_to is not None


class RegionAlias(models.Model):
    """Another code or name for a place, with the scheme that it belongs to (``mca``: civil affairs; ``name``: other name)."""

    class Scheme(models.TextChoices):
        MCA = "mca", "民政部门代码"
        NAME = "name", "别名"

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="aliases")
    scheme = models.CharField(max_length=12, choices=Scheme.choices)
    text = models.CharField(max_length=60, db_index=True)

    FIELD_CLASSES = classify(public="id region scheme text")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "text", "region"], name="regions_alias_once")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.text}"


class RegionFact(models.Model):
    """A fact about a place with its source and date; never a ranking."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="facts")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=300)
    as_of = models.DateField()
    withdrawn = models.BooleanField(default=False)

    FIELD_CLASSES = classify(public="id region name value unit source as_of withdrawn")

    class Meta:
        ordering = ["name", "-as_of"]
        constraints = [models.UniqueConstraint(fields=["region", "name", "as_of"], name="regions_fact_once")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.name}"
