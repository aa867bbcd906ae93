"""Samples of campaigns: what the promises try on `giving`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings

from bangfu.apps.giving import actions, actions_gifts
from bangfu.apps.giving.models import Campaign, Gift
from bangfu.apps.giving.rules import CHECKLIST
from bangfu.apps.organisations.models import Organisation
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.payments.actions import deliver
from bangfu.plumbing.payments.models import PaymentDoubt
from bangfu.plumbing.payments.sandbox import Sandbox
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, make_organisation, somebody


def make_charity(number: int = 980) -> Organisation:
    """A qualified charity that receives the money."""
    day = today()
    return make_organisation(
        number,
        name=f"试验{number}慈善会",
        is_charity=True,
        charity_since=day - timedelta(days=900),
        fundraising_from=day - timedelta(days=800),
        fundraising_until=day + timedelta(days=800),
    )


def campaign_values(payee: str, region: str = VILLAGE, **changes: Any) -> dict[str, Any]:
    """A campaign with everything the law asks for."""
    day = today()
    return {
        "kind": "one_yuan",
        "title": "一元一台血压计",
        "purpose": "为村卫生站买血压计，并请医生每月义诊。",
        "region": region,
        "payee": payee,
        "agreement": "合作〔2026〕3号",
        "plan_no": "53440000MJ00000000A26001",
        "plan_from": day - timedelta(days=10),
        "plan_until": day + timedelta(days=100),
        "office": "项目部",
        "fee": "不从善款列支",
        "leftover": "用于相同目的的项目",
        "platform": "示例公益平台",
        "platform_url": "https://gongyi.example.org/p/1",
        "target": 100_000_00,
    } | changes


def make_campaign(
    organisation: str, payee: str, state: str = "draft", region: str = VILLAGE, **changes: Any
) -> Campaign:
    """A campaign brought to ``state`` by two people."""
    runner = somebody("runner", "staff", "organisation", organisation)
    made = actions.draft_campaign(
        by=runner, organisation=organisation, values=campaign_values(payee, region, **changes)
    )
    if state != "draft":
        made = actions.submit_campaign(by=runner, number=made.number)
    if state == "public":
        made = actions.publish_campaign(by=somebody("checking", "bureau", scope=region[:2]), number=made.number)
    return made


def _charity(world: World) -> str:
    if "charity" not in world.objects:
        world.objects["charity"] = make_charity()
    return str(world.objects["charity"].number)


def _campaigns(state: str) -> Callable[[World], list[Sample]]:
    def make(world: World) -> list[Sample]:
        found = []
        numbers = [sample.organisation for sample in world.samples["organisation"]]
        for region, number in zip((VILLAGE, ELSEWHERE), numbers, strict=True):
            made = make_campaign(number, _charity(world), state, region)
            found.append(Sample((made.number,), region, number, is_public=state == "public"))
        return found

    return make


samples.MAKERS |= {
    "campaign": _campaigns("draft"),
    "submitted_campaign": _campaigns("submitted"),
    "public_campaign": _campaigns("public"),
}


def treasurer(payee: str, person: str = "cashier") -> Actor:
    """Somebody who keeps the books of a charity."""
    return somebody(person, "treasurer", "organisation", payee)


def make_gift(campaign: Campaign, amount: int = 100, **changes: Any) -> Gift:
    """A gift that came by bank."""
    checked = [code for code, _ in CHECKLIST["taker"]]
    given = {"through": "bank", "on": today(), "refers": "", "checked": checked} | changes
    return actions_gifts.enter_gift(by=treasurer(campaign.payee), campaign=campaign.number, amount=amount, **given)


def _own_gifts(world: World) -> list[Sample]:
    """Gifts of campaigns that an organisation of the cast and one elsewhere receive themselves."""
    found = []
    for sample in world.samples["organisation"]:
        day = today() - timedelta(days=9)
        right = {"is_charity": True, "charity_since": day, "fundraising_from": day}
        Organisation.objects.filter(number=sample.organisation).update(**right)
        made = make_gift(make_campaign(sample.organisation, sample.organisation, "public"))
        found.append(Sample((made.number,), "", sample.organisation))
    return found


def _gift_numbers(world: World) -> list[Sample]:
    return [replace(sample, is_public=True) for sample in world.samples["gift"]]


def _refunds(world: World) -> list[Sample]:
    found = []
    for sample in world.samples["gift"]:
        by = treasurer(sample.organisation)
        made = actions_gifts.ask_refund(by=by, gift=sample.args[0], amount=1, reason="捐赠人要求退回")
        found.append(replace(sample, args=(made.pk,)))
    return found


def _orders(world: World) -> list[Sample]:
    campaign = world.samples["public_campaign"][0].args[0]
    made = actions_gifts.open_order(by=PUBLIC_ACTOR, campaign=campaign, amount=100, channel="sandbox")
    return [Sample((made.number,), is_public=True)]


def _doubts(world: World) -> list[Sample]:
    settings.PAYMENTS["PAYEE"] = world.samples["gift"][0].organisation  # in place: it outlives the override of a test
    deliver(provider=Sandbox(), headers={}, raw=b"{}", at=now(), book=actions_gifts.book_event)
    return [Sample((PaymentDoubt.objects.get().pk,), "", world.samples["gift"][0].organisation)]


samples.MAKERS |= {
    "gift": _own_gifts,
    "gift_number": _gift_numbers,
    "refund": _refunds,
    "demo_order": _orders,
    "doubt": _doubts,
    "provider_name": lambda world: [Sample(("sandbox",), is_public=True)],
}
