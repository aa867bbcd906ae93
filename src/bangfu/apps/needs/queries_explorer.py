"""The explorer: published needs under filters, and how many each filter would leave."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.http import urlencode

from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.programmes.api import vocabulary
from bangfu.engines.text import query_tokens
from bangfu.plumbing.clock import today

PAGE_SIZE = 50
ORDERS = {
    "urgent": ("-urgency", "claim_by", "number"),
    "new": ("-published_at", "number"),
    "deadline": ("claim_by", "number"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the explorer was asked for; every field is one parameter of the address."""

    q: str = ""
    region: str = ""
    help: str = ""
    theme: str = ""
    nature: str = ""
    resource: str = ""
    urgency: str = ""
    due: str = ""
    order: str = "urgent"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; what is not understood is dropped, so no address is an error."""
        order = query.get("order", "urgent")
        urgency = query.get("urgency", "")
        due = query.get("due", "")
        return cls(
            q=query.get("q", "").strip()[:60],
            region=query.get("region", "").strip()[:12] if query.get("region", "").strip().isdecimal() else "",
            help=query.get("help", "")[:30],
            theme=query.get("theme", "")[:40],
            nature=query.get("nature", "")[:10],
            resource=query.get("resource", "")[:20],
            urgency=urgency if urgency in ("1", "2", "3") else "",
            due=due if due in ("7", "30", "90") else "",
            order=order if order in ORDERS else "urgent",
        )

    @classmethod
    def of_query(cls, query: str) -> "Filters":
        """The same from the text after the question mark."""
        return cls.read(dict(parse_qsl(query)))

    def found(self, on: date) -> "QuerySet[Need]":
        """The published needs that they leave; ``on`` is today."""
        return filtered(published(), self, on)

    def set_ones(self) -> dict[str, str]:
        """The filters in force, without the order."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "order" and getattr(self, name)}

    def query_string(self) -> str:
        """The address of this state."""
        order = {} if self.order == "urgent" else {"order": self.order}
        return urlencode(self.set_ones() | order)


def _prefix(code: str) -> str:
    """The meaningful head of a 12-digit code: 440100000000 is 4401."""
    stripped = code.rstrip("0")
    for length in (2, 4, 6, 9, 12):
        if len(stripped) <= length:
            return code[:length]
    return code


def _text_filter(query: str) -> Q:
    found = Q()
    for token in query_tokens(query):
        found &= Q(search__contains=f" {token} ")
    return found


def _resource_filter(resource_class: str) -> Exists | None:
    ids = [entry.id for entry in vocabulary().section("resources") if entry.link("class") == resource_class]
    return Exists(NeedLine.objects.filter(need=OuterRef("pk"), resource__in=ids)) if ids else None


def filtered(rows: "QuerySet[Need]", filters: Filters, on: date) -> "QuerySet[Need]":
    """``rows`` narrowed by ``filters``; ``on`` is today for the deadline filter."""
    if filters.q:
        rows = rows.filter(_text_filter(filters.q))
    if filters.region:
        rows = rows.filter(region_path__startswith=_prefix(filters.region.ljust(12, "0")))
    for name, column in (("help", "kind_of_help"), ("theme", "theme"), ("nature", "nature"), ("urgency", "urgency")):
        if getattr(filters, name):
            rows = rows.filter(**{column: getattr(filters, name)})
    if filters.due:
        rows = rows.filter(claim_by__gte=on, claim_by__lte=on + timedelta(days=int(filters.due)))
    if filters.resource:
        narrowed = _resource_filter(filters.resource)
        rows = rows.filter(narrowed) if narrowed is not None else rows.none()
    return rows


def published() -> "QuerySet[Need]":
    """Everybody's needs."""
    return Need.objects.filter(state="published")


@dataclass(slots=True)
class Explored:
    """One page of the explorer: ``rows`` with their lines, and how many there are in all."""

    rows: list[Need]
    total: int
    page: int
    pages: int


def explore(filters: Filters, *, page: int, on: date, total: int | None = None) -> Explored:
    """Published needs under ``filters``, one page of 50. ``total`` spares the count where it is known."""
    rows = filtered(published(), filters, on)
    total = rows.count() if total is None else total
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = with_lines(rows.order_by(*ORDERS[filters.order]))[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return Explored(list(found), total, at, pages)


def with_lines(rows: "QuerySet[Need]") -> "QuerySet[Need]":
    """The same rows with place and lines, in two queries however many there are; long texts stay behind."""
    return rows.select_related("region").prefetch_related(Prefetch("lines", NeedLine.objects.order_by("position")))


# What a filter compares of a need: column and how its value is read; facets leave out their own filter.
_FACETS = ("help", "theme", "nature", "urgency", "region", "due")  # in the order of the columns read
DUE_DAYS = (7, 30, 90)


@dataclass(slots=True)
class Facets:
    """How many needs each value of each filter would leave, the other filters being as they are.

    ``without`` says how many more each single filter keeps out. ``region`` counts by prefixes of two, four, six and nine digits; ``resource`` by class; ``villages`` is how many
    places and ``people`` how many beneficiaries the needs found speak of.
    """

    total: int = 0
    people: int = 0
    villages: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)


_COLUMNS = ("kind_of_help", "theme", "nature", "urgency", "region_path", "claim_by", "beneficiaries")
_HELP, _THEME, _NATURE, _URGENCY, _PLACE, _DUE, _PEOPLE = range(7)
_Row = tuple[Any, ...]


def facets(filters: Filters, on: date) -> Facets:
    """Every count of the explorer from two queries, whatever the number of filters and rows."""
    rows = list(
        filtered(published(), Filters(q=filters.q, resource=filters.resource), on).order_by().values_list(*_COLUMNS)
    )
    tests = _tests(filters, on)
    left, kept_out = _sifted(rows, tests)
    found = Facets(
        total=len(left),
        people=sum(row[_PEOPLE] for row in left),
        villages=len({row[_PLACE] for row in left}),
        without={name: len(kept) for name, kept in kept_out.items() if kept},
    )
    for name in _FACETS:
        found.counts[name] = _counted(name, left + kept_out[name] if name in kept_out else left, on)
    found.counts["resource"] = _resource_counts(filters, on)
    return found


def _tests(filters: Filters, on: date) -> dict[str, Callable[[_Row], bool]]:
    """What each filter in force asks of a row."""
    place = _prefix(filters.region.ljust(12, "0")) if filters.region else ""
    last = on + timedelta(days=int(filters.due or 0))
    tests: dict[str, Callable[[_Row], bool]] = {
        "help": lambda row: row[_HELP] == filters.help,
        "theme": lambda row: row[_THEME] == filters.theme,
        "nature": lambda row: row[_NATURE] == filters.nature,
        "urgency": lambda row: str(row[_URGENCY]) == filters.urgency,
        "region": lambda row: row[_PLACE].startswith(place),
        "due": lambda row: row[_DUE] is not None and on <= row[_DUE] <= last,
    }
    return {name: test for name, test in tests.items() if getattr(filters, name)}


def _sifted(rows: list[_Row], tests: dict[str, Callable[[_Row], bool]]) -> tuple[list[_Row], dict[str, list[_Row]]]:
    """The rows that pass every test, and by test those that it alone keeps out."""
    if not tests:
        return rows, {}
    left: list[_Row] = []
    kept_out: dict[str, list[_Row]] = {name: [] for name in tests}
    for row in rows:
        missed = [name for name, test in tests.items() if not test(row)]
        if not missed:
            left.append(row)
        elif len(missed) == 1:
            kept_out[missed[0]].append(row)
    return left, kept_out


def _counted(name: str, rows: list[_Row], on: date) -> dict[str, int]:
    """How many rows each value of one filter has; places and days are summed from their few different values."""
    columns = {"help": _HELP, "theme": _THEME, "nature": _NATURE, "urgency": _URGENCY, "region": _PLACE, "due": _DUE}
    different = Counter(row[columns[name]] for row in rows)
    counted: Counter[str] = Counter()
    for value, count in different.items():
        for key in _keys(name, value, on):
            counted[key] += count
    return dict(counted)


def _keys(name: str, value: Any, on: date) -> tuple[str, ...]:
    if name == "region":
        return tuple(value[:length] for length in (4, 6, 9))
    if name == "due":
        days = (value - on).days if value else -1
        return tuple(str(limit) for limit in DUE_DAYS if 0 <= days <= limit)
    return (str(value),)


def _resource_counts(filters: Filters, on: date) -> dict[str, int]:
    """Needs by class of what they ask for, counted by the database: a need with two items of a class counts once."""
    ids: dict[str, list[str]] = {}
    for entry in vocabulary().section("resources"):
        ids.setdefault(entry.link("class"), []).append(entry.id)
    class_of = Case(*(When(resource__in=each, then=Value(name)) for name, each in ids.items()), default=Value(""))
    needs = filtered(published(), replace(filters, resource=""), on).order_by().values("pk")
    lines = NeedLine.objects.filter(need__in=needs).order_by().annotate(resource_class=class_of)
    return dict(lines.values_list("resource_class").annotate(Count("need_id", distinct=True)))


def search_rows(text: str, limit: int = 8) -> list[Need]:
    """Published needs that the site's search box finds, most urgent first."""
    rows = filtered(published(), Filters(q=text), today()).order_by(*ORDERS["urgent"])
    return list(rows.select_related("region")[:limit]) if text.strip() else []
