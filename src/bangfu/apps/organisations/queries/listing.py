"""The public registry: search, filters, counts. One query object serves page, JSON, CSV and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Substr

from bangfu.apps.organisations.models import Capacity, Organisation
from bangfu.apps.organisations.rules.words import COUNTED_KINDS, EVALUATION_GRADES, KIND_NAMES
from bangfu.apps.organisations.wording import name_of, search_words, vocabulary
from bangfu.apps.regions.api import region_by_code, regions_by_code, within_filter
from bangfu.plumbing.clock import today
from bangfu.values import Quarter, fold

SORTS = {"": "按名称", "recent": "最近核实", "hubs": "枢纽优先"}
# Yes-or-no filters share the parameter ``has``.
FLAGS = {"hub": "枢纽型", "free": "本季度有空位", "charity": "慈善组织", "fundraising": "有公开募捐资格"}


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. Every field is a parameter of the address; empty means: not asked."""

    q: str = ""
    kind: str = ""
    field: str = ""
    theme: str = ""
    capability: str = ""
    region: str = ""
    grade: str = ""
    charity: str = ""
    fundraising: str = ""
    hub: str = ""
    free: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Search:
        """From an address; unknown values are dropped rather than answered with nothing."""
        given = {each.name: str(parameters.get(each.name) or "").strip()[:60] for each in fields(cls)}
        has = parameters.getlist("has") if hasattr(parameters, "getlist") else parameters.get("has", ())
        given |= {name: "1" for name in has if name in FLAGS}
        known = {
            "kind": {*KIND_NAMES, "social"},
            "grade": set(EVALUATION_GRADES),
            "field": {entry.id for entry in vocabulary().section("fields_of_capability")},
            "theme": {entry.id for entry in vocabulary().section("themes")},
            "capability": {entry.id for entry in vocabulary().section("capabilities")},
            "sort": set(SORTS),
        }
        for name, allowed in known.items():
            if given[name] not in allowed:
                given[name] = ""
        for name in FLAGS:
            given[name] = "1" if given[name] == "1" else ""
        if not (given["region"].isdigit() and 2 <= len(given["region"]) <= 12):
            given["region"] = ""
        return cls(**given)

    @property
    def asked(self) -> dict[str, str]:
        """The filters in force, without the order."""
        pairs = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in pairs if value and name != "sort"}

    def without(self, name: str) -> Search:
        """The same search with one filter less."""
        return replace(self, **{name: ""})


def public_organisations(search: Search) -> QuerySet[Organisation]:
    """The verified, unmerged organisations that fit, in order; without what a page shows beside them."""
    found = Organisation.objects.filter(state="verified", merged_into=None).filter(_fits(search))
    for clause in _text(search.q):
        found = found.filter(clause)
    if search.sort == "recent":
        return found.order_by("-assured_on", "name_order", "id")
    if search.sort == "hubs":
        return found.order_by("-is_hub", "name_order", "id")
    return found.order_by("name_order", "id")


def _fits(search: Search) -> Q:
    clause = Q()
    if search.kind == "social":
        clause &= Q(kind__in=COUNTED_KINDS)
    elif search.kind:
        clause &= Q(kind=search.kind)
    if search.field:
        clause &= Q(field=search.field)
    if search.grade:
        clause &= Q(grade=search.grade)
    if search.theme:
        clause &= Q(themes__theme=search.theme)
    if search.capability:
        clause &= Q(capabilities__capability=search.capability)
    if search.region:
        clause &= within_filter("region", search.region)
    if search.charity:
        clause &= Q(is_charity=True)
    if search.fundraising:
        day = today()
        clause &= Q(fundraising_from__lte=day) & (Q(fundraising_until=None) | Q(fundraising_until__gte=day))
    if search.hub:
        clause &= Q(is_hub=True)
    if search.free:
        quarter = Quarter.of(today()).text
        clause &= Q(pk__in=_with_free_slots(quarter))
    return clause


def _with_free_slots(quarter: str) -> QuerySet[Any]:
    rows = Capacity.objects.filter(quarter=quarter).extra(where=["held + committed < slots"])  # noqa: S610 — constant
    return rows.values("organisation_id")


def _text(query: str) -> list[Q]:
    """One clause a token: all must fit. Letters alone are initials or pinyin too."""
    words = search_words(query)
    if not words and query:
        return [Q(pk__in=())]
    letters = fold(query).lower().replace(" ", "")
    if letters.isascii() and letters.isalpha():
        spelled = Q(search__contains=f" {words[0]} ") if len(words) == 1 else Q()
        return [spelled | Q(initials__startswith=letters)]
    return [Q(search__contains=f" {word} ") for word in words]


def for_list(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With all that a row of the list shows, in three more queries whatever the number of rows."""
    quarter = Quarter.of(today()).text
    return found.select_related("region").prefetch_related(
        "themes", Prefetch("capacities", queryset=Capacity.objects.filter(quarter=quarter), to_attr="this_quarter")
    )


def counts_by_kind() -> dict[str, int]:
    """How many public organisations of each kind there are; parties that are no social organisations stand apart."""
    rows = Organisation.objects.filter(state="verified", merged_into=None).order_by().values_list("kind")
    return dict(rows.annotate(Count("pk")))


def narrowest(search: Search) -> tuple[str, int] | None:
    """For an empty list: the filter whose removal brings back most, and how many. None when none helps."""
    found = [(name, public_organisations(search.without(name)).count()) for name in search.asked]
    name, count = max(found, key=lambda pair: pair[1], default=("", 0))
    return (name, count) if count else None


def filter_words(search: Search) -> list[dict[str, str]]:
    """The filters in force as chips: parameter, value, words."""
    words = {
        "kind": {**KIND_NAMES, "social": "社会组织"}.get(search.kind, ""),
        "field": name_of("fields_of_capability", search.field),
        "theme": name_of("themes", search.theme),
        "capability": name_of("capabilities", search.capability),
        "grade": EVALUATION_GRADES.get(search.grade, ""),
        **FLAGS,
        "q": f"“{search.q}”",
        "region": search.region,
    }
    if search.region:
        place = region_by_code(search.region.ljust(12, "0"))
        words["region"] = place.name if place else search.region
    return [
        {"name": "has", "value": name, "words": words[name]}
        if name in FLAGS
        else {"name": name, "value": value, "words": words[name]}
        for name, value in search.asked.items()
    ]


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """One place of the filter with how many public organisations lie in it; ``is_deep`` stands below the one before."""

    prefix: str
    name: str
    count: int
    is_deep: bool = False


def place_options(search: Search) -> list[PlaceOption]:
    """Prefectures that have public organisations, and the counties of the chosen one. Two queries."""
    rows = (
        Organisation.objects.filter(state="verified", merged_into=None)
        .order_by()
        .annotate(county=Substr("region__code", 1, 6))
        .values_list("county")
        .annotate(Count("pk"))
    )
    by_county = dict(rows)
    by_city: dict[str, int] = {}
    for county, count in by_county.items():
        by_city[county[:4]] = by_city.get(county[:4], 0) + count
    chosen = search.region[:4]
    below = sorted(county for county in by_county if county[:4] == chosen and not county.endswith("00"))
    places = regions_by_code([each.ljust(12, "0") for each in [*by_city, *below]])
    names = {code: place.name for code, place in places.items()}
    options: list[PlaceOption] = []
    for city in sorted(by_city, key=lambda each: -by_city[each]):
        options.append(PlaceOption(city, names.get(city.ljust(12, "0"), city), by_city[city]))
        if city == chosen:
            options += [PlaceOption(c, names.get(c.ljust(12, "0"), c), by_county[c], is_deep=True) for c in below]
    return options
