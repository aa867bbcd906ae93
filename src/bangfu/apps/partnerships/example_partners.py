"""The example city's pairings and formed teams, in every stage: asked, half answered, to be signed, in effect, late, ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bangfu.apps.agreements.api import INTENT, Agreement, name_liaisons
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import eligible, record_capacity
from bangfu.apps.partnerships.actions import keeping, pairings, teams
from bangfu.apps.partnerships.actions.pairings import Terms, Two
from bangfu.apps.partnerships.actions.teams import TeamTerms
from bangfu.apps.partnerships.models import Pairing, Team, TeamDraft
from bangfu.apps.partnerships.queries.formed import proposed_members
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.apps.partnerships.rules.drafts import QUESTIONS
from bangfu.apps.partnerships.rules.pairings import DUTIES
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.values import Quarter, shanghai_day

# (what happens, how many days ago it began)
STORIES = (
    ("in_effect", 40), ("to_answer", 2), ("to_sign", 6), ("late", 130), ("due", 100), ("ended", 125), ("half", 3),
    ("declined", 20), ("in_effect", 60), ("renewing", 80), ("withdrawn", 15), ("handing_over", 70),
)  # fmt: skip
GOALS = (
    "把村里的果园管起来，农户学会修剪，第二年自己办得下去。",
    "老人小孩每周有人陪，村里的文化室常年开门。",
    "一起把村口的河边收拾干净，妇女骨干能自己组织活动。",
)
DUTIES_SAID = {
    "mutual": "两边党支部每季度共上一课，互相走动。",
    "homes": "和村民一起收拾村口和河边，种树护树。",
    "special": "技术员每月到村一天，手把手教。",
    "science": "帮村里理出一两样拿得出手的产品，找销路。",
}
PLAN = (("special", "开两次修剪课"), ("homes", "种三十棵榕树"), ("mutual", "暑期陪伴孩子两周"))
ANSWER = "村里商量过，人手和时间都够；每季度看一次。"


def build_partners(
    *, people: Mapping[str, str], own: str, home: str, drafts: Sequence[TeamDraft], at: datetime
) -> None:
    """Tell twelve stories of pairings and two of teams.

    Args: ``people`` opaque ids (``village``, ``organisation``, ``bureau``); ``own`` the cast's organisation; ``home`` the cast's
    village (12 digits); ``drafts`` solved team drafts.
    """
    hands = {role: Actor(person=person, kind="system") for role, person in people.items()}
    places = sorted(set(Need.objects.filter(state="published").values_list("region__code", flat=True)))
    places = [home, *(one for one in places if one != home)]
    others = [number for number in eligible().order_by("number").values_list("number", flat=True)[:40] if number != own]
    for place, (story, days) in enumerate(STORIES):
        number = own if place % 2 == 0 else others[place]
        _slots(number, at - timedelta(days=days), at)
        where = places[place // 2 % len(places)] if place < 8 else places[place % len(places)]
        _tell(
            story, Two(number, where, "领域对得上，去过两次"), others[20 + place], hands, at - timedelta(days=days), at
        )
    _asked_by_one_side(others[15], own, home, places[len(others) % len(places) - 1], hands, at)
    for draft, goes_on in zip(drafts[:2], (True, False), strict=False):
        _team(draft, hands, at, mandated=goes_on)


def _asked_by_one_side(
    asking: str, own: str, home: str, elsewhere: str, hands: Mapping[str, Actor], at: datetime
) -> None:
    """Two that wait for the side that was asked: an organisation asks the cast's village, a village the cast's organisation."""
    day, began = shanghai_day(at), at - timedelta(days=1)
    terms = Terms(GOALS[1], DUTIES_SAID, day, day + timedelta(days=365))
    for side, two in (
        ("organisation", Two(asking, home, "我们的老师每月来教两次书，想长期来，把文化室办起来")),
        ("place", Two(own, elsewhere, "去年一起修过果树，村里想长期做下去")),
    ):
        _slots(two.organisation, at, at)
        by = hands["organisation" if side == "organisation" else "village"]
        scope = (
            Grant("staff", "organisation", asking) if side == "organisation" else Grant("village", "region", elsewhere)
        )
        pairings.suggest_pairing(by=Actor(by.person, "person", (scope,)), at=began, side=side, pair=two, terms=terms)


def _slots(number: str, began: datetime, at: datetime) -> None:
    day, last = shanghai_day(began), Quarter.of(shanghai_day(at)).next
    quarter = Quarter.of(day)
    while quarter.text <= last.text:
        record_capacity(by=SYSTEM_ACTOR, at=at, number=number, quarter=quarter.text, slots=20)
        quarter = quarter.next


def _tell(story: str, two: Two, heir: str, hands: Mapping[str, Actor], began: datetime, at: datetime) -> None:
    start = shanghai_day(began)
    terms = Terms(GOALS[len(story) % 3], DUTIES_SAID, start, start + timedelta(days=540))
    by = hands["bureau"]
    made: Pairing = pairings.propose_pairings(by=by, at=began, pairs=[two], terms=terms)
    if story == "to_answer":
        return
    _answer(made, "organisation", hands["organisation"], began)
    if story == "half":
        return
    if story == "declined":
        _answer(made, "place", hands["village"], began, "declined", "今年村里修路，接待不了，明年再说")
        return
    made = _answer(made, "place", hands["village"], began)
    if story == "withdrawn":
        pairings.withdraw_pairing(by=by, at=began, number=made.number, reason="方案重排，先撤回，改由邻镇的组织来")
        return
    if story == "to_sign":
        _sign(made, "organisation", hands["organisation"], began)
        return
    _sign(made, "organisation", hands["organisation"], began)
    _sign(made, "place", hands["village"], began)
    _live(story, made, hands, began, at)
    if story == "handing_over":
        _slots(heir, at, at)
        until = shanghai_day(at) + timedelta(days=365)
        pairings.hand_over_pairing(
            by=by, at=at, number=made.number, to=heir, until=until, reason="技术员调走，由另一家接着做"
        )


def _answer(made: Pairing, side: str, by: Actor, at: datetime, answer: str = "accepted", reason: str = "") -> Pairing:
    found: Pairing = pairings.answer_pairing(by=by, at=at, number=made.number, side=side, answer=answer, reason=reason)
    return found


def _seen(agreement_id: str) -> str:
    proposed = Agreement.objects.select_related("proposed").get(pk=agreement_id).proposed
    assert proposed is not None
    return proposed.digest


def _sign(made: Pairing, side: str, by: Actor, at: datetime) -> None:
    pairings.sign_pairing(by=by, at=at, number=made.number, side=side, seen=_seen(made.agreement), intent=INTENT)


def _live(story: str, made: Pairing, hands: Mapping[str, Actor], began: datetime, at: datetime) -> None:
    number, village, organisation = made.number, hands["village"], hands["organisation"]
    for side, code, words in (
        ("organisation", made.organisation, "项目部 林工 000-00000001"),
        ("place", made.place, "村委 陈主任 000-00000002"),
    ):
        name_liaisons(by=village, at=began, agreement_id=made.agreement, kind=side, code=code, words=words)
    year = shanghai_day(at).year
    for duty, words in PLAN:
        item = keeping.add_plan_item(
            by=village, at=began, number=number, side="place", year=year, duty=duty, words=words
        )
        if duty == "special":
            keeping.finish_plan_item(by=organisation, at=at, number=number, side="organisation", item=item.pk)
    if story in ("in_effect", "renewing", "ended", "handing_over"):
        day = shanghai_day(at) - timedelta(days=12)
        keeping.note_visit(
            by=organisation,
            at=at,
            number=number,
            side="organisation",
            on_day=day,
            words="看了三户果园，约好下月再来修剪。",
        )
    if story in ("in_effect", "ended"):
        scores = dict.fromkeys(DUTIES, 4)
        for side, by in (("organisation", organisation), ("place", village)):
            keeping.review_pairing(
                by=by, at=at, number=number, side=side, year=year, scores=scores, words="来得勤，说到做到。"
            )
    if story == "renewing":
        until = made.ends_on + timedelta(days=365)
        pairings.renew_pairing(by=village, at=at, number=number, side="place", until=until)
    if story == "ended":
        pairings.end_pairing(
            by=village, at=at, number=number, side="place", reason="果园已经自己管得好，双方商量结束，常来做客"
        )


def _team(draft: TeamDraft, hands: Mapping[str, Actor], at: datetime, *, mandated: bool) -> None:
    lead, members = proposed_members(draft)
    if len(members) < 2:
        return
    parts = [
        Part(
            one.number,
            one.work or "按分工下村做事",
            rules.permille_of(one.budget),
            rules.permille_of(one.credit),
            one.tasks,
        )
        for one in members
    ]
    day = shanghai_day(at)
    terms = TeamTerms(GOALS[0], day, day + timedelta(days=300), 8_000_000, lead)
    answers = dict.fromkeys(QUESTIONS, ANSWER)
    team: Team = teams.form_team(
        by=hands["bureau"], at=at, number=draft.number, terms=terms, parts=parts, answers=answers
    )
    for part in parts if mandated else parts[:1]:
        _slots(part.organisation, at, at)
        teams.answer_team(
            by=hands["organisation"], at=at, number=team.number, organisation=part.organisation, answer="accepted"
        )
    if not mandated:
        return
    team.refresh_from_db()
    for part in parts:
        teams.sign_team(
            by=hands["organisation"], at=at, number=team.number, organisation=part.organisation,
            seen=_seen(team.agreement), intent=INTENT,
        )  # fmt: skip
