"""The plan of a project: milestones and tasks, budget as planned, indicators with their readings."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.projects.models.project import Project
from bangfu.apps.projects.rules.indicators import READING_LIFE
from bangfu.apps.projects.rules.plan import ITEM_KINDS
from bangfu.plumbing.fieldclasses import classify


class PlanItem(models.Model):
    """A milestone or a task. ``after`` holds positions of items that must be done first; ``days`` is how long it takes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=list(ITEM_KINDS.items()), default="task")
    title = models.CharField("要做什么", max_length=60)
    owner = models.CharField("谁负责", max_length=40, blank=True)
    days = models.PositiveSmallIntegerField("要几天", default=1)
    due_on = models.DateField("哪天之前")
    after = models.JSONField("做完哪几项才能做", default=list, blank=True)
    done_on = models.DateField("做完的日子", null=True, blank=True)
    done_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(
        public="id project position kind title days due_on after done_on", internal="owner done_by"
    )

    class Meta:
        ordering = ["project_id", "position"]
        constraints = [models.UniqueConstraint(fields=["project", "position"], name="projects_item_position")]

    def __str__(self) -> str:
        return f"{self.project_id}.{self.position}"


class BudgetLine(models.Model):
    """One line of the planned budget, in whole fen. What was spent stands in the books, not here."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="budget")
    item = models.CharField("用途", max_length=60)
    amount_fen = models.PositiveBigIntegerField("金额（分）")

    FIELD_CLASSES = classify(internal="id project item amount_fen")

    class Meta:
        ordering = ["project_id", "id"]
        constraints = [models.CheckConstraint(name="projects_budget_positive", condition=Q(amount_fen__gte=1))]

    def __str__(self) -> str:
        return f"{self.project_id} {self.item}"


class Indicator(models.Model):
    """What tells whether it worked: from ``baseline`` to ``target``. ``library`` is the pack's id, "" for an own one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="indicators")
    library = models.CharField(max_length=40, blank=True)
    name = models.CharField("看什么", max_length=60)
    unit = models.CharField("单位", max_length=10)
    baseline = models.DecimalField("现在是多少", max_digits=14, decimal_places=2, default=0)
    target = models.DecimalField("要到多少", max_digits=14, decimal_places=2)

    FIELD_CLASSES = classify(public="id project library name unit baseline target")

    class Meta:
        ordering = ["project_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="projects_indicator_once"),
            models.CheckConstraint(name="projects_indicator_moves", condition=~Q(target=F("baseline"))),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.name}"


class Reading(models.Model):
    """One measured value; it counts in public once it was accepted, and stands for good once it is locked."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    value = models.DecimalField("现在的数", max_digits=14, decimal_places=2)
    read_on = models.DateField("哪天的数")
    basis = models.CharField("怎么来的", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(READING_LIFE.states.items()), default="submitted")
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=16, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("退回原因", max_length=200, blank=True)

    FIELD_CLASSES = classify(
        public="id indicator value read_on state", internal="basis person at reviewed_by reviewed_at reason"
    )

    class Meta:
        ordering = ["indicator_id", "read_on", "id"]
        constraints = [
            models.CheckConstraint(name="projects_reading_second_person", condition=~Q(reviewed_by=F("person"))),
            models.CheckConstraint(
                name="projects_reading_reviewed",
                condition=~Q(state__in=["accepted", "locked"]) | Q(reviewed_by__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value}"
