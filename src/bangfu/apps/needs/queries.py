"""The only readers of needs; whoever gets a need from here may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from bangfu.apps.needs import policy
from bangfu.apps.needs.models import Need, NeedLine, NeedStep
from bangfu.apps.needs.rules_likeness import Alike, Known, alike_ones
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.programmes.api import vocabulary
from bangfu.engines.text import query_tokens, suggest_lines
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.files.models import StoredFile

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
    """One page of the explorer: ``rows`` with their lines, how many there are in all, and counts per filter value."""

    rows: list[Need]
    total: int
    page: int
    pages: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def explore(filters: Filters, *, page: int, on: date) -> Explored:
    """Published needs under ``filters``: one page of 50, the total, and the counts beside each filter value."""
    rows = filtered(published(), filters, on)
    counts = {
        name: _counted(rows, column)
        for name, column in (("help", "kind_of_help"), ("nature", "nature"), ("urgency", "urgency"))
    }
    total = sum(counts["urgency"].values())
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = with_lines(rows.order_by(*ORDERS[filters.order]))[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return Explored(list(found), total, at, pages, counts)


def _counted(rows: "QuerySet[Need]", column: str) -> dict[str, int]:
    return {str(value): count for value, count in rows.order_by().values_list(column).annotate(count=Count("pk"))}


def with_lines(rows: "QuerySet[Need]") -> "QuerySet[Need]":
    """The same rows with place and lines, in two queries however many there are; long texts stay behind."""
    return rows.select_related("region").prefetch_related(Prefetch("lines", NeedLine.objects.order_by("position")))


def counts_by_prefecture(filters: Filters, on: date) -> dict[str, int]:
    """How many published needs lie in each prefecture (four digits), for the hexagon map."""
    found: dict[str, int] = {}
    for path, count in filtered(published(), filters, on).order_by().values_list("region_path").annotate(Count("pk")):
        found[path[:4]] = found.get(path[:4], 0) + count
    return found


def need_for(actor: Actor, number: str, permission: str = "") -> Need:
    """One need with its lines, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    need = with_lines(Need.objects.filter(number=number)).first()
    if need is None or not policy.can_see(actor, need):
        raise Hidden
    if permission:
        policy.require(actor, need, permission)
    return need


def _within(grants: tuple[Grant, ...]) -> Q:
    found = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            found |= Q(region_path__startswith=grant.scope_id)
    return found


def needs_within(actor: Actor, permission: str) -> "QuerySet[Need]":
    """All needs where the actor holds ``permission``, and those they entered."""
    if actor.kind == "system":
        return Need.objects.all()
    own = Q(entered_by=actor.person) if actor.is_person else Q(pk__in=[])
    return Need.objects.filter(_within(actor.scopes_of(permission)) | own)


def timeline_of(need: Need, *, with_people: bool) -> list[dict[str, Any]]:
    """The steps of a need, oldest first; names only for those who work there."""
    steps = list(NeedStep.objects.filter(need=need).order_by("id"))
    names = names_of([step.person for step in steps]) if with_people else {}
    return [{"step": step, "who": names.get(step.person, "")} for step in steps]


def near_needs(need: Need, limit: int = 3) -> list[Need]:
    """Published needs like this one: same theme, nearest in the tree of places first."""
    rows = published().exclude(pk=need.pk).filter(theme=need.theme)
    found: list[Need] = []
    for length in (9, 6, 4, 2):
        more = rows.filter(region_path__startswith=need.region_path[:length]).exclude(pk__in=[row.pk for row in found])
        found += list(more.select_related("region").order_by("claim_by", "number")[: limit - len(found)])
        if len(found) >= limit:
            break
    return found


def maybe_the_same(*, title: str, words: str, theme: str, region: str, besides: str = "") -> list[Alike]:
    """Living needs of the same county that may be the same matter; one query, at most 400 compared."""
    rows = (
        Need.objects.filter(region_path__startswith=region[:6])
        .exclude(state="closed")
        .exclude(number=besides)
        .order_by("-id")
        .values_list("number", "title", "words", "theme", "region_path")[:400]
    )
    return alike_ones(title=title, words=words, theme=theme, region=region, among=[Known(*row) for row in rows])


def suggested_items(text: str) -> list[dict[str, Any]]:
    """Items that a text seems to ask for, each with the phrase that led there; nothing is stored."""
    return [
        {"item": each.resource.zh, "unit": each.resource.unit, "quantity": each.amount, "because": each.phrase}
        for each in suggest_lines(vocabulary(), text)
    ]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk's queue, oldest first."""

    rows: list[Need]
    total: int
    page: int
    pages: int


def page_of_desk(rows: "QuerySet[Need]", *, page: int) -> DeskPage:
    """Fifty needs that have waited longest."""
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = rows.select_related("region").order_by("submitted_at", "id")[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return DeskPage(list(found), total, at, pages)


def counts_by_state(rows: "QuerySet[Need]") -> dict[str, int]:
    """How many needs stand in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def may_see_file(actor: Actor, stored: StoredFile) -> bool | None:
    """Answers ``files.may_see_file`` for evidence of needs: who may see the need and, outside, only what was released."""
    if stored.owner_type != "needs.need":
        return None
    need = Need.objects.filter(pk=stored.owner_id).first()
    if need is None:
        return False
    if stored.is_public and policy.can_see(actor, need):
        return True
    return actor.is_person and (need.entered_by == actor.person or actor.may("needs.read", policy.scope_of(need)))


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: what waits for this actor to verify, publish or mend."""
    found: list[Todo] = []
    for permission, state, kind, button in _WAITING:
        if not actor.has(permission):
            continue
        rows = needs_within(actor, permission).filter(state=state).exclude(**_NOT_BY[permission](actor.person))
        for need in rows.select_related("region").order_by("submitted_at", "id")[:TODO_MAX]:
            since = need.submitted_at or need.created_at
            found.append(
                Todo(
                    kind,
                    need.title,
                    f"{need.region.full_name} · {need.number}",
                    since + WAIT_MAX,
                    reverse("needs:work", args=[need.number]),
                    button,
                )
            )
    return found


TODO_MAX = 20
WAIT_MAX = timedelta(days=3)
_WAITING = (
    ("needs.verify", "submitted", "核实", "去核实"),
    ("needs.publish", "verified", "发布", "去发布"),
    ("needs.draft", "returned", "补充", "去补充"),
)
# Nobody is asked to verify what they entered or to publish what they verified.
_NOT_BY: dict[str, Callable[[str], dict[str, str]]] = {
    "needs.verify": lambda person: {"entered_by": person},
    "needs.publish": lambda person: {"verified_by": person},
    "needs.draft": lambda person: {"entered_by": ""},
}
