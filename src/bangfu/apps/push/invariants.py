"""What always holds about pushes, re-derived from the rows."""

from collections.abc import Iterator

from django.db.models import Count, Q

from bangfu.apps.notices.api import audience_sizes
from bangfu.apps.push.models import Push
from bangfu.apps.push.rules import ALONE
from bangfu.plumbing.checks import Finding, Invariant


def _decided_alone() -> Iterator[Finding]:
    for push in Push.objects.filter(state="sent").only("pk", "reach", "agreed_by", "created_by").iterator(500):
        if push.reach > ALONE and (not push.agreed_by or push.agreed_by == push.created_by):
            yield Finding(push.pk, f"推给了 {push.reach} 人，没有第二个人同意。")


def _not_as_said() -> Iterator[Finding]:
    rows = Push.objects.filter(state="sent").annotate(
        told=Count("addressees", filter=Q(addressees__left="")),
        nameless=Count("addressees", filter=Q(addressees__left="", addressees__reason="")),
    )
    sizes = audience_sizes(rows.values_list("notice", flat=True))
    for push in rows.iterator(500):
        if push.told != push.reach or sizes.get(push.notice) != push.reach:
            yield Finding(
                push.pk, f"写的是 {push.reach} 人，名单有 {push.told} 人，通知有 {sizes.get(push.notice)} 人。"
            )
        if push.nameless:
            yield Finding(push.pk, f"有 {push.nameless} 人没有写原因。")


INVARIANTS = (
    Invariant(
        "P1", "More than 500 people are reached only after a second person agreed.", Push.objects.count, _decided_alone
    ),
    Invariant("P2", "A push reached exactly its addressees, each with a reason.", Push.objects.count, _not_as_said),
)
