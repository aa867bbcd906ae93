"""The story of a project as its public page shows it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.programmes.api import name_of
from bangfu.apps.projects.models import PlanItem, Project
from bangfu.apps.projects.queries.story import Story, plan_of, story_of
from bangfu.apps.projects.rules import plan as rules
from bangfu.apps.projects.rules.diary import ACTIVITY_KINDS, CHANGEABLE, DECISIONS
from bangfu.apps.projects.rules.evaluation import MARKS, QUESTIONS, SIDES
from bangfu.apps.projects.rules.life import KINDS
from bangfu.apps.projects.rules.photos import TAKERS
from bangfu.apps.projects.views import seen
from bangfu.plumbing.clock import today
from bangfu.plumbing.ui.formats import day, moment, number
from bangfu.values import shanghai_day


def english() -> bool:
    """Whether this page is an English one."""
    return (get_language() or "").startswith("en")


def story(project: Project) -> dict[str, Any]:
    """Context of ``projects/story.html``."""
    told = story_of(project)
    return {
        "project": project,
        "state": seen.state_of(project),
        "on_time": on_time(told),
        "facts": _facts(project),
        "needs": _needs(told),
        "parts": seen.parts_seen([part for part in told.parts if part.lines]),
        "items": items_seen(told.items, today()),
        "measured": told.measured,
        "deliveries": seen.deliveries_seen([row for row in told.deliveries if row.state != "taken_back"], inside=False),
        "activities": [{"row": row, "kind": ACTIVITY_KINDS[row.kind]} for row in told.activities],
        "photos": [{"row": row, "by": TAKERS[row.taken_by]} for row in told.photos],
        "parties": _parties(project),
        "evaluations": evaluations_seen(told),
        "changes": [
            {"row": row, "field": CHANGEABLE[row.field], "state": DECISIONS[row.state]} for row in told.changes
        ],
        "events": _events(told),
    }


def on_time(told: Story) -> list[dict[str, str]]:
    """What is late, each with its reason; one calm flag when nothing is."""
    project = told.project
    days = [row.happened_on for row in told.activities] + [row.delivered_on for row in told.deliveries]
    waiting = [row.delivered_on for row in told.deliveries if row.state == "waiting"]
    found = rules.warnings(
        state=project.state,
        items=plan_of(told.items),
        ends_on=project.ends_on,
        last_word=max([*days, shanghai_day(project.opened_at)]),
        waiting_since=min(waiting, default=None),
        today=today(),
    )
    if found or project.state == "ended":
        return [{"tone": tone, "text": text} for tone, text in found]
    return [{"tone": "ok", "text": _("按计划进行")}]


def _needs(told: Story) -> list[dict[str, str]]:
    """The needs that it works on; a project of claims names them with its items already."""
    if told.project.kind in ("claim", "order"):
        return []
    rows = told.project.covered.select_related("need").order_by("id")
    return [{"title": row.need.title, "href": f"/needs/{row.need.number}/", "number": row.need.number} for row in rows]


def _facts(project: Project) -> list[dict[str, str]]:
    said = (
        (_("地点"), project.region.full_name, f"/places/{project.region_path}/"),
        (_("帮扶类别"), name_of("kinds_of_help", project.kind_of_help) if project.kind_of_help else "", ""),
        (_("惠及"), _("%(n)s 人") % {"n": number(project.beneficiaries)} if project.beneficiaries else "", ""),
        (_("计划开始"), day(project.starts_on, english()) if project.starts_on else "", ""),
        (_("计划完成"), day(project.ends_on, english()) if project.ends_on else "", ""),
        (_("实际开始"), day(project.begun_on, english()) if project.begun_on else "", ""),
        (_("从哪来"), KINDS[project.kind], ""),
    )
    return [{"label": label, "value": value, "href": href, "note": ""} for label, value, href in said if value]


def items_seen(items: Sequence[PlanItem], on: date) -> list[dict[str, Any]]:
    """Milestones and tasks: planned, as things stand, done; a slip is said in days."""
    stands = rules.expected(plan_of(items), on)
    titles = {row.position: row.title for row in items}
    return [
        {
            "row": row,
            "kind": rules.ITEM_KINDS[row.kind],
            "expected": stands[row.position],
            "slip": 0 if row.done_on else max(0, (stands[row.position] - row.due_on).days),
            "late": row.done_on is None and row.due_on < on,
            "after": [titles[each] for each in row.after if each in titles],
        }
        for row in items
    ]


def _parties(project: Project) -> list[dict[str, Any]]:
    rows = list(project.parties.all())
    return [
        {
            "party": row,
            "href": reverse("organisations:detail", args=[row.organisation.number]),
            "budget": f"{row.budget_permille / 10:g}%" if len(rows) > 1 else "",
            "credit": f"{row.credit_permille / 10:g}%" if len(rows) > 1 else "",
        }
        for row in rows
    ]


def evaluations_seen(told: Story) -> list[dict[str, Any]]:
    """What each side said, question by question."""
    return [
        {
            "side": SIDES[row.side],
            "words": row.words,
            "marks": [
                {"question": words, "mark": MARKS[row.marks[name]], "value": row.marks[name]}
                for name, words in QUESTIONS[row.side].items()
                if row.marks.get(name) in MARKS
            ],
        }
        for row in told.evaluations
    ]


def _events(told: Story) -> list[dict[str, str]]:
    """The record: what happened when, the oldest first."""
    project = told.project
    found = [(project.opened_at, _("立项"), project.origin)]
    for row in told.deliveries:
        if row.state != "taken_back":
            found.append((row.at, _("第 %(n)d 批送到") % {"n": row.serial}, row.organisation.name))
        for said in row.acceptances.all():
            title = _("村里验收第 %(n)d 批") if said.serial == 1 else _("村里更正第 %(n)d 批的验收")
            found.append((said.at, title % {"n": row.serial}, said.reason or said.words))
    found += [
        (row.decided_at, _("变更已同意"), row.reason)
        for row in told.changes
        if row.decided_at and row.state == "agreed"
    ]
    if project.ended_at:
        found.append(
            (project.ended_at, _("结项：%(how)s") % {"how": seen.state_of(project)["label"]}, project.ended_reason)
        )
    found += [(row.at, _("%(side)s评价") % {"side": SIDES[row.side]}, "") for row in told.evaluations]
    found.sort(key=lambda each: each[0])
    shown = [
        {"title": title, "when": moment(localtime(at), english()), "text": text, "state": ""}
        for at, title, text in found
    ]
    if shown and project.state != "ended":
        shown[-1]["state"] = "now"
    return shown
