"""Reading claims; whoever gets a claim from here may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.rules.claims import (
    CLIMBS_UNLESS_SAID,
    HOURS_UNLESS_SAID,
    RELEASED_HOW,
    Office,
    offices,
)
from bangfu.apps.needs.api import Need, NeedLine, need_for, units_in_hands
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo
from bangfu.apps.programmes.api import current_pack, rules_of
from bangfu.plumbing.access import Actor, Hidden, Scope
from bangfu.plumbing.quantities.waiting import Standing, waiting_places

LIVE = ("started", "offered")
TODO_MAX = 20


def time_to_offer(on: date) -> timedelta:
    """How long units are kept for an offer that is not complete, by the pack's rules of a day."""
    return _hours("claim_completion_hours", on)


def time_to_answer(on: date) -> timedelta:
    """How long each office has to answer a complete offer, by the pack's rules of a day."""
    return _hours("village_answer_hours", on)


def _hours(rule: str, on: date) -> timedelta:
    found = rules_of(on).limit(rule)
    return timedelta(hours=HOURS_UNLESS_SAID if found is None else found)


def answering() -> tuple[Office, ...]:
    """The offices that an unanswered offer climbs, as the pack orders them."""
    return offices(current_pack().claims.get("climbs", CLIMBS_UNLESS_SAID))


def office_of(claim: Claim) -> Office:
    """Who should answer a claim now; a pack that was shortened since leaves it with the last office."""
    known = answering()
    return known[min(claim.level, len(known) - 1)]


def _rows() -> "QuerySet[Claim]":
    return Claim.objects.select_related("need__region", "organisation").prefetch_related("lines", "proposals")


def organisations_of(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisations for which this person may claim, by name."""
    numbers = [grant.scope_id for grant in actor.scopes_of("exchange.claim") if grant.scope_kind == "organisation"]
    return sorted(
        ((one.number, one.name) for one in organisations_by_number(numbers).values()), key=lambda each: each[1]
    )


def may_choose(actor: Actor, need: Need) -> bool:
    """Whether this person answers for the need's place."""
    return actor.may("exchange.choose", Scope(region=need.region_path))


def claim_for(actor: Actor, claim_id: str) -> Claim:
    """One claim, for those who may claim for the organisation that made it; `counter_of` reads its lines. Errors: ``Hidden``."""
    found = Claim.objects.select_related("need__region", "organisation").filter(pk=claim_id).first()
    if found is None or not actor.may("exchange.claim", Scope(organisation=found.organisation.number)):
        raise Hidden
    return found


def claims_of(actor: Actor) -> list[Claim]:
    """Every claim of the organisations that this person works for, the newest first, at most two hundred."""
    numbers = [number for number, _name in organisations_of(actor)]
    return list(_rows().filter(organisation__number__in=numbers).order_by("-started_at")[:200])


@dataclass(frozen=True, slots=True)
class Counted:
    """One item of a claim: what it wants, holds, and where it waits (0: it does not)."""

    line: NeedLine
    wanted: int
    held: int
    committed: int
    waits_at: int


@dataclass(frozen=True, slots=True)
class Counter:
    """A need with everybody who is in it: ``claims`` oldest first, ``items`` by claim id."""

    need: Need
    claims: list[Claim]
    items: dict[str, list[Counted]]


def counter_of(need: Need) -> Counter:
    """Who wants and holds what of a need. Four queries, however many claims."""
    claims = list(_rows().filter(need=need).order_by("position"))
    hands = units_in_hands(need)
    waits = waiting_places([standing_of(claim, hands) for claim in claims if claim.state in LIVE])
    lines = {line.position: line for line in need.lines.all()}
    items = {
        claim.pk: [
            Counted(
                line=lines[row.position],
                wanted=row.wanted,
                held=hands.get((claim.holder, "held"), {}).get(row.position, 0),
                committed=hands.get((claim.holder, "committed"), {}).get(row.position, 0),
                waits_at=waits.get(claim.holder, {}).get(row.position, 0),
            )
            for row in claim.lines.all()
        ]
        for claim in claims
    }
    return Counter(need, claims, items)


def standing_of(claim: Claim, hands: Mapping[tuple[str, str], Mapping[int, int]]) -> Standing:
    """A claim as the rules see it; ``hands`` as ``needs.units_in_hands`` tells them."""
    wanted = {row.position: row.wanted for row in claim.lines.all()}
    return Standing(claim.holder, claim.state, wanted, hands.get((claim.holder, "held"), {}))


def counter_for(actor: Actor, number: str) -> Counter:
    """The counter of a need, for those who read the needs of its place: the village chooses, the bureau advises.

    Errors: ``Hidden``.
    """
    need = need_for(actor, number)
    if not actor.may("needs.read", Scope(region=need.region_path)):
        raise Hidden
    return counter_of(need)


def units_to_change(counter: Counter, claim: Claim) -> list[dict[str, Any]]:
    """Each item of the need with what the claim wants of it now and the most that it may be changed to."""
    mine = {one.line.position: one for one in counter.items[claim.pk]}
    return [
        {
            "line": line,
            "wanted": mine[line.position].wanted if line.position in mine else 0,
            "most": line.balance.open + (mine[line.position].wanted if line.position in mine else 0),
        }
        for line in counter.need.lines.all()
    ]


def proposal_of(claim: Claim) -> dict[str, Any] | None:
    """The newest proposal of the village that still matters, with its units in words; None when there is none."""
    rows = [row for row in claim.proposals.all() if row.state != "gone"]
    if not rows or claim.state not in LIVE:
        return None
    lines = {line.position: line for line in claim.need.lines.all()}
    units = [f"{lines[place].item} {count} {lines[place].unit}" for place, count in sorted(rows[-1].wanted.items())]
    return {"row": rows[-1], "units": "、".join(units), "is_open": rows[-1].state == "open"}


def how_it_ended(claim: Claim) -> str:
    """「村里选了别家：离得近」, empty while it lives or was chosen."""
    if claim.state != "released":
        return ""
    words = RELEASED_HOW[claim.released_how]
    return f"{words}：{claim.reason}" if claim.reason else words


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: offers to answer at one's place, offers to complete for one's organisation."""
    return [*_to_answer(actor), *_to_complete(actor)]


def _to_answer(actor: Actor) -> Iterable[Todo]:
    scopes = [grant.scope_id for grant in actor.scopes_of("exchange.choose") if grant.scope_kind == "region"]
    if not scopes:
        return
    here = Q()
    for scope in scopes:
        here |= Q(need__region_path__startswith=scope)
    narrow = max(len(scope) for scope in scopes)
    known = answering()
    # Who is wider than every office of the pack answers at the last one.
    level = next((place for place, office in enumerate(known) if office.digits <= narrow), len(known) - 1)
    rows = _rows().filter(here, state="offered", level__gte=level).order_by("answer_by", "offered_at")
    seen: set[str] = set()
    for claim in rows[:TODO_MAX]:
        if claim.need.number not in seen:
            seen.add(claim.need.number)
            yield Todo(
                "选承接方",
                claim.need.title,
                f"{claim.organisation.name} 等已交方案 · 现在由{office_of(claim).words}答复",
                claim.answer_by,
                reverse("exchange:offers", args=[claim.need.number]),
                "去选定",
            )


def _to_complete(actor: Actor) -> Iterable[Todo]:
    numbers = [number for number, _name in organisations_of(actor)] if actor.has("exchange.claim") else []
    if not numbers:
        return
    rows = _rows().filter(organisation__number__in=numbers, state="started").order_by("offer_by")
    for claim in rows[:TODO_MAX]:
        yield Todo(
            "写方案",
            claim.need.title,
            f"{claim.organisation.name} · 到期前数量为您留着",
            claim.offer_by,
            reverse("exchange:claim", args=[claim.pk]),
            "写方案",
        )
