"""The room's share of the example city: campaigns in every state with gifts, a refund, a promise, a match and what was spent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bangfu.apps.funds.api import Part, post_spend, reserve_spend
from bangfu.apps.giving import actions, actions_gifts, matching
from bangfu.apps.giving.models import Campaign
from bangfu.apps.giving.rules import CHECKLIST
from bangfu.apps.organisations.api import Organisation
from bangfu.plumbing.access import Actor, Grant
from bangfu.values import shanghai_day

EARLIEST, PLAN_LEAST = 210, 90
CHECKED = [code for code, _ in CHECKLIST["taker"]]
NAMES = ("爱心人士", "", "", "老街坊", "榕树下的茶友", "一位医生", "五年二班", "")
SUMS = (100, 100, 100, 500, 1000, 1000, 2000, 5000, 6600, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class _Story:
    """A campaign: its days as offsets from today, how many gifts came, and what was bought: (days ago, fen, words)."""

    kind: str
    title: str
    purpose: str
    begin: int
    end: int
    target: int
    gifts: int
    bought: tuple[tuple[int, int, str], ...] = ()
    is_partner: bool = False


STORIES = (
    _Story(
        "one_yuan", "扫码一元捐：一元一元凑血压计", "给村卫生站添电子血压计，并请医生每月来义诊一次。", -60, 120, 20_000_00, 16,
        ((20, 300_00, "电子血压计 2 台"),), is_partner=True,
    ),
    _Story(
        "630", "“6·30”活动：村卫生站添设备", "给十个村的卫生站添检查床、雾化机和常用药柜。", -150, 60, 50_000_00, 10,
        ((70, 260_00, "药柜 1 组"),),
    ),
    _Story("heart", "我为慈善献爱心：一老一幼过暖冬", "给高龄老人送棉被，给留守儿童送书包和课外书。", -40, 80, 30_000_00, 9),
    _Story("own", "老榕树下的图书角", "给村小的图书角添书、添书架，周末请志愿者领读。", -120, -5, 8_000_00, 4),
    _Story(
        "own", "荔枝园水渠修复", "修复冲坏的三百米水渠，让荔枝园用得上水。", -200, -30, 5_000_00, 6, ((35, 0, "水渠修复工程尾款"),),
    ),
)  # fmt: skip
UNFILED = _Story("own", "校园净水站（筹备）", "给村小装一套净水设备，孩子们喝上放心水。", -3, 90, 12_000_00, 0)
TO_CHECK = _Story("heart", "山里娃的冬衣", "给山区学生添冬衣和棉鞋，按尺码采购。", 5, 100, 15_000_00, 0)


@dataclass(frozen=True, slots=True)
class Team:
    """Who plays: actors of the receiving charity (``runner``, two who keep its books), of the partner, and who checks."""

    runner: Actor
    cashier: Actor
    second: Actor
    partner: Actor
    checker: Actor


def charity_of_example(at: datetime) -> str:
    """The number of a charity that was and stays qualified long enough; "" when the example has none."""
    day = shanghai_day(at)
    found = Organisation.objects.filter(
        state="verified", is_charity=True, credit_code__gt="", kind="foundation"
    ).filter(fundraising_from__lte=day - timedelta(days=EARLIEST), fundraising_until__gte=day + timedelta(days=200))
    return found.order_by("pk").values_list("number", flat=True).first() or ""


def build_example(
    *, people: Mapping[str, str], payee: str, own: str, villages: Sequence[str], random: Random, at: datetime
) -> list[Campaign]:
    """Tell the stories. Returns: the public campaigns.

    Args: ``people`` opaque ids (``runner``, ``cashier``, ``second`` of the payee, ``partner`` of ``own``, ``bureau``);
    ``payee`` and ``own`` numbers of organisations; ``villages`` codes of places.
    """
    team = Team(
        _actor(people["runner"], "staff", payee),
        _actor(people["cashier"], "treasurer", payee),
        _actor(people["second"], "treasurer", payee),
        _actor(people["partner"], "staff", own),
        Actor(people["bureau"], "person", (Grant("bureau", "region", "44"),)),
    )
    made = []
    for place, story in enumerate(STORIES):
        campaign = _public(story, team, payee, own, villages[place % len(villages)], place, at)
        _gifts(campaign, story, team, random, at)
        made.append(campaign)
    _promise_and_match(made[2], team, at)
    _given_back(made[0], team, at)
    for story, campaign in zip(STORIES, made, strict=True):
        _bought(campaign, story, team, at)
    actions.end_campaign(by=team.runner, at=at - timedelta(days=29), number=made[4].number)
    actions.draft_campaign(
        by=team.partner, at=at - timedelta(days=2), organisation=own, example=True,
        values=_values(UNFILED, payee, villages[0], 8, at) | {"plan_no": "", "agreement": "〔示例〕8号"},
    )  # fmt: skip
    waiting = actions.draft_campaign(
        by=team.runner, at=at - timedelta(days=1), organisation=payee, example=True,
        values=_values(TO_CHECK, payee, villages[-1], 9, at),
    )  # fmt: skip
    actions.submit_campaign(by=team.runner, at=at - timedelta(hours=20), number=waiting.number)
    return made


def _actor(person: str, role: str, organisation: str) -> Actor:
    return Actor(person, "person", (Grant(role, "organisation", organisation),))


def _values(story: _Story, payee: str, village: str, place: int, at: datetime) -> dict[str, Any]:
    day = shanghai_day(at)
    return {
        "kind": story.kind,
        "title": story.title,
        "purpose": story.purpose,
        "region": village,
        "payee": payee,
        "plan_no": f"示例备案 A26{place + 1:03d}",
        "plan_from": day + timedelta(days=story.begin),
        "plan_until": day + timedelta(days=story.end),
        "office": "项目部（示例），工作日可查询",
        "fee": "不从善款列支",
        "leftover": "用于相同目的的项目，并公布",
        "platform": "示例公益平台",
        "platform_url": f"https://gongyi.example.org/p/{place + 1}",
        "target": story.target,
    }


def _public(story: _Story, team: Team, payee: str, own: str, village: str, place: int, at: datetime) -> Campaign:
    """Entered and checked by two people, the day before it begins."""
    by, organiser = (team.partner, own) if story.is_partner else (team.runner, payee)
    before = at + timedelta(days=story.begin - 1)
    values = _values(story, payee, village, place, at)
    values["agreement"] = f"〔示例〕{place + 1}号" if story.is_partner else ""
    made = actions.draft_campaign(by=by, at=before, organisation=organiser, values=values, example=True)
    actions.submit_campaign(by=by, at=before, number=made.number)
    return actions.publish_campaign(by=team.checker, at=before + timedelta(hours=3), number=made.number)


def _gifts(campaign: Campaign, story: _Story, team: Team, random: Random, at: datetime) -> None:
    """Gifts spread over the days in which the campaign ran, the first soon after it began."""
    last = min(story.end, -1)
    days = sorted(random.randrange(story.begin, last + 1) for _ in range(story.gifts))
    days[:2] = [story.begin] * min(2, len(days))
    for place, offset in enumerate(days):
        moment = at + timedelta(days=offset)
        through = random.choice(("wechat", "wechat", "platform", "bank", "cash"))
        amount = 100 if story.kind == "one_yuan" and place == 0 else random.choice(SUMS) * (1 + place % 3)
        if place == 1 or (story.bought and not story.bought[0][1]):
            through, amount = "bank", max(amount, 400_00)  # what is bought is paid from the bank
        actions_gifts.enter_gift(
            by=team.cashier, at=moment, campaign=campaign.number, amount=amount, through=through,
            on=shanghai_day(moment), refers=f"SL{campaign.pk:03d}{place:04d}", name=random.choice(NAMES), checked=CHECKED,
        )  # fmt: skip


def _promise_and_match(campaign: Campaign, team: Team, at: datetime) -> None:
    """A firm said it would give and did not yet; another put down money that matches gifts, and three were matched."""
    firms = Organisation.objects.filter(kind__in=["member_unit", "caring_firm"], state="verified").order_by("pk")
    promised, sponsor = firms.values_list("number", flat=True)[:2]
    day = shanghai_day(at)
    actions.pledge(
        by=team.runner, at=at - timedelta(days=20), number=campaign.number, organisation=promised, amount=5_000_00,
        on=day - timedelta(days=20),
    )  # fmt: skip
    before = at - timedelta(days=6)
    matching.open_matching(
        by=team.cashier, at=before, campaign=campaign.number, sponsor=sponsor, amount=2_000_00, most=200_00, through="bank",
        on=shanghai_day(before), refers="SLPJ0001",
    )  # fmt: skip
    for place, fen in enumerate((100, 88_00, 500_00)):
        moment = at - timedelta(days=4 - place)
        actions_gifts.enter_gift(
            by=team.cashier, at=moment, campaign=campaign.number, amount=fen, through="platform", on=shanghai_day(moment),
            refers=f"SLPJ1{place:03d}", checked=CHECKED,
        )  # fmt: skip


def _given_back(campaign: Campaign, team: Team, at: datetime) -> None:
    """Somebody typed a nought too many and got the gift back."""
    moment = at - timedelta(days=8)
    gift = actions_gifts.enter_gift(
        by=team.cashier, at=moment, campaign=campaign.number, amount=1_000_00, through="wechat", on=shanghai_day(moment),
        refers="SLTK0001", checked=CHECKED,
    )  # fmt: skip
    asked = actions_gifts.ask_refund(
        by=team.cashier, at=moment + timedelta(hours=2), gift=gift.number, amount=990_00, reason="捐赠人多打了零"
    )
    actions_gifts.approve_refund(by=team.second, at=moment + timedelta(hours=5), refund=asked.pk)


def _bought(campaign: Campaign, story: _Story, team: Team, at: datetime) -> None:
    """What was paid, asked by one and approved by another; 0 fen means: all that is there."""
    for ago, fen, words in story.bought:
        moment = at - timedelta(days=ago)
        assert campaign.pool is not None
        amount = fen or sum(campaign.gifts.values_list("amount", flat=True))
        asked = reserve_spend(
            by=team.cashier, at=moment, parts=[Part(campaign.pool, amount)], on=shanghai_day(moment), narrative=words
        )
        paid = moment + timedelta(hours=4)
        post_spend(by=team.second, at=paid, reservation=asked.pk, on=shanghai_day(paid), narrative=words)
