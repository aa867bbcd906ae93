"""The door of `disclosure`."""

from bangfu.apps.disclosure.publishing import catch_up_from, publish, publish_when_grown
from bangfu.apps.disclosure.queries import (
    Proven,
    head_for_backup,
    last_head,
    leaves,
    proven_about,
    proven_entries,
    published_key,
    verifier_path,
)
from bangfu.apps.disclosure.rules import private_marks

__all__ = [
    "Proven",
    "catch_up_from",
    "head_for_backup",
    "last_head",
    "private_marks",
    "proven_about",
    "leaves",
    "proven_entries",
    "publish",
    "publish_when_grown",
    "published_key",
    "verifier_path",
]
