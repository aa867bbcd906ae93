"""The only readers of needs; whoever gets a need from here may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.urls import reverse

from bangfu.apps.needs import policy
from bangfu.apps.needs.models import Need, NeedStep, ReleasedPhoto
from bangfu.apps.needs.queries_explorer import PAGE_SIZE, published, with_lines
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.apps.needs.rules_likeness import Alike, Known, alike_ones
from bangfu.apps.needs.rules_photos import TAKERS
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.programmes.api import vocabulary
from bangfu.engines.text import suggest_lines
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.queries import files_of


def need_for(actor: Actor, number: str, permission: str = "") -> Need:
    """One need with its lines, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    need = with_lines(Need.objects.filter(number=number).select_related("merged_into", "origin")).first()
    if need is None or not policy.can_see(actor, need):
        raise Hidden
    if permission:
        policy.require(actor, need, permission)
    return need


def timeline_of(need: Need, *, with_people: bool) -> list[dict[str, Any]]:
    """The steps of a need, oldest first; names only for those who work there."""
    steps = list(NeedStep.objects.filter(need=need).order_by("id"))
    names = names_of([step.person for step in steps]) if with_people else {}
    return [{"step": step, "who": names.get(step.person, "")} for step in steps]


def photos_of(need: Need, *, public_only: bool) -> list[StoredFile]:
    """Pictures and papers of a need, oldest first; outside only what was released."""
    found = files_of("needs.need", [str(need.pk)]).get(str(need.pk), [])
    return [stored for stored in found if stored.is_public or not public_only]


def released_of(need: Need) -> dict[str, ReleasedPhoto]:
    """How each picture on the public page came there, by the file's id."""
    return {row.file: row for row in ReleasedPhoto.objects.filter(need=need)}


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A picture as everybody may see it: the file's id and caption, the day, and the role of who took it."""

    file: str
    caption: str
    taken_on: date
    taken_by: str


def public_photos(need: Need) -> list[PublicPhoto]:
    """Pictures that the publisher has shown, oldest first; a file without a release stands nowhere."""
    released = released_of(need)
    files = photos_of(need, public_only=True) if released else []
    return [
        PublicPhoto(stored.pk, stored.caption, row.taken_on, TAKERS[row.taken_by])
        for stored in files
        if (row := released.get(stored.pk))
    ]


def near_needs(need: Need, limit: int = 3) -> list[Need]:
    """Published needs like this one, in one query: same theme, nearest in the tree of places first."""
    nearness = Case(
        *(
            When(region_path__startswith=need.region_path[:length], then=Value(rank))
            for rank, length in enumerate((9, 6, 4))
        ),
        default=Value(3),
    )
    rows = published().exclude(pk=need.pk).filter(theme=need.theme).annotate(nearness=nearness)
    return list(rows.select_related("region").order_by("nearness", "claim_by", "number")[:limit])


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


def suggested_theme(text: str) -> str:
    """The theme of which a text seems to speak, by its id; "" when the vocabulary hears none."""
    found = vocabulary().understand(text, "themes") if text.strip() else ()
    return found[0].entry.id if found else ""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk's queue, oldest first; ``names`` says who entered them, by opaque id."""

    rows: list[Need]
    names: dict[str, str]
    total: int
    page: int
    pages: int


def page_of_desk(rows: "QuerySet[Need]", *, page: int) -> DeskPage:
    """Fifty needs that have waited longest."""
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = rows.select_related("region").order_by("submitted_at", "id")[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    rows_found = list(found)
    return DeskPage(rows_found, names_of(need.entered_by for need in rows_found), total, at, pages)


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
    return actor.is_person and (policy.is_own(actor, need) or actor.may("needs.read", policy.scope_of(need)))


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: what waits for this actor to verify, publish or mend."""
    found: list[Todo] = []
    for permission, state, kind, button in _WAITING:
        if not actor.has(permission):
            continue
        rows = needs_within(actor, permission).filter(state=state).exclude(**_NOT_BY[permission](actor.person))
        if permission == "needs.verify":
            rows = rows.exclude(for_whom=actor.person)
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
