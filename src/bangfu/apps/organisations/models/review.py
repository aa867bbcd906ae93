"""What waits for the bureau: proposed changes, likely duplicates; and merges with their undo."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.organisations.models.organisation import Organisation
from bangfu.apps.organisations.rules.words import PAIR_STATES, PROPOSAL_STATES
from bangfu.plumbing.fieldclasses import classify


class ChangeProposal(models.Model):
    """One field that the organisation's own people want changed; decided by somebody else, with a reason."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals")
    field = models.CharField(max_length=30)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="open", choices=PROPOSAL_STATES.items())
    proposed_by = models.CharField(max_length=16)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id organisation field old new reason state proposed_by proposed_at decided_by decided_at decision"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "field"], condition=Q(state="open"), name="organisations_one_open_proposal"
            ),
            models.CheckConstraint(
                name="organisations_decided_by_another", condition=Q(state="open") | ~Q(decided_by=F("proposed_by"))
            ),
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="organisations_proposals")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.field}"


class DuplicatePair(models.Model):
    """Two organisations that may be one, with the reasons; ``first`` has the smaller id. Decided by a person."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)
    likeness = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="open", choices=PAIR_STATES.items())
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id first second reasons likeness state found_at decided_by decided_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="organisations_pair_once"),
            models.CheckConstraint(name="organisations_pair_order", condition=Q(first__lt=F("second"))),
        ]
        indexes = [models.Index(fields=["state", "-likeness"], name="organisations_pairs")]

    def __str__(self) -> str:
        return f"{self.first_id}~{self.second_id}"

    @property
    def both(self) -> tuple[Organisation, Organisation]:
        """The two, in order."""
        return self.first, self.second


class Merge(models.Model):
    """``source`` was declared to be ``target``: a dated pointer. No other row is rewritten, so it can be undone."""

    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_into")
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=16)
    at = models.DateTimeField()
    state_before = models.CharField(max_length=12)
    undone_by = models.CharField(max_length=16, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id source target at undone_at", internal="reason by state_before undone_by undo_reason"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at=None), name="organisations_one_live_merge"
            ),
            models.CheckConstraint(name="organisations_merge_of_two", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}→{self.target_id}"
