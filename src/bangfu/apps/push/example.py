"""The example city's pushes: one sent by the bureau, one of a hub, one that waits for a colleague, searches subscribed to."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bangfu.apps.exchange.api import recommended_for_need
from bangfu.apps.needs.api import Filters
from bangfu.apps.organisations.api import members_of
from bangfu.apps.push import actions, queries
from bangfu.apps.push.actions_subscribing import subscribe
from bangfu.apps.push.models import Push
from bangfu.apps.push.queries_pages import words_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.runs.models import Run

SUITED, LOOKED_AT = 4, 40
SEARCHES = (Filters(urgency="3"), Filters(theme="fruit_industry"))


def build_example(
    *,
    bureau: Actor,
    colleague: Actor,
    staff: Actor,
    hub: Actor,
    hub_number: str,
    account: Callable[[str], object],
    at: datetime,
) -> list[Push]:
    """A few pushes in different states, made by these; ``colleague`` agrees to one of the bureau's; ``account`` gives an organisation somebody who can be told."""
    found = Filters(order="new").found(today()).order_by("-published_at", "number")
    needs = list(found.values_list("number", "title")[:5])
    made: list[Push] = []
    suited = [
        one.number for number, _title in needs[::2] for one in recommended_for_need(number, top=SUITED).candidates
    ]
    for number in {*suited, *members_of(hub_number)[:SUITED]}:
        account(number)
    for place, (number, title) in enumerate(needs):
        values = {"direction": "need", "need": number, "title": title[:80], "body": "有意的请在期限前接单。", "top": 50}
        if place == 0:
            made.append(_sent(bureau, values, at - timedelta(days=2)))
        elif place == 1:
            push = actions.draft_push(by=bureau, at=at, values=values | {"top": 1000})
            made.append(actions.ask_push(by=bureau, at=at, push=push.pk))
        elif place == 2:
            made.append(actions.draft_push(by=bureau, at=at, values=values))
        elif place == 3:
            push = actions.draft_push(by=bureau, at=at, values=values | {"top": 1000})
            push = actions.ask_push(by=bureau, at=at, push=push.pk)
            made.append(actions.agree_push(by=colleague, at=at, push=push.pk))
        else:
            push = actions.draft_push(by=bureau, at=at, values=values)
            made.append(actions.cancel_push(by=bureau, at=at, push=push.pk))
    for number in found.values_list("number", flat=True)[:LOOKED_AT]:
        relayed = _relayed(hub, hub_number, number, at)
        made += relayed
        if relayed:
            break
    offers = {"direction": "offers", "title": "天河区的组织能帮什么", "places": ["4418"], "districts": ["440106"]}
    made.append(actions.draft_push(by=bureau, at=at, values=offers))
    for place, filters in enumerate(SEARCHES):
        subscribe(by=staff, at=at, filters=filters, words=words_of(filters), weekly=bool(place))
    return made


def _sent(by: Actor, values: dict[str, object], at: datetime) -> Push:
    push = actions.draft_push(by=by, at=at, values=values)
    audience = queries.audience_of(push)
    if not audience.reached:
        return push
    run = Run.objects.create(
        kind=actions.RUN_KIND, title=push.title, person=by.person, state="running", created_at=at, started_at=at
    )
    Push.objects.filter(pk=push.pk).update(state="sending", run=run.pk)
    system = Actor(person=by.person, kind="system")
    sent: Push = actions.finish_push(by=system, at=at, push=push.pk, run=run.pk, audience=audience)
    Run.objects.filter(pk=run.pk).update(state="done", ended_at=at)
    return sent


def _relayed(hub: Actor, number: str, need: str, at: datetime) -> list[Push]:
    audience = queries.audience_of_relay(number, need)
    try:
        return [actions.relay_need(by=hub, at=at, hub=number, need=need, audience=audience, body="请会员单位看看。")]
    except Refused:  # none of its members suits
        return []
