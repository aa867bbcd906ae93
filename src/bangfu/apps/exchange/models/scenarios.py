"""What somebody plans with: the lists, the weights, locks and bans, limits of single places and organisations.

A scenario changes; each change makes its ``version`` one larger, and who changes it says which version they saw. What was
computed from it stands in :class:`~bangfu.apps.exchange.models.solutions.Solution` and never changes.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.exchange.rules.scenarios import DECISIONS, KINDS, OBJECTIVES, PRIORITIES, SOURCES, SUBJECTS
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Scenario(models.Model):
    """One case of planning. ``base`` maps a role (organisations, needs, existing) to the digest of its sheet.

    ``region`` is the 12-digit code of where its demand lies; "" is everywhere, which only a grant over everything reaches.
    ``run`` is the last run's id, ``solution`` what is shown, ``baseline`` what it is compared with.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    title = models.CharField("名称", max_length=60)
    kind = models.CharField("对象", max_length=10, choices=list(KINDS.items()))
    source = models.CharField("来源", max_length=10, choices=list(SOURCES.items()))
    region = models.CharField("范围", max_length=12, blank=True)
    quarter = models.CharField("季度", max_length=6)
    objective = models.CharField("目标", max_length=10, choices=list(OBJECTIVES.items()), default="score")
    priorities = models.CharField("优先级", max_length=10, choices=list(PRIORITIES.items()), default="ties")
    weights = models.JSONField("权重", default=dict)
    max_changes = models.PositiveIntegerField("最多变更", null=True, blank=True)
    base = models.JSONField(default=dict)
    places = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    run = models.CharField(max_length=16, blank=True)
    solution = models.ForeignKey("Solution", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    baseline = models.ForeignKey("Solution", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    owner = models.CharField("负责人", max_length=16)
    created_at = models.DateTimeField()
    changed_by = models.CharField(max_length=16)
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        internal="id title kind source region quarter objective priorities weights max_changes base places organisations "
        "version run solution baseline copied_from owner created_at changed_by changed_at archived_at"
    )

    class Meta:
        ordering = ["-changed_at", "id"]
        indexes = [models.Index(fields=["kind", "-changed_at"], name="exchange_by_change")]
        constraints = [
            models.CheckConstraint(
                name="exchange_scenario_quarter", condition=Q(quarter__regex=r"^[0-9][0-9][0-9][0-9]Q[1-4]$")
            ),
            models.CheckConstraint(
                name="exchange_baseline_with_solution", condition=Q(solution=None, baseline=None) | Q(baseline__gt="")
            ),
        ]

    def __str__(self) -> str:
        return self.id


class ScenarioPair(models.Model):
    """A pair that is locked or banned, by whom, when and why. One decision a pair, so a lock on a ban cannot be written."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="pairs")
    organisation = models.CharField("组织编号", max_length=80)
    need = models.CharField("需求编号", max_length=80)
    decision = models.CharField("处理", max_length=4, choices=list(DECISIONS.items()))
    reason = models.CharField("原因", max_length=120, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id scenario organisation need decision reason person at")

    class Meta:
        ordering = ["scenario_id", "need", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "organisation", "need"], name="exchange_one_decision_a_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.organisation} {self.need}"


class ScenarioLimit(models.Model):
    """Limits that differ from the sheet: partners of a need or village (least, most), slots of an organisation (most)."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="limits")
    subject = models.CharField(max_length=12, choices=list(SUBJECTS.items()))
    name = models.CharField("编号", max_length=80)
    least = models.PositiveIntegerField("最少", null=True, blank=True)
    most = models.PositiveIntegerField("最多", null=True, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id scenario subject name least most person at")

    class Meta:
        ordering = ["scenario_id", "subject", "name"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "subject", "name"], name="exchange_one_limit"),
            models.CheckConstraint(
                name="exchange_limit_order", condition=Q(least=None) | Q(most=None) | Q(least__lte=F("most"))
            ),
            models.CheckConstraint(
                name="exchange_limit_of_organisation",
                condition=Q(subject="need") | Q(least=None, most__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.subject} {self.name}"
