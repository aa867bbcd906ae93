"""Rows of the room; see each module's argument."""

from bangfu.apps.exchange.models.claims import Claim, ClaimLine

__all__ = ["Claim", "ClaimLine"]
