"""Reading tokens."""

from datetime import datetime

from django.db.models import QuerySet

from bangfu.plumbing.access import Actor
from bangfu.plumbing.rest.models import ApiToken


def live_tokens(actor: Actor, at: datetime) -> QuerySet[ApiToken]:
    """The actor's own tokens that still work."""
    return ApiToken.objects.filter(person=actor.person, revoked_at=None, expires_at__gt=at).order_by("-id")
