"""Reading certificates: one's own with everything, anybody's by its code with what its person chose to show."""

from dataclasses import dataclass
from datetime import date

from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.volunteers import rules_certificates
from bangfu.apps.volunteers.models import Certificate, Hours
from bangfu.apps.volunteers.queries import Row, counting, rows_of
from bangfu.plumbing.access import Hidden
from bangfu.values import is_opaque_id

LIST_MAX = 50


def hours_to_certify(person: str, since: date, until: date, organisation: str = "") -> list[Hours]:
    """One's own hours of these days that count: confirmed by the served side and not corrected since, the earliest first."""
    rows = counting().filter(person=person, day__gte=since, day__lte=until)
    if organisation:
        rows = rows.filter(organisation=organisation)
    return list(rows.order_by("starts", "pk")[: rules_certificates.AT_MOST + 1])


def senders_of(person: str) -> list[tuple[str, str]]:
    """(number, name) of the organisations that sent this person to hours that count, by name."""
    rows = counting().filter(person=person).exclude(organisation="").order_by()
    named = organisations_by_number(set(rows.values_list("organisation", flat=True)))
    return sorted(((one.number, one.name) for one in named.values()), key=lambda each: each[1])


def own_certificates(person: str) -> list[Certificate]:
    """One's own, the newest first."""
    return list(Certificate.objects.filter(person=person)[:LIST_MAX])


def own_certificate(person: str, certificate: str) -> Certificate:
    """One's own. Errors: ``Hidden``."""
    known = Certificate.objects.filter(pk=certificate, person=person)
    found = known.first() if person and is_opaque_id(certificate) else None
    if found is None:
        raise Hidden
    return found


def rows_on(certificate: Certificate) -> list[Row]:
    """The hours on a certificate with names of places and senders, in their order. Four queries."""
    found = Hours.objects.filter(pk__in=certificate.hours).select_related("answer", "correction")
    return rows_of(sorted(found, key=lambda each: (each.starts, each.pk)))


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody may read of a certificate: ``name`` as its person chose; ``corrected``: stretches corrected since."""

    certificate: Certificate
    name: str
    senders: tuple[str, ...]
    corrected: int


def verified(code: str) -> Verified:
    """A certificate by its code. Errors: ``Hidden`` for a code of none, and for one that its person does not show."""
    found = Certificate.objects.filter(pk=code).exclude(shows="closed").first() if is_opaque_id(code) else None
    if found is None:
        raise Hidden
    rows = Hours.objects.filter(pk__in=found.hours)
    numbers = set(rows.exclude(organisation="").order_by().values_list("organisation", flat=True))
    senders = sorted(one.name for one in organisations_by_number(numbers).values())
    name = rules_certificates.name_shown(found.name, found.shows)
    return Verified(found, name, tuple(senders), rows.filter(correction__isnull=False).count())
