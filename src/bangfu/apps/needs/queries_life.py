"""What the page of a need's life and the worker ask: the pack's terms, how a need may end, who is near enough to merge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from bangfu.apps.needs import rules_confirming, rules_ending
from bangfu.apps.needs.models import Allotment, Need, NeedLine
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.apps.needs.rules_confirming import Terms
from bangfu.apps.needs.rules_ending import FROM_THE_LINES
from bangfu.apps.people.api import Todo
from bangfu.apps.programmes.api import current_pack, rules_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import now
from bangfu.values import Refusal, shanghai_day


def terms_of(on: date) -> Terms:
    """The pack's figures of a day; a pack that names none leaves those of :class:`Terms`, and nothing ends by itself."""
    rules = rules_of(on)
    usual, end = Terms(), rules.get("need_expire_days")
    return Terms(
        confirm_days=rules.limit("need_confirm_days") or usual.confirm_days,
        expire_days=rules.limit("need_expire_days") or usual.expire_days,
        reopen_days=rules.limit("need_reopen_days") or usual.reopen_days,
        may_end=end is not None and end.may_block(on),
    )


def staleness_of(need: Need, *, at: datetime | None = None) -> str:
    """Whether a published need is grey at a moment, as ``rules_confirming.staleness`` says; "" for any other."""
    if need.state != "published":
        return ""
    at = at or now()
    on = shanghai_day(at)
    said = need.confirmed_at or need.published_at
    return rules_confirming.staleness(said_at=said, claim_by=need.claim_by, at=at, on=on, terms=terms_of(on))


def possible_ends(need: Need) -> tuple[str, ...] | Refusal:
    """How a published need may end now; see ``rules_ending.ends_open``."""
    lines = list(need.lines.all())
    musts = [line.balance for line in lines if line.is_must]
    return rules_ending.ends_open(musts, [line.balance for line in lines if not line.is_must])


def _taken() -> Any:
    return F("withdrawn") + F("held") + F("committed") + F("delivered") + F("accepted")


def _with_lines(condition: Q) -> Exists:
    return Exists(NeedLine.objects.filter(condition, need=OuterRef("pk")))


def waiting_for_somebody() -> "QuerySet[Need]":
    """Published needs with open units: only these can grow old."""
    return Need.objects.filter(_with_lines(Q(quantity__gt=_taken())), state="published")


def untouched(rows: "QuerySet[Need]") -> "QuerySet[Need]":
    """Those among them in which nobody is at work."""
    return rows.exclude(_with_lines(Q(held__gt=0) | Q(committed__gt=0) | Q(delivered__gt=0)))


def wholly_accepted() -> "QuerySet[Need]":
    """Published needs whose every item was accepted as far as it is wanted."""
    rows = Need.objects.filter(_with_lines(Q(accepted__gt=0)), state="published")
    return rows.exclude(_with_lines(Q(quantity__gt=F("withdrawn") + F("accepted"))))


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year that asks for the same things again; days are MM-DD and may run over New Year."""

    id: str
    zh: str
    en: str
    first_day: str
    last_day: str


def seasons() -> tuple[Season, ...]:
    """The seasons of the pack, in its order."""
    return tuple(Season(**each) for each in current_pack().needs.get("seasons", ()))


def last_years(rows: "QuerySet[Need]", *, on: date, limit: int = 5) -> list[Need]:
    """Ended needs among ``rows`` whose season has come round and that nobody has written anew. Two queries at most."""
    known = {each.id: each for each in seasons()}
    ended = rows.filter(season__in=list(known), state__in=("closed", "evaluated")).exclude(
        ended_how__in=("withdrawn", "merged")
    )
    found = list(ended.select_related("region").order_by("-ended_at")[:50])
    again = dict(
        Need.objects.filter(origin__in=found, origin_how="again")
        .order_by("created_at")
        .values_list("origin", "created_at")
    )
    return [
        need
        for need in found
        if rules_confirming.asks_again(
            first_day=known[need.season].first_day,
            last_day=known[need.season].last_day,
            ended_on=need.ended_at.date() if need.ended_at else None,
            again_on=again[need.pk].date() if need.pk in again else None,
            on=on,
        )
    ][:limit]


def withdrawn_by_word(need: Need) -> dict[int, int]:
    """Units by position that people withdrew and may take back; what went to another need is not theirs to restore."""
    rows = Allotment.objects.filter(line__need=need, place="withdrawn", holder="")
    return dict(rows.values_list("line__position", "quantity"))


TODO_MAX = 10


def life_todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: grey needs to confirm, ended ones to judge. Only for those who live with them."""
    terms = terms_of(shanghai_day(at))
    found: list[Todo] = []
    for permission, rows, kind, button in (
        ("needs.draft", Need.objects.filter(state="published", asked_at__isnull=False), "确认", "还需要吗"),
        ("needs.evaluate", Need.objects.filter(state="closed", ended_how__in=FROM_THE_LINES), "评价", "去评价"),
    ):
        if not actor.has(permission) or actor.has("needs.publish"):
            continue
        for need in (
            needs_within(actor, permission, rows).select_related("region").order_by("asked_at", "-ended_at")[:TODO_MAX]
        ):
            due = rules_confirming.ends_on(need.asked_at, terms) if need.asked_at else None
            url = reverse("needs:life", args=[need.number])
            found.append(Todo(kind, need.title, f"{need.region.full_name} · {need.number}", due, url, button))
    return found
