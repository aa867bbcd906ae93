"""The only readers of team drafts; whoever gets a draft from here may plan it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from bangfu.apps.organisations.api import eligible, members_of, organisations_by_number, planning_rows
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.models import TeamChoice, TeamDraft, TeamSeat, TeamSolution
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.apps.partnerships.wording import amount_words, plain, theme_names, wan
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.runs.models import Run
from bangfu.values import InvalidValue, PublicNumber, Quarter, Refusal

SHOWN_DRAFTS = 100


def drafts_within(actor: Actor) -> "QuerySet[TeamDraft]":
    """The drafts of the offices and hubs that this actor plans for, the last changed first."""
    if actor.kind == "system":
        return TeamDraft.objects.all()
    reached = Q(pk__in=())
    for grant in actor.scopes_of(policy.PLAN):
        if grant.scope_kind == EVERYWHERE:
            return TeamDraft.objects.all()
        if grant.scope_kind == "region":
            reached |= Q(office__startswith=grant.scope_id) & ~Q(office="")
        if grant.scope_kind == "organisation":
            reached |= Q(hub=grant.scope_id)
    return TeamDraft.objects.filter(reached)


def draft_for(actor: Actor, number: str) -> TeamDraft:
    """One draft, fetched and authorised at once. Errors: ``Hidden`` for anybody who does not plan there."""
    draft = TeamDraft.objects.filter(number=number).first()
    if draft is None or not actor.may(policy.PLAN, policy.scope_of(draft)):
        raise Hidden
    return draft


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft as the list shows it."""

    draft: TeamDraft
    lead: str
    members: int
    missing: int | None
    is_stale: bool


def listed(actor: Actor) -> list[Listed]:
    """The last hundred drafts with their newest answer; three queries."""
    newest = TeamSolution.objects.filter(draft=OuterRef("pk")).order_by("-serial").values("pk")[:1]
    drafts = list(drafts_within(actor).annotate(newest=Subquery(newest))[:SHOWN_DRAFTS])
    seats: dict[int, list[TeamSeat]] = {}
    shown = TeamSeat.objects.filter(solution__in=[one.newest for one in drafts if one.newest])  # type: ignore[attr-defined]
    for seat in shown.select_related("solution").defer("solution__roster", "solution__project"):
        seats.setdefault(seat.solution.draft_id, []).append(seat)
    names = organisations_by_number(one[0].solution.lead for one in seats.values())
    return [_listed(draft, seats.get(draft.pk, []), names) for draft in drafts]


def _listed(draft: TeamDraft, seats: list[TeamSeat], names: dict[str, Any]) -> Listed:
    if not seats:
        return Listed(draft, "", 0, None, False)
    solution = seats[0].solution
    lead = names[solution.lead].name if solution.lead in names else solution.lead
    stale = solution.asked_version != draft.asked_version
    return Listed(draft, lead, len(seats), len(solution.missing), stale)


# --- what the search is given -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a search of one draft needs, as plain values. ``left_out`` were excluded by hand."""

    asked_version: int
    title: str
    project: dict[str, Any]
    roster: list[dict[str, Any]]
    left_out: list[dict[str, Any]] = field(default_factory=list)


def asked_of(number: str) -> Asked:
    """The draft's project and candidates now.

    Candidates may be proposed, have a free slot this quarter, work at the place, bring something that is asked or may lead,
    and belong to the hub when a hub plans. Errors: ``Refused`` when a chosen one is not among them.
    """
    draft = TeamDraft.objects.prefetch_related("choices").get(number=number)
    choices = {one.organisation: one for one in draft.choices.all()}
    rows = [_roster_row(row, draft, choices) for row in _pool(draft)]
    wanted = {name: one for name, one in choices.items() if one.treatment in ("lead", "pin")}
    _refuse_unavailable(wanted, {row["id"] for row in rows})
    lead = next((name for name, one in wanted.items() if one.treatment == "lead"), "")
    kept = [row for row in rows if row["id"] in wanted or _is_of_use(row, draft)]
    for row in kept:
        if row["id"] in wanted:
            row["capabilities"] = row["capabilities"] | {rules.pin_word(row["id"]): rules.PIN_LEVEL}
        if lead and row["id"] != lead:
            row["kind"], row["is_hub"] = "", False
    out = {name for name, one in choices.items() if one.treatment == "exclude"}
    project = project_of(draft)
    project["required_capabilities"] |= {rules.pin_word(name): rules.PIN_LEVEL for name in sorted(wanted)}
    return Asked(
        draft.asked_version,
        draft.title,
        project,
        [row for row in kept if row["id"] not in out],
        [row for row in kept if row["id"] in out],
    )


def project_of(draft: TeamDraft) -> dict[str, Any]:
    """The draft's tasks and limits as ``bangfu team --project`` takes them; money in 万元."""
    budget = None if draft.budget_fen is None else wan(draft.budget_fen)
    return {
        "title": draft.title,
        "required_capabilities": dict(sorted(draft.required_capabilities.items())),
        "required_resources": dict(sorted(draft.required_resources.items())),
        "max_members": draft.max_members,
        "budget": None if budget is None else (int(budget) if budget == int(budget) else float(budget)),
        "weights": dict(draft.weights),
    }


def _pool(draft: TeamDraft) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = planning_rows(Quarter.of(today()).text)
    allowed = allowed_by_hub(draft.hub)
    return [
        row
        for row in rows
        if row["capacity"]
        and (allowed is None or row["id"] in allowed)
        and rules.serves(row["service_regions"], draft.place)
    ]


def allowed_by_hub(hub: str) -> set[str] | None:
    """Whom a hub may propose: itself and its members. None is no limit (an office plans)."""
    return {hub, *members_of(hub)} if hub else None


def _roster_row(row: dict[str, Any], draft: TeamDraft, choices: dict[str, TeamChoice]) -> dict[str, Any]:
    choice = choices.get(row["id"])
    fit = rules.fit_of(themes=row["themes"], wanted_themes=theme_names(draft.themes), track_record=row["track_record"])
    kept = ("id", "name", "kind", "capabilities", "resources", "capacity", "hub", "is_hub", "credit_status", "field")
    return {name: row[name] for name in kept} | {
        "cost": plain(wan(choice.cost_fen)) if choice and choice.cost_fen else "0",
        "fit": str(fit),
    }


def _is_of_use(row: dict[str, Any], draft: TeamDraft) -> bool:
    brings = set(row["capabilities"]) & set(draft.required_capabilities)
    brings |= set(row["resources"]) & set(draft.required_resources)
    return bool(brings) or rules.may_lead(row["kind"], is_hub=row["is_hub"])


def _refuse_unavailable(wanted: dict[str, TeamChoice], there: set[str]) -> None:
    gone = sorted(set(wanted) - there)
    if gone:
        named = organisations_by_number(gone)
        said = "、".join(named[one].name if one in named else one for one in gone)
        raise Refused(
            Refusal(
                "chosen_unavailable",
                f"指定的{said}现在不能参加：不在可推荐的名录里、本季度没有余量，或不服务这个地方。",
                "请取消指定，或先请它更新可承接数量和服务地区。",
            )
        )


# --- what the page shows ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class TeamPage:
    """One draft with its newest answer, ready for a template, a document or a program."""

    draft: TeamDraft
    solution: TeamSolution | None = None
    seats: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    smallest: list[dict[str, str]] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)
    unheld: list[str] = field(default_factory=list)
    sentence: str = ""
    is_stale: bool = False
    run: Run | None = None


def team_page(draft: TeamDraft) -> TeamPage:
    """Everything about a draft; a fixed number of queries."""
    solution = draft.solutions.defer("roster").order_by("-serial").first()
    choices = list(draft.choices.all())
    run = Run.objects.filter(pk=draft.run).first() if draft.run else None
    page = TeamPage(draft, solution, run=run if run and (not run.is_over or run.state == "failed") else None)
    seats = list(solution.seats.all()) if solution else []
    names = _names(choices, seats, solution)
    page.choices = [
        {"number": one.organisation, "name": names(one.organisation), "treatment": one.treatment,
         "words": rules.TREATMENTS[one.treatment], "reason": one.reason, "cost_fen": one.cost_fen}
        for one in choices
    ]  # fmt: skip
    if solution is not None:
        _tell_solution(page, solution, seats, names)
    page.questions = _questions(page)
    return page


def _names(choices: list[TeamChoice], seats: list[TeamSeat], solution: TeamSolution | None) -> Any:
    wanted = {one.organisation for one in choices} | {one.organisation for one in seats}
    if solution is not None:
        wanted |= set(solution.closing["smallest"])
        wanted |= {each["organisation"] for some in solution.closing["by_wish"].values() for each in some}
    found = organisations_by_number(wanted)
    return lambda number: found[number].name if number in found else number


def _tell_solution(page: TeamPage, solution: TeamSolution, seats: list[TeamSeat], names: Any) -> None:
    draft = page.draft
    tasks = [*solution.project["required_capabilities"], *solution.project["required_resources"]]
    tasks = [name for name in tasks if not rules.is_pin_word(name)]
    part = rules.shares({seat.organisation: seat.brings for seat in seats}, tasks)
    page.seats = [
        {"number": seat.organisation, "name": names(seat.organisation), "is_lead": seat.is_lead, "brings": seat.brings,
         "adds": plain(seat.adds), "parts": seat.parts, "share": round(part[seat.organisation] * 100),
         "too_much": rules.too_much(part[seat.organisation]),
         "does": [f"{name} {_amount(solution, name, amount)}" for name, amount in seat.brings.items()]}
        for seat in seats
    ]  # fmt: skip
    page.tasks = [_task(solution, name, page, names) for name in tasks]
    page.smallest = [{"number": one, "name": names(one)} for one in solution.closing["smallest"]]
    page.remains = [f"{name} {_amount(solution, name, gap)}" for name, gap in solution.closing["remains"].items()]
    page.unheld = [names(one) for one in solution.closing.get("unheld", [])]
    page.sentence = rules.bound_sentence(
        gap=solution.gap, stopped_by=solution.stopped_by, missing=bool(solution.missing)
    )
    page.is_stale = solution.asked_version != draft.asked_version


def _amount(solution: TeamSolution, name: str, amount: int) -> str:
    return amount_words(name, amount, is_capability=name in solution.project["required_capabilities"])


def _task(solution: TeamSolution, name: str, page: TeamPage, names: Any) -> dict[str, Any]:
    project = solution.project
    is_capability = name in project["required_capabilities"]
    wanted = project["required_capabilities" if is_capability else "required_resources"][name]
    missing = solution.missing.get(name, 0)
    brought = {seat["number"]: seat["brings"].get(name, 0) for seat in page.seats}
    most = max(brought.values(), default=0)
    return {
        "name": name,
        "kind": "能力" if is_capability else "资源",
        "wanted": _amount(solution, name, wanted),
        "has": _amount(solution, name, solution.covers.get(name, 0)),
        "missing": _amount(solution, name, missing) if missing else "",
        "cells": [
            {"member": seat["name"], "amount": _amount(solution, name, brought[seat["number"]]) if brought[seat["number"]] else "",
             "is_main": bool(most) and brought[seat["number"]] == most}
            for seat in page.seats
        ],
        "suggestions": [
            {"number": one["organisation"], "name": names(one["organisation"]),
             "brings": "、".join(f"{each} {_amount(solution, each, amount)}" for each, amount in one["brings"].items()),
             "closes": one["brings"].get(name, 0) >= missing, "excluded": bool(one.get("excluded"))}
            for one in solution.closing["by_wish"].get(name, [])
        ],
    }  # fmt: skip


def _questions(page: TeamPage) -> list[dict[str, Any]]:
    asked = list(rules.ALWAYS_ASKED)
    because: dict[str, str] = {}
    heavy = [seat for seat in page.seats if seat["too_much"]]
    if heavy:
        asked.append("concentration")
        because["concentration"] = "；".join(f"{seat['name']}承担约 {seat['share']}%" for seat in heavy)
    related = page.solution.closing.get("related", []) if page.solution else []
    if related:
        asked.append("conflict")
        names = {seat["number"]: seat["name"] for seat in page.seats}
        because["conflict"] = "、".join(names.get(one, one) for one in related)
    return [
        {"code": code, "name": rules.QUESTIONS[code][0], "text": rules.QUESTIONS[code][1],
         "because": because.get(code, ""), "answer": page.draft.answers.get(code, "")}
        for code in asked
    ]  # fmt: skip


def numbers_of(texts: list[str]) -> list[str]:
    """Numbers of organisations named by number or by full name; what is neither stays as it is, to be refused by name."""
    names = dict(eligible().filter(name__in=texts).values_list("name", "number"))
    return [names.get(text) or _number_or_text(text) for text in texts]


def _number_or_text(text: str) -> str:
    try:
        return PublicNumber.parse(text).text
    except InvalidValue:
        return text[:40]
