"""The door of `partnerships`: teams under a lead, as they are planned."""

from bangfu.apps.partnerships.actions import RUN_KIND, choose_members, draft_team, solve_team
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.tasks import find_team

__all__ = ["RUN_KIND", "TeamDraft", "choose_members", "draft_team", "find_team", "solve_team"]
