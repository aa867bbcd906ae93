"""Why nobody came for a need, from what was tried: for one that climbs a step, and for a list of those that wait longest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from bangfu.apps.exchange.api import DECLINE_REASONS, Recommended, lapsed_claims, recommended_for_needs
from bangfu.apps.needs.api import Need
from bangfu.apps.offers.api import Offer, published
from bangfu.apps.rounds import rules
from bangfu.apps.rounds.models import Climb, Invitation
from bangfu.apps.rounds.rules import Asked, Why
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.kept import kept_part

RULES_TOLD = 3
OFFERS_READ = 500


def unserved_reasons(needs: Sequence[Need], on: date) -> dict[int, Why]:
    """By the need's key, why nobody came for it: from recommendations, declines in force, invitations, lapsed claims, offers.

    Seven queries at most beside the ground of the recommendations, however many needs. The caller has authorised them.
    Errors: ``Refused`` in the first minutes of a process over a large registry.
    """
    listed = recommended_for_needs([need.number for need in needs], on=on)
    asked = _asked([need.number for need in needs])
    unable = [need for need in needs if need.number not in listed or not listed[need.number].candidates]
    offers = list(published().prefetch_related("places").order_by("number")[:OFFERS_READ]) if unable else []
    return {need.pk: _why(need, listed.get(need.number), asked.get(need.number, Asked()), offers, on) for need in needs}


def _why(need: Need, listed: Recommended | None, asked: Asked, offers: Sequence[Offer], on: date) -> Why:
    blocking = Counter(rule for one in listed.blocked for rule in one.rules) if listed else Counter[str]()
    declined = listed.declined if listed else ()
    declines = Counter(DECLINE_REASONS[one.said.reason].words for one in declined if one.said.need == need.number)
    return rules.why_nobody(
        able=len(listed.candidates) if listed else 0,
        rules=[rule for rule, _count in blocking.most_common(RULES_TOLD)],
        declines=declines,
        full=sum(one.said.need != need.number for one in declined),
        asked=asked,
        closed=need.claim_by is not None and need.claim_by < on,
        offer=next((one.number for one in offers if _suits(one, need)), ""),
    )


def _suits(offer: Offer, need: Need) -> bool:
    """The same theme, for the need's place."""
    paths = [place.path for place in offer.places.all()]
    near = not paths or any(need.region_path.startswith(path) for path in paths)
    return near and bool(need.theme) and offer.theme == need.theme


def _asked(numbers: Sequence[str]) -> dict[str, Asked]:
    states: dict[str, Counter[str]] = {}
    rows = Invitation.objects.filter(need__number__in=numbers)
    for need, state in rows.values_list("need__number", "state"):
        states.setdefault(need, Counter())[state] += 1
    lapsed = lapsed_claims(numbers)
    return {
        need: Asked(
            sent=states.get(need, Counter()).total(),
            open=states.get(need, Counter())["sent"],
            silent=states.get(need, Counter())["silent"],
            lapsed=lapsed.get(need, Counter()).total(),
        )
        for need in {*states, *lapsed}
    }


def reasons_for(needs: Sequence[Need]) -> dict[int, Why]:
    """The same for a list on a page, kept until the next change; while the recommendations are being prepared, as it was said
    when the need climbed its last step."""
    about = ("why-nobody", *(need.number for need in needs))
    try:
        return kept_part(about, lambda: unserved_reasons(needs, today()))
    except Refused:
        rows = Climb.objects.filter(need__in=[need.pk for need in needs]).order_by("step")
        return {each.need_id: Why(each.code, each.why, each.suggestion) for each in rows}


def act_href(act: str, number: str, offer: str = "") -> str:
    """Where the one thing to do about a need is done. Args: ``act`` of ``rules.ACTS``, the need's number, an offer's number."""
    desk, life = reverse("needs:work", args=[number]), reverse("needs:life", args=[number])
    hrefs: Mapping[str, str] = {
        "extend": f"{life}#confirm",
        "split": f"{life}#split",
        "rewrite": f"{life}#again",
        "order": reverse("offers:detail", args=[offer]) if offer else reverse("offers:list"),
        "spread": f"{reverse('push:new')}?need={number}",
    }
    return hrefs.get(act, f"{desk}#invite")
