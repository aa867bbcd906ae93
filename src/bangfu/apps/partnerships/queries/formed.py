"""The only readers of formed teams: the public list, one team for its members, what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bangfu.apps.agreements.api import Agreement, Sheet, agreement_of, sheet_to_show
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.models import Settlement, Share, Team, TeamDraft, TeamMember, TeamSeat, TeamSolution
from bangfu.apps.partnerships.queries.raised import questions_raised
from bangfu.apps.partnerships.rules import drafts as draft_rules
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.apps.partnerships.rules.teams import Part, percent
from bangfu.apps.partnerships.wording import team_public, work_words
from bangfu.apps.people.api import Todo
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden, Scope
from bangfu.values import InvalidValue, PublicNumber, shanghai_day

PUBLIC_STATES = ("mandated", "ended")
SHOWN = 60
GAPS_NAMED = 3
TONES = {"forming": "warn", "signing": "info", "mandated": "ok", "ended": "plain", "abandoned": "plain"}
MEMBER_TONES = {
    "invited": "warn",
    "accepted": "info",
    "declined": "err",
    "joined": "ok",
    "leaving": "warn",
    "left": "plain",
}


def public_teams(*, place: str = "", organisation: str = "") -> "QuerySet[Team]":
    """Teams with a mandate, the newest first."""
    rows = (
        Team.objects.filter(state__in=PUBLIC_STATES).select_related("settlement").prefetch_related("settlement__shares")
    )
    if place:
        rows = rows.filter(place__startswith=place)
    if organisation:
        rows = rows.filter(settlement__shares__organisation=organisation)
    return rows.order_by("-mandated_at", "-id")


def names_in(teams: Iterable[Team]) -> dict[str, str]:
    """Names of everybody in these teams' settlements, in one query."""
    numbers = {one.organisation for team in teams if team.settlement for one in team.settlement.shares.all()}
    return {number: one.name for number, one in organisations_by_number(numbers).items()}


def as_data(team: Team, names: Mapping[str, str]) -> dict[str, Any]:
    """A team as its JSON twin shows it: no money of single members, no person."""
    data = team_public(team)
    for member in data["members"]:
        member["name"] = names.get(member["organisation"], "")
    return data | {"mandated_on": shanghai_day(team.mandated_at).isoformat() if team.mandated_at else None}


def public_team(text: str) -> Team:
    """A team that anybody may see, by its number in any writing. Errors: ``Hidden``."""
    try:
        number = PublicNumber.parse(text).text
    except InvalidValue:
        raise Hidden from None
    found = public_teams().filter(number=number).first()
    if found is None:
        raise Hidden
    return found


def team_for(actor: Actor, number: str) -> Team:
    """A formed team for its members, its planner and the offices above its place. Errors: ``Hidden``."""
    rows = Team.objects.select_related("draft", "settlement", "proposal").prefetch_related("members")
    found = rows.filter(number=number).first()
    if found is None:
        raise Hidden
    if not policy.may_follow_team(actor, found, [one.organisation for one in found.members.all()]):
        raise Hidden
    return found


def own_members(actor: Actor, team: Team) -> list[str]:
    """Members of a team for which this actor answers."""
    numbers = [one.organisation for one in team.members.all()]
    return [number for number in numbers if actor.may(policy.ANSWER, Scope(organisation=number))]


def own_teams(actor: Actor) -> list[dict[str, Any]]:
    """Teams that an actor follows, for a list of one's own; two queries."""
    reached = Q(pk__in=())
    for grant in actor.scopes_of(policy.FOLLOW):
        if grant.scope_kind == EVERYWHERE:
            reached |= ~Q(pk__in=())
        if grant.scope_kind == "region":
            reached |= Q(place__startswith=grant.scope_id) | Q(draft__office__startswith=grant.scope_id)
        if grant.scope_kind == "organisation":
            reached |= Q(members__organisation=grant.scope_id) | Q(draft__hub=grant.scope_id)
    rows = list(Team.objects.filter(reached).distinct()[:SHOWN])
    names = organisations_by_number(one.lead for one in rows)
    return [
        {"team": one, "lead": names[one.lead].name if one.lead in names else one.lead,
         "state": rules.TEAM_STATES[one.state], "tone": TONES[one.state]}
        for one in rows
    ]  # fmt: skip


@dataclass(slots=True)
class FormedPage:
    """One formed team as its members see it, with what this reader may do."""

    team: Team
    names: dict[str, str]
    may_lead: bool
    members: list[dict[str, Any]]
    shares: list[dict[str, Any]] = field(default_factory=list)
    coming: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, str]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    agreement: Agreement | None = None
    sheet: Sheet | None = None
    to_answer: list[str] = field(default_factory=list)
    to_sign: list[str] = field(default_factory=list)
    may_leave: list[str] = field(default_factory=list)


def formed_page(actor: Actor, team: Team) -> FormedPage:
    """Everything about a formed team; a fixed number of queries."""
    members: list[TeamMember] = list(team.members.all())
    settled = list(team.settlements.prefetch_related("shares"))
    numbers = {one.organisation for one in members}
    names = {number: one.name for number, one in organisations_by_number(numbers).items()}
    page = FormedPage(team, names, policy.may_lead_team(actor, team), [_member(one, names) for one in members])
    own = {one.organisation: one for one in members if actor.may(policy.ANSWER, Scope(organisation=one.organisation))}
    by_pk = {one.pk: one for one in settled}
    page.shares = _rows(by_pk.get(team.settlement_id or 0), team, names)
    page.coming = _rows(by_pk.get(team.proposal_id or 0), team, names)
    page.tasks = _matrix(page.coming or page.shares)
    page.history = [
        {"serial": one.serial, "at": one.at, "why": one.why, "rows": _rows(one, team, names)}
        for one in settled if one.pk not in (team.settlement_id, team.proposal_id)
    ]  # fmt: skip
    page.answers = [
        {"name": draft_rules.QUESTIONS[code][0], "words": words}
        for code, words in team.answers.items()
        if code in draft_rules.QUESTIONS and words
    ]
    page.to_answer = [number for number, one in own.items() if one.state == "invited"]
    page.may_leave = [number for number, one in own.items() if one.state == "joined" and not one.is_lead]
    if team.agreement:
        page.agreement = agreement_of(team.holder)
        page.sheet = sheet_to_show(page.agreement) if page.agreement else None
        ready = all(
            one.state not in ("invited", "declined")
            for one in members
            if one.organisation in {row["number"] for row in page.coming}
        )
        if page.sheet and page.agreement and page.agreement.proposed_id and ready:
            page.to_sign = [number for number in own if page.sheet.waits_for("organisation", number)]
    return page


def _member(one: TeamMember, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": one.organisation, "name": names.get(one.organisation, one.organisation), "is_lead": one.is_lead,
        "state": rules.MEMBER_STATES[one.state], "code": one.state, "tone": MEMBER_TONES[one.state], "reason": one.reason,
    }  # fmt: skip


def _rows(settlement: Settlement | None, team: Team, names: Mapping[str, str]) -> list[dict[str, Any]]:
    if settlement is None:
        return []
    shares: list[Share] = sorted(settlement.shares.all(), key=lambda one: one.organisation != team.lead)
    return [
        {"number": one.organisation, "name": names.get(one.organisation, one.organisation), "work": work_words(one),
         "own_words": one.work, "tasks": one.tasks, "is_lead": one.organisation == team.lead,
         "budget": percent(one.budget_permille), "credit": percent(one.credit_permille)}
        for one in shares
    ]  # fmt: skip


def _matrix(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tasks × members: who does it."""
    names = list(dict.fromkeys(task for row in rows for task in row["tasks"]))
    return [{"name": name, "cells": [name in row["tasks"] for row in rows]} for name in names]


# --- what the form begins with ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposed:
    """A member as the form of invitations begins with it."""

    number: str
    name: str
    tasks: tuple[str, ...]
    work: str
    budget: str
    credit: str


def proposed_members(draft: TeamDraft) -> tuple[str, list[Proposed]]:
    """(lead, members) out of the draft's newest answer, with work as it found it and shares in proportion to it.

    Errors: ``Hidden`` when nothing is solved yet.
    """
    solution = draft.newest_solution
    if solution is None:
        raise Hidden
    seats: list[TeamSeat] = list(solution.seats.all())
    names = {number: one.name for number, one in organisations_by_number(seat.organisation for seat in seats).items()}
    asked = {**solution.project["required_capabilities"], **solution.project["required_resources"]}
    weights = [
        sum(amount / max(1, asked.get(name, amount)) for name, amount in seat.brings.items())
        + (0.5 if seat.is_lead else 0)
        for seat in seats
    ]
    shares = rules.fair_shares(weights)
    rows = [
        Proposed(
            seat.organisation, names.get(seat.organisation, seat.organisation), tuple(seat.brings),
            "牵头统筹，联系村里" if seat.is_lead else "", percent(share).rstrip("%"), percent(share).rstrip("%"),
        )
        for seat, share in zip(seats, shares, strict=True)
    ]  # fmt: skip
    return solution.lead, rows


def settled_members(team: Team) -> list[Proposed]:
    """Members as the form of a new settlement begins with them: the present proposal, else what counts; who leaves is left out."""
    settlement = team.proposal or team.settlement
    leaving = set(team.members.filter(state__in=("leaving", "declined", "left")).values_list("organisation", flat=True))
    shares = [one for one in settlement.shares.all() if one.organisation not in leaving] if settlement else []
    names = {number: one.name for number, one in organisations_by_number(one.organisation for one in shares).items()}
    return [
        Proposed(
            one.organisation, names.get(one.organisation, one.organisation), tuple(one.tasks), one.work,
            percent(one.budget_permille).rstrip("%"), percent(one.credit_permille).rstrip("%"),
        )
        for one in sorted(shares, key=lambda one: one.organisation != team.lead)
    ]  # fmt: skip


def questions_of(draft: TeamDraft, lead: str, parts: list[Part]) -> list[dict[str, str]]:
    """The questions that a team raises, with what was answered so far."""
    return [
        {"code": code, "name": draft_rules.QUESTIONS[code][0], "text": draft_rules.QUESTIONS[code][1],
         "answer": draft.answers.get(code, "")}
        for code in questions_raised(draft, lead, parts)
    ]  # fmt: skip


def _gaps(actor: Actor) -> list[Todo]:
    """Drafts of this actor's hubs whose newest answer leaves something that nobody covers."""
    hubs = [one.scope_id for one in actor.scopes_of(policy.PLAN) if one.scope_kind == "organisation"]
    if not hubs:
        return []
    rows = TeamSolution.objects.filter(draft__hub__in=hubs).select_related("draft").order_by("draft_id", "pk")
    newest = {row.draft_id: row for row in rows}
    formed = set(Team.objects.filter(draft__in=newest).values_list("draft_id", flat=True))
    return [
        Todo(
            "团队缺口",
            row.draft.title,
            "还没有人做：" + "、".join(sorted(row.missing)[:GAPS_NAMED]),
            None,
            reverse("partnerships:team", args=[row.draft.number]),
            "找人补上",
            "warn",
        )
        for row in newest.values()
        if row.missing and row.draft_id not in formed
    ]


def todo_teams(actor: Actor, at: datetime) -> list[Todo]:
    """Gaps of one's own teams, invitations to answer, mandates to sign, for the organisations that this actor answers for."""
    return [*_gaps(actor), *_asked(actor)]


def _asked(actor: Actor) -> list[Todo]:
    numbers = [one.scope_id for one in actor.scopes_of(policy.ANSWER) if one.scope_kind == "organisation"]
    if not numbers:
        return []
    rows = TeamMember.objects.filter(organisation__in=numbers, team__state__in=rules.IN_HAND).select_related("team")
    found = []
    subjects = {one.team.holder: one.team for one in rows}
    for one in rows:
        if one.state == "invited":
            url = reverse("partnerships:formed", args=[one.team.number])
            found.append(Todo("组团邀请", one.team.title, "看清分工和份额，愿意不愿意都请答复", None, url, "去答复"))
    unsigned = Agreement.objects.filter(
        subject__in=list(subjects),
        proposed__signatories__party__code__in=numbers,
        proposed__signatories__signature__isnull=True,
    ).values_list("subject", flat=True)
    for subject in sorted(set(unsigned)):
        url = reverse("partnerships:formed", args=[subjects[subject].number])
        found.append(Todo("签任务书", subjects[subject].title, "全体签齐才生效", None, url, "去签署"))
    return found
