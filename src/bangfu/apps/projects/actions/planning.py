"""Writing the plan: the usual steps of a kind of help, own ones, what is done."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bangfu.apps.programmes.api import current_pack
from bangfu.apps.projects.models import PlanItem, Project
from bangfu.apps.projects.rules import plan as rules
from bangfu.values import shanghai_day

DAYS_UNLESS_SAID = 60
"""A project without days of its own is planned for so long."""


def usual(section: str, kind_of_help: str) -> Sequence[Mapping[str, Any]]:
    """The pack's steps or indicators of a kind of help, or those of any kind."""
    found = current_pack().projects.get(section, {})
    return found.get(kind_of_help) or found.get("any") or ()


def lay_out_plan(project: Project) -> None:
    """The steps that a project of its kind usually has, between its days; within an action."""
    starts = project.starts_on or shanghai_day(project.opened_at)
    ends = project.ends_on or starts + timedelta(days=DAYS_UNLESS_SAID)
    steps = usual("steps", project.kind_of_help)
    PlanItem.objects.bulk_create(
        PlanItem(
            project=project,
            position=item.position,
            kind=step.get("kind", "task"),
            title=item.title,
            days=item.days,
            due_on=item.due_on,
            after=list(item.after),
        )
        for item, step in zip(rules.laid_out(steps, starts, ends), steps, strict=True)
    )
