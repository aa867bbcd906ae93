"""Dated bonds: membership of a hub, responsible persons."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.organisations.models.contacts import SealedContact
from bangfu.apps.organisations.models.organisation import Organisation
from bangfu.apps.organisations.rules.words import DUTIES
from bangfu.plumbing.fieldclasses import classify


class HubMembership(models.Model):
    """``member`` belongs to ``hub`` from a day to a day; ``mandate``: the hub may act for it."""

    member = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hub_memberships")
    hub = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="member_memberships")
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)
    mandate = models.BooleanField(default=False)

    FIELD_CLASSES = classify(public="id member hub from_day to_day", internal="mandate")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "hub"], condition=Q(to_day=None), name="organisations_one_live_membership"
            ),
            models.CheckConstraint(name="organisations_not_its_own_hub", condition=~Q(member=F("hub"))),
            models.CheckConstraint(
                name="organisations_membership_days", condition=Q(to_day=None) | Q(to_day__gte=F("from_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.hub_id}"


class ResponsiblePerson(SealedContact):
    """Who answers for the organisation (专人) or stands in (deputy), from a day to a day; rows are ended, never removed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="responsible_persons")
    duty = models.CharField(max_length=10, choices=DUTIES.items())
    person = models.CharField(max_length=16)
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)
    handed_over_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_over_from"
    )
    note = models.CharField(max_length=300, blank=True)

    FIELD_CLASSES = classify(
        internal="id organisation duty person from_day to_day handed_over_to note",
        personal="contact_name contact_phone contact_email",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "duty"], condition=Q(to_day=None), name="organisations_one_responsible"
            ),
            models.CheckConstraint(
                name="organisations_responsible_days", condition=Q(to_day=None) | Q(to_day__gte=F("from_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.duty}"
