"""What this room adds to pages of places and organisations."""

from bangfu.apps.offers import policy
from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.queries.offers import Filters, as_data, filtered, published, with_lines
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import PlacePanel, Region
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.ui.panels import Panel

SHOWN = 5


def offers_of_place(region: Region, actor: Actor) -> list[PlacePanel]:
    """Answers ``regions.panels_of_place``: what the place may order now, the newest first."""
    if region.level not in ("county", "town", "village"):
        return []  # what serves a whole city is found in the library itself
    prefix = region.region_code.prefix
    rows = with_lines(filtered(published(), Filters(region=prefix)).order_by("-published_at"))
    found = list(rows[: SHOWN + 1])
    if not found:
        return []
    context = {"rows": found[:SHOWN], "more": len(found) > SHOWN, "region": prefix}
    return [
        PlacePanel(
            "offers", "可以点单的供给", "offers/place_panel.html", context, [as_data(each) for each in found[:SHOWN]]
        )
    ]


def offers_of_organisation(organisation: Organisation, actor: Actor) -> list[Panel]:
    """Answers ``organisations.panels_of_organisation``: its offers, for its own people and the office."""
    if not actor.may(policy.DRAFT, Scope(organisation=organisation.number)):
        return []
    rows = list(Offer.objects.filter(organisation=organisation).exclude(state="ended").order_by("-pk")[:SHOWN])
    return [Panel("offers", "我们能给什么", "offers/own_panel.html", {"rows": rows})]
