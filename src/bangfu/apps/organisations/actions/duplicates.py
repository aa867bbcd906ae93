"""Keeping the queue of likely duplicates: called inside other actions, never a page of its own."""

from collections.abc import Collection
from datetime import datetime

from bangfu.apps.organisations.models import DuplicatePair, Organisation
from bangfu.apps.organisations.rules.duplicates import Candidate, find_duplicates


def _sound(name_order: str) -> str:
    """The syllables of a name without the name itself, which closes the sort key."""
    return " ".join(name_order.split(" ")[:-1])


def note_duplicates(among: Collection[int] | None, *, at: datetime) -> int:
    """Put likely duplicates into the queue.

    Args: ``among`` limits the search to pairs that touch these ids; None looks at all. Pairs that a person has judged are
    left as judged. Returns: how many new pairs wait.
    """
    rows = Organisation.objects.filter(merged_into=None).values_list(
        "id", "name", "credit_code", "region__code", "name_order"
    )
    candidates = [Candidate(pk, name, code or "", region, _sound(order)) for pk, name, code, region, order in rows]
    found = find_duplicates(candidates, among)
    if not found:
        return 0
    known = set(DuplicatePair.objects.values_list("first_id", "second_id"))
    fresh = [
        DuplicatePair(
            first_id=each.first,
            second_id=each.second,
            likeness=each.likeness,
            reasons=[list(reason) for reason in each.reasons],
            found_at=at,
        )
        for each in found
        if (each.first, each.second) not in known
    ]
    DuplicatePair.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)
