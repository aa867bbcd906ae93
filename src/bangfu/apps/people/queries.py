"""Reading people."""

from datetime import date

from django.db.models import Q

from bangfu.apps.people.models import Person, RoleGrant
from bangfu.plumbing.access import Grant
from bangfu.plumbing.clock import today


def grants_of(person: str, on: date | None = None) -> tuple[Grant, ...]:
    """The grants in force for a person's opaque id ``on`` a Shanghai day (default today); none for an inactive person."""
    day = on or today()
    rows = (
        RoleGrant.objects.filter(person_id=person, person__is_active=True, from_day__lte=day)
        .filter(Q(to_day=None) | Q(to_day__gte=day))
        .order_by("id")
        .values_list("role", "scope_kind", "scope_id")
    )
    return tuple(Grant(*row) for row in rows)


def names_of(people: list[str]) -> dict[str, str]:
    """Working names by opaque id, for pages that say who did what."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
