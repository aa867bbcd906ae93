"""The uploaded file and its mends, as they stand in a waiting batch."""

from __future__ import annotations

import base64
import json

from bangfu.plumbing.access import Actor
from bangfu.plumbing.imports.examine import Examined, examine
from bangfu.plumbing.imports.importer import Importer
from bangfu.plumbing.imports.models import ImportBatch
from bangfu.plumbing.imports.queries import chosen_columns
from bangfu.plumbing.sheets import Mended


def packed(data: bytes) -> str:
    """A file as text for the sealed column."""
    return base64.b64encode(data).decode("ascii")


def file_of(batch: ImportBatch) -> bytes:
    """The uploaded bytes; empty when the batch no longer waits."""
    return base64.b64decode(batch.content or "")


def mended_of(batch: ImportBatch) -> Mended:
    """What was changed on the preview so far."""
    if not batch.mended:
        return Mended()
    kept = json.loads(batch.mended)
    cells = {(sheet, row, key): text for sheet, row, key, text in kept["cells"]}
    return Mended(cells, frozenset((sheet, row) for sheet, row in kept["removed"]))


def with_mends(mended: Mended) -> str:
    """`mended_of`, the other way."""
    cells = [[*place, text] for place, text in sorted(mended.cells.items())]
    return json.dumps({"cells": cells, "removed": sorted(mended.removed)}, ensure_ascii=False)


def examined(batch: ImportBatch, importer: Importer, by: Actor) -> Examined:
    """The batch as it would be written now."""
    chosen = chosen_columns(by, importer.kind)
    return examine(importer, file_of(batch), by=by, mended=mended_of(batch), chosen=chosen)
