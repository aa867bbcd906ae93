"""Teams that are formed (组团): members that say yes, shares settled to exactly 100 %, the signed mandate.

A settlement never changes; the next one replaces it, and the former stays as history.
"""

from django.db import models
from django.db.models import Q

from bangfu.apps.partnerships.models.drafts import TeamDraft
from bangfu.apps.partnerships.rules.teams import MEMBER_STATES, TEAM_STATES, WHOLE
from bangfu.plumbing.fieldclasses import classify


class Team(models.Model):
    """A team under its lead, out of a draft whose number it keeps.

    ``settlement`` is what everybody signed, ``proposal`` what waits for answers and signatures. ``place`` is a 12-digit code or
    "". ``answers`` are those to the questions, as they stood when the invitations went out. ``agreement``: id in `agreements`.
    """

    draft = models.OneToOneField(TeamDraft, on_delete=models.PROTECT, related_name="team")
    number = models.CharField("编号", max_length=16, unique=True)
    title = models.CharField("名称", max_length=60)
    place = models.CharField("地点", max_length=12, blank=True, db_index=True)
    place_name = models.CharField(max_length=200, blank=True)
    need = models.CharField("来自需求", max_length=16, blank=True)
    goals = models.TextField("目标", max_length=500)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    lead = models.CharField("牵头单位", max_length=16, db_index=True)
    budget_fen = models.PositiveBigIntegerField("经费总额", default=0)
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=list(TEAM_STATES.items()), default="forming")
    settlement = models.ForeignKey("Settlement", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposal = models.ForeignKey("Settlement", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreement = models.CharField(max_length=16, blank=True)
    formed_by = models.CharField(max_length=16)
    formed_at = models.DateTimeField()
    mandated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id number title place place_name need goals starts_on ends_on lead state settlement mandated_at ended_at",
        internal="draft budget_fen answers proposal agreement formed_by formed_at ended_reason",
    )

    class Meta:
        ordering = ["-formed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="partnerships_mandate_settled",
                condition=~Q(state="mandated")
                | Q(settlement__isnull=False, mandated_at__isnull=False, agreement__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> str:
        """Under which name its members' slots are taken, and the subject of its mandate."""
        return f"team:{self.number}"


class TeamMember(models.Model):
    """An organisation that was asked to take part, and how it stands. ``quarters``: in which its slots are taken."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    organisation = models.CharField(max_length=16, db_index=True)
    is_lead = models.BooleanField(default=False)
    may_lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=list(MEMBER_STATES.items()), default="invited")
    reason = models.CharField(max_length=300, blank=True)
    quarters = models.JSONField(default=list)
    invited_at = models.DateTimeField()
    answered_by = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        public="id team organisation is_lead joined_at left_at",
        internal="may_lead state reason quarters invited_at answered_by answered_at",
    )

    class Meta:
        ordering = ["team_id", "-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "organisation"], name="partnerships_member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(is_lead=True), name="partnerships_team_one_lead"),
            models.CheckConstraint(name="partnerships_team_lead_able", condition=Q(is_lead=False) | Q(may_lead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.organisation} {self.state}"


class Settlement(models.Model):
    """One division of work and shares, from a moment on. Append-only."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="settlements")
    serial = models.PositiveIntegerField()
    why = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id team serial at", internal="why person")

    class Meta:
        ordering = ["team_id", "serial"]
        constraints = [models.UniqueConstraint(fields=["team", "serial"], name="partnerships_one_settlement")]

    def __str__(self) -> str:
        return f"{self.team_id}#{self.serial}"


class Share(models.Model):
    """One member's part of a settlement, in whole thousandths. Append-only."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="shares")
    organisation = models.CharField(max_length=16)
    tasks = models.JSONField(default=list)
    work = models.CharField("做什么", max_length=300, blank=True)
    budget_permille = models.PositiveSmallIntegerField("经费份额")
    credit_permille = models.PositiveSmallIntegerField("成果份额")

    FIELD_CLASSES = classify(public="id settlement organisation tasks work credit_permille", internal="budget_permille")

    class Meta:
        ordering = ["settlement_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "organisation"], name="partnerships_share_once"),
            models.CheckConstraint(
                name="partnerships_share_range", condition=Q(budget_permille__lte=WHOLE, credit_permille__lte=WHOLE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.organisation}"
