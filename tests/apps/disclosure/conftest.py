"""A site with a folder of its own, and a way to publish rows."""

from datetime import UTC, datetime, timedelta

import pytest

from bangfu.engines.tlog import make_signer
from bangfu.plumbing.publication.write import publish_row

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LOG = make_signer("example.org/log", b"l" * 32)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.LOG_KEY = LOG.written()


@pytest.fixture
def say(db):
    """Publishes `count` statements and answers the rows."""

    def said(count=1, *, personal=None, start=0):
        return [
            publish_row(
                kind="offer.ended",
                subject=f"F-26-{start + number:06}",
                fields={"how": f"第 {start + number} 次"},
                personal=personal,
                at=AT + timedelta(seconds=start + number),
            )
            for number in range(count)
        ]

    return said
