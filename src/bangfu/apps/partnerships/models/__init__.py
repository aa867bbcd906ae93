"""Rows of the room; see each module's argument."""

from bangfu.apps.partnerships.models.drafts import TeamChoice, TeamDraft, TeamSeat, TeamSolution
from bangfu.apps.partnerships.models.pairings import Pairing, PairingAnswer, PairingReview, PlanItem, Visit
from bangfu.apps.partnerships.models.teams import Settlement, Share, Team, TeamMember

__all__ = [
    "Pairing",
    "PairingAnswer",
    "PairingReview",
    "PlanItem",
    "Settlement",
    "Share",
    "Team",
    "TeamChoice",
    "TeamDraft",
    "TeamMember",
    "TeamSeat",
    "TeamSolution",
    "Visit",
]
