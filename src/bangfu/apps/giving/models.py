"""Campaigns, and what was promised for them."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.giving.rules import CYCLE, KINDS, LINE_MAX, PURPOSE_MAX, TITLE_MAX
from bangfu.plumbing.fieldclasses import classify


class Campaign(models.Model):
    """One filed fund-raising (募捐活动). ``organisation`` organises it, ``payee`` receives the money (numbers).

    ``agreement`` is the number of their cooperation agreement when they differ; ``pool`` the id in the books, None before
    there is one. ``progress_on`` and ``spending_on`` are the days of the latest reports.
    """

    number = models.CharField(max_length=16, unique=True)
    organisation = models.CharField(max_length=16, db_index=True)
    payee = models.CharField(max_length=16)
    agreement = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    title = models.CharField(max_length=TITLE_MAX)
    purpose = models.CharField(max_length=PURPOSE_MAX)
    region = models.CharField(max_length=12, db_index=True)
    plan_no = models.CharField(max_length=60, blank=True)
    plan_from = models.DateField(null=True, blank=True)
    plan_until = models.DateField(null=True, blank=True)
    office = models.CharField(max_length=LINE_MAX, blank=True)
    fee = models.CharField(max_length=LINE_MAX, blank=True)
    leftover = models.CharField(max_length=LINE_MAX, blank=True)
    platform = models.CharField(max_length=40, blank=True)
    platform_url = models.CharField(max_length=300, blank=True)
    target = models.BigIntegerField(null=True, blank=True)
    pool = models.BigIntegerField(null=True, blank=True)
    progress_on = models.DateField(null=True, blank=True)
    spending_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="draft")
    reason = models.CharField(max_length=200, blank=True)
    entered_by = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    checked_by = models.CharField(max_length=16, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    FIELD_CLASSES = classify(
        public="id number organisation payee agreement kind title purpose region plan_no plan_from plan_until office fee "
        "leftover platform platform_url target pool progress_on spending_on state checked_at is_example",
        internal="reason entered_by entered_at checked_by",
    )

    class Meta:
        indexes = [models.Index(fields=["state", "plan_until"])]
        constraints = [
            models.CheckConstraint(
                name="giving_checked_by_another",
                condition=Q(state__in=["draft", "submitted"])
                | Q(checked_by__gt="", checked_at__isnull=False) & ~Q(checked_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="giving_public_has_plan",
                condition=Q(state__in=["draft", "submitted"])
                | Q(plan_no__gt="", plan_from__isnull=False, plan_until__gte=F("plan_from"), platform_url__gt=""),
            ),
            models.CheckConstraint(
                name="giving_partner_has_agreement",
                condition=Q(state__in=["draft", "submitted"]) | Q(payee=F("organisation")) | Q(agreement__gt=""),
            ),
            models.CheckConstraint(name="giving_target_positive", condition=Q(target=None) | Q(target__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number


class Pledge(models.Model):
    """What somebody said they would give: a promise, not income. ``organisation`` is a number, "" for a person."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pledges")
    organisation = models.CharField(max_length=16, blank=True)
    amount = models.BigIntegerField()
    on = models.DateField()
    entered_by = models.CharField(max_length=16)
    withdrawn_on = models.DateField(null=True, blank=True)

    FIELD_CLASSES = classify(public="id campaign organisation amount on withdrawn_on", internal="entered_by")

    class Meta:
        constraints = [models.CheckConstraint(name="giving_pledge_of_something", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.campaign_id}"
