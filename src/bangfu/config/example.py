"""The example city put together: each room adds its share, from the ground up. The same seed gives the same city.

Places are the real towns of Guangdong with invented villages under reserved codes; people, organisations and needs are
invented.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import bangfu.packs
from bangfu.apps.disclosure import api as disclosure
from bangfu.apps.exchange import example as exchange
from bangfu.apps.followups import example as followups
from bangfu.apps.giving import example as giving
from bangfu.apps.goods import example as goods
from bangfu.apps.needs import example as needs
from bangfu.apps.needs.answers import asked_subject
from bangfu.apps.needs.api import Filters, explore
from bangfu.apps.occasions import example as occasions
from bangfu.apps.offers import example as offers
from bangfu.apps.organisations import example as organisations
from bangfu.apps.partnerships import example as partnerships
from bangfu.apps.people import example as people
from bangfu.apps.projects import example as projects
from bangfu.apps.push import example as push
from bangfu.apps.regions.api import (
    SHIPPED_EDITION,
    Region,
    add_example_villages,
    load_regions,
    read_pack,
)
from bangfu.apps.rounds import example as rounds
from bangfu.apps.supervision import example as supervision
from bangfu.apps.voices import example as voices
from bangfu.apps.volunteers import example as volunteers
from bangfu.plumbing.access import ROLES, SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.clock import now, today

SEED = 20231006  # the day of the notice
ORGANISATIONS = {"small": 300, "city": 8_000, "province": 72_000}
NEEDS = {"small": 240, "city": 10_000, "province": 100_000}
TEXTS = Path(bangfu.packs.__path__[0]) / "example" / "texts.json"
# Counties where the city helps or that are poor in the source's sense; the first is the cast's own.
COUNTIES = (
    "441826", "441424", "440882", "441481", "441802", "440825", "441422", "441823", "440881", "441423",
    "441625", "440229", "445224", "441721", "440923", "441226",
)  # fmt: skip
VILLAGES_PER_COUNTY = 4
ROUNDS = {"440800000000": "湛江第一轮对接", "441200000000": "肇庆试发的一轮"}
TEAM_NAMES = ("温如岩", "岑一帆", "蓝溪月", "孔令禾", "范知行", "简明轩", "柯青峦", "骆小川")
Say = Callable[[str], None]


def build(*, scale: str, say: Say) -> None:
    """Fill an empty site; a site that has its cast already is left alone."""
    if people.is_built():
        return
    say("区划：广东全省……")
    load_regions(by=SYSTEM_ACTOR, rows=read_pack(), edition=SHIPPED_EDITION)
    villages = add_example_villages(by=SYSTEM_ACTOR, villages=_chosen_towns())
    say(f"示例村 {len(villages)} 个。人员……")
    cast = people.build_cast(scopes=_scopes(villages[0]))
    teams = _teams(villages)
    say(f"组织 {ORGANISATIONS[scale]} 家……")
    _build_organisations(scale, cast)
    say(f"需求 {NEEDS[scale]} 条……")
    _build_needs(scale, villages, cast, teams)
    if scale == "small":
        say("几句“不合适”……")
        _build_declines(cast)
        say("接单和选定……")
        _build_claims(cast, villages[0].code)
        say("几个问题……")
        _build_questions(cast, villages[0].code)
        say("几场活动和来访……")
        _build_occasions(cast, villages[0].code)
        say("志愿时长和抽样核查……")
        _build_hours(cast, villages[0].code)
        say("立项、交付和验收……")
        _build_projects(cast, villages[0].code)
        say("供给和点单……")
        _build_offers(cast, villages)
        say("捐赠物资……")
        _build_goods(cast, villages)
        say("村民建议、献计、微心愿……")
        _build_voices(cast, villages)
        say("邀请……")
        _build_rounds(cast, villages[0].code)
        say("方案草案 3 个……")
        planner = Actor(person=cast["bureau"].pk, kind="person", grants=(Grant("bureau", "region", "44"),))
        exchange.build_scenarios(by=planner, at=now(), region="440000000000")
    if scale != "province":
        say("需求的后来……")
        _build_lives(cast, villages[0].code)
    if scale != "province":  # reading its whole registry for a handful of examples would take longer than all the rest
        say("组团方案……")
        planner = Actor(person=cast["bureau"].pk, kind="person")
        drafts = partnerships.build_example(planner=planner, office="44", at=now())
        say("结对和组团……")
        _build_partners(cast, villages[0].code, drafts)
    if scale == "small":
        say("发布两轮邀请、跟进事项……")
        _publish_rounds(cast)
        _build_followups(cast, villages[0].code)
        say("募捐活动和捐赠……")
        _build_giving(cast, villages)
        say("推送和订阅……")
        _build_pushes(cast)
        say("公开日志……")
        disclosure.publish(by=SYSTEM_ACTOR, at=now())


def _build_giving(cast: Mapping[str, Any], villages: list[Region]) -> None:
    """A charity that may ask receives; the cast's treasurer keeps its books with a second person, the cast's staff is a partner."""
    payee = giving.charity_of_example(now())
    if not payee:
        return
    people.let_also(cast["treasurer"].pk, role="treasurer", scope_id=payee)
    runner = people.add_colleague(login="charity-1", name="祝闻溪", role="staff", scope_id=payee)
    second = people.add_colleague(login="charity-2", name="温知返", role="treasurer", scope_id=payee)
    own = cast["staff"].role_grants.get(role="staff").scope_id
    giving.build_example(
        people={
            "runner": runner.pk,
            "cashier": cast["treasurer"].pk,
            "second": second.pk,
            "partner": cast["staff"].pk,
            "bureau": cast["bureau"].pk,
        },
        payee=payee,
        own=own,
        villages=[village.code for village in villages[:5]],
        random=Random(SEED),  # noqa: S311
        at=now(),
    )


def _build_pushes(cast: Mapping[str, Any]) -> None:
    """By the bureau, the cast's organisation and its hub."""
    numbers = organisations.example_numbers(now())
    hub, staff = numbers["hub"], numbers["staff"]
    push.build_example(
        bureau=Actor(person=cast["bureau"].pk, kind="person", grants=(Grant("bureau", "region", "44"),)),
        staff=Actor(person=cast["staff"].pk, kind="person", grants=(Grant("staff", "organisation", staff),)),
        hub=Actor(person=cast["hub"].pk, kind="person", grants=(Grant("hub", "organisation", hub),)),
        hub_number=hub,
        colleague=Actor(
            person=people.add_colleague(login="push-2", name="卫明远", role="bureau", scope_id="44").pk,
            kind="person",
            grants=(Grant("bureau", "region", "44"),),
        ),
        account=lambda number: people.add_colleague(
            login=f"member-{number.lower()}", name="莫知远", role="staff", scope_id=number
        ),
        at=now(),
    )


def _build_partners(cast: Mapping[str, Any], home: str, drafts: list[Any]) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk, "bureau": cast["bureau"].pk}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    partnerships.build_partners(people=people, own=own, home=home, drafts=drafts, at=now())


def sign_ins() -> list[tuple[str, str, str]]:
    """Each role's title with its sign-in and the name of who plays it."""
    return people.sign_ins()


def _chosen_towns() -> list[tuple[str, str]]:
    """(town, name of the invented village): the first few towns of each county that exists."""
    names = [village["name"] for village in json.loads(TEXTS.read_text("utf-8"))["village_names"]]
    found: list[tuple[str, str]] = []
    for county in COUNTIES:
        towns = Region.objects.filter(code__startswith=county, level="town", is_offered=True, name__endswith="镇")
        chosen = list(towns.order_by("code").values_list("code", flat=True)[:VILLAGES_PER_COUNTY])
        found += [(code, names[(len(found) + place) % len(names)]) for place, code in enumerate(chosen)]
    return found[: len(names)]


def _scopes(village: Region) -> dict[str, str]:
    """Where each member of the cast works: around the first village."""
    county = village.code[:6]
    wanted = {"bureau": "44", "district": "440106", "village": village.code, "supervisor": "44"}
    wanted |= dict.fromkeys(("county", "frontline", "care_worker"), county)
    numbers = organisations.example_numbers(now())
    for role, each in ROLES.items():
        if each.scope_kind == "organisation":
            wanted[role] = numbers["hub" if role == "hub" else "staff"]
        elif each.scope_kind not in ("all", "region"):
            wanted[role] = f"example-{role}"
    return wanted


def _teams(villages: list[Region]) -> dict[str, list[str]]:
    """Front-line people by prefecture, so that every place has somebody who enters and somebody who verifies."""
    found: dict[str, list[str]] = {}
    prefectures = sorted({village.code[:4] for village in villages})
    for serial, prefecture in enumerate(prefectures):
        for second in (0, 1):
            name = TEAM_NAMES[(serial * 2 + second) % len(TEAM_NAMES)]
            login = f"team-{prefecture}-{second + 1}"
            person = people.add_colleague(login=login, name=name, role="frontline", scope_id=prefecture)
            found.setdefault(prefecture, []).append(person.pk)
    return found


def _build_organisations(scale: str, cast: Mapping[str, Any]) -> None:
    """Entered by a colleague of the bureau's member of the cast, who verifies: what waits can be verified in the demo."""
    colleague = people.add_colleague(login="registry-1", name="方书琴", role="bureau", scope_id="44")
    organisations.build_example(
        texts=TEXTS,
        author=Actor(person=colleague.pk, kind="person"),
        verifier=Actor(person=cast["bureau"].pk, kind="person"),
        staff={role: cast[role].pk for role in ("hub", "staff", "treasurer")},
        count=ORGANISATIONS[scale],
        random=Random(SEED),  # noqa: S311
        at=now(),
    )


def _build_needs(scale: str, villages: list[Region], cast: Mapping[str, Any], teams: Mapping[str, list[str]]) -> None:
    home = villages[0].code[:6]
    placed = []
    for village in villages:
        team = teams[village.code[:4]]
        local = [cast["village"].pk, cast["frontline"].pk] if village.code.startswith(home) else team
        checks = [cast["county"].pk, cast["frontline"].pk] if village.code.startswith(home) else team
        writers = needs.Writers(local, checks, [cast["bureau"].pk])
        placed += [(village, writers)] * (7 if village is villages[0] else 3 if village.code.startswith(home) else 1)
    needs.build_example(texts=TEXTS, villages=placed, count=NEEDS[scale], random=Random(SEED), at=now(), seasonal=4)  # noqa: S311


def _build_lives(cast: Mapping[str, Any], home: str) -> None:
    people = {"village": cast["village"].pk, "team": cast["frontline"].pk}
    needs.build_life(people=people, home=home, random=Random(SEED), at=now())  # noqa: S311


def _build_declines(cast: Mapping[str, Any]) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk, "bureau": cast["bureau"].pk}
    exchange.build_declines(people=people, random=Random(SEED), at=now())  # noqa: S311


def _build_offers(cast: Mapping[str, Any], villages: list[Region]) -> None:
    people = {role: cast[role].pk for role in ("staff", "village", "bureau")}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    offers.build_example(people=people, own=own, villages=villages, random=Random(SEED), at=now())  # noqa: S311
    projects.build_ordered(people=people, random=Random(SEED), at=now())  # noqa: S311


def _build_goods(cast: Mapping[str, Any], villages: list[Region]) -> None:
    own = cast["staff"].role_grants.get(role="staff").scope_id
    second = people.add_colleague(login="store-2", name="田有禾", role="staff", scope_id=own)
    hands = {role: cast[role].pk for role in ("staff", "treasurer", "village")} | {"second": second.pk}
    goods.build_example(people=hands, own=own, villages=villages, at=now())


def _build_rounds(cast: Mapping[str, Any], home: str) -> None:
    people = {role: cast[role].pk for role in ("staff", "bureau")}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    rounds.build_example(people=people, own=own, home=home, at=now())


def _publish_rounds(cast: Mapping[str, Any]) -> None:
    planner = Actor(person=cast["bureau"].pk, kind="person", grants=(Grant("bureau", "region", "44"),))
    plans = exchange.build_plans_to_publish(by=planner, at=now(), regions=ROUNDS)
    rounds.build_rounds(planner=planner, plans=plans, person=cast["staff"].pk, at=now())


def _build_followups(cast: Mapping[str, Any], home: str) -> None:
    own = cast["staff"].role_grants.get(role="staff").scope_id
    people_of = {role: cast[role].pk for role in ("staff", "bureau")}
    followups.build_example(people=people_of, organisation=own, region=home, at=now())


def _build_claims(cast: Mapping[str, Any], home: str) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    exchange.build_claims(people=people, own=own, home=home, random=Random(SEED), at=now())  # noqa: S311


def _build_occasions(cast: Mapping[str, Any], home: str) -> None:
    own = cast["staff"].role_grants.get(role="staff").scope_id
    people_of = {role: cast[role].pk for role in ("staff", "volunteer", "donor", "job_seeker")}
    occasions.build_example(people=people_of, organisation=own, village=home, at=now())


def _build_hours(cast: Mapping[str, Any], home: str) -> None:
    own = cast["staff"].role_grants.get(role="staff").scope_id
    people_of = {role: cast[role].pk for role in ("volunteer", "donor", "village", "bureau")}
    volunteers.build_example(people=people_of, organisation=own, village=home, at=now())


def _build_questions(cast: Mapping[str, Any], home: str) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk, "county": cast["county"].pk}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    rows = explore(Filters(region=home[:6].ljust(12, "0"), order="new"), page=1, on=today()).rows
    rows.sort(key=lambda need: need.region_path != home)
    subjects = [found for need in rows[:4] if (found := asked_subject("need", need.number))]
    supervision.build_example(subjects=subjects, people=people, organisation=own, at=now())
    those = {"bureau": cast["bureau"].pk, "supervisor": cast["supervisor"].pk}
    supervision.build_complaints(subjects=subjects, people=those, at=now())


def _build_projects(cast: Mapping[str, Any], home: str) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk, "bureau": cast["bureau"].pk}
    projects.build_example(people=people, home=home, random=Random(SEED), at=now())  # noqa: S311


def _build_voices(cast: Mapping[str, Any], villages: list[Region]) -> None:
    people = {"village": cast["village"].pk, "organisation": cast["staff"].pk, "county": cast["county"].pk}
    own = cast["staff"].role_grants.get(role="staff").scope_id
    random = Random(SEED)  # noqa: S311
    voices.build_example(villages=villages, people=people, organisation=own, random=random, at=now())
