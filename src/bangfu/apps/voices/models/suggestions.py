"""What residents and organisations say a place lacks."""

from django.db import models
from django.db.models import Q

from bangfu.apps.voices.rules import CYCLE, KINDS
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import SealedTextField
from bangfu.values import opaque_id


class Suggestion(models.Model):
    """A resident's suggestion or an organisation's idea for one place, until somebody there decided about it.

    The words and the answer are sealed: they may speak of people. ``contact`` is what a resident chose to leave; it is
    emptied on ``contact_until``. ``need`` is the number of the need that came of it. ``tracking`` is the digest of a
    resident's code.
    """

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    region = models.CharField(max_length=12, db_index=True)
    place = models.CharField(max_length=120)
    kind_of_help = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=60, blank=True)
    words = SealedTextField("建议")
    contact = SealedTextField("联系方式", blank=True, default="")
    contact_until = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=32, blank=True)
    sent_by = models.CharField(max_length=16, blank=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(CYCLE.states.items()), default="open")
    need = models.CharField(max_length=14, blank=True, db_index=True)
    answer = SealedTextField("答复", blank=True, default="")
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    tracking = models.CharField(max_length=64, blank=True)

    FIELD_CLASSES = classify(
        internal="id kind region place kind_of_help title contact_until organisation sent_by sent_at due_at state need "
        "decided_by decided_at tracking",
        personal="words contact answer",
    )

    class Meta:
        indexes = [
            models.Index(fields=["kind", "state", "due_at"]),
            models.Index(fields=["organisation", "sent_at"]),
            models.Index(fields=["contact_until"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tracking"], condition=~Q(tracking=""), name="voices_one_code"),
            models.CheckConstraint(
                name="voices_resident_unnamed",
                condition=Q(kind="resident", sent_by="", organisation="") & ~Q(tracking="")
                | Q(kind="organisation", tracking="") & ~Q(sent_by="") & ~Q(organisation=""),
            ),
            models.CheckConstraint(
                name="voices_decided_by_somebody",
                condition=Q(state="open", decided_by="", need="", decided_at__isnull=True)
                | Q(state__in=("drafted", "merged"), decided_at__isnull=False) & ~Q(decided_by="") & ~Q(need="")
                | Q(state="answered", need="", decided_at__isnull=False) & ~Q(decided_by=""),
            ),
            models.CheckConstraint(
                name="voices_contact_has_an_end", condition=Q(contact="") | Q(contact_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.id
