"""The contact book: offices of regions and front-line bodies, with their duty and how long it is valid."""

from django.db import models
from django.db.models import F, Q

from bangfu.apps.organisations.models.contacts import SealedContact
from bangfu.apps.organisations.rules.words import OFFICE_BODIES
from bangfu.plumbing.fieldclasses import classify


class Office(SealedContact):
    """One office with one duty at one place, from a day to a day. ``office_line`` is the office's own; who sits there is sealed."""

    body = models.CharField(max_length=12, choices=OFFICE_BODIES.items())
    name = models.CharField(max_length=100)
    duty = models.CharField(max_length=200)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    office_line = models.CharField(max_length=40, blank=True)
    office_hours = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=16, blank=True)
    deputy = models.CharField(max_length=16, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    FIELD_CLASSES = classify(
        internal="id body name duty region office_line office_hours person deputy valid_from valid_to confirmed_on version",
        personal="contact_name contact_phone contact_email",
    )

    class Meta:
        ordering = ["region__code", "body", "name"]
        constraints = [
            models.CheckConstraint(
                name="organisations_office_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"office {self.pk}"
