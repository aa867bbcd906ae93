"""Offers of the example city in every state, and orders in every state; the same for a seed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bangfu.apps.offers import actions
from bangfu.apps.offers.actions.bulk import NewOffer, add_example_offers
from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.offers.rules import Given
from bangfu.apps.organisations.api import Organisation, eligible
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.actions import Refused

# Title, way, theme's vocabulary id, items (name, quantity, unit), what the village prepares.
KINDS: tuple[tuple[str, str, str, tuple[tuple[str, int, str], ...], str], ...] = (
    (
        "果树修剪和病虫害防治下乡，每村一天",
        "training",
        "fruit_industry",
        (("农技培训", 12, "场"), ("修剪工具", 60, "套")),
        "村里约好二十户以上果农",
    ),
    (
        "血压计和用法培训送到村卫生站",
        "goods",
        "village_clinic",
        (("血压计", 80, "台"), ("健康讲座", 16, "场")),
        "村医全程参加",
    ),
    (
        "农产品上架和短视频带货辅导",
        "channel",
        "live_selling",
        (("上架名额", 30, "个"), ("直播培训", 6, "期")),
        "有稳定货源和一名联系人",
    ),
    (
        "乡村阅读角：图书、书架和领读人",
        "facility",
        "reading_room",
        (("图书", 6000, "册"), ("书架", 40, "个")),
        "村里提供十平方米以上的房间",
    ),
    ("志愿医生义诊队", "volunteers", "free_clinics", (("义诊", 20, "次"), ("志愿医生", 45, "人")), "村里提供场地和电"),
    ("小额助学资金，每村不超过两万元", "money", "student_aid", (("助学资金", 200000, "元"),), "公示名单七天"),
    (
        "社区养老服务示范项目",
        "project",
        "elder_visits",
        (("示范点", 4, "个"), ("督导", 24, "次")),
        "镇里有一名专职社工",
    ),
)
STATES = (
    "published",
    "published",
    "published",
    "published",
    "published",
    "submitted",
    "draft",
    "returned",
    "paused",
    "ended",
)
RETURNED = "没有写去哪些镇村，请写清楚服务地域。"


def build_example(
    *, people: Mapping[str, str], own: str, villages: Sequence[Region], random: Random, at: datetime, count: int = 40
) -> int:
    """Make ``count`` offers and a few orders. Returns: how many offers.

    Args: ``people`` opaque ids (``staff``, ``village``, ``bureau``); ``own`` the number of the cast's organisation; the first of
    ``villages`` is the cast's own.
    """
    parties = list(eligible().select_related("region").order_by("pk")[: count * 3])
    mine = [one for one in parties if one.number == own]
    random.shuffle(parties)
    order = [*mine * 4, *parties][:count]
    prefectures = list(Region.objects.filter(level="prefecture", code__startswith="44").order_by("code"))
    home = next(one for one in prefectures if one.code[:4] == villages[0].code[:4])
    news = [_new(place, party, people, home, prefectures, random, at) for place, party in enumerate(order)]
    offers = add_example_offers(by=SYSTEM_ACTOR, at=at, news=news)
    _orders([each for each in offers if each.state == "published"], people, own, villages, random, at)
    return len(offers)


def _new(
    place: int,
    party: Organisation,
    people: Mapping[str, str],
    home: Region,
    prefectures: Sequence[Region],
    random: Random,
    at: datetime,
) -> NewOffer:
    title, way, theme, items, conditions = KINDS[place % len(KINDS)]
    entry = vocabulary().get("themes", theme) or vocabulary().section("themes")[place % 20]
    state = STATES[place % len(STATES)] if place >= 4 else ("published", "published", "draft", "submitted")[place]
    entered = at - timedelta(days=random.randint(3, 60))
    places = [home, *random.sample([one for one in prefectures if one != home], random.randint(0, 2))]
    past: dict[str, Any] = {"entered_by": people["staff"]}
    if state != "draft":
        past["submitted_at"] = entered + timedelta(hours=3)
    if state == "returned":
        past["return_reason"] = RETURNED
    if state in ("published", "paused", "ended"):
        past |= {"published_by": people["bureau"], "published_at": entered + timedelta(days=1)}
    if state == "ended":
        past |= {"ended_how": "given", "ended_at": at - timedelta(days=1)}
    values = {
        "title": title,
        "way": way,
        "themes": [entry.id],
        "kind_of_help": entry.link("kind_of_help"),
        "description": "先和村里通电话定时间，再去一次现场；材料由我们出，做完当场请村里点数。",
        "conditions": conditions,
        "past": random.choice(("去年去过 6 个村，村里都签了验收单。", "近两年服务过 11 个镇。", "")),
        "groups": list(entry.links.get("groups", ()))[:2],
        "starts_on": entered.date(),
        "ends_on": at.date() + timedelta(days=random.choice((30, 60, 120, 200))),
        "contact": "演示联系人 020-00000000",
        "created_at": entered,
    }
    return NewOffer(party, values, [Given(*item) for item in items], places, state, past)


def _orders(
    offers: Sequence[Offer],
    people: Mapping[str, str],
    own: str,
    villages: Sequence[Region],
    random: Random,
    at: datetime,
) -> None:
    """Orders of the cast's village and its neighbours: asked, waiting, accepted, declined, withdrawn."""
    near = [village for village in villages if village.code[:4] == villages[0].code[:4]]
    offers = sorted(offers, key=lambda one: one.organisation.number != own)[:8]
    for place, offer in enumerate(offers):
        lines = list(offer.lines.all())
        made = []
        for village in near[: 1 + place % 3]:
            asker = Actor(people["village"], "person", (Grant("village", "region", village.code),))
            wanted = {line.position: max(1, line.quantity * (2 if place % 3 else 1) // 4) for line in lines}
            made.append(
                actions.place_order(
                    by=asker,
                    at=at - timedelta(hours=random.randint(2, 50)),
                    number=offer.number,
                    region=village,
                    wanted=wanted,
                    purpose="给本村的老人和果农用，村里已经问过，有二十来户报名。",
                    contact="演示联系人 0700-0000000",
                )
            )
        _answered(place, made[0], offer, people, at)


def _answered(place: int, order: Order, offer: Offer, people: Mapping[str, str], at: datetime) -> None:
    answerer = Actor(people["staff"], "person", (Grant("staff", "organisation", offer.organisation.number),))
    asker = Actor(people["village"], "person", (Grant("village", "region", order.region_path),))
    try:
        if place % 4 == 1:
            actions.accept_order(by=answerer, at=at, order_id=order.pk)
        elif place % 4 == 2:
            actions.decline_order(by=answerer, at=at, order_id=order.pk, reason="这个月师傅都在外地，下月再约。")
        elif place % 4 == 3:
            actions.withdraw_order(by=asker, at=at, order_id=order.pk, reason="镇里已经另外安排了。")
    except Refused:  # an organisation without a free slot keeps the order waiting for its answer
        return
