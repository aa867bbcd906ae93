"""Reading batches: their own people and those who may see all."""

from django.db.models import QuerySet

from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.imports.importer import Importer, importers
from bangfu.plumbing.imports.models import ChosenColumn, ImportBatch


def batch_for(actor: Actor, batch_id: str) -> ImportBatch:
    """A batch for the person who uploaded it. Errors: ``Hidden`` for everybody else, since it may hold personal data."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None or not actor.is_person or batch.person != actor.person:
        raise Hidden
    return batch


def recent_batches(actor: Actor, most: int = 30) -> QuerySet[ImportBatch]:
    """The latest batches: all for those who may read imports everywhere, else one's own. Files are not loaded."""
    rows = ImportBatch.objects.defer("content", "mended")
    return (rows if actor.has("audit.read") else rows.filter(person=actor.person))[:most]


def chosen_columns(actor: Actor, kind: str) -> dict[str, str]:
    """Titles that this person said to be columns of the kind: title → key."""
    rows = ChosenColumn.objects.filter(person=actor.person, kind=kind)
    return dict(rows.values_list("title", "column"))


def kinds_for(actor: Actor) -> list[Importer]:
    """The kinds of sheet that the actor may bring in."""
    return [importer for importer in importers().values() if actor.has(importer.permission)]
