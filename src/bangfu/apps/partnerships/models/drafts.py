"""Teams as they are planned: what is asked, what was chosen by hand, and each answer of the search as it came.

A draft changes; a solution never does. Organisations are known by their numbers, people by opaque ids.
"""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from bangfu.apps.partnerships.rules.drafts import MEMBERS_MAX, TREATMENTS
from bangfu.plumbing.fieldclasses import classify


class TeamDraft(models.Model):
    """What a team is wanted for.

    ``office`` is the region prefix of the office that plans, ``hub`` the number of the hub that plans instead: one of both.
    ``version`` grows with every change, ``asked_version`` with those that could change the answer. ``place`` is a 12-digit
    code. Tasks are words of the pack: capability → sum of levels, resource → amount. ``answers`` to the questions of `rules`.
    """

    number = models.CharField("编号", max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    asked_version = models.PositiveIntegerField(default=1)
    title = models.CharField("名称", max_length=60)
    need = models.CharField("来自需求", max_length=16, blank=True)
    place = models.CharField("地点", max_length=12, blank=True)
    themes = models.JSONField("领域", default=list)
    required_capabilities = models.JSONField("需要的能力", default=dict)
    required_resources = models.JSONField("需要的资源", default=dict)
    max_members = models.PositiveSmallIntegerField("最多几家", default=5)
    budget_fen = models.PositiveBigIntegerField("预算", null=True, blank=True)
    weights = models.JSONField("权重", default=dict)
    answers = models.JSONField("四问的回答", default=dict)
    office = models.CharField(max_length=12, blank=True, db_index=True)
    hub = models.CharField(max_length=16, blank=True, db_index=True)
    created_by = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    changed_by = models.CharField(max_length=16)
    changed_at = models.DateTimeField()
    run = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(
        internal="id number version asked_version title need place themes required_capabilities required_resources "
        "max_members budget_fen weights answers office hub created_by created_at changed_by changed_at run"
    )

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="partnerships_team_size", condition=Q(max_members__gte=1, max_members__lte=MEMBERS_MAX)
            ),
            models.CheckConstraint(name="partnerships_one_planner", condition=Q(office="") | Q(hub="")),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def newest_solution(self) -> "TeamSolution | None":
        """What the last search found, read once for as long as this row is in hand."""
        return self.solutions.order_by("-serial").first()


class TeamChoice(models.Model):
    """What was decided by hand about one organisation of a draft, and why. ``cost_fen`` is what it says its part costs."""

    draft = models.ForeignKey(TeamDraft, on_delete=models.CASCADE, related_name="choices")
    organisation = models.CharField(max_length=16)
    treatment = models.CharField(max_length=8, choices=TREATMENTS.items())
    reason = models.CharField(max_length=200, blank=True)
    cost_fen = models.PositiveBigIntegerField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id draft organisation treatment reason cost_fen")

    class Meta:
        ordering = ["draft_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "organisation"], name="partnerships_one_choice"),
            models.UniqueConstraint(
                fields=["draft"], condition=Q(treatment="lead"), name="partnerships_one_chosen_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.organisation} {self.treatment}"


class TeamSolution(models.Model):
    """One answer of the search to a draft as it stood at ``asked_version``. Never changed, never removed."""

    draft = models.ForeignKey(TeamDraft, on_delete=models.PROTECT, related_name="solutions")
    serial = models.PositiveIntegerField()
    asked_version = models.PositiveIntegerField()
    run = models.CharField(max_length=16, blank=True)
    lead = models.CharField(max_length=16)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    lower_bound = models.DecimalField(max_digits=24, decimal_places=6)
    gap = models.FloatField()
    complete = models.BooleanField()
    stopped_by = models.CharField(max_length=8)
    cost_fen = models.PositiveBigIntegerField()
    covers = models.JSONField()
    missing = models.JSONField()
    closing = models.JSONField()
    candidates = models.PositiveIntegerField()
    leads = models.PositiveIntegerField()
    nodes = models.PositiveIntegerField()
    engine = models.CharField(max_length=60)
    input_sha256 = models.CharField(max_length=64)
    project = models.JSONField()
    roster = models.JSONField()
    at = models.DateTimeField()

    FIELD_CLASSES = classify(
        internal="id draft serial asked_version run lead value lower_bound gap complete stopped_by cost_fen covers missing "
        "closing candidates leads nodes engine input_sha256 project roster at"
    )

    class Meta:
        ordering = ["draft_id", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "serial"], name="partnerships_one_solution"),
            models.CheckConstraint(
                name="partnerships_stopped_by",
                condition=Q(stopped_by__in=["proof", "nodes"], complete=True) | Q(stopped_by="seconds", complete=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}#{self.serial}"


class TeamSeat(models.Model):
    """One proposed member of one solution: what it brings, and what it adds to the value with the parts that add up."""

    solution = models.ForeignKey(TeamSolution, on_delete=models.PROTECT, related_name="seats")
    organisation = models.CharField(max_length=16)
    is_lead = models.BooleanField(default=False)
    may_lead = models.BooleanField(default=False)
    brings = models.JSONField()
    adds = models.DecimalField(max_digits=24, decimal_places=6)
    parts = models.JSONField()

    FIELD_CLASSES = classify(internal="id solution organisation is_lead may_lead brings adds parts")

    class Meta:
        ordering = ["solution_id", "-is_lead", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["solution", "organisation"], name="partnerships_members_distinct"),
            models.UniqueConstraint(fields=["solution"], condition=Q(is_lead=True), name="partnerships_one_lead"),
            models.CheckConstraint(name="partnerships_lead_qualified", condition=Q(is_lead=False) | Q(may_lead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.solution_id} {self.organisation}"
