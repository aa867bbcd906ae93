"""The door of `rounds`."""

from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries import unserved_of
from bangfu.apps.rounds.queries_reasons import act_href, reasons_for, unserved_reasons
from bangfu.apps.rounds.rules import ACTS, Why

__all__ = ["ACTS", "Climb", "Invitation", "Round", "Why", "act_href", "reasons_for", "unserved_of", "unserved_reasons"]
