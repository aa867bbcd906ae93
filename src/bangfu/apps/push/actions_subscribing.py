"""What people ask to hear of by themselves."""

from collections.abc import Sequence
from datetime import datetime

from bangfu.apps.needs.api import Filters
from bangfu.apps.push import rules
from bangfu.apps.push.models import Subscription
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record
from bangfu.values import Refusal


@action("push.subscribe", unseen=True)
def subscribe(*, by: Actor, at: datetime, key: str = "", filters: Filters, words: str, weekly: bool) -> Subscription:
    """Hear of needs under these filters, at once or once a week; the same search again only changes when.

    ``words``: the search as a person would say it. Errors: ``Refused`` for more than twenty.
    """
    mine = Subscription.objects.filter(person=by.person, ended_at=None)
    query = filters.query_string()[:300]
    found = mine.filter(query=query).first()
    if found is None and mine.count() >= rules.SUBSCRIPTIONS_MAX:
        raise Refused(
            Refusal("push.many_subscriptions", f"最多订阅 {rules.SUBSCRIPTIONS_MAX} 个条件。", "请先退掉不用的。")
        )
    if found is None:
        found = Subscription(person=by.person, query=query, created_at=at, told_week=rules.week_of(at.date()))
    found.words, found.weekly = words[:200], weekly
    found.save()
    record(subject=found, changes={"weekly": (None, weekly)})
    return found


@action("push.unsubscribe", unseen=True)
def unsubscribe(*, by: Actor, at: datetime, key: str = "", subscription: str) -> Subscription:
    """End one of one's own."""
    found = Subscription.objects.select_for_update().filter(pk=subscription, person=by.person).first()
    if found is None or not by.person:
        raise Hidden
    if found.ended_at is None:
        found.ended_at = at
        found.save()
    record(subject=found, note="不再订阅")
    return found


@action("push.note_digest", unseen=True)
def note_told(*, by: Actor, at: datetime, key: str = "", subscriptions: Sequence[str], week: str) -> int:
    """Note that these were told, so that a second look in the same week tells nothing. Called by the digest only."""
    rows = Subscription.objects.filter(pk__in=subscriptions).exclude(told_week=week)
    count = rows.update(told_week=week, told_at=at)
    record(subject=Subscription(pk=""), note="每周汇总", count=max(count, 1))
    return count
