"""Taking files in, and throwing away those of a record that is thrown away."""

import hashlib
from datetime import date, datetime
from functools import partial

from django.db import models, transaction

from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.files.content import UnfitFile, clean_file
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import remove_bytes, write_bytes


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


@action("files.discard_files")
def discard_files(*, by: Actor, at: datetime, key: str = "", owner: models.Model) -> int:
    """Throw away every file of ``owner``, which is about to go itself; the caller has checked that ``by`` may.

    The bytes go once this is certain: an act that is taken back leaves them where they were. Returns: how many files.
    """
    found = list(StoredFile.objects.filter(owner_type=owner._meta.label_lower, owner_id=str(owner.pk)))
    for stored in found:
        record(subject=stored, changes={"digest": (stored.digest, "")}, note="随所属的记录一起删除")
        transaction.on_commit(partial(remove_bytes, stored))
    StoredFile.objects.filter(pk__in=[stored.pk for stored in found]).delete()
    if not found:
        record(subject=owner, note="没有文件要删")
    return len(found)
