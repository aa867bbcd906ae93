"""The only writers of team drafts and of the answers to them. Lock order: draft, run, then what hangs on the draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bangfu.apps.organisations.api import Organisation, eligible
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.models import TeamChoice, TeamDraft, TeamSeat, TeamSolution
from bangfu.apps.partnerships.queries import drafts as queries
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.runs.actions import start_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Cancelled
from bangfu.values import Refusal

RUN_KIND = "partnerships.team"
ASKED = ("place", "themes", "required_capabilities", "required_resources", "max_members", "budget_fen", "weights")
EDITABLE = ("title", "need", *ASKED)


def _check(draft: TeamDraft) -> None:
    found = rules.draft_refusals(
        title=draft.title,
        capabilities=draft.required_capabilities,
        resources=draft.required_resources,
        max_members=draft.max_members,
        budget_fen=draft.budget_fen,
        weights=draft.weights,
    )
    if found:
        raise Refused(found[0])


def _locked(by: Actor, number: str) -> TeamDraft:
    draft = TeamDraft.objects.select_for_update().filter(number=number).first()
    if draft is None or not by.may(policy.PLAN, policy.scope_of(draft)):
        raise Hidden
    return draft


def _check_version(draft: TeamDraft, version: int | None) -> None:
    if version is not None and version != draft.version:
        raise Refused(
            Refusal("changed_meanwhile", "这个组团方案刚被别人改过。", "请看一眼最新内容再保存；您填的还在本页。")
        )


def _touch(draft: TeamDraft, by: Actor, at: datetime, *, asked: bool) -> None:
    draft.version += 1
    draft.asked_version += int(asked)
    draft.changed_by, draft.changed_at = by.person or by.kind, at
    draft.save()


@action("partnerships.draft_team")
def draft_team(
    *, by: Actor, at: datetime, key: str = "", values: Mapping[str, Any], office: str = "", hub: str = ""
) -> TeamDraft:
    """Begin a team. ``values`` by the names in :data:`EDITABLE`; ``office`` and ``hub`` only count for the system itself.

    Errors: ``Refused`` with the first thing that is wrong, ``Denied`` without the right to plan.
    """
    if by.kind != "system":
        office, hub = policy.planner_of(by)
    draft = TeamDraft(
        number=allocate("T", at=at)[0],
        office=office,
        hub=hub,
        created_by=by.person or by.kind,
        created_at=at,
        changed_by=by.person or by.kind,
        changed_at=at,
        **{name: values[name] for name in EDITABLE if name in values},
    )
    draft.weights = draft.weights or dict(rules.WEIGHTS)
    _check(draft)
    draft.save(force_insert=True)
    record(subject=draft, changes={"title": ("", draft.title), "need": ("", draft.need)})
    return draft


@action("partnerships.change_team")
def change_team(
    *, by: Actor, at: datetime, key: str = "", number: str, values: Mapping[str, Any], version: int | None = None
) -> TeamDraft:
    """Change a draft. ``version`` is the one the form was opened with: of two who save at once, one is told."""
    draft = _locked(by, number)
    _check_version(draft, version)
    changes = {
        name: (getattr(draft, name), values[name])
        for name in EDITABLE
        if name in values and getattr(draft, name) != values[name]
    }
    for name, (_old, new) in changes.items():
        setattr(draft, name, new)
    _check(draft)
    _touch(draft, by, at, asked=bool(set(changes) & set(ASKED)))
    record(subject=draft, changes=changes)
    return draft


@action("partnerships.choose_members")
def choose_members(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    organisations: Sequence[str],
    treatment: str,
    reason: str = "",
    cost_fen: int | None = None,
    more_seats: bool = False,
) -> TeamDraft:
    """Say of organisations that they lead, take part, or are not considered; "" takes the choice back.

    ``more_seats`` raises the limit of members when the chosen ones would not fit beside the present team.
    Errors: ``Refused`` for one that may not be proposed here, a lead without the right, a missing reason.
    """
    draft = _locked(by, number)
    known = {one.number: one for one in eligible().filter(number__in=organisations)}
    for each in organisations:
        _choose(draft, each, known.get(each), treatment, reason.strip()[:200], cost_fen)
    if more_seats and treatment == "pin":
        latest = draft.solutions.order_by("-serial").first()
        present = latest.seats.count() if latest else 0
        draft.max_members = min(rules.MEMBERS_MAX, max(draft.max_members, present + len(organisations)))
    _touch(draft, by, at, asked=True)
    named = "、".join(organisations)
    record(subject=draft, note=f"{rules.TREATMENTS.get(treatment, '取消')}：{named} {reason}".strip())
    return draft


def _choose(
    draft: TeamDraft, number: str, known: Organisation | None, treatment: str, reason: str, cost_fen: int | None
) -> None:
    if treatment == "":
        TeamChoice.objects.filter(draft=draft, organisation=number).delete()
        return
    if treatment not in rules.TREATMENTS:
        raise Refused(Refusal("treatment", "请选择指定牵头、指定参加、不考虑或只记费用。"))
    allowed = queries.allowed_by_hub(draft.hub)
    if known is None or (allowed is not None and number not in allowed):
        whose = "本枢纽的会员里" if draft.hub else "可推荐的名录里"
        raise Refused(
            Refusal("not_a_candidate", f"{whose}没有编号为 {number} 的组织。", "请核对编号，或从名录里复制。")
        )
    if treatment == "exclude" and not reason:
        raise Refused(Refusal("reason", "不考虑一家组织，要写一句原因。"))
    if treatment == "lead":
        refuse(rules.lead_refusal(known.name, known.get_kind_display(), is_hub=known.is_hub))
        TeamChoice.objects.filter(draft=draft, treatment="lead").exclude(organisation=number).update(treatment="pin")
    old = TeamChoice.objects.filter(draft=draft, organisation=number).first()
    values = {"treatment": treatment, "reason": reason}
    if cost_fen is not None or old is None:
        values["cost_fen"] = cost_fen  # type: ignore[assignment]
    TeamChoice.objects.update_or_create(draft=draft, organisation=number, defaults=values)


@action("partnerships.answer_questions")
def answer_questions(
    *, by: Actor, at: datetime, key: str = "", number: str, answers: Mapping[str, str], version: int | None = None
) -> TeamDraft:
    """Keep what was answered in words to the questions that a team raises."""
    draft = _locked(by, number)
    _check_version(draft, version)
    given = {code: answers[code].strip()[:500] for code in rules.QUESTIONS if code in answers}
    before = dict(draft.answers)
    draft.answers = before | given
    _touch(draft, by, at, asked=False)
    record(subject=draft, changes={"answers": (before, draft.answers)})
    return draft


@action("partnerships.solve_team")
def solve_team(*, by: Actor, at: datetime, key: str = "", number: str) -> Run:
    """Have the team searched for; the run's page shows how far it is. Errors: ``Refused`` while one is under way."""
    draft = _locked(by, number)
    _check(draft)
    begun = Run.objects.filter(pk=draft.run, ended_at=None, created_at__gt=at - timedelta(minutes=rules.STALE_MINUTES))
    if draft.run and begun.exists():
        raise Refused(Refusal("already_solving", "这个组团方案正在求解。", "请等它算完，或先取消那一次。"))
    run: Run = start_run(
        by=by, at=at, kind=RUN_KIND, title=f"组团求解：{draft.title}"[:120], arguments={"team": draft.number}
    )
    draft.run = run.pk
    draft.save(update_fields=["run"])
    record(subject=draft, changes={"run": ("", run.pk)})
    return run


@action("partnerships.record_solution")
def record_solution(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    run: str,
    values: Mapping[str, Any],
    seats: Sequence[Mapping[str, Any]],
) -> TeamSolution:
    """Keep an answer of the search as it came. Called by the runner only.

    Errors: ``Refused`` when a member can no longer be proposed; ``Cancelled`` when the run was cancelled meanwhile.
    """
    draft = TeamDraft.objects.select_for_update().get(number=number)
    under_way = Run.objects.select_for_update().get(pk=run) if run else None
    if under_way is not None and (under_way.cancel_wanted or under_way.is_over):
        raise Cancelled
    members = {seat["organisation"]: seat["name"] for seat in seats}
    still = set(eligible().filter(number__in=members).values_list("number", flat=True))
    gone = [name for one, name in members.items() if one not in still]
    if gone:
        raise Refused(
            Refusal(
                "member_gone",
                f"求解期间，{'、'.join(gone)}被撤销、合并或列入异常，这次的结果没有保存。",
                "请再求解一次。",
            )
        )
    latest = draft.solutions.order_by("-serial").values_list("serial", flat=True).first() or 0
    solution = TeamSolution.objects.create(draft=draft, serial=latest + 1, run=run, at=at, **values)
    TeamSeat.objects.bulk_create(
        [
            TeamSeat(solution=solution, **{name: value for name, value in seat.items() if name != "name"})
            for seat in seats
        ]
    )
    record(subject=solution, changes={"lead": ("", solution.lead)}, count=len(seats))
    return solution
