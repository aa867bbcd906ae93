"""The two ways of saying no: as if it did not exist, or naming who could allow it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Hidden(Http404):
    """The record is none of this actor's business: the answer is that of a page that does not exist."""


class Denied(PermissionDenied):
    """The actor may know of the record but may not do this; the page names ``permission`` and who grants it."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission
