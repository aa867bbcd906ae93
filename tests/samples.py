"""Sample objects for the permission matrix and the other promises, made with the rooms' own actions.

A kind of sample is what a row of a ``policy.py`` names in ``on``. A new room adds its maker to :data:`MAKERS`; a row whose
kind has no maker fails the matrix by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image

from bangfu.apps.exchange import actions as exchange
from bangfu.apps.exchange.actions import claims
from bangfu.apps.exchange.actions.declines import decline as say_unsuitable
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.exchange.models import Claim, Scenario, Solution
from bangfu.apps.exchange.queries.orders import order_of
from bangfu.apps.exchange.tasks import planned
from bangfu.apps.followups.actions import ActionPoint, assign_followup
from bangfu.apps.needs import actions as needs
from bangfu.apps.needs.actions_merging import merge_needs
from bangfu.apps.needs.actions_photos import release_photo
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import Line
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.notices.models import Message
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.models import DuplicatePair
from bangfu.apps.partnerships.actions import drafts as partnerships
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.people.models import Person, RoleGrant
from bangfu.apps.regions.actions import load_regions
from bangfu.apps.regions.models import Region
from bangfu.apps.regions.rules import PlaceRow
from bangfu.plumbing.access import PERMISSIONS, ROLES, SYSTEM_ACTOR, Actor, Grant, Scope
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.imports.actions import upload_sheet
from bangfu.plumbing.imports.importer import importers
from bangfu.plumbing.rest.actions import digest_of, new_secret
from bangfu.plumbing.rest.models import ApiToken
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.sheets import csv_bytes, template
from bangfu.values import CreditCode, Quarter
from tests.answered_teams import keep_answer
from tests.cast import VILLAGE, Member, make_cast
from tests.samples_offers import offer_makers
from tests.samples_partners import makers as makers_of_partners
from tests.samples_rounds import round_makers

ELSEWHERE = (
    "450302001990"  # a village in another province: nobody of the cast reaches it but by a grant over everything
)
PLACES = (
    ("440000000000", "广东省", "省"),
    ("440100000000", "广州市", "市"),
    ("440106000000", "天河区", "市辖区"),
    ("440106001000", "五山街道", "街道"),
    ("440106001990", "试验村委会", "示例村"),
    ("441800000000", "清远市", "市"),
    ("441802000000", "清城区", "市辖区"),
    ("441802101000", "源潭镇", "镇"),
    ("441802101990", "新桥村委会", "示例村"),
    ("450000000000", "广西壮族自治区", "自治区"),
    ("450300000000", "桂林市", "市"),
    ("450302000000", "秀峰区", "市辖区"),
    ("450302001000", "秀峰街道", "街道"),
    ("450302001990", "山脚村委会", "示例村"),
)


THEME = "fruit_industry"
PLAN_SHEETS = {
    "organisations": csv_bytes(
        ("编号", "名称", "领域", "所在区划", "可承接数量"),
        [
            ("A1", "果树协会", "果树种植", "440106000000", 1),
            ("A2", "社工中心", "养老服务", "440106000000", 1),
        ],
    ),
    "needs": csv_bytes(
        ("编号", "名称", "领域", "区划"),
        [
            ("B1", "柑橘老了没人会修剪", "果树种植", "441802103000"),
            ("B2", "老人白天没人照看", "养老服务", "441802103000"),
        ],
    ),
}
MCA = {"441802101000": "441802101000"}


@dataclass(frozen=True)
class Sample:
    """One object as an address names it.

    ``args`` of the address; where it lies (``region``, ``organisation``: "" for what belongs to the whole installation); the
    ``owner``'s role in the cast, "" for nobody of them; ``is_public``: anybody may know of it; ``body``: what a program sends.
    """

    args: tuple[Any, ...] = ()
    region: str = ""
    organisation: str = ""
    owner: str = ""
    is_public: bool = False
    body: Mapping[str, Any] | None = None


@dataclass
class World:
    """The cast with their tokens, and samples by kind."""

    cast: dict[str, Member]
    secrets: dict[str, str] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)


def somebody(person: str, role: str, kind: str = "region", scope: str = "") -> Actor:
    """An actor of no account with one grant: a colleague from elsewhere."""
    return Actor(person=person, kind="person", grants=(Grant(role, kind, scope),))


ELSEWHERES = {
    role: somebody(f"elsewhere{role}"[:16], role, scope="45") for role in ("village", "county", "frontline", "bureau")
}


def make_places() -> None:
    """Three branches of the tree, down to the village."""
    rows = [PlaceRow(code=code, name=name, kind=kind, mca_code=MCA.get(code, "")) for code, name, kind in PLACES]
    load_regions(by=SYSTEM_ACTOR, rows=rows, edition="试验")


def picture() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (32, 32), (30, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def profile(number: int, region: str, **changes: Any) -> dict[str, Any]:
    """The profile of an organisation as `register_organisation` takes it."""
    return {
        "name": f"试验{number}果树技术协会",
        "credit_code": CreditCode.example("51", number).code,
        "kind": "social_group",
        "region_id": Region.objects.get(code=region).pk,
        "summary": "会员多是退休果树技术员。",
        "themes": ["fruit_industry"],
        "capabilities": {"fruit_tree_technique": [3, "stated"]},
    } | changes


def make_organisation(number: int, region: str = "440106000000", *, verified: bool = True, **changes: Any) -> Any:
    """An organisation, entered by one clerk and verified by another."""
    clerk = somebody("clerkone", "bureau", scope=region[:2])
    made = organisations.register_organisation(by=clerk, values=profile(number, region, **changes))
    if not verified:
        return made
    return organisations.verify_organisation(by=somebody("clerktwo", "bureau", scope=region[:2]), number=made.number)


def need_values(region: str, **changes: Any) -> dict[str, Any]:
    """A need as `draft_need` takes it."""
    return {
        "title": "村卫生站缺 20 台血压计",
        "words": "老人量血压要走五里路。",
        "region": Region.objects.get(code=region),
        "themes": [THEME],
        "claim_by": today() + timedelta(days=30),
        "accepted_by": "村委会",
    } | changes


def make_need(region: str, state: str, people: Mapping[str, Actor], **changes: Any) -> Need:
    """A need brought to ``state`` by the people whose work that is; entered by the village."""
    lines = [Line("血压计", 20, "台")]
    need = needs.draft_need(by=people["village"], values=need_values(region, **changes), lines=lines)
    if state in ("submitted", "verified", "published"):
        need = needs.submit_need(by=people["village"], number=need.number)
    if state in ("verified", "published"):
        need = needs.verify_need(by=people["frontline"], number=need.number)
    if state == "published":
        need = needs.publish_need(by=people["bureau"], number=need.number)
    return need


def hands_of(world: World, region: str) -> Mapping[str, Actor]:
    if region == ELSEWHERE:
        return ELSEWHERES
    return {role: member.actor for role, member in world.cast.items()}


def _need(state: str, *more: Any, body: Mapping[str, Any] | None = None) -> Callable[[World], list[Sample]]:
    def make(world: World) -> list[Sample]:
        found = []
        for region, owner in ((VILLAGE, "village"), (ELSEWHERE, "")):
            need = make_need(region, state, hands_of(world, region))
            found.append(Sample((need.number, *more), region, "", owner, state == "published", body))
        return found

    return make


def _merged_needs(step: str) -> Callable[[World], list[Sample]]:
    """Two needs of each place; to be merged, or merged already."""

    def make(world: World) -> list[Sample]:
        found = []
        for region, owner in ((VILLAGE, "village"), (ELSEWHERE, "")):
            people = hands_of(world, region)
            one, other = (make_need(region, "published", people) for _ in range(2))
            if step == "unmerge":
                merge_needs(by=people["frontline"], number=one.number, into=other.number)
            found.append(Sample((one.number, step), region, "", owner, True))
        return found

    return make


def _drafts_of_programs(world: World) -> list[Sample]:
    body = {
        "title": "村小学缺 5 台打印机",
        "themes": [THEME],
        "lines": [{"item": "打印机", "quantity": 5, "unit": "台"}],
    }
    return [Sample((), region, body=body | {"region": region}) for region in (VILLAGE, ELSEWHERE)]


def _need_files(world: World, *, released: bool) -> list[Sample]:
    found = []
    for region, owner in ((VILLAGE, "village"), (ELSEWHERE, "")):
        people = hands_of(world, region)
        need = make_need(region, "published" if released else "submitted", people)
        stored = attach_file(by=people["village"], at=now(), owner=need, data=picture())
        StoredFile.objects.filter(pk=stored.pk).update(is_public=released)
        found.append(Sample((stored.pk,), region, "", owner, released))
    return found


def _photos(step: str) -> Callable[[World], list[Sample]]:
    """Pictures of published needs, ready to be shown or to be taken off; only addresses of `needs`."""

    def make(world: World) -> list[Sample]:
        found = []
        for region, owner in ((VILLAGE, "village"), (ELSEWHERE, "")):
            people = hands_of(world, region)
            need = make_need(region, "published", people)
            stored = attach_file(by=people["village"], at=now(), owner=need, data=picture())
            if step == "hide":
                said = {"taken_on": today(), "taken_by": "team", "in_picture": "nobody"}
                release_photo(by=people["bureau"], number=need.number, file=stored.pk, **said)
            found.append(Sample((need.number, stored.pk), region, "", owner, True))
        return found

    return make


def _organisations(world: World) -> list[Sample]:
    own = world.objects["organisation"]
    other = make_organisation(901, "450302000000")
    return [_organisation(own), _organisation(other)]


def _organisation(one: Any, *more: Any, is_public: bool = True, body: Mapping[str, Any] | None = None) -> Sample:
    return Sample((one.number, *more), one.region.code, one.number, "", is_public, body)


def _same_organisations(body: Mapping[str, Any]) -> Callable[[World], list[Sample]]:
    return lambda world: [replace(sample, body=body) for sample in world.samples["organisation"]]


def _unverified(world: World) -> list[Sample]:
    pairs = enumerate(("440106000000", "450302000000"))
    return [_organisation(make_organisation(910 + n, code, verified=False), is_public=False) for n, code in pairs]


def _steps_of_organisations(world: World) -> list[Sample]:
    pairs = enumerate(("440106000000", "450302000000"))
    return [_organisation(make_organisation(920 + n, code), "recheck") for n, code in pairs]


def _proposals(world: World) -> list[Sample]:
    found = []
    for sample in world.samples["organisation"]:
        by = somebody("itsclerk", "staff", "organisation", sample.organisation)
        made = organisations.propose_change(by=by, number=sample.organisation, field="summary", new="换一句话说。")
        found.append(Sample((made.pk,), sample.region, sample.organisation))
    return found


def _pairs(world: World) -> list[Sample]:
    found = []
    for code in ("440106000000", "450302000000"):
        two = [make_organisation(int(code[:3]) + n, code, name="试验一模一样果树协会") for n in (0, 1)]
        pair = DuplicatePair.objects.get(first=two[0], second=two[1])
        found.append(Sample((pair.pk,), code))
    return found


def _offices(world: World) -> list[Sample]:
    found = []
    for code in ("441802000000", "450302000000"):
        place = Region.objects.get(code=code)
        values = {"region_id": place.pk, "body": "county", "name": "农业农村局", "duty": "对接", "valid_from": today()}
        made = organisations.record_office(by=SYSTEM_ACTOR, values=values)
        found.append(Sample((made.pk,), code, is_public=True))
    return found


def _facts(world: World) -> list[Sample]:
    body = {"name": "户数", "value": "312", "unit": "户", "source": "村委会", "as_of": "2026-06-30"}
    return [replace(sample, body=body) for sample in world.samples["place"]]


def _pair_to_decline(world: World, body: Mapping[str, Any] | None = None) -> list[Sample]:
    found = []
    numbers = [sample.organisation for sample in world.samples["organisation"]]
    for region, number in zip((VILLAGE, ELSEWHERE), numbers, strict=True):
        need = make_need(region, "published", hands_of(world, region))
        found.append(Sample((need.number, number), region, number, is_public=True, body=body))
    return found


def _declines(world: World) -> list[Sample]:
    found = []
    for sample in _pair_to_decline(world):
        by = hands_of(world, sample.region)["village"]
        need, number = sample.args
        made = say_unsuitable(by=by, need=need, organisation=number, reason="too_far")
        found.append(Sample((made.pk,), sample.region, number))
    return found


def _followups(world: World) -> list[Sample]:
    bureau, village = world.cast["bureau"].actor, world.cast["village"]
    found = []
    for by, owner, scope in (
        (bureau, village, Scope(region=VILLAGE)),
        (ELSEWHERES["bureau"], world.cast["nobody"], Scope(region=ELSEWHERE)),
    ):
        point = ActionPoint("回访血压计", str(owner.person.pk), now() + timedelta(days=3), scope)
        made = assign_followup(by=by, point=point)
        found.append(Sample((made.pk,), scope.region, "", "village" if owner is village else "nobody"))
    return found


def _messages(world: World) -> list[Sample]:
    found = []
    for role in ("village", "donor"):
        person = str(world.cast[role].person.pk)
        send_notice(by=SYSTEM_ACTOR, words=Words("must_know", "请看一眼", "有一条需求退回了。"), audience=[person])
        found.append(Sample((Message.objects.get(person=person).pk,), owner=role))
    return found


def _runs(world: World) -> list[Sample]:
    found = []
    for role in ("county", "staff"):
        run = Run.objects.create(kind="plan", title="试算", person=str(world.cast[role].person.pk), created_at=now())
        found.append(Sample((run.pk,), owner=role))
    return found


def make_claim(world: World, region: str, *, own: bool) -> Claim:
    """A complete offer for a published need: of the cast's own organisation, or of another."""
    people = hands_of(world, region)
    need = make_need(region, "published", people, title=f"村卫生站缺血压计，第 {Need.objects.count()} 条")
    party = world.objects["organisation"] if own else make_organisation(3000 + Need.objects.count(), "450302000000")
    quarter = Quarter.of(today()).text
    organisations.record_capacity(by=SYSTEM_ACTOR, number=party.number, quarter=quarter, slots=50)
    staff = somebody("claimant", "staff", "organisation", party.number)
    claim = claims.start_claim(by=staff, number=need.number, organisation=party.number, wanted={1: 5})
    return claims.complete_offer(by=staff, claim_id=claim.pk, plan="派两名师傅带新机下乡，月底前送到。")


def _claims(world: World) -> list[Sample]:
    found = []
    for own in (True, False):
        claim = make_claim(world, VILLAGE, own=own)
        found.append(Sample((claim.pk,), "", claim.organisation.number))
    return found


def _claims_of_needs(world: World) -> list[Sample]:
    made = [(make_claim(world, region, own=True), region) for region in (VILLAGE, ELSEWHERE)]
    return [Sample((claim.need.number, claim.pk), region) for claim, region in made]


def _claimed_needs(world: World) -> list[Sample]:
    return [Sample((make_claim(world, region, own=True).need.number,), region) for region in (VILLAGE, ELSEWHERE)]


def _batches(world: World) -> list[Sample]:
    found = []
    for role in ("bureau", "district"):
        data = template(importers()["organisations"].schema())
        batch = upload_sheet(
            by=world.cast[role].actor,
            kind="organisations",
            file_name="名录.xlsx",
            data=data,
            sha256=sha256(data).hexdigest(),
        )
        found.append(Sample((batch.pk,), owner=role))
    return found


def _kind(kind: str) -> Callable[[World], list[Sample]]:
    return lambda world: [Sample((kind,), is_public=True)] if kind in importers() else []


def _tokens(world: World) -> list[Sample]:
    found = []
    for role in ("county", "bureau"):
        token = make_token(world.cast[role].person, new_secret())
        found.append(Sample((token.pk,), owner=role))
    return found


def make_token(person: Person, secret: str, scopes: tuple[str, ...] = tuple(PERMISSIONS)) -> ApiToken:
    """A token with every scope, whatever its person holds: the hardest case for the interface."""
    at = now()
    return ApiToken.objects.create(
        person=str(person.pk),
        name="试验",
        digest=digest_of(secret),
        scopes=list(scopes),
        created_at=at,
        expires_at=at + timedelta(days=1),
    )


def _nobodys_file(world: World) -> list[Sample]:
    grant = RoleGrant.objects.first()
    stored = attach_file(by=world.cast["county"].actor, at=now(), owner=grant, data=picture())
    return [Sample((stored.pk,))]


def _scenarios(*, solved: bool) -> Callable[[World], list[Sample]]:
    def make(world: World) -> list[Sample]:
        found = []
        for by, region in ((world.cast["bureau"].actor, "440000000000"), (ELSEWHERES["bureau"], "450302000000")):
            made = make_scenario(by, region)
            if solved:
                solve_now(made, by)
            found.append(Sample((made.pk,), region))
        return found

    return make


def make_scenario(by: Actor, region: str, **more: Any) -> Scenario:
    """A scenario of two organisations and two needs on sheets."""
    beginning = Beginning("两家对两村", "needs", region, Quarter.of(today()).text, "score")
    files = {role: (f"{role}.csv", data) for role, data in (PLAN_SHEETS | more).items()}
    return exchange.start_from_sheets(by=by, beginning=beginning, files=files)


def solve_now(scenario: Scenario, by: Actor) -> Solution:
    """Plan without a worker."""
    return exchange.keep_solution(by=by, scenario_id=scenario.pk, run_id="", made=planned(order_of(scenario.pk)))


def _team_drafts(world: World) -> list[Sample]:
    found = []
    for office in ("44", "45"):
        values = {"title": "果树联合帮扶", "required_capabilities": {"果树栽培技术": 3}, "max_members": 3}
        draft = partnerships.draft_team(by=somebody("clerkone", "bureau", scope=office), values=values)
        found.append(Sample((draft.number,), office.ljust(12, "0")))
    return found


def _solved_team_drafts(world: World) -> list[Sample]:
    found = _team_drafts(world)
    for sample in found:
        keep_answer(TeamDraft.objects.get(number=sample.args[0]), world.objects["organisation"])
    return found


MAKERS: dict[str, Callable[[World], list[Sample]]] = {
    "published_need": _need("published"),
    "submitted_need": _need("submitted"),
    "draft_need": _need("draft"),
    "page_of_need": lambda world: [Sample((step,), is_public=True) for step in ("what", "whom", "place", "check")],
    "page_to_keep": lambda world: [Sample(("what",), is_public=True)],
    "need_to_submit": _need("draft", "submit"),
    "need_to_verify": _need("submitted", "verify"),
    "need_to_return": _need("submitted", "return"),
    "need_to_publish": _need("verified", "publish"),
    "need_to_withdraw": _need("submitted", "withdraw"),
    **{
        f"need_to_{name}": _need("published", name)
        for name in ("confirm", "reduce", "restore", "close", "split", "evaluate", "reopen", "again")
    },
    "need_to_merge": _merged_needs("merge"),
    "need_to_unmerge": _merged_needs("unmerge"),
    "need_to_draft_by_program": _drafts_of_programs,
    "need_to_verify_by_program": _need("submitted", "verify", body={"reason": "看过了"}),
    "need_to_publish_by_program": _need("verified", "publish", body={"reason": ""}),
    "need_file": lambda world: _need_files(world, released=False),
    "released_need_file": lambda world: _need_files(world, released=True),
    "photo_to_release": _photos("release"),
    "photo_to_hide": _photos("hide"),
    "file_of_nobody": _nobodys_file,
    "place": lambda world: [Sample((code,), code, is_public=True) for code in (VILLAGE, ELSEWHERE)],
    "organisation": _organisations,
    "unverified_organisation": _unverified,
    "organisation_step": _steps_of_organisations,
    "organisation_proposal": _proposals,
    "organisation_pair": _pairs,
    "capacity_by_program": _same_organisations({"quarter": "2027Q1", "slots": 3}),
    "credit_status_by_program": _same_organisations(
        {"status": "abnormal", "since": "2026-01-05", "source": "公示系统"}
    ),
    "office": _offices,
    "team_draft": _team_drafts,
    "solved_team_draft": _solved_team_drafts,
    **makers_of_partners(
        Sample, make_organisation, (make_need, hands_of, solve_now), (VILLAGE, "440106001990", ELSEWHERE)
    ),
    "fact_by_program": _facts,
    "mca_code": lambda world: [Sample(("441802101",), is_public=True)],
    "claim": _claims,
    "claimed_need": _claimed_needs,
    "claim_of_need": _claims_of_needs,
    **round_makers(
        Sample, make_organisation, lambda world, region: make_need(region, "published", hands_of(world, region))
    ),
    "need_to_invite_for": _need("published"),
    **offer_makers(Sample, make_organisation, hands_of),
    "need_to_recommend_for": _need("published"),
    "pair_to_decline": _pair_to_decline,
    "pair_to_decline_by_program": lambda world: _pair_to_decline(world, {"reason": "too_far"}),
    "decline": _declines,
    "followup": _followups,
    "message": _messages,
    "run": _runs,
    "scenario": _scenarios(solved=False),
    "solved_scenario": _scenarios(solved=True),
    "import_batch": _batches,
    **{f"import_kind_{kind}": _kind(kind) for kind in ("organisations", "needs", "offers", "regions")},
    "token": _tokens,
    "person": lambda world: [Sample((world.cast["county"].person.pk,))],
    "role": lambda world: [Sample((role,), is_public=True) for role in ROLES],
}


def make_world(*, samples: bool = True) -> World:
    """Places, one organisation of the cast's own, the cast, a token for each of them, and a sample maker for every kind.

    Args: ``samples`` is False for tests that make what they need themselves: all kinds take seconds.
    """
    make_places()
    own = make_organisation(900)
    bound = dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number)
    world = World(make_cast(bound), objects={"organisation": own})
    for role, member in world.cast.items():
        if member.person is not None:
            world.secrets[role] = new_secret()
            make_token(member.person, world.secrets[role])
    for kind, make in MAKERS.items() if samples else ():
        world.samples[kind] = make(world)
    return world


# Rooms whose samples stand in a module of their own add them here, once everything above is there for them to use.
from tests import (  # noqa: E402, F401
    samples_accountability,
    samples_complaints,
    samples_disclosure,
    samples_giving,
    samples_goods,
    samples_occasions,
    samples_people,
    samples_projects,
    samples_push,
    samples_voices,
    samples_volunteers,
)
