"""An organisation says that it will take on a part of a need (接单), and the village's answer."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.exchange.rules.claims import CLAIM_LIFE, PROPOSAL_STATES, RELEASED_HOW
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import Organisation
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Claim(models.Model):
    """What it holds stands in the need's allotments under :attr:`holder`; what it wants beyond that, waits."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=list(CLAIM_LIFE.states.items()), default="started")
    released_how = models.CharField(max_length=12, choices=list(RELEASED_HOW.items()), blank=True)
    quarter = models.CharField(max_length=7)
    plan = models.TextField("打算怎么做", max_length=1000, blank=True)
    starts_on = models.DateField("什么时候开始", null=True, blank=True)
    ends_on = models.DateField("什么时候做完", null=True, blank=True)
    contact = SealedTextField("联系人和电话", blank=True, default="")
    started_at = models.DateTimeField()
    offer_by = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id position version need organisation person state released_how quarter plan starts_on ends_on started_at offer_by "
        "offered_at answer_by level decided_at decided_by reason",
        personal="contact",
    )

    class Meta:
        ordering = ["need_id", "position"]
        indexes = [models.Index(fields=["state", "offer_by"]), models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["need", "position"], name="exchange_claim_place"),
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state__in=["started", "offered"]),
                name="exchange_one_live_claim",
            ),
            models.CheckConstraint(
                name="exchange_released_how",
                condition=Q(state="released", released_how__gt="") | ~Q(state="released") & Q(released_how=""),
            ),
            models.CheckConstraint(
                name="exchange_decided_by_name",
                condition=~Q(state="chosen") | Q(decided_by__gt="", decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exchange_not_own_offer", condition=~Q(state="chosen") | ~Q(decided_by=F("person"))
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def holder(self) -> str:
        """Under which name its units stand in the need's allotments."""
        return f"claim:{self.pk}"


class ClaimLine(models.Model):
    """How many units of one item of the need the claim wants."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    wanted = models.PositiveBigIntegerField()

    FIELD_CLASSES = classify(internal="id claim position wanted")

    class Meta:
        ordering = ["claim_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="exchange_claim_line_once"),
            models.CheckConstraint(name="exchange_claim_line_units", condition=Q(wanted__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}.{self.position}"


class Proposal(models.Model):
    """What the village would rather have of a claim (还价): other units, other days. The claimant says yes or no.

    ``units`` by the line's position, as text; what it does not name is not wanted any more.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="proposals")
    units = models.JSONField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    words = models.CharField("想怎么改", max_length=300, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(PROPOSAL_STATES.items()), default="open")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(internal="id claim units starts_on ends_on words person at state decided_at decided_by")

    class Meta:
        ordering = ["claim_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(state="open"), name="exchange_one_open_proposal"),
            models.CheckConstraint(
                name="exchange_proposal_answered",
                condition=~Q(state__in=["accepted", "declined"]) | Q(decided_by__gt="", decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.state}"

    @property
    def wanted(self) -> dict[int, int]:
        """Units by the line's position."""
        return {int(position): units for position, units in self.units.items()}
