"""The door of `partnerships`: teams as they are planned and formed, pairings, and what either undertakes."""

from bangfu.apps.partnerships.actions.drafts import choose_members, draft_team, solve_team
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.queries.undertakings import Undertaking, undertaking_of

__all__ = [
    "TeamDraft",
    "Undertaking",
    "choose_members",
    "draft_team",
    "solve_team",
    "undertaking_of",
]
