"""Taking a project for a change. Lock order: project, its delivery, then needs and their lines by `needs`."""

from bangfu.apps.projects import policy
from bangfu.apps.projects.models import Delivery, Project
from bangfu.apps.projects.queries.projects import with_parties
from bangfu.plumbing.access import Actor, Hidden


def locked(by: Actor, number: str, permission: str) -> Project:
    """The project's row for a change by somebody who may. Errors: ``Hidden``, ``Denied``."""
    found = with_parties(Project.objects.select_for_update(of=("self",)).filter(number=number)).first()
    if found is None:
        raise Hidden
    policy.require(by, permission, found)
    return found


def locked_delivery(by: Actor, delivery_id: str, permission: str) -> tuple[Project, Delivery]:
    """A delivery with its project, both locked. Errors: ``Hidden``, ``Denied``."""
    number = Delivery.objects.filter(pk=delivery_id).values_list("project__number", flat=True).first()
    if number is None:
        raise Hidden
    project = locked(by, number, permission)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related(
        "bundle__need", "bundle__offer", "organisation"
    )
    return project, rows.prefetch_related("lines__need_line", "lines__offer_line", "acceptances__lines").get(
        pk=delivery_id
    )
