"""The room's share of the example city: every chosen claim its project, in every stage of its life."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from bangfu.apps.exchange.api import chosen_claims
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.events import open_chosen
from bangfu.apps.projects.models import Delivery, Project
from bangfu.apps.projects.queries.projects import Part, parts_of
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import shanghai_day

STORIES = ("accepted", "less", "waiting", "poor", "underway", "accepted", "preparing")
"""What is told of the projects in turn; a city with few chosen claims shows the first ones."""


def build_example(*, people: Mapping[str, str], random: Random, at: datetime) -> int:
    """Open all projects and tell a story of each. Returns: how many projects there are.

    Args: ``people`` opaque ids (``village``, ``organisation``).
    """
    for claim in chosen_claims().values():
        open_chosen({"claim": claim})
    projects = list(Project.objects.select_related("lead").order_by("number"))
    for place, project in enumerate(projects):
        _tell(STORIES[place % len(STORIES)], project, people, random, at)
    return len(projects)


def _staff(project: Project, people: Mapping[str, str]) -> Actor:
    return Actor(people["organisation"], "person", (Grant("staff", "organisation", project.lead.number),))


def _village(project: Project, people: Mapping[str, str]) -> Actor:
    return Actor(people["village"], "person", (Grant("village", "region", project.region_path),))


def _tell(story: str, project: Project, people: Mapping[str, str], random: Random, at: datetime) -> None:
    if story == "preparing":
        return
    staff, day = _staff(project, people), shanghai_day(at)
    if story == "underway":
        actions.begin_project(by=staff, at=at, number=project.number, on=day - timedelta(days=2))
        return
    for part in parts_of(project):
        delivery = _bring(staff, project, part, random, at)
        if story != "waiting":
            _answer(story, delivery, _village(project, people), at)


def _bring(staff: Actor, project: Project, part: Part, random: Random, at: datetime) -> Delivery:
    units = {each.line.position: each.committed for each in part.lines}
    return actions.deliver(  # type: ignore[no-any-return]
        by=staff,
        at=at,
        number=project.number,
        bundle=part.bundle.pk,
        units=units,
        on=shanghai_day(at) - timedelta(days=random.randint(0, 3)),
        received_by="村委会",
        note=random.choice(("当面点过数。", "车送到村口，村里派人搬的。", "现场试过，能用。")),
    )


def _answer(story: str, delivery: Delivery, village: Actor, at: datetime) -> None:
    answers = {row.line.position: Answer("promised") for row in delivery.lines.select_related("line")}
    first = delivery.lines.select_related("line").order_by("line__position")[0]
    words = "东西好用，谢谢。"
    if story == "less" and first.quantity > 1:
        answers[first.line.position] = Answer("less", first.quantity - 1, reason="少了一件，说下周补")
        words = "大部分到了，还差一件。"
    elif story == "poor":
        answers[first.line.position] = Answer("poor", 0, then="again", reason="路上压坏了")
        words = "压坏了，麻烦换一批。"
    actions.accept_delivery(by=village, at=at, delivery=delivery.pk, answers=answers, words=words)
