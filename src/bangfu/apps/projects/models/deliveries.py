"""What was brought, and what the aided side says of it, line by line. Answers are never changed, only followed by a correction."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.needs.api import NeedLine
from bangfu.apps.offers.api import OfferLine
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.projects.models.project import Bundle, Project
from bangfu.apps.projects.rules.deliveries import ANSWERS, DELIVERY_LIFE
from bangfu.plumbing.fieldclasses import classify
from bangfu.values import opaque_id


class Delivery(models.Model):
    """One batch of units of one bundle. ``level`` counts how often nobody answered in time; nothing is ever accepted by that."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="deliveries")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveSmallIntegerField("第几批")
    state = models.CharField(max_length=10, choices=list(DELIVERY_LIFE.states.items()), default="waiting")
    person = models.CharField(max_length=16)
    delivered_on = models.DateField("哪天送到")
    received_by = models.CharField("谁签收", max_length=60, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(
        public="id project bundle organisation serial state delivered_on note answered_at",
        internal="person at answer_by level received_by",
    )

    class Meta:
        ordering = ["project_id", "serial"]
        indexes = [models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.UniqueConstraint(fields=["project", "serial"], name="projects_delivery_serial"),
            models.CheckConstraint(
                name="projects_answered_when",
                condition=Q(state="answered", answered_at__isnull=False) | ~Q(state="answered"),
            ),
        ]

    def __str__(self) -> str:
        return self.id


class DeliveryLine(models.Model):
    """So many units of one item of a need or of an offer; never changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    need_line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="+", null=True)
    offer_line = models.ForeignKey(OfferLine, on_delete=models.PROTECT, related_name="+", null=True)
    quantity = models.PositiveBigIntegerField("数量")

    FIELD_CLASSES = classify(public="id delivery need_line offer_line quantity")

    class Meta:
        ordering = ["delivery_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "need_line"], name="projects_delivery_line_once"),
            models.UniqueConstraint(fields=["delivery", "offer_line"], name="projects_delivery_offered_once"),
            models.CheckConstraint(
                name="projects_delivery_of_one", condition=Q(need_line__isnull=True) ^ Q(offer_line__isnull=True)
            ),
            models.CheckConstraint(name="projects_delivery_units", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.quantity}"

    @property
    def line(self) -> NeedLine | OfferLine:
        """The item that the units are of."""
        found = self.need_line or self.offer_line
        assert found is not None, "the database refuses units of nothing"
        return found


class Acceptance(models.Model):
    """What the aided side said of one delivery. ``serial`` one is the answer, later ones are corrections; the last counts."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="acceptances")
    serial = models.PositiveSmallIntegerField()
    person = models.CharField(max_length=16)
    delivered_by = models.CharField(max_length=16)
    on_behalf_of = models.CharField("代谁回答", max_length=60, blank=True)
    words = models.CharField("村里的话", max_length=300, blank=True)
    reason = models.CharField("为什么更正", max_length=300, blank=True)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(public="id delivery serial words at", internal="person delivered_by on_behalf_of reason")

    class Meta:
        ordering = ["delivery_id", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "serial"], name="projects_acceptance_serial"),
            # W2: who brings never says that it came.
            models.CheckConstraint(name="projects_never_own_acceptance", condition=~Q(person=F("delivered_by"))),
            models.CheckConstraint(name="projects_acceptance_by_person", condition=Q(person__gt="")),
            models.CheckConstraint(name="projects_correction_says_why", condition=Q(serial=1) | Q(reason__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}.{self.serial}"


class AcceptedLine(models.Model):
    """One item's answer: what was accepted, what is to be brought again, what goes back to everybody."""

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="lines")
    delivery_line = models.ForeignKey(DeliveryLine, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=10, choices=[(name, each.words) for name, each in ANSWERS.items()])
    accepted = models.PositiveBigIntegerField()
    again = models.PositiveBigIntegerField(default=0)
    opened = models.PositiveBigIntegerField(default=0)
    reason = models.CharField("哪里不对", max_length=200, blank=True)

    FIELD_CLASSES = classify(public="id acceptance delivery_line answer accepted again opened reason")

    class Meta:
        ordering = ["acceptance_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "delivery_line"], name="projects_answer_once"),
            models.CheckConstraint(
                name="projects_answer_fits",
                condition=Q(answer="promised", again=0, opened=0)
                | Q(answer__in=["less", "poor"]) & (Q(again__gt=0) | Q(opened__gt=0))
                | Q(answer="not", accepted=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.answer}"
