"""「不合适」: what somebody said against one pair of need and organisation, for one reason, until a day.

Need and organisation are known by their numbers, so that what was said outlives a merge or a withdrawn import. A row is never
changed but for its end: taken back by its own side (``ended_by``), or over (``ended_by`` empty) when the same side speaks again.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.exchange.rules.declines import REASONS, SIDES
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Decline(models.Model):
    """See the module. ``theme`` is the need's at that time: like needs are those of the same theme."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    need = models.CharField("需求编号", max_length=14)
    organisation = models.CharField("组织编号", max_length=16, db_index=True)
    region_path = models.CharField(max_length=12, db_index=True)
    theme = models.CharField(max_length=40, blank=True)
    side = models.CharField("谁说的", max_length=12, choices=list(SIDES.items()))
    reason = models.CharField("原因", max_length=20, choices=[(code, reason.words) for code, reason in REASONS.items()])
    words = models.CharField("补一句", max_length=120, blank=True)
    said_by = models.CharField(max_length=16)
    said_at = models.DateTimeField()
    counts_until = models.DateField("算到")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=16, blank=True)

    FIELD_CLASSES = classify(
        internal="id need organisation region_path theme side reason words said_by said_at counts_until ended_at ended_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["need", "ended_at"], name="exchange_declines_of_need"),
            models.Index(fields=["theme", "ended_at"], name="exchange_declines_of_theme"),
            models.Index(fields=["-said_at"], name="exchange_declines_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation", "side"],
                condition=Q(ended_at=None),
                name="exchange_one_decline_of_a_side",
            ),
            models.CheckConstraint(name="exchange_other_says_why", condition=~Q(reason="other") | Q(words__gt="")),
            models.CheckConstraint(
                name="exchange_ended_after_said", condition=Q(ended_at=None) | Q(ended_at__gte=F("said_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.id
