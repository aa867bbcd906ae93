"""Samples of pushes, subscriptions and addresses of letters: what the promises try on `push` and `notices`."""

from bangfu.apps.needs.api import Filters
from bangfu.apps.needs.models import Need
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.notices.leaving import Leaving, token_of
from bangfu.apps.push import actions as pushing
from bangfu.apps.push.actions_subscribing import subscribe
from bangfu.apps.push.models import Addressee, Push
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now
from tests import samples
from tests.cast import VILLAGE
from tests.samples import THEME, Sample, World, make_need, somebody


def _pushes(world: World) -> list[Sample]:
    found = []
    for office in ("44", "45"):
        clerk = somebody("clerkone", "bureau", scope=office)
        need = make_need(
            VILLAGE,
            "published",
            samples.hands_of(world, VILLAGE),
            title=f"缺一名果树师傅，第 {Need.objects.count()} 条",
        )
        values = {"direction": "need", "need": need.number, "title": "请看一条需求"}
        found.append(Sample((pushing.draft_push(by=clerk, values=values).pk,), office.ljust(12, "0")))
    return found


def _received_pushes(world: World) -> list[Sample]:
    found = []
    for role in ("county", "volunteer"):
        push = Push.objects.create(direction="offers", office="44", title="天河区的组织能做什么", created_at=now())
        Addressee.objects.create(push=push, person=world.cast[role].person.pk, name="农业农村局")
        found.append(Sample((push.pk,), owner=role))
    return found


def _subscriptions(world: World) -> list[Sample]:
    made = [
        (role, subscribe(by=world.cast[role].actor, filters=Filters(theme=THEME), words="果业", weekly=True))
        for role in ("staff", "donor")
    ]
    return [Sample((one.pk,), owner=role) for role, one in made]


def _notice_codes(world: World) -> list[Sample]:
    person = str(world.cast["volunteer"].person.pk)
    made = send_notice(by=SYSTEM_ACTOR, words=Words("must_know", "请看", url="/needs/"), audience=[person])
    return [Sample((made.code,), is_public=True)]


samples.MAKERS |= {
    "leaving": lambda world: [Sample((token_of(Leaving("0" * 16, "push", "email")),), is_public=True)],
    "notice_code": _notice_codes,
    "channel": lambda world: [Sample(("email",), is_public=True)],
    "push": _pushes,
    "received_push": _received_pushes,
    "subscription": _subscriptions,
}
