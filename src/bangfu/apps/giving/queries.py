"""Reading campaigns; whoever gets one from here may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from bangfu.apps.funds.api import standings_of
from bangfu.apps.giving import policy
from bangfu.apps.giving.models import Campaign, Gift, Matched, Pledge
from bangfu.apps.giving.rules import CYCLE, KINDS, Charity, Plan, gate
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.clock import today
from bangfu.values import Refusal

LIST_MAX = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """Four sums in fen that are never added: promised, received, used, left. None where the books have no pool yet.

    ``gifts`` were received; ``matched`` fen came beside them from sponsors and lie in ``left`` until they are used.
    """

    pledged: int
    received: int | None
    used: int | None
    left: int | None
    gifts: int = 0
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign with its names, its figures, and why its button is missing (empty: it stands)."""

    campaign: Campaign
    kind: str
    state: str
    organiser: str
    payee: Charity | None
    place: str
    figures: Figures
    reasons: tuple[Refusal, ...]

    @property
    def is_open(self) -> bool:
        """Whether people may be led to the filed page now."""
        return self.campaign.state == "public" and not self.reasons


def charities(numbers: Iterable[str]) -> dict[str, Charity]:
    """What the registry knows of organisations, by number, in one query."""
    rows = Organisation.objects.filter(number__in=set(numbers))
    return {
        one.number: Charity(
            one.number,
            one.name,
            one.credit_code or "",
            one.is_charity,
            one.state == "verified",
            one.fundraising_from,
            one.fundraising_until,
        )
        for one in rows
    }


def plan_of(campaign: Campaign) -> Plan:
    """The part of a campaign that the law looks at."""
    return Plan(
        campaign.organisation,
        campaign.payee,
        campaign.plan_no,
        campaign.plan_from,
        campaign.plan_until,
        campaign.platform,
        campaign.platform_url,
        campaign.agreement,
    )


def gate_of(campaign: Campaign, on: date) -> tuple[Refusal, ...]:
    """Why nobody may be asked to give, by the registry as it is now."""
    return gate(plan_of(campaign), charities([campaign.payee]).get(campaign.payee), on)


def rows_of(campaigns: list[Campaign], on: date | None = None) -> list[Row]:
    """Campaigns as pages show them, with a number of queries that does not grow."""
    on = on or today()
    known = charities(number for each in campaigns for number in (each.organisation, each.payee))
    places = regions_by_code({each.region for each in campaigns})
    figures = figures_of(campaigns)
    return [
        Row(
            each,
            KINDS[each.kind],
            CYCLE.states[each.state],
            known[each.organisation].name if each.organisation in known else each.organisation,
            known.get(each.payee),
            places[each.region].full_name if each.region in places else "",
            figures[each.pk],
            gate(plan_of(each), known.get(each.payee), on),
        )
        for each in campaigns
    ]


def _sum_of(rows: Any, what: Any) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().annotate(found=what).values("found")), 0)


def figures_of(campaigns: list[Campaign]) -> dict[int, Figures]:
    """The sums by campaign, in four questions for any number of them."""
    mine = {"campaign": OuterRef("pk")}
    asked = Campaign.objects.filter(pk__in=[each.pk for each in campaigns]).values_list(
        "pk",
        _sum_of(Pledge.objects.filter(withdrawn_on=None, **mine).values("campaign"), Sum("amount")),
        _sum_of(Gift.objects.filter(**mine).values("campaign"), Count("pk")),
        _sum_of(Matched.objects.filter(matching__campaign=OuterRef("pk")).values("matching__campaign"), Sum("amount")),
    )
    said = {pk: (pledged, gifts, matched) for pk, pledged, gifts, matched in asked}
    standings = standings_of(each.pool for each in campaigns if each.pool)
    found = {}
    for each in campaigns:
        standing = standings.get(each.pool or 0)
        pledged, gifts, matched = said[each.pk]
        found[each.pk] = Figures(
            pledged,
            standing.received if standing else None,
            standing.used if standing else None,
            standing.left if standing else None,
            gifts,
            matched,
        )
    return found


def public_ones(kind: str = "", region: str = "") -> list[Campaign]:
    """What everybody may see: what runs first, by the day on which it ends."""
    found = Campaign.objects.filter(state__in=["public", "ended"])
    if kind:
        found = found.filter(kind=kind)
    if region:
        found = found.filter(region__startswith=region.rstrip("0"))
    return sorted(found.order_by("plan_until", "pk")[:LIST_MAX], key=lambda one: one.state != "public")


def campaign_for(actor: Actor, number: str, permission: str = "") -> Campaign:
    """One campaign, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    found = Campaign.objects.filter(number=number).first()
    if found is None or not policy.can_see(actor, found):
        raise Hidden
    if permission and not actor.may(permission, policy.scope_of(found)):
        raise Denied(permission)
    return found


def own_ones(actor: Actor) -> list[Campaign]:
    """Campaigns of the actor's organisations, the newest first."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(policy.RUN):
        if grant.scope_kind == "organisation":
            reach |= Q(organisation=grant.scope_id)
    return list(Campaign.objects.filter(reach).order_by("-pk")[:LIST_MAX])


def to_check(actor: Actor) -> list[Campaign]:
    """Submitted campaigns within the actor's places, the oldest first."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(policy.CHECK):
        reach |= Q() if grant.scope_kind == "all" else Q(region__startswith=grant.scope_id)
        if grant.scope_kind == "all":
            reach = Q()
            break
    return list(Campaign.objects.filter(reach, state="submitted").order_by("entered_at")[:LIST_MAX])


def own_organisations(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisations for which the actor runs campaigns, by name."""
    numbers = [grant.scope_id for grant in actor.scopes_of(policy.RUN) if grant.scope_kind == "organisation"]
    return sorted(((one.number, one.name) for one in charities(numbers).values()), key=lambda pair: pair[1])


def example_gift(campaign: Campaign) -> str:
    """The number of an example's first gift, for a demo to show its trace: nobody's own, so it may be shown to everybody."""
    rows = Gift.objects.filter(campaign=campaign, campaign__is_example=True).order_by("given_on", "entered_at")
    return rows.values_list("number", flat=True).first() or ""


def public_data(row: Row) -> dict[str, Any]:
    """A campaign as data, public fields only; the four sums stand beside each other and are never added."""
    one = row.campaign
    return {
        "number": one.number,
        "kind": one.kind,
        "title": one.title,
        "purpose": one.purpose,
        "state": one.state,
        "organiser": {"number": one.organisation, "name": row.organiser},
        "payee": {
            "number": one.payee,
            "name": row.payee.name if row.payee else "",
            "credit_code": row.payee.credit_code if row.payee else "",
        },
        "agreement": one.agreement,
        "region": one.region,
        "plan": {"number": one.plan_no, "from": _iso(one.plan_from), "until": _iso(one.plan_until)},
        "fee": one.fee,
        "leftover": one.leftover,
        "platform": one.platform,
        "filed_page": one.platform_url if row.is_open else None,
        "closed_because": [{"code": each.code, "sentence": each.sentence} for each in row.reasons],
        "pledged_fen": row.figures.pledged,
        "received_fen": row.figures.received,
        "used_fen": row.figures.used,
        "left_fen": row.figures.left,
        "matched_fen": row.figures.matched,
        "gifts": row.figures.gifts,
        "progress_reported_on": _iso(one.progress_on),
        "spending_reported_on": _iso(one.spending_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
