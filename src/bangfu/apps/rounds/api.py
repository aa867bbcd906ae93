"""The door of `rounds`."""

from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries import unserved_of, unserved_reasons

__all__ = ["Climb", "Invitation", "Round", "unserved_of", "unserved_reasons"]
