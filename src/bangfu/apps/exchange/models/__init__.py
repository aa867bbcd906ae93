"""Rows of the room; see each module's argument."""

from bangfu.apps.exchange.models.declines import Decline

__all__ = ["Decline"]
