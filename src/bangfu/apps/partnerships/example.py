"""The example city's teams: solved ones from published needs, one whose limits leave a gap, one that waits."""

from datetime import datetime
from typing import Any

from bangfu.apps.needs.api import Filters, Need, explore
from bangfu.apps.partnerships.actions.drafts import answer_questions, draft_team, record_solution
from bangfu.apps.partnerships.example_partners import build_partners
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.queries.drafts import asked_of
from bangfu.apps.partnerships.tasks import answer_of, search
from bangfu.apps.partnerships.wording import asked_of_need
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import today

__all__ = ["build_example", "build_partners"]
ANSWERS = {
    "accurate": "任务照需求里的原话列，村里核对过；谁受益，写在需求里。",
    "sustainable": "第二年起由村里接着办，牵头单位每季度回访一次。",
    "feasible": "各家出人，牵头单位统一排期；农忙时不下乡。",
    "effective": "看三个数：学会的人数、用上的户数、村里满不满意；由村委验收。",
}
# (levels for each level that the need asks, most members)
LIMITS = ((2, 6), (1, 5), (2, 1), (2, 6))
WAITING = 3


def build_example(*, planner: Actor, office: str, at: datetime) -> list[TeamDraft]:
    """Four drafts out of published needs: two whole ones, one whose limit leaves a gap, one not solved yet.

    ``planner`` drafts them; ``office`` is the region prefix of its office.
    """
    by = Actor(person=planner.person, kind="system")
    needs = [need for need in explore(Filters(order="new"), page=1, on=today()).rows if len(need.capabilities) >= 2]
    made = [_draft(by, office, need, limits, at) for need, limits in zip(needs, LIMITS, strict=False)]
    for place, draft in enumerate(made):
        if place == WAITING:
            continue
        asked = asked_of(draft.number)
        values, seats = answer_of(asked, *search(asked))
        record_solution(by=by, at=at, number=draft.number, run="", values=values, seats=seats)
        if place == 0:
            answer_questions(by=by, at=at, number=draft.number, answers=ANSWERS)
    return made


def _draft(by: Actor, office: str, need: Need, limits: tuple[int, int], at: datetime) -> TeamDraft:
    times, most = limits
    capabilities = asked_of_need(need, [])[0]
    values: dict[str, Any] = {
        "title": f"{need.title}：联合帮扶"[:60],
        "need": need.number,
        "themes": need.themes,
        "required_capabilities": {name: level * times for name, level in capabilities.items()},
        "max_members": most,
    }
    made: TeamDraft = draft_team(by=by, at=at, values=values, office=office)
    return made
