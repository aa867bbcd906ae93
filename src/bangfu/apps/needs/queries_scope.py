"""Whose needs: rows where somebody holds a permission, and their own."""

from django.db.models import Q, QuerySet

from bangfu.apps.needs.models import Need
from bangfu.plumbing.access import Actor, Grant


def where(grants: tuple[Grant, ...]) -> Q:
    """Needs of the places of these grants, and no others: what may be acted upon, where one's own may still be read elsewhere."""
    found = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            found |= Q(region_path__startswith=grant.scope_id)
    return found


def needs_within(actor: Actor, permission: str, rows: "QuerySet[Need] | None" = None) -> "QuerySet[Need]":
    """Needs (all, or ``rows``) where the actor holds ``permission``, and those they entered or that were entered for them."""
    rows = Need.objects.all() if rows is None else rows
    if actor.kind == "system":
        return rows
    own = Q(entered_by=actor.person) | Q(for_whom=actor.person) if actor.is_person else Q(pk__in=[])
    return rows.filter(where(actor.scopes_of(permission)) | own)
