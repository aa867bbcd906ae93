"""Tokens for programs. Only a digest is kept; the secret is shown once."""

from django.db import models
from django.db.models import F, Q

from bangfu.plumbing.fieldclasses import classify


class ApiToken(models.Model):
    """Lets a program act for a person, within ``scopes`` (names of permissions) and until ``expires_at``."""

    person = models.CharField(max_length=16, db_index=True)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id person name scopes created_at expires_at revoked_at", personal="digest")

    class Meta:
        constraints = [models.CheckConstraint(name="rest_token_expires", condition=Q(expires_at__gt=F("created_at")))]

    def __str__(self) -> str:
        return self.name
