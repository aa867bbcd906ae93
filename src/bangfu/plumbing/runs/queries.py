"""Reading runs."""

from django.db.models import Count

from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.runs.models import Run


def run_for(actor: Actor, run_id: str) -> Run:
    """A run for its own person or for one who may read all runs. Errors: ``Hidden``."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not (actor.is_person and (run.person == actor.person or actor.has("runs.read"))):
        raise Hidden
    return run


def runs_by_state() -> dict[str, int]:
    """How many runs stand in each state; states without a run are left out."""
    return dict(Run.objects.order_by().values_list("state").annotate(Count("pk")))
