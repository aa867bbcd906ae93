"""The room's share of the example city: every chosen claim its project, and between them every stage of their lives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bangfu.apps.exchange.api import chosen_claims
from bangfu.apps.offers.api import accepted_orders
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.actions import diary, planning
from bangfu.apps.projects.events import open_chosen, open_ordered
from bangfu.apps.projects.example_photos import drawn_picture
from bangfu.apps.projects.models import Delivery, Project
from bangfu.apps.projects.queries.projects import Part, parts_of
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.files.actions import attach_file
from bangfu.values import shanghai_day

FEN = 100


@dataclass(frozen=True, slots=True)
class _Scene:
    """One project with the people who act in it."""

    project: Project
    staff: Actor
    village: Actor
    bureau: Actor
    random: Random
    at: datetime

    @property
    def number(self) -> str:
        return self.project.number


def build_example(*, people: Mapping[str, str], home: str, random: Random, at: datetime) -> int:
    """Open all projects and tell a story of each. Returns: how many projects there are.

    Args: ``people`` opaque ids (``village``, ``organisation``, ``bureau``); ``home`` the cast's village, told of first, so that
    a batch waits for it.
    """
    for claim in chosen_claims().values():
        open_chosen({"claim": claim})
    projects = list(Project.objects.select_related("lead").order_by("number"))
    projects.sort(key=lambda project: project.region_path != home)
    for place, project in enumerate(projects):
        scene = _Scene(
            project,
            Actor(people["organisation"], "person", (Grant("staff", "organisation", project.lead.number),)),
            Actor(people["village"], "person", (Grant("village", "region", project.region_path),)),
            Actor(people["bureau"], "person", (Grant("bureau", "region", "44"),)),
            random,
            at,
        )
        STORIES[place % len(STORIES)](scene)
    return len(projects)


def build_ordered(*, people: Mapping[str, str], random: Random, at: datetime) -> None:
    """Open the projects of accepted orders and bring the first one's units, so that an order's batch waits for its place."""
    for order in accepted_orders().values():
        open_ordered({"order": order})
    project = Project.objects.filter(kind="order").select_related("lead").order_by("number").first()
    if project is not None:
        staff = Actor(people["staff"], "person", (Grant("staff", "organisation", project.lead.number),))
        _bring_all(_Scene(project, staff, staff, staff, random, at))


def _plan(scene: _Scene) -> None:
    """A log, a figure and a budget, as most projects have them."""
    day = shanghai_day(scene.at)
    for ago, kind, words in (
        (9, "visit", "和村委会一起看了现场，定了先做哪几处。"),
        (4, "party", "党员突击队和村党支部一起搬设备、清场地。"),
    ):
        diary.post_activity(
            by=scene.staff,
            at=scene.at,
            number=scene.number,
            kind=kind,
            words=words,
            on=day - timedelta(days=ago),
            present=12,
        )
    first = planning.usual("indicators", scene.project.kind_of_help)[0]
    before, now, wanted = (18_000, 19_600, 22_000) if first["unit"] == "元" else (0, 24, 60)
    indicator = planning.add_indicator(
        by=scene.staff,
        at=scene.at,
        number=scene.number,
        library=first["id"],
        name=first["name"],
        unit=first["unit"],
        baseline=Decimal(before),
        target=Decimal(wanted),
    )
    reading = planning.report_reading(
        by=scene.staff,
        at=scene.at,
        number=scene.number,
        indicator=indicator.pk,
        value=Decimal(now),
        on=day,
        basis="村里登记本",
    )
    planning.review_reading(by=scene.village, at=scene.at, number=scene.number, reading=reading.pk, step="accept")
    lines = [("材料", 3_200 * FEN), ("车费", 640 * FEN)]
    planning.set_budget(by=scene.staff, at=scene.at, number=scene.number, lines=lines)
    planning.finish_item(by=scene.staff, at=scene.at, number=scene.number, position=1, on=day - timedelta(days=3))


def _read_again(scene: _Scene, step: str, value: int) -> None:
    """One more reading of the first figure, and what the village or the office did with it (``step``, or "")."""
    indicator = scene.project.indicators.order_by("pk").first()
    assert indicator is not None, "`_plan` chose one"
    reading = planning.report_reading(
        by=scene.staff, at=scene.at, number=scene.number, indicator=indicator.pk, value=Decimal(value),
        on=shanghai_day(scene.at), basis="微信群接龙",
    )  # fmt: skip
    common: dict[str, Any] = {"at": scene.at, "number": scene.number, "reading": reading.pk}
    if step == "return":
        planning.review_reading(by=scene.village, step="return", reason="接龙里有外村的人，请按登记本重数", **common)
    elif step == "lock":
        planning.review_reading(by=scene.village, step="accept", **common)
        planning.review_reading(by=scene.bureau, step="lock", **common)


def _show_photos(scene: _Scene) -> None:
    """Drawn pictures of two entries of the log; the office puts them on the public page."""
    for activity in scene.project.activities.order_by("pk")[:2]:
        stored = attach_file(
            by=scene.staff, at=scene.at, owner=activity, data=drawn_picture(activity.words),
            caption=f"演示图：{activity.words}"[:60], taken_on=activity.happened_on,
        )  # fmt: skip
        diary.show_photo(
            by=scene.bureau, at=scene.at, number=scene.number, file=stored.pk, taken_on=activity.happened_on,
            taken_by="organisation", in_picture="nobody",
        )  # fmt: skip


def _bring_all(scene: _Scene) -> list[Delivery]:
    return [_bring(scene, part) for part in parts_of(scene.project) if any(line.committed for line in part.lines)]


def _bring(scene: _Scene, part: Part) -> Delivery:
    return actions.deliver(  # type: ignore[no-any-return]
        by=scene.staff,
        at=scene.at,
        number=scene.number,
        bundle=part.bundle.pk,
        units={each.line.position: each.committed for each in part.lines},
        on=shanghai_day(scene.at) - timedelta(days=scene.random.randint(0, 3)),
        received_by="村委会",
        note=scene.random.choice(("当面点过数。", "车送到村口，村里派人搬的。", "现场试过，能用。")),
    )


def _answer(scene: _Scene, delivery: Delivery, first: Answer | None = None, words: str = "东西好用，谢谢。") -> None:
    rows = list(delivery.lines.select_related("need_line", "offer_line").order_by("need_line__position"))
    answers = {row.line.position: Answer("promised") for row in rows}
    most = max(rows, key=lambda row: row.quantity)
    if first and first.answer == "less" and most.quantity == 1:
        words = "都到了，谢谢。"
    elif first:
        units = most.quantity - 1 if first.answer == "less" else first.units
        answers[most.line.position] = Answer(first.answer, units, first.then, first.reason)
    actions.accept_delivery(by=scene.village, at=scene.at, delivery=delivery.pk, answers=answers, words=words)


def _waiting(scene: _Scene) -> None:
    """The village has been asked and has not answered yet."""
    _plan(scene)
    _read_again(scene, "return", 40)
    _show_photos(scene)
    _bring_all(scene)


def _less(scene: _Scene) -> None:
    """One item came short; a later end awaits the village's yes."""
    _plan(scene)
    for delivery in _bring_all(scene):
        _answer(scene, delivery, Answer("less", reason="少了一件，说下周补"), "大部分到了，还差一件。")
    ends = (shanghai_day(scene.at) + timedelta(days=75)).isoformat()
    diary.ask_change(
        by=scene.staff, at=scene.at, number=scene.number, field="ends_on", after=ends, reason="缺的一件厂家月底才到货"
    )


def _completed(scene: _Scene) -> None:
    """All accepted, ended, and judged by two sides."""
    _plan(scene)
    _read_again(scene, "lock", 62)
    _show_photos(scene)
    for delivery in _bring_all(scene):
        _answer(scene, delivery)
    diary.end_project(by=scene.staff, at=scene.at, number=scene.number, how="completed")
    for by, side, marks, words in (
        (scene.village, "village", (5, 5, 4), "天天有人用，坏了也知道找谁修。"),
        (scene.staff, "lead", (5, 4, 4), "村里出人出场地，下次还来。"),
    ):
        told = dict(zip(("useful", "kept", "lasting"), marks, strict=True))
        diary.evaluate(by=by, at=scene.at, number=scene.number, side=side, marks=told, words=words)


def _poor(scene: _Scene) -> None:
    """What came was no good and is to be brought again."""
    for delivery in _bring_all(scene):
        _answer(scene, delivery, Answer("poor", 0, reason="路上压坏了"), "压坏了，麻烦换一批。")


def _partly(scene: _Scene) -> None:
    """A part was accepted, the rest is open to others again."""
    _plan(scene)
    for delivery in _bring_all(scene):
        _answer(scene, delivery, Answer("less", then="open", reason="说好的型号没货了"), "到的能用，缺的请别家来。")
    diary.end_project(
        by=scene.staff, at=scene.at, number=scene.number, how="partly", reason="缺的型号停产，已退回请别家承接"
    )


def _begun(scene: _Scene) -> None:
    """Work has begun; what was brought too early was taken back, nothing was brought since."""
    _plan(scene)
    _read_again(scene, "", 30)
    for delivery in _bring_all(scene):
        actions.take_back_delivery(by=scene.staff, at=scene.at, delivery=delivery.pk)


def _stopped(scene: _Scene) -> None:
    """Given up before anything was brought."""
    diary.end_project(by=scene.staff, at=scene.at, number=scene.number, how="stopped", reason="师傅外派半年，做不成了")


def _preparing(scene: _Scene) -> None:
    """Chosen, and not begun."""


STORIES: tuple[Callable[[_Scene], None], ...] = (
    _waiting, _less, _completed, _preparing, _begun, _partly, _poor, _stopped,
)  # fmt: skip
"""What is told of the projects in turn."""
