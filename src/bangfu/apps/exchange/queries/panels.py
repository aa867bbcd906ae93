"""What this room adds to other pages: the list beside a need, the three best needs of an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.policy_declines import PLAN, SAY, scope_of, side_of
from bangfu.apps.exchange.queries.ground import Preparing
from bangfu.apps.exchange.queries.quiet import quiet_panels
from bangfu.apps.exchange.queries.recommend import (
    Fit,
    Recommended,
    fit_of,
    lists_around,
    recommended_for_need,
    recommended_for_organisation,
)
from bangfu.apps.exchange.rules.declines import SIDES, Said
from bangfu.apps.needs.api import Need, need_for
from bangfu.apps.organisations.api import Organisation, organisation_for, organisations_by_number
from bangfu.engines.matching import PART_NAMES
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.clock import now
from bangfu.plumbing.ui.panels import Panel

BEST_SHOWN = 3
PART_TITLES = (
    *PART_NAMES.items(),
    ("chosen", "很多需求都在争取"),
    ("taken", "本季度已有的事"),
    ("decline", "同主题说过不合适"),
)
"""The parts of a value in the order in which a comparison lists them."""


@dataclass(frozen=True, slots=True)
class OwnList:
    """The needs that suit one organisation of the reader's."""

    number: str
    name: str
    found: Recommended


def own_numbers(actor: Actor) -> list[str]:
    """Numbers of the organisations for which the actor may say something."""
    grants = [grant for grant in actor.scopes_of(SAY) if grant.scope_kind == "organisation"]
    return list(dict.fromkeys(grant.scope_id for grant in grants if grant.scope_id))


def own_lists(actor: Actor, *, top: int) -> list[OwnList]:
    """The best needs of each of the actor's organisations; a constant number of queries for each of them."""
    numbers = own_numbers(actor)
    names = organisations_by_number(numbers) if numbers else {}
    return [
        OwnList(number, names[number].name, recommended_for_organisation(number, top=top))
        for number in numbers
        if number in names
    ]


def panels_of_need(need: Need, actor: Actor) -> list[Panel]:
    """Answers ``needs.panels_of_need``: the list for the village's side and the bureau, the fit for an organisation."""
    if need.state != "published" or not actor.has(SAY):
        return []
    over_place = side_of(actor, scope_of(need.region_path))
    own = own_numbers(actor)
    if not over_place and not own:
        return []
    try:
        listed = recommended_for_need(need.number)
    except Preparing as preparing:
        return [_waiting(preparing)]
    panels = [_fit_panel(need, number, listed) for number in own]
    if over_place:
        panels.append(_list_panel(need, listed, actor))
    return panels


def _waiting(preparing: Preparing) -> Panel:
    context = {"refusal": preparing.refusal}
    return Panel("recommended", _("谁合适"), "exchange/waiting_panel.html", context)


def _list_panel(need: Need, listed: Recommended, actor: Actor) -> Panel:
    bureau = actor.may(PLAN, scope_of(need.region_path))
    context = {
        "need": need.number,
        "listed": listed,
        "declined": told_declines(listed.declined, side_of(actor, scope_of(need.region_path))),
        "may_compare": bureau,
        "blocked": listed.blocked if bureau else (),
    }
    return Panel("recommended", _("谁合适"), "exchange/need_panel.html", context, _("按匹配排序，最多 10 家"))


def _fit_panel(need: Need, number: str, listed: Recommended) -> Panel:
    fit = fit_of(need.number, number, listed)
    context = {
        "need": need.number,
        "number": number,
        "fit": fit,
        "dash": _dash(fit),
        "listed": listed,
        "said": told_declines([_Kept(number, "", one) for one in fit.said], "organisation"),
    }
    title = _("你们为什么适合") if fit.candidate and not fit.rules and not fit.said else _("你们合适吗")
    return Panel("fit", title, "exchange/fit_panel.html", context, fit.candidate.name if fit.candidate else number)


def _dash(fit: Fit) -> str:
    """The filled part of the ring: 182.2 is its whole."""
    return f"{fit.candidate.score * 182.2 / 1000:.1f}" if fit.candidate else "0"


@dataclass(frozen=True, slots=True)
class _Kept:
    number: str
    name: str
    said: Said


def told_declines(rows: Sequence[Any], side: str) -> list[dict[str, Any]]:
    """Declines as the templates show them; ``own``: this reader's side said it and may take it back."""
    return [
        {
            "number": row.number,
            "name": row.name,
            "id": row.said.id,
            "who": SIDES[row.said.side],
            "told": row.said.told,
            "on": row.said.on,
            "until": row.said.until,
            "need": row.said.need,
            "own": row.said.side == side,
        }
        for row in rows
    ]


def panels_of_organisation(organisation: Organisation, actor: Actor) -> list[Panel]:
    """Answers ``organisations.panels_of_organisation``: its three best needs, for its own people."""
    if organisation.number not in own_numbers(actor):
        return []
    try:
        return [best_panel(organisation.number, recommended_for_organisation(organisation.number, top=BEST_SHOWN))]
    except Preparing as preparing:
        return [_waiting(preparing)]


def best_panel(number: str, found: Recommended) -> Panel:
    """The three best needs of one organisation."""
    return Panel("best", _("适合你们的需求"), "exchange/best_panel.html", {"number": number, "listed": found})


def home_panels(actor: Actor) -> list[Panel]:
    """For the signed-in home: the three best needs of each of the reader's organisations."""
    quiet = quiet_panels(actor, now())
    if not own_numbers(actor):
        return quiet
    try:
        lists = own_lists(actor, top=BEST_SHOWN)
    except Preparing as preparing:
        return [_waiting(preparing), *quiet]
    return [*_best_panels(lists), *quiet]


def _best_panels(lists: Sequence[OwnList]) -> list[Panel]:
    return [
        Panel(
            f"best-{each.number}",
            _("适合你们的需求"),
            "exchange/best_panel.html",
            {"number": each.number, "listed": each.found},
            each.name,
        )
        for each in lists
    ]


def need_list_for(actor: Actor, number: str) -> tuple[Need, Recommended]:
    """A need with its list, for who speaks for its place. Errors: ``Hidden``, ``Denied``."""
    need = need_for(actor, number)
    if not actor.may(SAY, scope_of(need.region_path)):
        raise Denied(SAY)
    return need, recommended_for_need(number)


def organisation_list_for(actor: Actor, number: str) -> tuple[Organisation, Recommended]:
    """An organisation with its list, for its own people and the offices over its place. Errors: ``Hidden``, ``Denied``."""
    one = organisation_for(actor, number, SAY)
    return one, recommended_for_organisation(one.number)


@dataclass(frozen=True, slots=True)
class Changed:
    """What one decline did to the list of one need: both lists, and the numbers that left and came."""

    need: str
    title: str
    before: Recommended
    after: Recommended

    @property
    def left(self) -> tuple[str, ...]:
        """Who stood in the list and no longer does."""
        after = {one.number for one in self.after.candidates}
        return tuple(one.number for one in self.before.candidates if one.number not in after)

    @property
    def is_changed(self) -> bool:
        """Whether order or members differ."""
        return [one.number for one in self.before.candidates] != [one.number for one in self.after.candidates]


def changed_by(row: Decline, on: date | None = None, *, most: int = 4) -> list[Changed]:
    """The lists that a decline changes, its own need's first, then those of like needs: each ranked with and without it."""
    like = Need.objects.filter(state="published", theme=row.theme).exclude(number=row.need).order_by("number")
    numbers = [row.need, *like.values_list("number", flat=True)[: most * 3]]
    titles = dict(Need.objects.filter(number__in=numbers).values_list("number", "title"))
    found: list[Changed] = []
    for start in range(0, len(numbers), most):
        for number, before, after in lists_around(numbers[start : start + most], row.pk, on=on):
            changed = Changed(number, titles.get(number, number), before, after)
            if changed.is_changed:
                found.append(changed)
        if len(found) >= most:
            break
    return found[:most]
