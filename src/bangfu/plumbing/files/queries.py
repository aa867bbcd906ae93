"""Reading files: the owner's room says who may see which."""

from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.questions import Question

may_see_file: Question[bool | None] = Question(
    "files.may_see_file",
    "Given an actor and a StoredFile: True or False from the room that owns it, None from every other room.",
)


def file_for(actor: Actor, file_id: str) -> StoredFile:
    """A file that the actor may see. Errors: ``Hidden``, also when no room knows the owner."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None or not any(answer for answer in may_see_file.ask(actor, stored)):
        raise Hidden
    return stored


def files_of(owner_type: str, owner_ids: list[str]) -> dict[str, list[StoredFile]]:
    """Files by owner id, oldest first; one query for any number of owners."""
    found: dict[str, list[StoredFile]] = {}
    for stored in StoredFile.objects.filter(owner_type=owner_type, owner_id__in=owner_ids).order_by(
        "uploaded_at", "id"
    ):
        found.setdefault(stored.owner_id, []).append(stored)
    return found
