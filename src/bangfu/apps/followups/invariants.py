"""F1, re-derived from the rows."""

from collections.abc import Iterator

from bangfu.apps.followups.models import Followup
from bangfu.plumbing.checks import Finding, Invariant


def _count() -> int:
    return Followup.objects.filter(state="closed").count()


def _closed_by_owner() -> Iterator[Finding]:
    for pk, owner, closer in Followup.objects.filter(state="closed").values_list("pk", "owner", "closed_by"):
        if not closer or closer == owner:
            yield Finding(pk, "这件跟进事项是经办人自己核销的，或没有记下核销人。")


INVARIANTS = (Invariant("F1", "A followup is closed by somebody else than its owner.", _count, _closed_by_owner),)
