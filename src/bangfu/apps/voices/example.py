"""The room's share of the example city: suggestions and ideas in every state, wishes of invented people, published numbers."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from bangfu.apps.needs.api import Filters, explore
from bangfu.apps.regions.api import Region
from bangfu.apps.voices import actions, actions_wishes
from bangfu.apps.voices.rules_wishes import ITEMS
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Grant
from bangfu.plumbing.actions import Refused
from bangfu.values import shanghai_day

# (hours ago, kind of help, what is said, what became of it: draft, answer or nothing, with the words for it)
SAID = (
    (200, "health", "量血压要走五里路，卫生站的血压计坏了，能不能添10台血压计。", "draft", "村卫生站要添血压计"),
    (160, "education", "放学后孩子没地方写作业，想有个亮堂的屋子。", "draft", "村里要一间课后自习室"),
    (120, "care", "路口太黑，晚上怕摔，装几盏灯就好。", "answer", "路灯已列入镇里明年的修路计划，明年三月动工。"),
    (60, "industry", "柚子卖不出去，想有人教怎么在网上卖。", "", ""),
    (30, "care", "独居的老人中午吃饭不方便。", "", ""),
    (280, "health", "下雨天救护车进不来。", "", ""),
    (90, "industry", "果树没人会修剪，能不能请师傅来教。", "merge", ""),
)
IDEAS = (
    (140, "care", "把闲置小学改成长者饭堂", "我们在别处办过两家，村里出场地，我们出厨具和三个月的培训。", ""),
    (170, "industry", "请快递公司设一个收件点", "我们会员里有物流企业，愿意免一年场地费以外的费用。", "村里人口少，快递公司算下来不划算；先和邻村合设一个。"),
)  # fmt: skip
WISHES = (("elders_alone", "warm", 14, "想要一床厚一点的被子。"), ("pupils", "school", 23, "想要一盏台灯。"), ("disabled", "aid", 4, "想要一根结实的拐杖。"), ("elders", "repair", 12, "屋檐漏雨，想修一修。"))  # fmt: skip
OPENED = 3


def build_example(
    *, villages: Sequence[Region], people: Mapping[str, str], organisation: str, random: Random, at: datetime
) -> int:
    """Let people speak in the first villages of one county. Returns: how many things were said.

    Args: ``people`` opaque ids (``village``, ``county``, ``organisation``); ``organisation`` the number of the proposing one.
    """
    home, county = villages[0], villages[0].code[:6]
    official = Actor(people["village"], "person", (Grant("village", "region", home.code),))
    team = Actor(people["county"], "person", (Grant("county", "region", county),))
    for hours, kind, words, end, said in SAID:
        sent = at - timedelta(hours=hours)
        made = actions.suggest(by=PUBLIC_ACTOR, at=sent, region=home, words=words, kind_of_help=kind)
        _decide(made.pk, end, said, official, sent + timedelta(hours=9))
    proposer = Actor(people["organisation"], "person", (Grant("staff", "organisation", organisation),))
    for hours, kind, title, words, said in IDEAS:
        sent = at - timedelta(hours=hours)
        given = {"title": title, "words": words, "kind_of_help": kind}
        made = actions.propose(by=proposer, at=sent, region=home, organisation=organisation, **given)
        _decide(made.pk, "answer" if said else "", said, official, sent + timedelta(hours=30))
    return len(SAID) + len(IDEAS) + _wish(villages, team, random, at)


def _decide(suggestion: str, end: str, said: str, by: Actor, at: datetime) -> None:
    if end == "draft":
        actions.draft(by=by, at=at, suggestion=suggestion, title=said)
    elif end == "answer":
        actions.answer(by=by, at=at, suggestion=suggestion, words=said)
    elif end == "merge":
        county = by.grants[0].scope_id[:6].ljust(12, "0")
        for need in explore(Filters(region=county, order="new"), page=1, on=shanghai_day(at)).rows[:1]:
            actions.merge(by=by, at=at, suggestion=suggestion, number=need.number)


def _wish(villages: Sequence[Region], team: Actor, random: Random, at: datetime) -> int:
    """Wishes of nobody: persons are called by a number. A need is drafted from some, and the county's numbers are published."""
    near = [village for village in villages if village.code.startswith(villages[0].code[:6])]
    made = []
    for group, item, count, words in WISHES:
        for number in range(count * len(near[:2])):
            village = near[number % len(near[:2])]
            entered = at - timedelta(hours=random.randint(24, 900))
            person = f"示例人员 {ITEMS[item][0]} {number + 1} 号"
            given = {"group": group, "item": item, "words": words, "person": person}
            made.append(actions_wishes.enter_wish(by=team, at=entered, region=village, **given))
    for wish in made[:OPENED]:
        actions_wishes.open_wish(by=team, at=at - timedelta(hours=3), wish=wish.pk)
    actions_wishes.end_wish(by=team, at=at - timedelta(hours=2), wish=made[0].pk, step="fulfil")
    actions_wishes.group_wishes(by=team, at=at - timedelta(hours=1), region=near[0], group="elders", item="repair")
    county = near[0].parent.parent if near[0].parent and near[0].parent.parent else near[0]
    with suppress(Refused):  # too few people in a small city: nothing may be said outside
        actions_wishes.release_figures(by=team, at=at, county=county)
    return len(made)
