"""Reading suggestions and ideas; whoever gets one from here may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.needs.api import Need, drafting, need_for
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.programmes.api import choices, name_of
from bangfu.apps.regions.api import PlacePanel, Region, region_by_code
from bangfu.apps.voices import policy
from bangfu.apps.voices.models import Suggestion
from bangfu.apps.voices.queries_wishes import published_table, reach
from bangfu.apps.voices.rules import CYCLE, KINDS, LEVELS
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Hidden, Scope
from bangfu.plumbing.openforms import digest_of

TODO_MAX, LIST_MAX = 20, 200


def place_for(code: str) -> Region:
    """A county, town or village for which one may suggest something. Errors: ``Hidden``."""
    found = region_by_code(code) if code.isdigit() and len(code) == 12 else None
    if found is None or found.level not in LEVELS or found.is_closed:
        raise Hidden
    return found


def kinds_of_help() -> list[tuple[str, str]]:
    """(id, name) of the kinds of help, as the pack orders them."""
    return choices("kinds_of_help")


def _heard(actor: Actor, kind: str) -> "QuerySet[Suggestion]":
    return Suggestion.objects.filter(reach(actor, policy.DECIDE[kind]), kind=kind)


def inbox_of(actor: Actor, kind: str, *, is_open: bool) -> list[Suggestion]:
    """What was said to the actor's places: what waits by due time, or what was decided, the newest first."""
    rows = _heard(actor, kind)
    if is_open:
        return list(rows.filter(state="open").order_by("due_at", "pk")[:LIST_MAX])
    return list(rows.exclude(state="open").order_by("-decided_at", "pk")[:LIST_MAX])


def suggestion_for(actor: Actor, suggestion: str) -> Suggestion:
    """One suggestion for who decides about it. Errors: ``Hidden``."""
    found = Suggestion.objects.filter(pk=suggestion).first()
    if found is None:
        raise Hidden
    policy.require_decision(actor, found)
    return found


def idea_for(actor: Actor, suggestion: str) -> Suggestion:
    """An idea of the actor's own organisation. Errors: ``Hidden``."""
    found = Suggestion.objects.filter(pk=suggestion, kind="organisation").first()
    if found is None or not actor.may("voices.propose", Scope(organisation=found.organisation)):
        raise Hidden
    return found


def own_organisations(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisations for which the actor may propose, by name."""
    numbers = [grant.scope_id for grant in actor.scopes_of("voices.propose") if grant.scope_kind == "organisation"]
    if not numbers:
        return []
    return sorted(((one.number, one.name) for one in organisations_by_number(numbers).values()), key=lambda x: x[1])


def ideas_of(actor: Actor) -> list[Suggestion]:
    """Ideas of the actor's organisations, the newest first."""
    numbers = [number for number, _name in own_organisations(actor)]
    return list(Suggestion.objects.filter(organisation__in=numbers).order_by("-sent_at")[:LIST_MAX])


def suggestion_of_code(code: str) -> Suggestion:
    """A resident's suggestion by its tracking code. Errors: ``Hidden``."""
    found = Suggestion.objects.filter(tracking=digest_of(code)).first() if code else None
    if found is None:
        raise Hidden
    return found


def public_need(number: str) -> Need | None:
    """The need that came of it, once everybody may see it."""
    try:
        return need_for(PUBLIC_ACTOR, number) if number else None
    except Hidden:
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """A suggestion as lists show it: who says it in words, its state, whether it is late."""

    suggestion: Suggestion
    who: str
    state: str
    help: str
    late: bool


def rows_of(found: list[Suggestion], at: datetime) -> list[Row]:
    """Suggestions with the names of organisations, in one query."""
    numbers = list({each.organisation for each in found if each.organisation})
    names = organisations_by_number(numbers) if numbers else {}
    return [
        Row(
            each,
            names[each.organisation].name if each.organisation in names else KINDS[each.kind],
            CYCLE.states[each.state],
            name_of("kinds_of_help", each.kind_of_help) if each.kind_of_help else "",
            each.state == "open" and each.due_at < at,
        )
        for each in found
    ]


def alike_to(suggestion: Suggestion) -> list[Any]:
    """Needs of the county that may be the same matter."""
    return drafting.alike(title=suggestion.title, words=suggestion.words, region=suggestion.region)[:4]


def who_decided(suggestion: Suggestion) -> str:
    """The name of who decided, for those inside."""
    return names_of([suggestion.decided_by]).get(suggestion.decided_by, "") if suggestion.decided_by else ""


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: suggestions and ideas that wait for this actor's decision."""
    return list(_todos(actor)) if actor.is_person else []


def _todos(actor: Actor) -> Iterator[Todo]:
    for kind, permission in policy.DECIDE.items():
        if not actor.has(permission):
            continue
        for each in _heard(actor, kind).filter(state="open").order_by("due_at", "pk")[:TODO_MAX]:
            url = reverse("voices:suggestion", args=[each.pk])
            # What a resident said stays sealed, and a place alone tells their rows not apart: the kind of help they ticked.
            title = each.title or (name_of("kinds_of_help", each.kind_of_help) if each.kind_of_help else each.place)
            yield Todo(_(KINDS[kind]), title, each.place, each.due_at, url, _("去处理"), "info")


def panels_of_place(region: Region, actor: Actor) -> list[PlacePanel]:
    """Answers ``regions.panels_of_place``: how to say what is missing here; of a county, how many wish something."""
    if region.level not in LEVELS or region.is_closed:
        return []
    table = published_table(region.code) if region.level == "county" else None
    context = {
        "region": region,
        "table": table,
    }
    data = {"groups": table.groups, "rows": table.rows, "on": table.on.isoformat()} if table and table.on else None
    return [PlacePanel("voices", _("有话对当地说"), "voices/place_panel.html", context, data)]


def hearing_panel(region: Region, actor: Actor) -> list[PlacePanel]:
    """Answers ``regions.own_panels_of_place``: the poster and the inbox, for whoever hears suggestions here."""
    hears = actor.is_person and actor.may("voices.hear", Scope(region=region.code))
    if region.level not in LEVELS or region.is_closed or not hears:
        return []
    return [PlacePanel("hearing", _("村民建议"), "voices/place_hearing.html", {"code": region.code})]
