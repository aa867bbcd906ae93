"""Rows of the room; see each module's argument."""

from bangfu.apps.exchange.models.claims import Claim, ClaimLine
from bangfu.apps.exchange.models.declines import Decline

__all__ = ["Claim", "ClaimLine", "Decline"]
