"""Taking files in."""

import hashlib
from datetime import date, datetime

from django.db import models

from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.files.content import UnfitFile, clean_file
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import write_bytes


@action("files.attach_file")
def attach_file(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    owner: models.Model,
    data: bytes,
    caption: str = "",
    taken_on: date | None = None,
) -> StoredFile:
    """Attach a file to ``owner``; the caller has checked that ``by`` may.

    Errors: ``Refused`` for a file that is empty, too large, broken or of a kind that is not taken.
    """
    try:
        cleaned = clean_file(data)
    except UnfitFile as unfit:
        raise Refused(unfit.refusal) from None
    stored = StoredFile.objects.create(
        owner_type=owner._meta.label_lower,
        owner_id=str(owner.pk),
        media_type=cleaned.media_type,
        size_bytes=len(cleaned.data),
        digest=hashlib.sha256(cleaned.data).hexdigest(),
        caption=caption[:120],
        taken_on=taken_on,
        uploaded_by=by.person,
        uploaded_at=at,
    )
    write_bytes(stored, cleaned.data)
    record(subject=stored, changes={"media_type": ("", stored.media_type), "digest": ("", stored.digest)})
    return stored
