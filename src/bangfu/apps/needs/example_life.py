"""The room's second share of the example city: needs in every state after publication, told with the room's own actions.

Runs last, so that it touches only needs that no other room has told a story about.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from bangfu.apps.needs import actions, actions_ending, actions_merging
from bangfu.apps.needs.actions_confirming import ask_whether_needed, expire_need
from bangfu.apps.needs.actions_units import move_units
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_life import terms_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.values import shanghai_day

LAST_YEAR_DAYS = 340
HOLDER = "example:giver"
JUDGED = ("东西都用上了，坏了有人修。", "老人不用再跑镇上。", "够用，就是来得晚了些。")
ELSEWHERE = ("县里的项目先做了，感谢大家。", "邻村企业捐了，不用再找。")
IMPOSSIBLE = ("地块属于生态红线，不能建。", "问过三家，都没有这样的设备。")


def build_life(*, people: Mapping[str, str], home: str, random: Random, at: datetime) -> int:
    """Tell a small story on each of two dozen needs. Returns: on how many.

    Args: ``people`` opaque ids (``village``, ``team``); ``home`` the cast's own village (12 digits), whose needs come first.
    """
    rows = Need.objects.filter(state="published", season="", lines__held=0, lines__committed=0).exclude(
        pk__in=Need.objects.filter(lines__allotments__isnull=False)
    )
    needs = list(rows.distinct().order_by("number"))
    random.shuffle(needs)
    needs.sort(key=lambda need: need.region_path != home)
    told = _of_last_year(at)
    # The cast's own village keeps two needs that nothing has happened to.
    for story, need in zip(STORIES, needs[2:], strict=False):
        actor = _actor(people["village"], "village", need.region_path)
        team = _actor(people["team"], "frontline", need.region_path[:6])
        story(need, actor, team, random, at)
        told += 1
    return told


def _actor(person: str, role: str, place: str) -> Actor:
    return Actor(person=person, kind="person", grants=(Grant(role, "region", place),))


def _bring(need: Need, share: float, at: datetime) -> None:
    """A giver took, promised and brought a share of every item, and the village accepted it."""
    units = {line.position: max(1, int(line.quantity * share)) for line in need.lines.all()}
    for name in ("take", "commit", "deliver", "accept"):
        move_units(by=SYSTEM_ACTOR, at=at, number=need.number, name=name, holder=HOLDER, units=units)


def _solved(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    _bring(need, 1, at)
    actions_ending.close_need(by=village, at=at, number=need.number, how="solved")


def _evaluated(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    _solved(need, village, team, random, at)
    rating, words = random.choice((3, 3, 2)), random.choice(JUDGED)
    actions_ending.evaluate_need(by=village, at=at, number=need.number, rating=rating, words=words)


def _partly(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    _bring(need, 0.6, at)
    if any(line.balance.open for line in need.lines.all() if line.is_must):
        reason = "其余的村里先用旧的顶着。"
        actions_ending.close_need(by=village, at=at, number=need.number, how="partly", reason=reason)


def _elsewhere(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    reason = random.choice(ELSEWHERE)
    actions_ending.close_need(by=village, at=at, number=need.number, how="elsewhere", reason=reason)


def _impossible(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    reason = random.choice(IMPOSSIBLE)
    actions_ending.close_need(by=village, at=at, number=need.number, how="impossible", reason=reason)


def _reopened(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    _elsewhere(need, village, team, random, at)
    actions_ending.reopen_need(by=village, at=at, number=need.number, reason="来的数量不够，还差一半。")


def _reduced(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    line = max(need.lines.all(), key=lambda each: each.quantity)
    if line.quantity > 1:
        units = {line.position: max(1, line.quantity // 4)}
        actions_ending.reduce_need(by=village, at=at, number=need.number, units=units, reason="村里自己凑了一部分。")


def _merged(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    """Reported twice: the second one ends in the first."""
    same = actions_merging.write_again(by=village, at=at, number=need.number)
    Need.objects.filter(pk=same.pk).update(claim_by=need.claim_by)
    actions.submit_need(by=village, at=at, number=same.number)
    actions_merging.merge_needs(by=team, at=at, number=same.number, into=need.number, reason="同一件事报了两次")


def _split(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    line = next((each for each in need.lines.all() if each.is_must and each.quantity > 1), None)
    if line is not None:
        units, title = {line.position: line.quantity // 2}, f"{need.title[:50]}（另一处）"
        actions_merging.split_need(by=team, at=at, number=need.number, title=title, units=units)


def _grey(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    """Nobody spoke for it in a long time; its people were asked some days ago."""
    terms = terms_of(shanghai_day(at))
    Need.objects.filter(pk=need.pk).update(confirmed_at=at - timedelta(days=terms.confirm_days + random.randint(9, 15)))
    ask_whether_needed(by=SYSTEM_ACTOR, at=at - timedelta(days=random.randint(1, 8)), number=need.number)


def _expired(need: Need, village: Actor, team: Actor, random: Random, at: datetime) -> None:
    terms = terms_of(shanghai_day(at))
    asked = at - timedelta(days=terms.expire_days + 2)
    said = asked - timedelta(days=terms.confirm_days + 1)
    Need.objects.filter(pk=need.pk).update(confirmed_at=said)
    ask_whether_needed(by=SYSTEM_ACTOR, at=asked, number=need.number)
    expire_need(by=SYSTEM_ACTOR, at=at, number=need.number)


STORIES: tuple[Callable[..., None], ...] = (
    _grey, _evaluated, _partly, _split, _merged, _reduced, _reopened, _solved, _elsewhere, _expired, _impossible,
    _evaluated, _grey, _grey, _solved, _partly, _elsewhere, _expired, _merged, _evaluated,
)  # fmt: skip


def _of_last_year(at: datetime) -> int:
    """Seasonal needs of last year were solved then; this year's season offers them again."""
    done = 0
    for need in Need.objects.filter(state="published", published_at__lt=at - timedelta(days=LAST_YEAR_DAYS)).exclude(
        season=""
    ):
        ended = at - timedelta(days=LAST_YEAR_DAYS)
        _bring(need, 1, ended)
        village = _actor(need.entered_by, "village", need.region_path)
        actions_ending.close_need(by=village, at=ended, number=need.number, how="solved")
        done += 1
    return done
