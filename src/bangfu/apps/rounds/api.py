"""The door of `rounds`."""

from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries import unserved_of, unserved_reasons
from bangfu.apps.rounds.queries_hub import reasons_for

__all__ = ["Climb", "Invitation", "Round", "reasons_for", "unserved_of", "unserved_reasons"]
