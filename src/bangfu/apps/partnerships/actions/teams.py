"""The only writers of formed teams. Lock order: organisations by number, the team, its agreement.

Shares are settled as a whole: a settlement names every member with its work and its two shares, and counts when all who are new
have said yes and all who are in it have signed the mandate that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.agreements.api import PartyGiven, amend_agreement, draft_agreement, end_agreement, sign_agreement
from bangfu.apps.organisations.api import eligible, lock_organisations, organisations_by_number
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions.slots import commit_slots, let_slots_go, refuse_unable, take_slots
from bangfu.apps.partnerships.models import Settlement, Share, Team, TeamDraft, TeamMember
from bangfu.apps.partnerships.queries.raised import questions_raised
from bangfu.apps.partnerships.rules import drafts as draft_rules
from bangfu.apps.partnerships.rules import pairings as term_rules
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.apps.partnerships.wording import team_public, team_values
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day


@dataclass(frozen=True, slots=True)
class TeamTerms:
    """What the team is formed for: goals in words, from when to when, how much money in fen, who leads."""

    goals: str
    starts_on: date
    ends_on: date
    budget_fen: int
    lead: str


@action("partnerships.form_team")
def form_team(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    terms: TeamTerms,
    parts: Sequence[Part],
    answers: Mapping[str, str],
) -> Team:
    """Ask everybody in ``parts`` to take part in the draft ``number``, with work and shares as proposed.

    Errors: ``Refused`` for a lead without the right, shares that are not 100 %, a question left open; ``Hidden``.
    """
    numbers = sorted({part.organisation for part in parts})
    lock_organisations(numbers)
    draft = TeamDraft.objects.select_for_update().filter(number=number).first()
    if draft is None or not by.may(policy.PLAN, policy.scope_of(draft)):
        raise Hidden
    if Team.objects.filter(draft=draft).exists():
        raise Refused(Refusal("formed_already", "这个方案已经发出过邀请，请到团队的页面上接着办。"))
    names = _named(numbers)
    refuse(rules.form_refusal(parts, terms.lead, terms.goals))
    refuse(rules.shares_refusal(parts, names))
    refuse(term_rules.term_refusal(starts_on=terms.starts_on, ends_on=terms.ends_on, on=shanghai_day(at)))
    able = _able_to_lead(terms.lead)
    given = dict(draft.answers) | {code: words.strip()[:500] for code, words in answers.items() if words.strip()}
    refuse(rules.questions_refusal(questions_raised(draft, terms.lead, parts), given))
    team = _made(draft, terms, given, by, at)
    TeamMember.objects.bulk_create(
        [
            TeamMember(
                team=team, organisation=part.organisation, is_lead=part.organisation == terms.lead,
                may_lead=able and part.organisation == terms.lead, invited_at=at,
            )
            for part in parts
        ]
    )  # fmt: skip
    _propose(team, parts, "", by, at)
    put_event("partnerships.team_invited", {"number": team.number}, at=at)
    record(subject=team, changes={"state": ("", "forming"), "lead": ("", team.lead)}, count=len(parts))
    return team


def _named(numbers: Sequence[str]) -> dict[str, str]:
    """Names of members that may be asked. Errors: ``Refused`` naming the number that is in no registry."""
    names = {number: one.name for number, one in organisations_by_number(numbers).items()}
    unknown = [number for number in numbers if number not in names]
    if unknown:
        raise Refused(Refusal("not_a_candidate", f"名录里没有编号为 {unknown[0]} 的组织，请核对编号。"))
    for number in numbers:
        refuse_unable(number)
    return names


def _able_to_lead(number: str) -> bool:
    known = eligible().filter(number=number).first()
    if known is None:
        raise Refused(Refusal("lead_unable", "牵头单位现在不能承接新的事，请另选。"))
    refuse(draft_rules.lead_refusal(known.name, known.get_kind_display(), is_hub=known.is_hub))
    return True


def _made(draft: TeamDraft, terms: TeamTerms, answers: Mapping[str, str], by: Actor, at: datetime) -> Team:
    place = regions_by_code({draft.place}).get(draft.place) if draft.place else None
    return Team.objects.create(
        draft=draft, number=draft.number, title=draft.title, place=draft.place,
        place_name=place.full_name if place else "", need=draft.need, goals=terms.goals.strip(), starts_on=terms.starts_on,
        ends_on=terms.ends_on, lead=terms.lead, budget_fen=terms.budget_fen, answers=dict(answers),
        formed_by=by.person or by.kind, formed_at=at,
    )  # fmt: skip


def _propose(team: Team, parts: Sequence[Part], why: str, by: Actor, at: datetime) -> Settlement:
    """The shares first, the pointer to them after: the database refuses the pointer when they are not whole."""
    settlement = Settlement.objects.create(
        team=team, serial=team.settlements.count() + 1, why=why[:200], person=by.person or by.kind, at=at
    )
    Share.objects.bulk_create(
        [
            Share(
                settlement=settlement, organisation=part.organisation, tasks=list(part.tasks), work=part.work.strip()[:300],
                budget_permille=part.budget_permille, credit_permille=part.credit_permille,
            )
            for part in parts
        ]
    )  # fmt: skip
    team.proposal = settlement
    team.save(update_fields=["proposal"])
    return settlement


def hold(number: str, *besides: str) -> Team:
    """A team with the organisations of its members (and those ``besides``) locked first. Errors: ``Hidden``."""
    members = set(TeamMember.objects.filter(team__number=number).values_list("organisation", flat=True))
    if not members:
        raise Hidden
    lock_organisations(members | set(besides))
    return Team.objects.select_for_update(of=("self",)).select_related("draft").get(number=number)


def _own(by: Actor, team: Team, organisation: str) -> TeamMember:
    member: TeamMember | None = team.members.filter(organisation=organisation).first()
    everybody = list(team.members.values_list("organisation", flat=True))
    if not policy.may_follow_team(by, team, everybody):
        raise Hidden
    if member is None:
        raise Refused(Refusal("no_member", "这家组织不在团队里，请刷新页面。"))
    if not by.may(policy.ANSWER, Scope(organisation=organisation)):
        raise Denied(policy.ANSWER)
    return member


@action("partnerships.answer_team")
def answer_team(
    *, by: Actor, at: datetime, key: str = "", number: str, organisation: str, answer: str, reason: str = ""
) -> TeamMember:
    """A member says yes, which holds a slot in each declared quarter, or no with a reason."""
    team = hold(number)
    member = _own(by, team, organisation)
    refuse(rules.answer_refusal(state=member.state, answer=answer, reason=reason))
    member.state, member.reason = answer, reason.strip()[:300]
    member.answered_by, member.answered_at = by.person or by.kind, at
    if answer == "accepted":
        refuse_unable(organisation)
        wanted = term_rules.quarters_between(team.starts_on, team.ends_on, shanghai_day(at))
        member.quarters = take_slots(number=organisation, holder=team.holder, quarters=wanted, at=at)
    member.save(update_fields=["state", "reason", "answered_by", "answered_at", "quarters"])
    put_event("partnerships.team_answered", {"number": number, "organisation": organisation}, at=at)
    record(subject=member, changes={"state": ("invited", answer)})
    _write_when_agreed(team, at)
    return member


def _states(team: Team) -> dict[str, str]:
    """How each member of the proposal stands."""
    assert team.proposal is not None
    states = dict(team.members.values_list("organisation", "state"))
    return {number: states[number] for number in team.proposal.shares.values_list("organisation", flat=True)}


def _write_when_agreed(team: Team, at: datetime) -> None:
    """The mandate is written as soon as nobody's yes is missing."""
    if team.proposal is None or any(state in ("invited", "declined") for state in _states(team).values()):
        return
    shares = list(team.proposal.shares.all())
    names = {number: one.name for number, one in organisations_by_number(one.organisation for one in shares).items()}
    ordered = sorted(shares, key=lambda one: one.organisation != team.lead)
    parties = [
        PartyGiven(
            "organisation",
            one.organisation,
            names[one.organisation],
            "牵头单位" if one.organisation == team.lead else "成员单位",
        )
        for one in ordered
    ]
    values = team_values(team, ordered, names)
    if team.agreement:
        amend_agreement(
            by=SYSTEM_ACTOR, at=at, agreement_id=team.agreement, parties=parties, values=values,
            why=team.proposal.why or "成员或份额有变",
        )  # fmt: skip
    else:
        made = draft_agreement(
            by=SYSTEM_ACTOR, at=at, kind="team", subject=team.holder, number=team.number,
            title=f"{team.title}任务书", region=team.place or team.draft.office.ljust(12, "0"), parties=parties,
            values=values,
        )  # fmt: skip
        team.agreement, team.state = made.pk, "signing"
        team.save(update_fields=["agreement", "state"])
    put_event("partnerships.team_to_sign", {"number": team.number}, at=at)


@action("partnerships.sign_team")
def sign_team(
    *, by: Actor, at: datetime, key: str = "", number: str, organisation: str, seen: str, intent: str
) -> Team:
    """A member signs the mandate that it has before it; with the last signature its shares count."""
    team = hold(number)
    _own(by, team, organisation)
    if not team.agreement or team.proposal is None or team.state not in rules.IN_HAND:
        raise Refused(Refusal("nothing_to_sign", "现在没有等您签署的文本，请刷新页面看最新情况。"))
    refuse(rules.signing_refusal(_states(team), {}))
    paper = sign_agreement(
        by=by, at=at, agreement_id=team.agreement, kind="organisation", code=organisation, seen=seen, intent=intent
    )
    record(subject=team, note=f"{organisation} 签署任务书")
    if paper.proposed_id is None:
        _take_effect(team, at)
    return team


def _take_effect(team: Team, at: datetime) -> None:
    """Who is in the settlement has joined, who no longer is has left; the former settlement stays as history."""
    assert team.proposal is not None
    inside = set(team.proposal.shares.values_list("organisation", flat=True))
    for member in team.members.all():
        if member.organisation in inside and member.state != "joined":
            commit_slots(number=member.organisation, holder=team.holder, quarters=member.quarters, at=at)
            member.state, member.joined_at = "joined", member.joined_at or at
        elif member.organisation not in inside and member.state in ("joined", "leaving", "accepted", "invited"):
            never = member.joined_at is None
            member.quarters = let_slots_go(
                number=member.organisation, holder=team.holder, quarters=member.quarters, at=at, all_of_them=never
            )
            member.state, member.left_at = "left", at
        member.save(update_fields=["state", "joined_at", "left_at", "quarters"])
    first = team.state != "mandated"
    team.settlement, team.proposal, team.state = team.proposal, None, "mandated"
    team.mandated_at = team.mandated_at or at
    team.save(update_fields=["settlement", "proposal", "state", "mandated_at"])
    record(subject=team, changes={"settlement": ("", team.settlement.pk)}, note="任务书签齐")
    put_event("partnerships.team_mandated" if first else "partnerships.team_resettled", {"number": team.number}, at=at)
    publish_row(
        kind="team.mandated" if first else "team.resettled", subject=team.number, fields=team_public(team), at=at
    )


@action("partnerships.resettle_team")
def resettle_team(
    *, by: Actor, at: datetime, key: str = "", number: str, parts: Sequence[Part], why: str, seen: int
) -> Team:
    """Propose who is in from now on, with work and shares. Who is new is asked; who is not named leaves when it counts.

    ``seen``: the serial of the last settlement that the writer saw: of two who settle at once, one is told.
    """
    team = hold(number, *[part.organisation for part in parts])
    everybody = list(team.members.values_list("organisation", flat=True))
    if not policy.may_lead_team(by, team):
        raise Denied(policy.LEAD) if policy.may_follow_team(by, team, everybody) else Hidden
    if team.state not in rules.IN_HAND:
        raise Refused(Refusal("team_over", f"团队{rules.TEAM_STATES[team.state]}，不能再改。"))
    if seen != team.settlements.count():
        raise Refused(Refusal("changed_meanwhile", "份额刚被别人改过。", "请看一眼最新的再改；您填的还在本页。"))
    names = {one: each.name for one, each in organisations_by_number(part.organisation for part in parts).items()}
    refuse(rules.form_refusal(parts, team.lead, team.goals))
    refuse(rules.shares_refusal(parts, names))
    refuse(rules.questions_refusal(questions_raised(team.draft, team.lead, parts), team.answers))
    if len(why.strip()) < 4:
        raise Refused(Refusal("resettle_why", "请写明为什么改，至少 4 个字，成员签字前会看到。"))
    _ask_new(team, parts, at)
    _propose(team, parts, why.strip(), by, at)
    record(subject=team, note=why.strip()[:200], count=len(parts))
    _write_when_agreed(team, at)
    return team


def _ask_new(team: Team, parts: Sequence[Part], at: datetime) -> None:
    states = dict(team.members.values_list("organisation", "state"))
    fresh = [part.organisation for part in parts if states.get(part.organisation) in (None, "declined", "left")]
    leaving = [part.organisation for part in parts if states.get(part.organisation) == "leaving"]
    if leaving:
        raise Refused(Refusal("still_leaving", f"{leaving[0]} 说过要退出，不能再分份额；它可以先撤回退出。"))
    _named(fresh)
    for number in fresh:
        TeamMember.objects.update_or_create(
            team=team,
            organisation=number,
            defaults={
                "state": "invited",
                "invited_at": at,
                "reason": "",
                "answered_by": "",
                "answered_at": None,
                "left_at": None,
            },
        )
    _drop_unjoined(team, {part.organisation for part in parts}, at)
    if fresh:
        put_event("partnerships.team_invited", {"number": team.number}, at=at)


def _drop_unjoined(team: Team, inside: set[str], at: datetime) -> None:
    """Who was asked, never joined and is no longer wanted is let go at once, with its slots."""
    for member in team.members.filter(state__in=("invited", "accepted"), joined_at=None).exclude(
        organisation__in=inside
    ):
        let_slots_go(number=member.organisation, holder=team.holder, quarters=member.quarters, at=at, all_of_them=True)
        member.quarters, member.state, member.left_at = [], "left", at
        member.save(update_fields=["quarters", "state", "left_at"])


@action("partnerships.leave_team")
def leave_team(*, by: Actor, at: datetime, key: str = "", number: str, organisation: str, reason: str) -> TeamMember:
    """A member says that it leaves. Its shares stay until the others have settled them anew; nobody can be kept."""
    team = hold(number)
    member = _own(by, team, organisation)
    refuse(rules.leave_refusal(state=member.state, is_lead=member.is_lead, reason=reason))
    member.state, member.reason = "leaving", reason.strip()[:300]
    member.save(update_fields=["state", "reason"])
    put_event("partnerships.team_answered", {"number": number, "organisation": organisation}, at=at)
    record(subject=member, changes={"state": ("joined", "leaving")}, note=member.reason)
    return member


@action("partnerships.end_team")
def end_team(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Team:
    """End a team, or give up one that did not come about. Slots of this and later quarters are given back."""
    team = hold(number)
    everybody = list(team.members.values_list("organisation", flat=True))
    if not policy.may_lead_team(by, team):
        raise Denied(policy.LEAD) if policy.may_follow_team(by, team, everybody) else Hidden
    if team.state not in rules.IN_HAND:
        raise Refused(Refusal("team_over", f"团队{rules.TEAM_STATES[team.state]}。"))
    refuse(term_rules.end_refusal(reason=reason))
    before, began = team.state, team.state == "mandated"
    for member in team.members.exclude(quarters=[]):
        member.quarters = let_slots_go(
            number=member.organisation,
            holder=team.holder,
            quarters=member.quarters,
            at=at,
            all_of_them=member.joined_at is None,
        )
        member.save(update_fields=["quarters"])
    team.state, team.ended_at, team.ended_reason = "ended" if began else "abandoned", at, reason.strip()[:300]
    team.proposal = None
    team.save(update_fields=["state", "ended_at", "ended_reason", "proposal"])
    if team.agreement:
        end_agreement(by=by, at=at, agreement_id=team.agreement, how="ended" if began else "abandoned", reason=reason)
    record(subject=team, changes={"state": (before, team.state)}, note=team.ended_reason)
    if began:
        publish_row(kind="team.ended", subject=team.number, fields=team_public(team), at=at)
    return team
