"""Cursor paging: stable under inserts, one query a page, no count of everything."""

import base64
import binascii
from typing import Any

from django.db.models import Model, QuerySet
from ninja.errors import HttpError

LIMIT_DEFAULT, LIMIT_MAX = 50, 200


def _decode(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor.encode()).decode())
    except (ValueError, binascii.Error):
        raise HttpError(400, "游标无效，请从第一页重新开始。") from None


def page_of(rows: "QuerySet[Any]", *, cursor: str = "", limit: int = LIMIT_DEFAULT) -> tuple[list[Any], str]:
    """One page in the order of the primary key.

    Args: ``cursor`` from the page before, "" for the first; ``limit`` 1 to 200.
    Returns: the rows and the next cursor, "" on the last page. Errors: ``HttpError`` 400 for a cursor that is not ours.
    """
    size = max(1, min(limit, LIMIT_MAX))
    if cursor:
        rows = rows.filter(pk__gt=_decode(cursor))
    found: list[Model] = list(rows.order_by("pk")[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1].pk
    return found[:size], base64.urlsafe_b64encode(str(last).encode()).decode()
