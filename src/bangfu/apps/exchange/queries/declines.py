"""Which declines are in force, and for whom."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.policy_declines import SAY, scope_of, side_of
from bangfu.apps.exchange.rules.declines import Said, rests
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden
from bangfu.values import shanghai_day


def in_force(on: date) -> "QuerySet[Decline]":
    """What was said, not taken back, and not over on a day."""
    return Decline.objects.filter(ended_at=None, counts_until__gte=on)


def said_of(row: Decline) -> Said:
    """A row as the rules see it."""
    return Said(
        row.pk,
        row.need,
        row.organisation,
        row.theme,
        row.side,
        row.reason,
        row.words,
        shanghai_day(row.said_at),
        row.counts_until,
    )


def touching_need(need: str, theme: str, on: date) -> list[Said]:
    """What bears on the ranking of one need: said of it, of like needs, or of organisations that rest. One query."""
    about = Q(need=need) | Q(reason="no_capacity", side="organisation")
    if theme:
        about |= Q(theme=theme, reason="no_capability")
    return [said_of(row) for row in in_force(on).filter(about).order_by("said_at", "id")]


def touching_needs(themes: Mapping[str, str], on: date) -> dict[str, list[Said]]:
    """What bears on the ranking of each of some needs (number → theme), as `touching_need` says it. One query for all."""
    about = Q(need__in=list(themes)) | Q(reason="no_capacity", side="organisation")
    about |= Q(theme__in=sorted(set(themes.values()) - {""}), reason="no_capability")
    rows = [(row, said_of(row)) for row in in_force(on).filter(about).order_by("said_at", "id")]
    return {
        need: [
            said
            for row, said in rows
            if row.need == need
            or (row.reason == "no_capacity" and row.side == "organisation")
            or (theme and row.theme == theme and row.reason == "no_capability")
        ]
        for need, theme in themes.items()
    }


def touching_organisation(organisation: str, on: date) -> list[Said]:
    """What was said of or by one organisation. One query."""
    return [said_of(row) for row in in_force(on).filter(organisation=organisation).order_by("said_at", "id")]


def declined_pairs(on: date) -> frozenset[tuple[str, str]]:
    """(need, organisation) numbers that no plan may contain on a day. One query."""
    return frozenset(in_force(on).values_list("need", "organisation"))


def resting_organisations(on: date) -> frozenset[str]:
    """Numbers of organisations that said of themselves that the quarter is full: no plan may contain them. One query."""
    rows = in_force(on).filter(side="organisation", reason="no_capacity")
    return frozenset(row.organisation for row in map(said_of, rows) if rests(row))


def decline_for(actor: Actor, decline_id: str) -> Decline:
    """One decline, for who speaks for one of its sides or plans there. Errors: ``Hidden``."""
    found = Decline.objects.filter(pk=decline_id).first()
    if found is None or not side_of(actor, scope_of(found.region_path, found.organisation)):
        raise Hidden
    return found


def declines_within(actor: Actor, on: date, *, past: bool = False) -> "QuerySet[Decline]":
    """Declines of the actor's places and organisations, the latest first; ``past`` also those that are over."""
    rows = Decline.objects.all() if past else in_force(on)
    return rows.filter(_reach(actor)).order_by("-said_at", "id")


def _reach(actor: Actor) -> Q:
    if actor.kind == "system":
        return Q()
    reached = Q(pk__in=())
    for grant in actor.scopes_of(SAY):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            reached |= Q(region_path__startswith=grant.scope_id)
        if grant.scope_kind == "organisation":
            reached |= Q(organisation=grant.scope_id)
    return reached
