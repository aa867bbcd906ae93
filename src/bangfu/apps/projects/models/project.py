"""A project: who does what for which needs of a place, from the choice to the end."""

from django.db import models
from django.db.models import Q

from bangfu.apps.needs.api import Need
from bangfu.apps.offers.api import Offer
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.projects.rules.life import ENDS, KINDS, LIFE
from bangfu.apps.regions.api import Region
from bangfu.plumbing.fieldclasses import classify


class Project(models.Model):
    """``origin`` is the number of the pairing or team that it came from, "" for claims. Days are those of the plan in force."""

    number = models.CharField("编号", max_length=14, unique=True)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField("从哪来", max_length=8, choices=list(KINDS.items()), default="claim")
    origin = models.CharField("来源编号", max_length=14, blank=True)
    title = models.CharField("项目名称", max_length=60)
    goal = models.TextField("目标", max_length=1000, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="地点")
    region_path = models.CharField(max_length=12, db_index=True)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="牵头组织")
    kind_of_help = models.CharField("帮扶类型", max_length=30, blank=True)
    nature = models.CharField("输血或造血", max_length=10, default="relief")
    beneficiaries = models.PositiveIntegerField("受益人数", default=0)
    state = models.CharField(max_length=10, choices=list(LIFE.states.items()), default="preparing")
    opened_at = models.DateTimeField("立项时间")
    starts_on = models.DateField("计划开始", null=True, blank=True)
    ends_on = models.DateField("计划完成", null=True, blank=True)
    begun_on = models.DateField("实际开始", null=True, blank=True)
    ended_how = models.CharField("怎么结束", max_length=10, choices=list(ENDS.items()), blank=True)
    ended_reason = models.CharField("结束说明", max_length=300, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    run_by = models.CharField("经办人", max_length=16, blank=True)

    FIELD_CLASSES = classify(
        public="id number version kind origin title goal region region_path lead kind_of_help nature beneficiaries state "
        "opened_at starts_on ends_on begun_on ended_how ended_reason ended_at",
        internal="run_by",
    )

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["state", "ends_on"]), models.Index(fields=["lead", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="projects_one_of_origin"),
            models.CheckConstraint(
                name="projects_ended_how",
                condition=Q(state="ended", ended_how__gt="", ended_at__isnull=False)
                | ~Q(state="ended") & Q(ended_how=""),
            ),
            models.CheckConstraint(
                name="projects_stopped_says_why",
                condition=~Q(ended_how__in=["partly", "stopped"]) | Q(ended_reason__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """One organisation in a project, with its share of budget and of credit in thousandths."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    work = models.CharField("分工", max_length=200, blank=True)
    budget_permille = models.PositiveSmallIntegerField("经费份额", default=0)
    credit_permille = models.PositiveSmallIntegerField("成果份额", default=0)

    FIELD_CLASSES = classify(public="id project organisation is_lead work budget_permille credit_permille")

    class Meta:
        ordering = ["project_id", "-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="projects_party_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(is_lead=True), name="projects_one_lead"),
            models.CheckConstraint(
                name="projects_shares", condition=Q(budget_permille__lte=1000, credit_permille__lte=1000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.organisation_id}"


class CoveredNeed(models.Model):
    """A need that a project works on."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="covered")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")

    FIELD_CLASSES = classify(public="id project need")

    class Meta:
        ordering = ["project_id", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "need"], name="projects_need_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.need_id}"


class Bundle(models.Model):
    """What one chosen claim or accepted order brought in: its units stand in the need's or the offer's allotments under ``holder``.

    ``let_go_at``: the village took its choice back, the bundle brings nothing any more.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="bundles")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+", null=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=40, unique=True)
    quarter = models.CharField(max_length=7)
    joined_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(public="id project need offer organisation", internal="holder quarter joined_at let_go_at")

    class Meta:
        ordering = ["project_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="projects_bundle_of_one", condition=Q(need__isnull=True) ^ Q(offer__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.holder

    @property
    def source(self) -> Need | Offer:
        """The need that was taken on, or the offer that was ordered from."""
        found = self.need or self.offer
        assert found is not None, "the database refuses a bundle of neither"
        return found
