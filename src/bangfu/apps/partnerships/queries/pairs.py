"""The only readers of pairings: the public list, one pairing for its parties, what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bangfu.apps.agreements.api import Agreement, Sheet, agreement_of, liaisons_of, sheet_to_show
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.models import Pairing, PairingReview, PlanItem, Visit
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.apps.partnerships.rules.pairings import Cadence
from bangfu.apps.partnerships.wording import pairing_public, visit_days
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden
from bangfu.plumbing.clock import today
from bangfu.values import InvalidValue, PublicNumber, shanghai_day

PUBLIC_STATES = ("in_effect", "ended")
SHOWN = 60
TODO_MAX = 20


def public_pairings(*, place: str = "", organisation: str = "", over: bool = False) -> "QuerySet[Pairing]":
    """Pairings in effect (with ``over``: ended ones as well), the newest first; ``place`` is a prefix of a code."""
    rows = Pairing.objects.filter(state__in=PUBLIC_STATES if over else ("in_effect",)).order_by("-began_at", "-id")
    if place:
        rows = rows.filter(place__startswith=place)
    return rows.filter(organisation=organisation) if organisation else rows


def named(pairings: Iterable[Pairing]) -> dict[str, str]:
    """Names of the organisations in these pairings, in one query."""
    return {number: one.name for number, one in organisations_by_number(one.organisation for one in pairings).items()}


def as_data(pairing: Pairing, names: Mapping[str, str]) -> dict[str, Any]:
    """A pairing as its JSON twin shows it: public values only."""
    return pairing_public(pairing) | {
        "organisation_name": names.get(pairing.organisation, ""),
        "began_on": shanghai_day(pairing.began_at).isoformat() if pairing.began_at else None,
        "ended_on": shanghai_day(pairing.ended_at).isoformat() if pairing.ended_at else None,
    }


def public_pairing(text: str) -> Pairing:
    """A pairing that anybody may see, by its number in any writing. Errors: ``Hidden``."""
    try:
        number = PublicNumber.parse(text).text
    except InvalidValue:
        raise Hidden from None
    found = Pairing.objects.filter(number=number, state__in=PUBLIC_STATES).first()
    if found is None:
        raise Hidden
    return found


def within(actor: Actor, permission: str) -> Q:
    """Pairings that an actor reaches by place or by organisation."""
    reached = Q(pk__in=())
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            reached |= Q(place__startswith=grant.scope_id)
        if grant.scope_kind == "organisation":
            reached |= Q(organisation=grant.scope_id)
    return Q() if actor.kind == "system" else reached


def pairing_for(actor: Actor, number: str) -> Pairing:
    """A pairing for its parties and the offices above. Errors: ``Hidden`` for everybody else."""
    found = Pairing.objects.filter(number=number).first()
    if found is None or not policy.may_follow_pairing(actor, found):
        raise Hidden
    return found


def own_sides(actor: Actor) -> list[tuple[str, str]]:
    """The sides that this person may speak for when asking another to pair: ("organisation:O-…" or "place:code", name).

    Only towns and villages of one's own: an office above proposes from its plan.
    """
    scopes = actor.scopes_of(policy.ANSWER)
    numbers = [one.scope_id for one in scopes if one.scope_kind == "organisation"]
    codes = [one.scope_id.ljust(12, "0") for one in scopes if one.scope_kind == "region"]
    places = regions_by_code(codes)
    found = [(f"organisation:{number}", one.name) for number, one in organisations_by_number(numbers).items()]
    return found + [
        (f"place:{code}", places[code].full_name)
        for code in dict.fromkeys(codes)
        if code in places and places[code].level in ("town", "village")
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """A pairing in a list of one's own."""

    pairing: Pairing
    name: str
    state: str
    tone: str
    cadence: Cadence | None


TONES = {
    "proposed": "warn",
    "agreed": "info",
    "in_effect": "ok",
    "ended": "plain",
    "declined": "plain",
    "withdrawn": "plain",
}


def own_rows(actor: Actor) -> list[Row]:
    """The pairings that an actor follows, those that wait first; three queries."""
    order = {
        state: place
        for place, state in enumerate(("proposed", "agreed", "in_effect", "ended", "declined", "withdrawn"))
    }
    found = list(Pairing.objects.filter(within(actor, policy.FOLLOW))[: SHOWN * 2])
    found.sort(key=lambda one: order[one.state])
    names, visited = named(found), last_visits(found)
    return [row_of(one, names, visited) for one in found[:SHOWN]]


def row_of(pairing: Pairing, names: Mapping[str, str], visited: Mapping[int, date]) -> Row:
    """A row with how the pairing stands with its visits."""
    state = rules.PAIRING_LIFE.states[pairing.state]
    last = [visited[pairing.pk]] if pairing.pk in visited else []
    shown = cadence_of(pairing, last) if pairing.state == "in_effect" else None
    return Row(pairing, names.get(pairing.organisation, pairing.organisation), state, TONES[pairing.state], shown)


def last_visits(pairings: Iterable[Pairing]) -> dict[int, date]:
    """The last visit of each of these pairings, in one query."""
    rows = Visit.objects.filter(pairing__in=list(pairings)).order_by("on_day")
    return dict(rows.values_list("pairing_id", "on_day"))


def cadence_of(pairing: Pairing, visits: Iterable[date]) -> Cadence:
    """How a pairing in effect stands with its visits today."""
    assert pairing.began_at is not None
    amber, red = visit_days(today())
    began = min(today(), max(pairing.starts_on, shanghai_day(pairing.began_at)))
    return rules.cadence(began_on=began, visits=visits, on=today(), amber=amber, red=red)


@dataclass(slots=True)
class PairPage:
    """One pairing as its parties see it, with what this reader may do."""

    pairing: Pairing
    name: str
    sides: list[str]
    may_plan: bool
    may_take_back: bool
    answers: dict[str, Any]
    agreement: Agreement | None = None
    sheet: Sheet | None = None
    to_answer: list[str] = field(default_factory=list)
    to_sign: list[str] = field(default_factory=list)
    liaisons: list[tuple[str, str]] = field(default_factory=list)
    plan: list[PlanItem] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    to_review: list[str] = field(default_factory=list)
    cadence: Cadence | None = None


def pair_page(actor: Actor, pairing: Pairing) -> PairPage:
    """Everything about a pairing for whoever may follow it; a fixed number of queries."""
    sides = policy.sides_of(actor, pairing)
    answers = {one.side: one for one in pairing.answers.all()}
    page = PairPage(
        pairing, named([pairing]).get(pairing.organisation, pairing.organisation), sides,
        policy.may_plan_at(actor, pairing.place), policy.may_take_back(actor, pairing), answers,
    )  # fmt: skip
    if pairing.state == "proposed":
        page.to_answer = [side for side in sides if side not in answers]
    if pairing.agreement:
        _add_agreement(page)
    if pairing.state in PUBLIC_STATES:
        page.plan, page.visits = list(pairing.plan.all()), list(pairing.visits.all()[:SHOWN])
        reviews = list(pairing.reviews.all())
        page.reviews = [_told_review(one) for one in reviews]
        given = {one.side for one in reviews if one.year == today().year}
        page.to_review = [side for side in sides if side not in given] if pairing.state == "in_effect" else []
    if pairing.state == "in_effect":
        page.cadence = cadence_of(pairing, [one.on_day for one in page.visits])
    return page


def _add_agreement(page: PairPage) -> None:
    page.agreement = agreement_of(page.pairing.holder)
    if page.agreement is None:
        return
    page.sheet = sheet_to_show(page.agreement)
    if page.sheet is not None:
        codes = {"organisation": page.pairing.organisation, "place": page.pairing.place}
        if page.agreement.proposed_id:
            page.to_sign = [side for side in page.sides if page.sheet.waits_for(side, codes[side])]
        liaisons = liaisons_of(page.agreement)
        page.liaisons = [
            (one.party.name, liaisons[one.party.position])
            for one in page.sheet.signed
            if one.party.position in liaisons
        ]


def _told_review(review: PairingReview) -> dict[str, Any]:
    scores = [(rules.DUTIES[code], score, rules.SCORES[score]) for code, score in review.scores.items()]
    return {"side": rules.SIDES[review.side], "year": review.year, "scores": scores, "words": review.words}


def people_named(page: PairPage) -> dict[str, str]:
    """Names of those who answered, by opaque id."""
    return names_of({one.person for one in page.answers.values()})


def todo_pairings(actor: Actor, at: datetime) -> list[Todo]:
    """Invitations to answer, texts to sign, visits that are due, for the sides that this actor speaks for."""
    if not actor.has(policy.ANSWER):
        return []
    rows = list(
        Pairing.objects.filter(within(actor, policy.ANSWER), state__in=rules.LIVE).prefetch_related("answers")[:SHOWN]
    )
    names, visited = named(rows), last_visits([one for one in rows if one.state == "in_effect"])
    waiting = _unsigned([one for one in rows if one.agreement])
    found = []
    for one in rows:
        sides, url = policy.sides_of(actor, one), reverse("partnerships:pair", args=[one.number])
        subject = f"{names.get(one.organisation, '')} · {one.place_name}"
        said = {answer.side for answer in one.answers.all()}
        if one.state == "proposed" and set(sides) - said:
            found.append(Todo("结对邀请", subject, "愿意不愿意都请答复；不答复不算同意", None, url, "去答复"))
        elif one.agreement and any((one.holder, side) in waiting for side in sides):
            found.append(Todo("签协议", subject, "双方签齐才生效", None, url, "去签署"))
        elif one.state == "in_effect" and "organisation" in sides:
            stands = row_of(one, names, visited).cadence
            if stands is not None and stands.tone != "ok":
                found.append(
                    Todo(
                        "该走访了",
                        subject,
                        stands.words,
                        None,
                        url,
                        "记走访",
                        "err" if stands.tone == "err" else "warn",
                    )
                )
    return found[:TODO_MAX]


def _unsigned(pairings: list[Pairing]) -> set[tuple[str, str]]:
    """(subject, side) that has still to sign a proposed text, in one query."""
    rows = Agreement.objects.filter(
        subject__in=[one.holder for one in pairings],
        proposed__signatories__isnull=False,
        proposed__signatories__signature__isnull=True,
    )
    return set(rows.values_list("subject", "proposed__signatories__party__kind"))
