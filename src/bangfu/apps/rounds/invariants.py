"""What always holds about invitations, re-derived from the rows."""

from collections import Counter
from collections.abc import Iterator

from bangfu.apps.exchange.api import states_of_claims
from bangfu.apps.rounds.models import Climb, Invitation
from bangfu.plumbing.checks import Finding, Invariant


def _yes_without_claim() -> Iterator[Finding]:
    rows = dict(Invitation.objects.filter(state="accepted").values_list("pk", "claim"))
    known = states_of_claims(list(rows.values()))
    for invitation, claim in rows.items():
        if claim not in known:
            yield Finding(f"invitation {invitation}", "已接受，却没有它的接单。")
    for claim, times in Counter(rows.values()).items():
        if times > 1:
            yield Finding(f"claim {claim}", "一次接单对着几份邀请。")


def _skipped_steps() -> Iterator[Finding]:
    seen: dict[int, int] = {}
    for climb in Climb.objects.order_by("need_id", "step"):
        if climb.step != seen.get(climb.need_id, 0) + 1:
            yield Finding(f"need {climb.need_id}", "上报跳过了一级。")
        seen[climb.need_id] = climb.step


INVARIANTS = (
    Invariant(
        "K1",
        "An accepted invitation is one claim, and no claim answers two.",
        Invitation.objects.count,
        _yes_without_claim,
    ),
    Invariant("K2", "A need climbs one step after the other.", Climb.objects.count, _skipped_steps),
)
