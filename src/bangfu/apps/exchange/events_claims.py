"""Who is told of a claim: the one who answers for the place, or the one who wrote it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from bangfu.apps.exchange.actions.claims import end_claims
from bangfu.apps.exchange.models import Claim, Proposal
from bangfu.apps.exchange.queries.claims import LIVE, office_of
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant, Scope

AUDIENCE_MAX = 20
TO_THE_PLACE = {
    "exchange.claim_offered": "请选承接方：%s",
    "exchange.claim_climbed": "村里还没答复，请过问：%s",
}
TO_THE_CLAIMANT = {
    "exchange.claim_chosen": "您的方案被选定：%s",
    "exchange.claim_released": "这次接单已结束：%s",
    "exchange.moved_up": "轮到您了：%s",
}


def tell_the_place(payload: dict[str, Any]) -> None:
    """Hears a complete offer and every climb: tells those who may choose there, at the level that should answer now."""
    claim = _claim(payload)
    if claim is None or claim.state != "offered":
        return
    path = claim.need.region_path
    holders = {
        person: _digits_over(path, grants)
        for person, grants in holders_of("exchange.choose").items()
        if Actor(person=person, kind="person", grants=grants).may("exchange.choose", Scope(region=path))
    }
    near = [person for person, digits in holders.items() if digits >= office_of(claim).digits]
    topic = "exchange.claim_climbed" if claim.level else "exchange.claim_offered"
    _send(
        claim,
        TO_THE_PLACE[topic],
        sorted(near or holders),
        key=f"{topic}-{claim.level}",
        body=claim.plan[:80],
        url=reverse("exchange:offers", args=[claim.need.number]),
    )


def _digits_over(path: str, grants: Sequence[Grant]) -> int:
    """How near a person is to a place: digits of the narrowest of their places that has it; another place's do not count."""
    here = (grant.scope_id for grant in grants if grant.scope_kind == "region" and path.startswith(grant.scope_id))
    return max(map(len, here), default=0)


def tell_the_claimant(payload: dict[str, Any]) -> None:
    """Hears how a claim went on; nobody is told of what they did themselves."""
    claim = _claim(payload)
    if claim is None:
        return
    if claim.state in LIVE:
        topic, body = "exchange.moved_up", "前面的组织退出了，数量已为您留住。"
    elif claim.state == "chosen":
        topic, body = "exchange.claim_chosen", "请和村里约定开工的日子。"
    else:
        topic, body = "exchange.claim_released", claim.reason
    if claim.decided_by != claim.person or claim.state not in ("chosen", "released"):
        url = reverse("exchange:claim", args=[claim.pk])
        _send(claim, TO_THE_CLAIMANT[topic], [claim.person], key=f"{topic}-{claim.state}", body=body, url=url)


def tell_of_proposal(payload: dict[str, Any]) -> None:
    """Hears that the village proposes something else, or how the claimant answered: tells the other side."""
    found = Proposal.objects.select_related("claim__need").filter(pk=payload["proposal"]).first()
    if found is None or found.state == "gone":
        return
    claim = found.claim
    if found.state == "open":
        url = reverse("exchange:claim", args=[claim.pk])
        _send(claim, "村里想改一改您的方案：%s", [claim.person], key=f"proposal-{found.pk}", body=found.words, url=url)
        return
    body = f"{found.get_state_display()}。请选定，或再商量。"
    url = reverse("exchange:offers", args=[claim.need.number])
    _send(claim, "组织答复了您的建议：%s", [found.person], key=f"proposal-{found.pk}-{found.state}", body=body, url=url)


def _claim(payload: dict[str, Any]) -> Claim | None:
    return Claim.objects.select_related("need").filter(pk=payload["claim"]).first()


def _send(claim: Claim, sentence: str, audience: list[str], *, key: str, body: str, url: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(
        kind="must_know",
        title=(sentence % claim.need.title)[:80],
        body=body,
        url=url,
    )
    send_notice(by=SYSTEM_ACTOR, key=f"{claim.pk}-{key}", words=words, audience=audience[:AUDIENCE_MAX])


def let_claims_go(payload: dict[str, Any]) -> None:
    """Hears that a need was withdrawn: its live claims let go of their units and slots."""
    if Claim.objects.filter(need__number=payload["need"], state__in=LIVE).exists():
        # No key: letting go twice does nothing more, and a key would make a later ending of the same need answer the first's.
        end_claims(by=SYSTEM_ACTOR, number=payload["need"])  # type: ignore[call-arg]
