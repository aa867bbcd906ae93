"""Writing the plan: the usual steps of a kind of help, own ones, what is done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bangfu.apps.programmes.api import current_pack
from bangfu.apps.projects.actions.locking import locked
from bangfu.apps.projects.models import BudgetLine, Indicator, PlanItem, Project, Reading
from bangfu.apps.projects.policy import ACCEPT, OVERSEE, RUN
from bangfu.apps.projects.rules import plan as rules
from bangfu.apps.projects.rules.deliveries import words_refusal
from bangfu.apps.projects.rules.indicators import READING_LIFE, indicator_refusal, review_refusal
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal, shanghai_day

MOST_FEN = 10**13
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


def _items(project: Project) -> list[rules.Item]:
    rows = project.items.order_by("position")
    return [rules.Item(row.position, row.title, row.due_on, row.days, tuple(row.after), row.done_on) for row in rows]


@action("projects.set_item")
def set_item(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    position: int = 0,
    kind: str = "task",
    title: str,
    due_on: date,
    days: int = 1,
    owner: str = "",
    after: Sequence[int] = (),
) -> PlanItem:
    """Add a milestone or task, or (with its ``position``) change one. Errors: ``Refused`` for a circle of waiting."""
    project = _at_work(by, number)
    known = _items(project)
    place = position or max((item.position for item in known), default=0) + 1
    refuse(rules.item_refusal(known, rules.Item(place, title, due_on, days, tuple(after))))
    refuse(None if kind in rules.ITEM_KINDS else Refusal("kind", "请选里程碑或任务。"))
    row = project.items.filter(position=place).first() or PlanItem(project=project, position=place)
    before = row.due_on
    row.kind, row.title, row.due_on, row.days = kind, title.strip()[:60], due_on, days
    row.owner, row.after = owner.strip()[:40], sorted(set(after))
    row.save()
    record(subject=row, changes={"due_on": (before, due_on)}, note=f"{project.number} {row.title}")
    return row


@action("projects.finish_item")
def finish_item(
    *, by: Actor, at: datetime, key: str = "", number: str, position: int, on: date, undone: bool = False
) -> PlanItem:
    """Say that an item is done, or (``undone``) that it is not after all."""
    project = _at_work(by, number)
    row = project.items.filter(position=position).first()
    if row is None:
        raise Refused(Refusal("no_such_item", f"没有第 {position} 项，请刷新页面。"))
    refuse(Refusal("done_later", "做完的日子不能晚于今天。") if on > shanghai_day(at) else None)
    before, row.done_on = row.done_on, None if undone else on
    row.done_by = "" if undone else by.person
    row.save(update_fields=["done_on", "done_by"])
    record(subject=row, changes={"done_on": (before, row.done_on)})
    return row


@action("projects.set_budget")
def set_budget(*, by: Actor, at: datetime, key: str = "", number: str, lines: Sequence[tuple[str, int]]) -> Project:
    """Write the whole planned budget anew: (purpose, fen). Errors: ``Refused`` for a line without purpose or amount."""
    project = _at_work(by, number)
    for item, fen in lines:
        if not item.strip() or not 1 <= fen <= MOST_FEN:
            raise Refused(Refusal("budget_line", "每一行预算要写用途和金额，金额大于 0。"))
    before = sum(row.amount_fen for row in project.budget.all())
    project.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, item=item.strip()[:60], amount_fen=fen) for item, fen in lines
    )
    record(subject=project, note=f"预算 {before} 分 → {sum(fen for _item, fen in lines)} 分", count=max(1, len(lines)))
    return project


@action("projects.add_indicator")
def add_indicator(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    name: str,
    unit: str,
    baseline: Decimal,
    target: Decimal,
    library: str = "",
) -> Indicator:
    """Choose what will tell whether it worked. Errors: ``Refused`` for one that cannot move or stands there already."""
    project = _at_work(by, number)
    refuse(indicator_refusal(name=name, unit=unit, baseline=baseline, target=target))
    refuse(words_refusal(name))
    if project.indicators.filter(name=name.strip()).exists():
        raise Refused(Refusal("indicator_twice", "这一项已经有了，请直接报数。"))
    made = Indicator.objects.create(
        project=project,
        library=library[:40],
        name=name.strip()[:60],
        unit=unit.strip()[:10],
        baseline=baseline,
        target=target,
    )
    record(subject=made, changes={"target": (None, str(target))})
    return made


@action("projects.report_reading")
def report_reading(
    *, by: Actor, at: datetime, key: str = "", number: str, indicator: int, value: Decimal, on: date, basis: str = ""
) -> Reading:
    """Report a value; it counts once somebody of the aided side accepted it."""
    project = locked(by, number, RUN)
    found = project.indicators.filter(pk=indicator).first()
    if found is None:
        raise Refused(Refusal("no_such_indicator", "没有这个指标，请刷新页面。"))
    refuse(Refusal("read_later", "读数的日子不能晚于今天。") if on > shanghai_day(at) else None)
    made = Reading.objects.create(
        indicator=found, value=value, read_on=on, basis=basis.strip()[:200], person=by.person, at=at
    )
    record(subject=made, changes={"state": ("", "submitted"), "value": (None, str(value))})
    return made


REVIEWS = {"return": ACCEPT, "accept": ACCEPT, "lock": OVERSEE}


@action("projects.review_reading")
def review_reading(
    *, by: Actor, at: datetime, key: str = "", number: str, reading: int, step: str, reason: str = ""
) -> Reading:
    """A second person sends a reading back, accepts it, or locks what was accepted. Errors: ``Refused``, ``Denied``."""
    if step not in REVIEWS:
        raise Refused(Refusal("step", "没有这一步，请刷新页面。"))
    project = locked(by, number, REVIEWS[step])
    row = Reading.objects.select_for_update().filter(pk=reading, indicator__project=project).first()
    if row is None:
        raise Refused(Refusal("no_such_reading", "没有这个读数，请刷新页面。"))
    refuse(review_refusal(state=row.state, step=step, person=by.person, reader=row.person, reason=reason))
    before, row.state = row.state, READING_LIFE.transition(step).target
    row.reviewed_by, row.reviewed_at, row.reason = by.person, at, reason.strip()[:200]
    row.save(update_fields=["state", "reviewed_by", "reviewed_at", "reason"])
    record(subject=row, changes={"state": (before, row.state)})
    return row


def _at_work(by: Actor, number: str) -> Project:
    """The project for a change of its plan. Errors: ``Refused`` when it has ended."""
    project = locked(by, number, RUN)
    if project.state == "ended":
        raise Refused(Refusal("ended", "项目已结束，计划不能再改。"))
    return project
