"""The only writers of certificates: one makes out one's own, and says what its public page tells."""

from datetime import date, datetime

from bangfu.apps.people.api import names_of
from bangfu.apps.volunteers import policy, queries_certificates, rules_certificates
from bangfu.apps.volunteers.models import Certificate
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.values import is_opaque_id


@action("volunteers.issue_certificate", unseen=True)
def issue_certificate(
    *, by: Actor, at: datetime, key: str = "", since: date, until: date, organisation: str = "", shows: str = "hours"
) -> Certificate:
    """Make out a certificate of one's own confirmed hours of these days; ``organisation``: only what this one sent one to.

    Errors: ``Denied``; ``Refused`` when nothing counts then, or too much.
    """
    policy.require_somewhere(by, policy.REPORT)
    refuse(rules_certificates.shows_refusal(shows))
    rows = queries_certificates.hours_to_certify(by.person, since, until, organisation)
    today = at.astimezone(SHANGHAI).date()
    refuse(rules_certificates.issuing_refusal(since=since, until=until, today=today, found=len(rows)))
    made = Certificate.objects.create(
        person=by.person,
        name=names_of([by.person]).get(by.person, ""),
        organisation=organisation,
        since=since,
        until=min(until, today),
        hours=[row.pk for row in rows],
        times=len(rows),
        minutes=sum(row.minutes for row in rows),
        shows=shows,
        issued_at=at,
    )
    record(subject=made, changes={"times": (0, made.times), "minutes": (0, made.minutes), "shows": ("", shows)})
    return made


@action("volunteers.show_certificate")
def show_certificate(*, by: Actor, at: datetime, key: str = "", certificate: str, shows: str) -> Certificate:
    """Change what the public page of one's own certificate tells. Errors: ``Hidden``, ``Refused``."""
    refuse(rules_certificates.shows_refusal(shows))
    known = Certificate.objects.select_for_update().filter(pk=certificate, person=by.person)
    found = known.first() if is_opaque_id(certificate) else None
    if found is None:
        raise Hidden
    before, found.shows = found.shows, shows
    found.save(update_fields=["shows"])
    record(subject=found, changes={"shows": (before, shows)})
    return found
