"""D1 to D3, re-derived from the rows."""

import json
from collections.abc import Iterator

from django.db.models import Count, Q

from bangfu.apps.exchange.models import Decline, Scenario, Solution
from bangfu.apps.exchange.queries.kept import unpacked
from bangfu.apps.exchange.rules.declines import REASONS, counts_until
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.runs.models import Run
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


def _planned_again() -> Iterator[Finding]:
    """Pairs of shown plans that had been declined before the run was asked for."""
    for scenario in Scenario.objects.filter(source="registry").exclude(solution=None).select_related("solution"):
        solution = scenario.solution
        assert solution is not None
        asked_at = Run.objects.filter(pk=solution.run).values_list("created_at", flat=True).first() or solution.at
        in_force = Decline.objects.filter(said_at__lt=asked_at, counts_until__gte=shanghai_day(solution.at)).filter(
            Q(ended_at=None) | Q(ended_at__gt=solution.at)
        )
        declined = set(in_force.values_list("need", "organisation"))
        for row in json.loads(unpacked(solution.result))["rows"]:
            if (row["need"], row["organisation"]) in declined:
                yield Finding(
                    f"solution {solution.pk}", f"{row['organisation']} — {row['need']}：排配之前就有人说过“不合适”。"
                )


DECLINE_INVARIANTS = (
    Invariant("D1", "A side has at most one standing decline of a pair.", Decline.objects.count, _twice_said),
    Invariant("D2", "A decline counts until the day that its reason gives.", Decline.objects.count, _wrong_days),
    Invariant("D3", "No plan contains a pair that had been declined.", Solution.objects.count, _planned_again),
)
