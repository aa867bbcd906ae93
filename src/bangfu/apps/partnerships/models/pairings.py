"""Pairings (结对) of an organisation with a town or village: answers, plan, visits, reviews.

Organisations are known by their numbers, places by 12-digit codes, people by opaque ids. What a pairing is public of, is public
once it is in effect.
"""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.partnerships.rules.pairings import ANSWERS, DUTIES, LIVE, PAIRING_ENDS, PAIRING_LIFE, SIDES
from bangfu.plumbing.fieldclasses import classify


class Pairing(models.Model):
    """One organisation and one place.

    ``quarters``: in which its slots are taken. ``agreement``: id in `agreements`. ``continues``: the pairing that it takes over.
    ``renew_until``: the end that both still have to sign. ``reason``: why these two, as the plan said.
    """

    number = models.CharField("编号", max_length=16, unique=True)
    organisation = models.CharField("社会组织", max_length=16, db_index=True)
    place = models.CharField("镇、村", max_length=12, db_index=True)
    place_name = models.CharField(max_length=200)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    goals = models.TextField("共建目标", max_length=500)
    duties = models.JSONField("共建内容", default=dict)
    state = models.CharField(max_length=10, choices=list(PAIRING_LIFE.states.items()), default="proposed")
    scenario = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    quarters = models.JSONField(default=list)
    agreement = models.CharField(max_length=16, blank=True)
    continues = models.CharField(max_length=16, blank=True)
    renew_until = models.DateField(null=True, blank=True)
    proposed_by = models.CharField(max_length=16)
    proposed_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=list(PAIRING_ENDS.items()), blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        public="id number organisation place place_name starts_on ends_on goals duties state continues began_at ended_at "
        "ended_how",
        internal="scenario reason quarters agreement renew_until proposed_by proposed_at ended_reason",
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["state", "place"], name="partnerships_pair_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"], condition=Q(state__in=LIVE), name="partnerships_one_live_pair"
            ),
            models.CheckConstraint(name="partnerships_pair_term", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="partnerships_pair_ended",
                condition=Q(state="ended", ended_at__isnull=False, ended_how__gt="")
                | (~Q(state="ended") & Q(ended_at=None, ended_how="")),
            ),
            models.CheckConstraint(
                name="partnerships_pair_began",
                condition=~Q(state__in=["in_effect", "ended"]) | Q(began_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> str:
        """Under which name it takes slots and stands as the subject of its agreement."""
        return f"pairing:{self.number}"


class PairingAnswer(models.Model):
    """What one side said to the proposal. Append-only."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=12, choices=list(SIDES.items()))
    answer = models.CharField(max_length=8, choices=list(ANSWERS.items()))
    reason = models.CharField(max_length=300, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id pairing side answer reason person at")

    class Meta:
        ordering = ["pairing_id", "at"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "side"], name="partnerships_one_answer"),
            models.CheckConstraint(
                name="partnerships_no_with_reason", condition=~Q(answer="declined") | Q(reason__gt="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.side} {self.answer}"


class PlanItem(models.Model):
    """One thing of a year's plan. ``done_on`` None is still to do."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="plan")
    year = models.PositiveSmallIntegerField("年度")
    duty = models.CharField("属于", max_length=8, choices=list(DUTIES.items()))
    words = models.CharField("做什么", max_length=200)
    due_on = models.DateField("最迟哪天", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id pairing year duty words due_on done_on", internal="person at")

    class Meta:
        ordering = ["pairing_id", "year", "due_on", "id"]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.year} {self.words}"


class Visit(models.Model):
    """A visit that took place. ``words`` are for both sides and the office; the public sees the day only."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="visits")
    on_day = models.DateField("哪天")
    side = models.CharField(max_length=12, choices=list(SIDES.items()))
    words = models.TextField("做了什么、看到什么", max_length=500)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id pairing on_day", internal="side words person at")

    class Meta:
        ordering = ["pairing_id", "-on_day", "-id"]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.on_day}"


class PairingReview(models.Model):
    """How one side scored a year, each of the four duties from 1 to 5. Append-only."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=12, choices=list(SIDES.items()))
    scores = models.JSONField()
    words = models.CharField(max_length=500, blank=True)
    person = models.CharField(max_length=16)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id pairing year side scores words person at")

    class Meta:
        ordering = ["pairing_id", "-year", "side"]
        constraints = [models.UniqueConstraint(fields=["pairing", "year", "side"], name="partnerships_one_review")]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.year} {self.side}"
