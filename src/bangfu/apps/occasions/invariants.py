"""E1 and E2, re-derived from the rows."""

from collections.abc import Iterator

from django.db.models import F

from bangfu.apps.occasions.models import Occasion, Seat
from bangfu.apps.occasions.queries import counted
from bangfu.plumbing.checks import Finding, Invariant


def _over() -> Iterator[Finding]:
    seated = counted()
    for pk, seats, taken in Occasion.objects.values_list("pk", "seats", "taken"):
        if seated.get(pk, 0) != taken:
            yield Finding(pk, "记下的已报人数和名单不一致。")
        if seats is not None and seated.get(pk, 0) > seats:
            yield Finding(pk, "报上的人比名额多。")


def _own_consent() -> Iterator[Finding]:
    for pk in Occasion.objects.exclude(agreed_by="").filter(agreed_by=F("announced_by")).values_list("pk", flat=True):
        yield Finding(pk, "来访的人自己替村里同意了。")


INVARIANTS = (
    Invariant("E1", "Nobody is seated beyond the seats, and the count is that of the list.", Seat.objects.count, _over),
    Invariant(
        "E2", "A visit beyond a village's month was agreed to by another person.", Occasion.objects.count, _own_consent
    ),
)
