"""Reading runs."""

from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.runs.models import Run


def run_for(actor: Actor, run_id: str) -> Run:
    """A run for its own person or for one who may read all runs. Errors: ``Hidden``."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not (actor.is_person and (run.person == actor.person or actor.has("runs.read"))):
        raise Hidden
    return run
