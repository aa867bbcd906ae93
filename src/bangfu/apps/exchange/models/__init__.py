"""Rows of the room; see each module's argument."""

from bangfu.apps.exchange.models.claims import Claim, ClaimLine, Proposal
from bangfu.apps.exchange.models.declines import Decline
from bangfu.apps.exchange.models.scenarios import Scenario, ScenarioLimit, ScenarioPair
from bangfu.apps.exchange.models.solutions import InputSheet, Solution

__all__ = [
    "Claim",
    "ClaimLine",
    "Decline",
    "InputSheet",
    "Proposal",
    "Scenario",
    "ScenarioLimit",
    "ScenarioPair",
    "Solution",
]
