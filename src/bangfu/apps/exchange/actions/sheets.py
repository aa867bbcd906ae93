"""Keeping sheets: each once, by its hash."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from bangfu.apps.exchange.models import InputSheet
from bangfu.apps.exchange.queries.kept import packed


def keep_sheets(sheets: Mapping[str, bytes], *, at: datetime) -> dict[str, str]:
    """Keep sheets that are not kept yet. Returns: role → digest, in the given order."""
    digests = {role: hashlib.sha256(data).hexdigest() for role, data in sheets.items()}
    rows = [
        InputSheet(digest=digests[role], size_bytes=len(data), content=packed(data), at=at)
        for role, data in sheets.items()
    ]
    InputSheet.objects.bulk_create(rows, ignore_conflicts=True)
    return digests
