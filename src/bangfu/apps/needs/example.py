"""Needs of the example city: invented texts filled by theme, spread over states, places and days, always the same for a seed."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bangfu.apps.needs.actions_bulk import NewNeed, Step, add_example_needs
from bangfu.apps.needs.example_life import LAST_YEAR_DAYS, build_life
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_life import seasons
from bangfu.apps.needs.rules import TITLE_MAX, Line
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region
from bangfu.engines.text import Entry
from bangfu.plumbing.access import SYSTEM_ACTOR

__all__ = ["Writers", "build_example", "build_life"]
# What one asks for at once, by unit: fewest, most, step.
AMOUNTS = {
    "元": (3000, 60000, 1000),
    "人": (2, 6, 1),
    "人次": (20, 200, 10),
    "次": (1, 8, 1),
    "场": (1, 6, 1),
    "节": (4, 16, 2),
    "期": (1, 3, 1),
    "天": (2, 10, 1),
    "册": (200, 2000, 100),
    "株": (100, 1000, 50),
    "斤": (200, 5000, 100),
    "公斤": (50, 500, 50),
    "亩": (20, 200, 10),
    "米": (100, 1500, 100),
    "平方米": (40, 400, 20),
}
USUAL = (2, 24, 1)
FAITHFUL = ("plain", "terse", "rambling")
RETURNED = (
    "数量和清单对不上，请村里点清后再报。",
    "没写谁来管护，请补上负责人职务和办法。",
    "和上月已报的一条相近，请看是否合并。",
    "请补一张现场照片和受益人数的依据。",
)
WITHDRAWN = ("镇里已另外安排，不再需要。", "村民商量后改用自己的办法。", "和另一条重复，留那一条。")
# State, and how many of a hundred needs end in it.
SPREAD = (("draft", 4), ("submitted", 11), ("returned", 4), ("verified", 8), ("published", 66), ("closed", 7))


@dataclass(frozen=True, slots=True)
class Writers:
    """Opaque ids of the people who enter, verify and publish; for each need three different ones are taken."""

    enter: Sequence[str]
    verify: Sequence[str]
    publish: Sequence[str]

    def three(self, random: Random) -> tuple[str, str, str]:
        first = random.choice(self.enter)
        second = random.choice([person for person in self.verify if person != first])
        return first, second, random.choice([person for person in self.publish if person not in (first, second)])


def build_example(
    *,
    texts: Path,
    villages: Sequence[tuple[Region, Writers]],
    count: int,
    random: Random,
    at: datetime,
    seasonal: int = 0,
) -> list[Need]:
    """Make ``count`` needs, and ``seasonal`` more of the first village that were published in last year's seasons.

    Args: ``texts`` is the pack's ``example_texts.json``; ``villages`` are places with the people who work there; ``at`` is
    the moment that the example's days are counted from.
    """
    themes = json.loads(texts.read_text("utf-8"))["themes"]
    order = list(themes)
    news = []
    for serial in range(count):
        if serial % len(order) == 0:
            random.shuffle(order)
        village, writers = villages[serial % len(villages)]
        news.append(_new_need(order[serial % len(order)], village, writers, random, at))
    news += _of_last_year(order, villages[0], seasonal, random, at)
    return add_example_needs(by=SYSTEM_ACTOR, at=at, news=news)


def _of_last_year(
    materials: Sequence[Any], place: tuple[Region, Writers], count: int, random: Random, at: datetime
) -> list[NewNeed]:
    known = seasons()
    found: list[NewNeed] = []
    while len(found) < count and known:
        new = _new_need(random.choice(materials), *place, random, at - timedelta(days=LAST_YEAR_DAYS))
        if new.steps[-1].after == "published":
            season = known[len(found) % len(known)].id
            found.append(NewNeed(dict(new.values) | {"season": season}, new.lines, new.steps))
    return found


def _new_need(material: Mapping[str, Any], village: Region, writers: Writers, random: Random, at: datetime) -> NewNeed:
    theme = vocabulary().get("themes", material["theme"])
    assert theme is not None
    slots = _slots(material["fill"], village, random)
    lines = _lines(theme, slots, random)
    state = random.choices([name for name, _ in SPREAD], [weight for _, weight in SPREAD])[0]
    steps, values = _past(state, writers.three(random), random, at)
    texts = {text["style"]: text["text"] for text in material["descriptions"]}
    words = _filled(random.choice(material["descriptions"])["text"], slots)
    more = _filled(texts.get("rambling", ""), slots) if random.random() < 0.3 else ""
    claim_by = at.date() + timedelta(days=random.choice((3, 5, 6, 9, 12, 16, 20, 24, 30, 38, 45, 60, 75)))
    return NewNeed(
        {
            "title": _filled(random.choice(material["titles"]), slots)[:TITLE_MAX],
            "words": words,
            "description": "" if more == words else more,
            "region": village,
            "themes": [theme.id],
            "kind_of_help": theme.link("kind_of_help"),
            "nature": "both" if random.random() < 0.12 else theme.link("nature") or "relief",
            "groups": list(theme.links.get("groups", ()))[:2],
            "capabilities": {name: random.choice((1, 1, 2, 2, 3)) for name in _few(theme, random)},
            "beneficiaries": _beneficiaries(slots, random),
            "urgency": random.choices((1, 2, 3), (55, 30, 15))[0],
            "priority": random.choices((1, 2, 3, 4, 5), (50, 22, 16, 8, 4))[0],
            "max_partners": random.choices((1, 2, 3), (70, 20, 10))[0],
            "claim_by": claim_by,
            "needed_by": claim_by + timedelta(days=random.choice((20, 30, 45, 60, 90))),
            "accepted_by": random.choice(("村委、村民代表 3 人", "村委和受益户代表", "学校和家委会", "镇民政办和村委")),
            "source": random.choice(("visit", "visit", "survey", "residents", "ledger")),
        }
        | values,
        lines,
        steps,
    )


def _few(theme: Entry, random: Random) -> list[str]:
    known = list(theme.links.get("capabilities", ()))
    return sorted(random.sample(known, min(len(known), random.choice((1, 1, 2)))))


def _slots(fill: Mapping[str, Any], village: Region, random: Random) -> dict[str, Any]:
    low, high = fill["数量"]
    step = fill["数量步长"]
    return {
        "数量": random.randrange(low, high + 1, step),
        "单位": fill["单位"],
        "对象": random.choice(fill["对象"]),
        "村": village.spoken,
        "户数": random.randint(3, 40),
        "人数": random.randint(8, 60),
        "时间": random.choice(("年底前", "春节前", "雨季前", "开学前", "下个圩日")),
    }


# A space between Chinese and digits, as everything on the pages is written.
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])")


def _filled(text: str, slots: Mapping[str, Any]) -> str:
    for name, value in slots.items():
        text = text.replace("{" + name + "}", str(value))
    return _BETWEEN.sub(" ", text)


def _lines(theme: Entry, slots: Mapping[str, Any], random: Random) -> list[Line]:
    """The item of the title's unit when the theme knows one, else what its capabilities bring; often a second one."""
    words = vocabulary()
    known = {
        resource.id: resource
        for capability in words.linked(theme, "capabilities")
        for resource in words.linked(capability, "resources")
    }
    # Two hundred pupils need one counsellor, not two hundred: people are never counted by those whom they help.
    same = [each for each in known.values() if each.unit == slots["单位"] and each.link("class") != "people"]
    first = same[0] if same else random.choice(list(known.values()))
    lines = [_line(first, slots["数量"] if same else _amount(first.unit, random), True)]
    others = [resource for resource in known.values() if resource.id != first.id]
    more = random.sample(others, min(len(others), random.choices((0, 1, 2), (40, 42, 18))[0]))
    return lines + [_line(each, _amount(each.unit, random), random.random() < 0.4) for each in more]


def _line(resource: Entry, quantity: int, is_must: bool) -> Line:
    return Line(resource.zh, quantity, resource.unit, is_must, resource.id)


def _amount(unit: str, random: Random) -> int:
    low, high, step = AMOUNTS.get(unit, USUAL)
    return random.randrange(low, high + 1, step)


def _beneficiaries(slots: Mapping[str, Any], random: Random) -> int:
    if slots["单位"] in ("人", "人次"):
        return int(slots["数量"])
    if slots["单位"] == "户":
        return int(slots["数量"]) * 3
    return random.randrange(30, 900, 10)


def _past(state: str, people: tuple[str, str, str], random: Random, at: datetime) -> tuple[list[Step], dict[str, Any]]:
    """The steps that lead to ``state`` and the columns that tell of them, all before ``at``."""
    enters, verifies, publishes = people
    # What still waits has not waited long; what is public may have been entered two months ago.
    oldest = 70 if state in ("published", "closed") else 6
    moment = at - timedelta(days=random.randint(min(4, oldest // 6), oldest), hours=random.randint(1, 9))
    steps = [Step("draft", "", "draft", enters, moment)]
    values: dict[str, Any] = {"entered_by": enters, "created_at": moment}

    def go(name: str, after: str, person: str, reason: str = "") -> datetime:
        when = min(
            steps[-1].at + timedelta(hours=random.randint(2, 40)), at - timedelta(minutes=random.randint(5, 300))
        )
        steps.append(Step(name, steps[-1].after, after, person, max(when, steps[-1].at), reason))
        return steps[-1].at

    if state != "draft":
        values["submitted_at"] = go("submit", "submitted", enters)
    if state == "returned":
        values["return_reason"] = random.choice(RETURNED)
        go("return", "returned", verifies, values["return_reason"])
    ends_early = state == "closed" and random.random() < 0.4
    if state in ("verified", "published") or (state == "closed" and not ends_early):
        values |= {"verified_by": verifies, "verified_at": go("verify", "verified", verifies)}
        values["verified_note"] = random.choice(("到现场看过，情况属实。", "和村委、两户村民核对过。", ""))
    if state == "published" or (state == "closed" and not ends_early):
        values |= {"published_by": publishes, "published_at": go("publish", "published", publishes)}
    if state == "closed":
        values |= {"ended_how": "withdrawn", "ended_at": go("withdraw", "closed", enters, random.choice(WITHDRAWN))}
    return steps, values
