"""What was promised, for rooms that show it beside what came."""

from collections.abc import Collection

from django.db.models import Sum

from bangfu.apps.giving.models import Pledge


def pledged_to(pools: Collection[int]) -> dict[int, int]:
    """Fen that were promised to the public campaigns of each pool and not withdrawn, in one query: no money yet."""
    rows = Pledge.objects.filter(
        campaign__pool__in=list(pools), campaign__state__in=["public", "ended"], withdrawn_on__isnull=True
    )
    return dict(rows.values_list("campaign__pool").annotate(fen=Sum("amount")).order_by())
