"""Figures of the desk's home: how many needs stand where, what is missing in which place, and what has waited longest."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Substr

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.plumbing.access import Actor

LONGEST = 5


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Of the actor's places: needs by stored state; published ones by (prefecture of four digits, kind of help); the
    published ones that nobody is in and that have waited longest, with their places."""

    by_state: dict[str, int]
    open_cells: dict[tuple[str, str], int]
    longest: list[Need]

    @property
    def open_total(self) -> int:
        return self.by_state.get("published", 0)


def desk_figures(actor: Actor) -> DeskFigures:
    """The figures in three queries. Needs outside the actor's places are not counted."""
    rows = needs_within(actor, "needs.read")
    by_state = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    waiting = rows.filter(state="published")
    cells = (
        waiting.order_by()
        .annotate(prefecture=Substr("region_path", 1, 4))
        .values_list("prefecture", "kind_of_help")
        .annotate(count=Count("pk"))
    )
    untouched = waiting.exclude(lines__held__gt=0).exclude(lines__committed__gt=0)
    untouched = untouched.exclude(lines__delivered__gt=0).exclude(lines__accepted__gt=0)
    longest = list(untouched.select_related("region").order_by("published_at", "number")[:LONGEST])
    return DeskFigures(by_state, {(place, kind): count for place, kind, count in cells}, longest)
