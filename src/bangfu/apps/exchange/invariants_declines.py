"""D1 and D2, re-derived from the rows."""

from collections.abc import Iterator

from django.db.models import Count

from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.rules.declines import REASONS, counts_until
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.values import shanghai_day


def _twice_said() -> Iterator[Finding]:
    standing = Decline.objects.filter(ended_at=None).values("need", "organisation", "side")
    for row in standing.annotate(count=Count("pk")).filter(count__gt=1):
        yield Finding(f"{row['need']} {row['organisation']}", "同一方对这一对有两句还算数的“不合适”。")


def _wrong_days() -> Iterator[Finding]:
    rows = Decline.objects.values_list("pk", "reason", "said_at", "counts_until", "ended_at")
    for pk, reason, said_at, until, ended_at in rows.iterator():
        if reason not in REASONS or until != counts_until(reason, shanghai_day(said_at)):
            yield Finding(pk, "“不合适”算到的日子和它的原因不符。")
        elif ended_at is not None and ended_at < said_at:
            yield Finding(pk, "“不合适”在说出之前就结束了。")


DECLINE_INVARIANTS = (
    Invariant("D1", "A side has at most one standing decline of a pair.", Decline.objects.count, _twice_said),
    Invariant("D2", "A decline counts until the day that its reason gives.", Decline.objects.count, _wrong_days),
)
