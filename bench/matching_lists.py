"""Generated organisations and needs with the words of the pack and real counties: what a registry would hand to the planner.

Shares, amounts and texts follow the example city (`apps.organisations.example`, `apps.needs.example`): three organisations
in four name the counties that they serve, half state a radius, most names and summaries repeat phrases. Same lists for the same seed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from random import Random

from bangfu.apps.programmes.api import load_pack
from bangfu.engines.matching import Need, Organisation, Setting, Weights
from bangfu.engines.matching.words import PackWords, RunLikeness
from bangfu.engines.text.vocabulary import Entry, Vocabulary
from bangfu.plumbing.plansheets.places import Gazetteer, load_gazetteer

PACK = "guangzhou_2023"
CITY_HOME, CITY_AIDED = ("4401",), ("4414", "4408", "4418", "4412")
AIDED = ("4402", "4407", "4408", "4409", "4412", "4413", "4414", "4415", "4416", "4417", "4418", "4451", "4452", "4453")
WEALTHY = ("4401", "4403", "4404", "4406", "4419", "4420", "4405")
USUAL = (1, 2, 4, 8, 20)
AMOUNTS = {
    "money": (20_000, 50_000, 100_000, 300_000),
    "goods": (20, 50, 100, 200),
    "people": (2, 4, 6, 10),
    "place": (1, 2, 3),
    "knowledge": (2, 4, 8, 12),
}


@dataclass
class _World:
    """What is drawn from: texts, words, places."""

    random: Random
    homes: Sequence[str]
    aided: Sequence[str]
    words: Vocabulary
    places: Gazetteer
    texts: dict[str, list[dict[str, object]]]
    counties: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        every = sorted(self.places.places)
        self.counties = [code for code in every if code.startswith(tuple(self.aided)) and _level(code) == 6]
        self.villages = [code for code in every if code.startswith(tuple(self.aided)) and _level(code) == 12]
        towns = [code for code in every if code.startswith(tuple(self.aided)) and _level(code) == 9]
        self.villages = self.villages or towns
        self.home = [code for code in every if code.startswith(tuple(self.homes)) and _level(code) in (4, 6)]


def _level(code: str) -> int:
    return next((length for length in (2, 4, 6, 9) if not code[length:].strip("0")), 12)


def city(organisations: int = 8_000, needs: int = 10_000, seed: int = 1) -> tuple[list[Organisation], list[Need]]:
    """One city that helps four prefectures."""
    return _lists(CITY_HOME, CITY_AIDED, organisations, needs, seed)


def province(organisations: int = 72_000, needs: int = 100_000, seed: int = 1) -> tuple[list[Organisation], list[Need]]:
    """All prefectures; fourteen of them are helped."""
    return _lists((*WEALTHY, *AIDED), AIDED, organisations, needs, seed)


def setting() -> tuple[Setting, Weights]:
    """What the pack brings, as the command takes it."""
    pack = load_pack(PACK)
    weights = Weights(**pack.weights)
    duties = tuple(sorted({(duty.helper_region, duty.aided_region) for duty in pack.duties}))
    return Setting(PackWords(pack.vocabulary), RunLikeness(), duties, weights=weights), weights


def _lists(
    homes: Sequence[str], aided: Sequence[str], organisations: int, needs: int, seed: int
) -> tuple[list[Organisation], list[Need]]:
    file = resources.files("bangfu.packs") / "example" / "texts.json"
    texts = json.loads(file.read_text("utf-8"))
    world = _World(Random(seed), homes, aided, load_pack(PACK).vocabulary, load_gazetteer(), texts)
    return [_organisation(world, one) for one in range(organisations)], [_need(world, one) for one in range(needs)]


def _organisation(world: _World, serial: int) -> Organisation:
    rng, words = world.random, world.words
    pattern = rng.choice(world.texts["organisation_names"])
    region = rng.choice(world.home)
    known = [entry for one in pattern["capabilities"] if (entry := words.get("capabilities", one))]  # type: ignore[attr-defined]
    alike = [one for one in words.section("capabilities") if known and one.link("field") == known[0].link("field")]
    known += [one for one in rng.sample(alike, min(2, len(alike))) if one not in known]
    themes = [theme.zh for one in known[:2] for theme in words.linking(one, "themes", "capabilities")]
    goods = [one for entry in known[:2] for one in words.linked(entry, "resources")][:4]
    lon, lat = world.places.point(region) or (None, None)
    own = [one for one in world.counties if one[:4] == region[:4]]
    served = rng.sample(own or world.counties, 1) if own and rng.random() < 0.5 else []
    served += rng.sample(world.counties, rng.choice((1, 2, 3)))
    return Organisation(
        id=f"O{serial:06d}",
        name=_named(world, str(pattern["pattern"]), region),
        kind=str(pattern["kind"]),
        themes=tuple(sorted(set(rng.sample(themes, min(3, len(themes)))))),
        capabilities={one.zh: rng.choice((1, 2, 2, 3)) for one in known},
        resources={one.zh: _amount(one, rng) for one in rng.sample(goods, min(2, len(goods)))},
        region=region,
        service_regions=() if rng.random() < 0.25 else tuple(dict.fromkeys(served)),
        service_radius_km=rng.choice((80, 150, 250, 400)) if rng.random() < 0.5 else None,
        capacity=rng.choice((1, 1, 2, 2, 3, 4)),
        hub=f"枢纽{rng.randrange(40)}" if rng.random() < 0.45 else "",
        track_record=round(rng.random(), 2) if rng.random() < 0.5 else None,
        credit_status="异常名录" if rng.random() < 0.01 else "正常",
        lon=lon,
        lat=lat,
        summary=_summary(world, known),
    )


def _named(world: _World, pattern: str, region: str) -> str:
    words, villages = world.texts["organisation_words"], world.texts["village_names"]
    place, village = world.places.places[region].name, world.random.choice(villages)["name"]
    filled = pattern.replace("{地名}", place).replace("{镇街}", place).replace("{村}", f"{place}{village}")
    return filled.replace("{字号}", str(world.random.choice(words)["text"]))


def _summary(world: _World, known: Sequence[Entry]) -> str:
    ids = {one.id for one in known}
    fitting = [str(one["text"]) for one in world.texts["organisation_summaries"] if ids & set(one["capabilities"])]  # type: ignore[call-overload]
    return "".join(fitting[:2])


def _need(world: _World, serial: int) -> Need:
    rng = world.random
    material = rng.choice(world.texts["themes"])
    theme = world.words.get("themes", str(material["theme"]))
    assert theme is not None
    capabilities = world.words.linked(theme, "capabilities")
    goods = [one for entry in capabilities for one in world.words.linked(entry, "resources")]
    region = rng.choice(world.villages)
    lon, lat = world.places.point(region) or (None, None)
    slots = _slots(material["fill"], world.places.places[region].name, rng)  # type: ignore[arg-type]
    least = 1 if rng.random() < 0.1 else 0
    chosen = rng.sample(capabilities, min(len(capabilities), rng.choice((1, 1, 2))))
    asked = rng.sample(goods, min(len(goods), rng.choice((1, 1, 2))))
    return Need(
        id=f"N{serial:06d}",
        name=_filled(str(rng.choice(material["titles"])), slots),  # type: ignore[arg-type]
        region=region,
        region_name=world.places.path(region),
        themes=(theme.zh,) if rng.random() < 0.9 else (),
        capabilities={one.zh: rng.choice((1, 1, 2, 2, 3)) for one in chosen},
        resources={one.zh: _amount(one, rng) for one in asked},
        urgency=rng.choices((1, 2, 3), (55, 30, 15))[0],
        min_partners=least,
        max_partners=rng.choices((1, 2, 3), (70, 20, 10))[0],
        priority=rng.choices((1, 2, 3, 4, 5), (50, 22, 16, 8, 4))[0],
        lon=lon,
        lat=lat,
        description=_filled(str(rng.choice(material["descriptions"])["text"]), slots),  # type: ignore[arg-type,index]
    )


def _amount(one: Entry, rng: Random) -> int:
    return rng.choice(AMOUNTS.get(one.link("class") or "", USUAL))


def _slots(fill: dict[str, object], village: str, rng: Random) -> dict[str, str]:
    low, high = fill["数量"]  # type: ignore[misc]
    return {
        "数量": str(rng.randrange(low, high + 1, fill["数量步长"])),  # type: ignore[call-overload,has-type]
        "单位": str(fill["单位"]),
        "对象": str(rng.choice(fill["对象"])),  # type: ignore[arg-type]
        "村": village,
        "户数": str(rng.randint(3, 40)),
        "人数": str(rng.randint(8, 60)),
        "时间": rng.choice(("年底前", "春节前", "雨季前", "开学前", "下个圩日")),
    }


def _filled(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text
