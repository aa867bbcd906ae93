"""「再有五十家组织加入会怎样」: the plan with and without more organisations, by the engine, in a run.

The newcomers are copies of organisations that exist, drawn at even steps through the registry's list, each with one free slot: what
the city looks like today, only more of it. It is a thought, not a forecast, and nobody is paired by it.
"""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from bangfu.apps.exchange.api import gathered
from bangfu.apps.programmes.api import current_pack, planner_setting
from bangfu.engines import matching
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.plansheets.inputs import Inputs
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.values import Quarter, Refusal

WHAT_IF = "partnerships.what_if"
MORE_MAX = 200
PLACES_MAX, ORGANISATIONS_MAX = 2_000, 10_000
NEWCOMER = "假设"


def what_if(run: Run, progress: Progress) -> dict[str, Any]:
    """Carries out one question. ``run.arguments``: region (12 digits or ""), more. Errors: ``Refused``, ``Cancelled``."""
    progress.stage("读取名录和待结对的村")
    inputs = gathered(kind="villages", region=str(run.arguments["region"]), quarter=Quarter.of(today()).text)
    found = compared(inputs, int(run.arguments["more"]), progress)
    return {"url": f"{reverse('partnerships:coverage')}?what_if={run.pk}", **found}


def compared(inputs: Inputs, more: int, progress: Progress | None = None) -> dict[str, Any]:
    """The figures of both plans. Errors: ``Refused`` when there is nothing to plan, or too much for one answer."""
    places, present = inputs.needs, inputs.organisations
    if not places or not present:
        raise Refused(Refusal("nothing_to_plan", "这个范围里没有待结对的村，或没有组织填报可承接数量。"))
    if len(places) > PLACES_MAX or len(present) > ORGANISATIONS_MAX:
        raise Refused(
            Refusal("too_much", f"一次最多算 {PLACES_MAX} 个村、{ORGANISATIONS_MAX} 家组织，请换一个小一点的范围。")
        )
    if progress:
        progress.stage(f"现在：{len(present)} 家组织，{len(places)} 个村")
    before = _plan(inputs, [])
    if progress:
        progress.stage(f"再加 {more} 家")
    after = _plan(inputs, newcomers(present, more))
    gained = sorted(after["covered"] - before["covered"])
    names = {one.id: one.name or one.id for one in places}
    return {
        "more": more,
        "places": len(places),
        "organisations": len(present),
        "before": {"covered": len(before["covered"]), "pairs": before["pairs"]},
        "after": {"covered": len(after["covered"]), "pairs": after["pairs"]},
        "gained": [names[one] for one in gained[:20]],
        "still_none": len(places) - len(after["covered"]),
    }


def newcomers(present: list[matching.Organisation], more: int) -> list[matching.Organisation]:
    """``more`` organisations that are like those of the registry, spread evenly through it, with one slot each."""
    ordered = sorted(present, key=lambda one: one.id)
    return [
        replace(ordered[place * len(ordered) // more % len(ordered)], id=f"{NEWCOMER}{place + 1:03d}", capacity=1)
        for place in range(more)
    ]


def _plan(inputs: Inputs, more: list[matching.Organisation]) -> dict[str, Any]:
    try:
        plan = matching.plan(
            [*inputs.organisations, *more], inputs.needs, objective="fair", setting=planner_setting(current_pack())
        )
    except matching.InputRefused as refused:
        sentence = "".join(problem.sentence for problem in refused.problems[:3])
        raise Refused(Refusal("plan_refused", sentence)) from refused
    return {"covered": {row.need for row in plan.rows}, "pairs": len(plan.rows)}
