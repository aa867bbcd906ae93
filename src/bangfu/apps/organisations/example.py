"""The room's share of the example city: invented organisations in real districts, with codes that no registrar can issue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.actions.imports import ImportedOrganisation
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.wording import unit_of, vocabulary
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.values import CreditCode, PublicNumber, Quarter, shanghai_day

HOME = "4401"
AIDED = ("4414", "4408", "4418", "4412")
FIRST_YEAR_BACK, SECOND_YEAR_BACK = 390, 150
GRADES = ("", "", "", "3A", "3A", "4A", "5A", "5A")
HUB_NAMES = (
    ("hub_federation", "social_group", "社会组织联合会"),
    ("hub_promotion", "social_group", "乡村振兴促进会"),
    ("hub_trade", "trade_association", "商会联合会"),
    ("hub_volunteer", "social_group", "志愿服务联合会"),
    ("hub_social_work", "social_group", "社会工作协会"),
    ("hub_charity", "social_group", "慈善会"),
)
FIRMS = ("食品有限公司", "物流有限公司", "设计有限公司", "农业科技有限公司", "餐饮管理有限公司", "照明有限公司")
# Amounts that a real organisation would state, by the class of a resource.
AMOUNTS = {
    "money": (20_000, 50_000, 100_000, 300_000),
    "goods": (20, 50, 100, 200),
    "people": (2, 4, 6, 10),
    "place": (1, 2, 3),
    "knowledge": (2, 4, 8, 12),
}


@dataclass(frozen=True, slots=True)
class Example:
    """What was built: numbers of all, and those that the fixed cast works for."""

    numbers: tuple[str, ...]
    hub: str
    staff: str


def example_numbers(at: datetime) -> dict[str, str]:
    """The numbers that a fresh database will give the cast's hub and the staff's organisation: known before they exist."""
    year = shanghai_day(at - timedelta(days=FIRST_YEAR_BACK)).year
    return {"hub": PublicNumber("O", year, 1).text, "staff": PublicNumber("O", year, 2).text}


class _Names:
    """Names that were not given yet, and codes in a row."""

    def __init__(self, texts: Mapping[str, Any], random: Random) -> None:
        self.random, self.given, self.serial = random, set[str](), 0
        self.words = [each["text"] for each in texts["organisation_words"]]
        self.villages = [each["name"] for each in texts["village_names"]]

    def make(self, pattern: str, place: str) -> str:
        for _attempt in range(200):
            word, village = self.random.choice(self.words), self.random.choice(self.villages)
            name = pattern.replace("{地名}", place).replace("{镇街}", place).replace("{村}", f"{place}{village}")
            name = name.replace("{字号}", word)
            if name not in self.given:
                self.given.add(name)
                return name
        word = f"{self.random.choice(self.words)}{self.random.choice(self.words)}"
        name = pattern.replace("{地名}", place).replace("{镇街}", place).replace("{村}", place).replace("{字号}", word)
        self.given.add(name)
        return name

    def code(self, prefix: str) -> str:
        self.serial += 1
        return CreditCode.example(prefix, 10_000_000 + self.serial).code


class _Maker:
    """Draws believable rows from the texts and the vocabulary."""

    def __init__(self, texts: Mapping[str, Any], random: Random, day: date) -> None:
        self.random, self.day, self.names = random, day, _Names(texts, random)
        self.home = list(Region.objects.filter(code__startswith=HOME, level="county", is_offered=True).order_by("code"))
        self.city = Region.objects.get(code=HOME.ljust(12, "0"))
        self.aided = list(
            Region.objects.filter(level="county", valid_to=None, code__regex=f"^({'|'.join(AIDED)})").order_by("code")
        )
        self.patterns = texts["organisation_names"]
        self.summaries: dict[str, list[str]] = {}
        for each in texts["organisation_summaries"]:
            for capability in each["capabilities"]:
                self.summaries.setdefault(capability, []).append(each["text"])

    def region(self) -> Region:
        """Mostly districts of the city, some the city itself, some counties that are helped."""
        draw = self.random.random()
        if draw < 0.2:
            return self.city
        return self.random.choice(self.home if draw < 0.82 or not self.aided else self.aided)

    def row(self, *, hubs: Sequence[str] = ()) -> ImportedOrganisation:
        pattern = self.random.choice(self.patterns)
        region = self.region()
        prefix = {"social_group": "51", "trade_association": "51", "social_service": "52", "foundation": "53"}.get(
            pattern["kind"]
        )
        values = {
            "name": self.names.make(
                pattern["pattern"], region.full_name if region.level != "prefecture" else region.name
            ),
            "kind": pattern["kind"],
            "credit_code": self.names.code(prefix) if prefix else None,
            "region_id": region.pk,
            "registrar": f"{region.name}民政局" if prefix else f"{region.name}（镇街备案）",
            **self._abilities(pattern["capabilities"]),
            **self._standing(pattern["kind"], prefix),
        }
        hub = self.random.choice(list(hubs)) if hubs and self.random.random() < 0.45 else ""
        capacity = self.random.choice((1, 1, 2, 2, 3, 4)) if self.random.random() < 0.92 else None
        return ImportedOrganisation(values, capacity=capacity, hub=hub)

    def hub(self, index: int) -> ImportedOrganisation:
        hub_kind, kind, ending = HUB_NAMES[index % len(HUB_NAMES)]
        region = self.city if index < len(HUB_NAMES) else self.random.choice(self.home)
        place = region.name if region is self.city else region.full_name
        values = {
            "name": self.names.make(f"{{地名}}{{字号}}{ending}", place),
            "kind": kind,
            "is_hub": True,
            "hub_kind": hub_kind,
            "credit_code": self.names.code("51"),
            "region_id": region.pk,
            "registrar": f"{region.name}民政局",
            "grade": "5A",
            "grade_until": self.day + timedelta(days=500 + 31 * index),
            "summary": "联系会员单位，汇总各家能做的事，牵头组团；会员自愿参加，不摊派。",
            "field": "social_governance",
            **self._abilities(["organisation_consulting", "project_design_training"], summary=False),
        }
        return ImportedOrganisation(values, capacity=self.random.choice((4, 6, 8)))

    def firm(self, hubs: Sequence[str]) -> ImportedOrganisation:
        """A member unit or a caring firm: a party of its own."""
        kind = self.random.choice(("member_unit", "caring_firm"))
        region = self.random.choice(self.home)
        values = {
            "name": self.names.make(f"{{地名}}{{字号}}{self.random.choice(FIRMS)}", region.full_name),
            "kind": kind,
            "credit_code": self.names.code("91"),
            "region_id": region.pk,
            "summary": "会员企业，可参与采购和提供岗位。" if kind == "member_unit" else "愿意捐物和安排员工志愿服务。",
            "resources": {"purchase_order": [self.random.choice(AMOUNTS["money"]), unit_of("purchase_order")]},
        }
        return ImportedOrganisation(values, hub=self.random.choice(list(hubs)) if kind == "member_unit" else "")

    def _abilities(self, capabilities: Sequence[str], *, summary: bool = True) -> dict[str, Any]:
        words = vocabulary()
        known = [entry for entry in (words.get("capabilities", each) for each in capabilities) if entry]
        alike = [
            each for each in words.section("capabilities") if known and each.link("field") == known[0].link("field")
        ]
        known += [each for each in self.random.sample(alike, k=min(2, len(alike))) if each not in known]
        themes = [theme.id for entry in known[:2] for theme in words.linking(entry, "themes", "capabilities")]
        resources = [each for entry in known[:2] for each in words.linked(entry, "resources")][:4]
        texts = [text for entry in known for text in self.summaries.get(entry.id, ())]
        found: dict[str, Any] = {
            "capabilities": {
                entry.id: [self.random.choice((1, 2, 2, 3)), self.random.choice(("stated", "documents", "verified"))]
                for entry in known
            },
            "themes": sorted(set(self.random.sample(themes, k=min(3, len(themes))))),
            "resources": {
                each.id: [self.random.choice(AMOUNTS.get(each.link("class"), (1, 2, 5))), each.unit or "份"]
                for each in self.random.sample(resources, k=min(2, len(resources)))
            },
            "service_regions": self._served(),
        }
        if summary and texts:
            found |= {"summary": texts[0] if len(texts) == 1 else "".join(texts[:2]), "field": known[0].link("field")}
        return found

    def _served(self) -> list[int]:
        """Where it goes: most name one to three of the helped counties, some none."""
        if not self.aided or self.random.random() < 0.25:
            return []
        return [
            each.pk for each in self.random.sample(self.aided, k=min(self.random.choice((1, 2, 3)), len(self.aided)))
        ]

    def _standing(self, kind: str, prefix: str | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if prefix:
            grade = self.random.choice(GRADES)
            found["grade"] = grade
            found["grade_until"] = self.day + timedelta(days=self.random.randrange(-200, 1400)) if grade else None
            found["founded_on"] = self.day - timedelta(days=self.random.randrange(700, 7000))
        if kind == "foundation":
            found |= {
                "is_charity": True,
                "charity_since": date(2017, 9, 1) + timedelta(days=self.random.randrange(2000)),
            }
            if self.random.random() < 0.5:
                begun = self.day - timedelta(days=self.random.randrange(100, 1500))
                found |= {"fundraising_from": begun, "fundraising_until": begun + timedelta(days=5 * 365)}
        if prefix and self.random.random() < 0.3:
            found |= {"party_organisation": "本组织党支部", "party_since": date(2019, 7, 1)}
        if self.random.random() < 0.5:
            found["service_radius_km"] = self.random.choice((80, 150, 250, 400))
        return found


def build_example(
    *,
    texts: Path,
    author: Actor,
    verifier: Actor,
    staff: Mapping[str, str],
    count: int,
    random: Random,
    at: datetime,
) -> Example:
    """Build ``count`` organisations through the bulk actions, in every state of the registry.

    Args: ``texts`` is the material; ``author`` enters, ``verifier`` (another person) verifies; ``staff`` are the opaque ids of the
    cast's hub, staff and treasurer, who answer for the first two; ``at`` is the demo's present. Needs the places of the
    province. Deterministic for a seed. On a fresh database the first two get the numbers of :func:`example_numbers`.
    """
    day, quarter = shanghai_day(at), Quarter.of(shanghai_day(at)).text
    maker = _Maker(json.loads(texts.read_text("utf-8")), random, day)
    hub_count = max(3, count // 40)
    hubs = [maker.hub(index) for index in range(hub_count)]
    first = [hubs[0], maker.row(hubs=[hubs[0].values["name"]]), *hubs[1:]]
    hub_names = [row.values["name"] for row in hubs]
    rest = [maker.row(hubs=hub_names) for _ in range(count - len(first) - count // 12)]
    rest += [maker.firm(hub_names) for _ in range(count // 12)]
    random.shuffle(rest)
    half, late = len(rest) // 2, max(8, count // 20)
    batches = (
        ("示例一", first + rest[:half], at - timedelta(days=FIRST_YEAR_BACK), 0),
        ("示例二", rest[half:-late], at - timedelta(days=SECOND_YEAR_BACK), 0),
        ("示例三", rest[-late:], at - timedelta(days=4), late),
    )
    numbers: list[str] = []
    for name, rows, moment, left in batches:
        actions.import_organisations(by=author, at=moment, batch=name, rows=rows, quarter=quarter, is_example=True)
        made = list(Organisation.objects.filter(batch=name).order_by("id").values_list("number", flat=True))
        numbers += made
        if not left:
            actions.verify_organisations(by=verifier, at=moment + timedelta(days=3), numbers=made)
    _look_again(numbers, verifier=verifier, random=random, at=at)
    _troubles(numbers, author=author, verifier=verifier, random=random, at=at)
    _bonds(numbers, author=author, staff=staff, at=at)
    _contact_book(maker, author=author, at=at)
    return Example(tuple(numbers), hub=numbers[0], staff=numbers[1])


def _look_again(numbers: Sequence[str], *, verifier: Actor, random: Random, at: datetime) -> None:
    """Most of last year's were looked at again in time; a few wait in the queue."""
    due = list(
        Organisation.objects.filter(state="verified", recheck_on__lt=shanghai_day(at)).values_list("number", flat=True)
    )
    for number in due[: len(due) - max(4, len(due) // 25)] if len(due) <= 400 else due[:200]:
        actions.recheck_organisation(by=verifier, at=at - timedelta(days=random.randrange(20, 120)), number=number)


def _troubles(numbers: Sequence[str], *, author: Actor, verifier: Actor, random: Random, at: datetime) -> None:
    """What a real registry has: abnormal ones, double entries, returned profiles, changes that wait."""
    ordinary = [number for number in numbers[max(12, len(numbers) // 30) :] if random.random() < 0.5][:40]
    day = shanghai_day(at)
    for number, status in zip(ordinary, ("abnormal", "abnormal", "serious", "revoked"), strict=False):
        since = day - timedelta(days=random.randrange(10, 300))
        actions.set_credit_status(
            by=author, at=at, number=number, status=status, since=since, source="登记管理机关公告（演示）"
        )
    waiting = list(Organisation.objects.filter(state="to_verify").order_by("id").values_list("number", flat=True))
    for number in waiting[:2]:
        actions.return_organisation(
            by=verifier, at=at, number=number, reason="请补充登记证书照片，简介写明能派多少人。"
        )
    for number in ordinary[6:8]:
        actions.suspend_organisation(by=verifier, at=at, number=number, reason="连续两次联系不上，先停用。")
    _doubles(ordinary[8:12], author=author, at=at)
    own = Organisation.objects.get(number=numbers[1])
    summary = f"{own.summary}本季度起可以多派两人，食宿自理。"
    actions.propose_change(by=author, at=at, number=own.number, field="summary", new=summary, reason="人手变了")
    for number in ordinary[14:19]:
        actions.propose_change(
            by=author, at=at, number=number, field="service_radius_km", new=random.choice((120, 300))
        )


def _doubles(numbers: Sequence[str], *, author: Actor, at: datetime) -> None:
    """The same organisation entered again by another office: no code, a bracket more."""
    for one in Organisation.objects.filter(number__in=numbers).order_by("id"):
        values = {
            "name": f"{one.name}（筹）",
            "kind": "community_org",
            "region_id": one.region_id,
            "summary": one.summary,
        }
        try:
            actions.register_organisation(by=author, at=at, values=values)
        except Refused:
            continue
    Organisation.objects.filter(name__endswith="（筹）", is_example=False).update(is_example=True)


def _bonds(numbers: Sequence[str], *, author: Actor, staff: Mapping[str, str], at: datetime) -> None:
    """Who answers for the cast's two organisations, one hand-over, and next quarter's capacity."""
    begun = at - timedelta(days=SECOND_YEAR_BACK)
    for role, number, duty in (("hub", numbers[0], "principal"), ("treasurer", numbers[1], "principal")):
        if role in staff:
            actions.hand_over(by=author, at=begun, number=number, duty=duty, person=staff[role])
    if "staff" in staff:
        recent = at - timedelta(days=30)
        actions.hand_over(
            by=author, at=recent, number=numbers[1], duty="principal", person=staff["staff"], note="岗位调整"
        )
        actions.hand_over(by=author, at=recent, number=numbers[1], duty="deputy", person=staff["treasurer"])
    following = Quarter.of(shanghai_day(at)).next.text
    for number in numbers[:40]:
        actions.record_capacity(by=author, at=at, number=number, quarter=following, slots=2)


def _contact_book(maker: _Maker, *, author: Actor, at: datetime) -> None:
    """Offices of the places that are helped. Lines are left out: an invented number may be somebody's."""
    day = shanghai_day(at)
    for region in maker.aided[:24]:
        for body, ending, duty in (
            ("county", "对口帮扶工作联络处（示例）", "汇总本地需求，安排走访，协调验收"),
            ("frontline", "前方工作机构（示例）", "核实需求，联系镇村和社会组织"),
        ):
            values = {
                "body": body,
                "name": f"{region.name}{ending}",
                "duty": duty,
                "region_id": region.pk,
                "office_hours": "工作日 9:00–17:00",  # noqa: RUF001
                "valid_from": day - timedelta(days=FIRST_YEAR_BACK),
            }
            actions.record_office(by=author, at=at, values=values)
