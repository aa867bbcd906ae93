"""Showing a picture of a need to everybody, and taking it off again. Lock order: need, then the file."""

from datetime import date, datetime

from bangfu.apps.needs import policy
from bangfu.apps.needs.models import Need, ReleasedPhoto
from bangfu.apps.needs.rules_photos import IN_PICTURE, TAKERS, release_refusal
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.publication.write import publish_row


def _locked(by: Actor, number: str, file: str) -> tuple[Need, StoredFile]:
    need = Need.objects.select_for_update(of=("self",)).filter(number=number).first()
    if need is None:
        raise Hidden
    policy.require(by, need, "needs.publish")
    stored = (
        StoredFile.objects.select_for_update()
        .filter(pk=file, owner_type=Need._meta.label_lower, owner_id=str(need.pk))
        .first()
    )
    if stored is None:
        raise Hidden
    return need, stored


@action("needs.release_photo")
def release_photo(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    file: str,
    taken_on: date | None,
    taken_by: str,
    in_picture: str,
) -> ReleasedPhoto:
    """Put a picture on the public page of its need, with the day it was taken and the role of who took it.

    Args: ``taken_by`` of ``rules_photos.TAKERS``; ``in_picture`` of ``rules_photos.IN_PICTURE``: nothing is taken for granted.
    Errors: ``Refused`` for anything unsaid and for every picture with a minor; ``Hidden`` for a file of another record.
    """
    need, stored = _locked(by, number, file)
    refuse(
        release_refusal(
            state=need.state,
            media_type=stored.media_type,
            caption=stored.caption,
            taken_on=taken_on,
            taken_by=taken_by,
            in_picture=in_picture,
            on=at.astimezone(SHANGHAI).date(),
        )
    )
    assert taken_on is not None, "the rule refuses a picture without its day"
    released, _made = ReleasedPhoto.objects.update_or_create(
        file=stored.pk,
        defaults={
            "need": need,
            "taken_on": taken_on,
            "taken_by": taken_by,
            "in_picture": in_picture,
            "released_by": by.person,
            "released_at": at,
        },
    )
    was_public = stored.is_public
    stored.is_public, stored.taken_on = True, taken_on
    stored.save(update_fields=["is_public", "taken_on"])
    fields = {"digest": stored.digest, "taken_on": released.taken_on.isoformat(), "taken_by": taken_by}
    publish_row(kind="need.photo_released", subject=need.number, fields=fields, at=at)
    record(
        subject=stored,
        changes={"is_public": (was_public, True)},
        note=f"{need.number} {TAKERS[taken_by]} {IN_PICTURE[in_picture]}",
    )
    return released


@action("needs.hide_photo")
def hide_photo(*, by: Actor, at: datetime, key: str = "", number: str, file: str) -> None:
    """Take a picture off the public page; from then on only those who handle the need get its bytes."""
    need, stored = _locked(by, number, file)
    ReleasedPhoto.objects.filter(file=stored.pk).delete()
    was_public = stored.is_public
    stored.is_public = False
    stored.save(update_fields=["is_public"])
    publish_row(kind="need.photo_hidden", subject=need.number, fields={"digest": stored.digest}, at=at)
    record(subject=stored, changes={"is_public": (was_public, False)}, note=need.number)
