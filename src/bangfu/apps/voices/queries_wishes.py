"""Reading wishes: lists without words, counts, and the figures that everybody may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bangfu.apps.people.api import names_of
from bangfu.apps.programmes.api import name_of, rules_of, vocabulary
from bangfu.apps.regions.api import regions_by_code
from bangfu.apps.voices import policy
from bangfu.apps.voices.models import Wish, WishFigure, WishFigures, WishRead
from bangfu.apps.voices.rules_wishes import CYCLE, ITEMS, least_of
from bangfu.engines.sampling import TOTAL, Cell, shown_cells
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope

LIST_MAX = 200
TOWN = 9


def reach(actor: Actor, permission: str) -> Q:
    """The places over which the actor holds ``permission``, as a filter on ``region``."""
    found = Q(pk__in=[])
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            found |= Q(region__startswith=grant.scope_id)
    return found


def least_numbers(on: date) -> dict[str, int]:
    """The least number of people that a figure about each group may show, by the rulebook and the pack."""
    rules = rules_of(on)
    groups = {each.id: int(each.facts.get("minimum_cell", 0)) for each in vocabulary().section("beneficiary_groups")}
    return least_of(groups, ordinary=rules.cell_size(sensitive=False), sensitive=rules.cell_size(sensitive=True))


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish as lists show it: never its words."""

    wish: Wish
    group: str
    item: str
    state: str


def _row(wish: Wish) -> WishRow:
    return WishRow(wish, name_of("beneficiary_groups", wish.group), ITEMS[wish.item][0], CYCLE.states[wish.state])


def wish_list(actor: Actor, state: str = "open") -> list[WishRow]:
    """Wishes of the actor's places, the oldest first, without what was wished and by whom."""
    rows = Wish.objects.filter(reach(actor, "voices.wish"), state=state).defer("words", "person")
    return [_row(wish) for wish in rows.order_by("entered_at", "pk")[:LIST_MAX]]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Open wishes of one sort in one place, and whether a need may speak of so many."""

    region: str
    place: str
    group: str
    group_name: str
    item: str
    item_name: str
    count: int
    least: int

    @property
    def is_enough(self) -> bool:
        return self.count >= self.least


def bundles(actor: Actor, on: date) -> list[Bundle]:
    """What could become one need, the most people first."""
    least = least_numbers(on)
    rows = Wish.objects.filter(reach(actor, "voices.wish"), state="open").values("region", "place", "group", "item")
    return [
        Bundle(
            row["region"],
            row["place"],
            row["group"],
            name_of("beneficiary_groups", row["group"]),
            row["item"],
            ITEMS[row["item"]][0],
            row["count"],
            least[row["group"]],
        )
        for row in rows.annotate(count=Count("pk")).order_by("-count", "region", "group", "item")[:LIST_MAX]
    ]


def wish_for(actor: Actor, wish: str) -> Wish:
    """One wish without its words, for those who may know of it. Errors: ``Hidden``."""
    found = Wish.objects.defer("words", "person").filter(pk=wish).first()
    if found is None or not policy.can_see(actor, found):
        raise Hidden
    return found


def may_open(actor: Actor, wish: Wish) -> bool:
    """Whether this person may read its words."""
    return policy.may_read(actor, wish)


def row_of(wish: Wish) -> WishRow:
    """One wish in words."""
    return _row(wish)


def readers_of(wish: Wish) -> list[tuple[WishRead, str]]:
    """Who read its words, the newest first, by name."""
    reads = list(wish.reads.order_by("-at", "-pk")[:LIST_MAX])
    names = names_of([each.person for each in reads])
    return [(each, names.get(each.person, "")) for each in reads]


def counted(county: str) -> dict[Cell, int]:
    """People with an open wish that is in no need, by town and group, every town and group that occurs."""
    rows = Wish.objects.filter(region__startswith=county[:6], state="open").values_list("region", "group")
    found: dict[Cell, int] = {}
    for region, group in rows:
        cell = (region[:TOWN].ljust(12, "0"), group)
        found[cell] = found.get(cell, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table for people: head names, and rows of (place, numbers or None for what is not shown)."""

    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    on: date | None = None


def preview(county: str, on: date) -> FigureTable | None:
    """What a release would show today; None when nobody wishes anything."""
    counts = counted(county)
    if not counts:
        return None
    shown = shown_cells(counts, least_numbers(on))
    return _table(shown, {town for town, _ in counts}, {group for _, group in counts}, on)


def preview_for(actor: Actor, county: str, on: date) -> FigureTable | None:
    """The same for who publishes figures there. Errors: ``Denied``."""
    if not actor.may("voices.count", Scope(region=county)):
        raise Denied("voices.count")
    return preview(county, on)


def _table(shown: dict[Cell, int], towns: set[str], groups: set[str], on: date) -> FigureTable:
    names = regions_by_code(sorted(towns))
    ordered = sorted(groups, key=lambda group: name_of("beneficiary_groups", group))
    heads = (*(name_of("beneficiary_groups", group) for group in ordered), _("合计"))
    rows = [
        (
            (names[town].name if town in names else town) if town else _("合计"),
            tuple(shown.get((town, group)) for group in (*ordered, TOTAL)),
        )
        for town in (*sorted(towns), TOTAL)
    ]
    return FigureTable(heads, tuple(rows), on)


def newest_figures(county: str) -> tuple[WishFigures, list[WishFigure]] | None:
    """The figures of a county that were published last."""
    figures = WishFigures.objects.filter(county=county).order_by("-on").first()
    return (figures, list(figures.rows.order_by("town", "group"))) if figures else None


def published_table(county: str) -> FigureTable | None:
    """The published figures as a table of what is shown; rows and columns of which nothing is shown do not occur."""
    found = newest_figures(county)
    if found is None:
        return None
    figures, rows = found
    shown = {(row.town, row.group): row.count for row in rows}
    return _table(shown, {town for town, _ in shown if town}, {group for _, group in shown if group}, figures.on)
