"""Samples of the public log: what the promises try on `disclosure`."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from bangfu.apps.disclosure.models import Checkpoint
from bangfu.apps.disclosure.publishing import publish
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.publication.write import publish_row
from tests import samples
from tests.samples import Sample, World

SUBJECT = "F-26-000001"
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SITE = "site"
"""What a world's own data folder is called. Elsewhere nothing is published: the folder would be that of whoever runs the tests."""


def _published(*args: str | int) -> list[Sample]:
    """An entry of SUBJECT, and the log with a signed head where the world has a data folder of its own."""
    if not PublicationRow.objects.filter(subject=SUBJECT).exists():
        publish_row(kind="offer.ended", subject=SUBJECT, fields={"how": "withdrawn"}, at=AT)
    if Path(settings.DATA_DIR).name == SITE and not Checkpoint.objects.exists():
        publish(by=SYSTEM_ACTOR, at=AT)
    return [Sample((each,), is_public=True) for each in args]


def _numbers(world: World) -> list[Sample]:
    return _published(SUBJECT)


def _positions(world: World) -> list[Sample]:
    return _published(0)


def _files(world: World) -> list[Sample]:
    return _published("checkpoint", "vkey")


samples.MAKERS |= {"logged_number": _numbers, "logged_position": _positions, "log_file": _files}
