"""What this room adds to other pages: partners of a place, partners and teams of an organisation."""

from typing import Any

from django.db.models import Q

from bangfu.apps.organisations.api import Organisation
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries import formed, pairs
from bangfu.apps.regions.api import PlacePanel, Region
from bangfu.plumbing.access import Actor
from bangfu.plumbing.ui.panels import Panel

SHOWN = 6


def place_panel(region: Region, actor: Actor) -> list[PlacePanel]:
    """Partners of a place, for everybody: at most five queries."""
    prefix = region.region_code.prefix
    rows = list(pairs.public_pairings(place=prefix)[:SHOWN])
    teams = list(formed.public_teams(place=prefix)[:SHOWN])
    names = pairs.named(rows) | formed.names_in(teams) if rows or teams else {}
    shown = [
        {
            "number": one.number,
            "name": names.get(one.organisation, one.organisation),
            "note": f"{one.place_name} · {one.goals[:40]}",
        }
        for one in rows
    ]
    context = {"rows": shown, "teams": team_cards(teams, names)}
    data = [pairs.as_data(one, names) for one in rows]
    return [PlacePanel("pairs", "结对", "partnerships/place_panel.html", context, data)]


def team_cards(teams: list[Any], names: dict[str, str]) -> list[dict[str, Any]]:
    """Teams as `team_cards.html` lists them."""
    return [
        {"number": one.number, "title": one.title, "lead": names.get(one.lead, one.lead),
         "members": len(one.settlement.shares.all()), "place_name": one.place_name, "is_over": one.state == "ended"}
        for one in teams
    ]  # fmt: skip


def organisation_panel(organisation: Organisation, actor: Actor) -> list[Panel]:
    """Partners and teams of an organisation, on its own people's page."""
    mine = Q(organisation=organisation.number, state__in=("proposed", "agreed", "in_effect"))
    rows = list(Pairing.objects.filter(mine)[:SHOWN])
    teams = list(formed.public_teams(organisation=organisation.number)[:SHOWN])
    if not rows and not teams:
        return []
    public = [one for one in rows if one.state == "in_effect"]
    shown = [{"number": one.number, "name": one.place_name, "note": one.goals[:40]} for one in public]
    context = {"rows": shown, "teams": team_cards(teams, formed.names_in(teams))}
    return [Panel("pairs", "结对和组团", "partnerships/place_panel.html", context)] if shown or teams else []
