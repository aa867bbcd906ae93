"""What this room adds to other pages: the organisations of a place, rows for the site's search."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from bangfu.apps.organisations.models import Office, Organisation
from bangfu.apps.organisations.queries.listing import Search, for_list, public_organisations
from bangfu.apps.organisations.rules.words import COUNTED_KINDS, KIND_NAMES
from bangfu.apps.organisations.wording import name_of
from bangfu.apps.regions.api import PlacePanel, Region, within_filter
from bangfu.plumbing.access import Actor

SHOWN = 6


def panels_of_place(region: Region, actor: Actor) -> list[PlacePanel]:
    """The social organisations that are at a place or said that they serve it. Two queries for the list."""
    here = Organisation.objects.filter(state="verified", merged_into=None, kind__in=COUNTED_KINDS)
    found = here.filter(within_filter("region", region.code))
    rows = list(for_list(found.order_by("-is_hub", "name_order"))[:SHOWN])
    above = [each.code for each in region.region_code.ancestors] + [region.code]
    serving = here.filter(service_areas__region__code__in=above).exclude(pk__in=[row.pk for row in rows]).distinct()
    context = {
        "rows": rows,
        "count": found.count() if len(rows) == SHOWN else len(rows),
        "serving": list(serving.select_related("region").order_by("name_order")[:SHOWN]),
        "url": f"{reverse('organisations:list')}?region={region.region_code.prefix}",
    }
    open_data = [{"number": each.number, "name": each.name} for each in rows]
    if not rows and not context["serving"]:
        return []
    return [PlacePanel("orgs", "社会组织", "organisations/place_panel.html", context, open_data)]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of the site's search."""

    kind: str
    title: str
    text: str
    url: str


def search_rows(actor: Actor, text: str, limit: int = 5) -> list[FoundRow]:
    """Public organisations that the search box finds."""
    found = public_organisations(Search.of({"q": text})).select_related("region")[:limit]
    return [
        FoundRow(
            KIND_NAMES[each.kind],
            each.name,
            each.summary or each.region.full_name,
            reverse("organisations:detail", args=[each.number]),
        )
        for each in found
    ]


def offices_of_region(code: str) -> list[Office]:
    """The offices in charge of a place and of what stands above it, nearest first."""
    codes = [code[:length].ljust(12, "0") for length in (12, 9, 6, 4, 2)]
    found = Office.objects.filter(region__code__in=set(codes), valid_to=None).select_related("region")
    return sorted(found, key=lambda office: -len(office.region.region_code.prefix))


def offices_within(prefixes: Iterable[str]) -> list[Office]:
    """The offices in charge of these places and of what lies in them, in one query; none for no place."""
    inside = Q(pk__in=())
    for prefix in prefixes:
        inside |= Q(region__code__startswith=prefix)
    found = (
        Office.objects.filter(inside, valid_to=None)
        .select_related("region")
        .only("name", "duty", "person", "deputy", "region")
    )
    return list(found.order_by("region__code", "id"))


def theme_words(organisation: Organisation, most: int = 3) -> list[str]:
    """The first few themes of an organisation whose themes are at hand."""
    return [name_of("themes", row.theme) for row in organisation.themes.all()[:most]]
