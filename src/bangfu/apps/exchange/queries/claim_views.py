"""Claims as pages show them: time left in words, bars with what this claim takes, the steps of its life, links to offers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries.claims import LIVE, Counted, office_of, organisations_of, time_to_answer
from bangfu.apps.exchange.rules.claims import CLAIM_LIFE, RELEASED_HOW
from bangfu.apps.needs.api import Need, NeedLine
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.said import said
from bangfu.plumbing.ui.bars import gap_parts
from bangfu.plumbing.ui.formats import moment, number
from bangfu.plumbing.ui.panels import Panel

HURRY = timedelta(hours=24)
LOOKS = {
    "started": ("warn", "clock"),
    "offered": ("info", "people"),
    "chosen": ("ok", "check"),
    "released": ("plain", "undo"),
}


def amount(units: int, line: NeedLine) -> str:
    """「20 台」."""
    return f"{number(units)} {line.unit}"


def hours(length: timedelta) -> int:
    """A length of time in whole hours, as pages say it."""
    return length // timedelta(hours=1)


def answer_words() -> str:
    """「村里 … 小时内答复」, with the pack's hours."""
    return _("村里 %(n)d 小时内答复") % {"n": hours(time_to_answer(today()))}


def time_left(until: datetime | None, at: datetime) -> dict[str, str] | None:
    """「还有 2 天 3 小时」 with a tone; None without a limit. Minutes count only in the last hour.

    >>> time_left(None, now()) is None
    True
    """
    if until is None:
        return None
    left = until - at
    if left <= timedelta(0):
        return {"text": _("已到期"), "tone": "err"}
    days, hours, minutes = left.days, left.seconds // 3600, left.seconds // 60 % 60
    if days:
        words = _("还有 %(d)d 天 %(h)d 小时") % {"d": days, "h": hours} if hours else _("还有 %(d)d 天整") % {"d": days}
    elif hours:
        words = _("还有 %(h)d 小时") % {"h": hours}
    else:
        words = _("还有 %(m)d 分钟") % {"m": max(1, minutes)}
    return {"text": words, "tone": "err" if left <= HURRY else "warn"}


def bar_of(one: Counted) -> dict[str, Any]:
    """One item of a claim for `components/gap_bar.html`: dark is this claim, light the others, the ground nobody."""
    units, line = one.line.balance, one.line
    asked, mine = units.requested - units.withdrawn, one.held + one.committed
    others = max(0, asked - units.open - mine)
    parts = [
        words % {"amount": amount(there, line)}
        for words, there in (
            (_("已签约 %(amount)s"), one.committed),
            (_("已占住 %(amount)s"), one.held),
        )
        if there
    ]
    if one.waits_at:
        left = {"amount": amount(one.wanted - mine, line), "n": one.waits_at}
        parts.append((_("其余 %(amount)s 排队，第 %(n)d 位") if mine else _("排队，第 %(n)d 位")) % left)
    took = _("接 %(amount)s") % {"amount": amount(one.wanted, line)}
    total = _("共要 %(amount)s") % {"amount": amount(asked, line)}
    if others:
        total += " · " + _("别家 %(amount)s") % {"amount": amount(others, line)}
    words = " · ".join(parts) or _("数量已退回")
    return {
        "bar": gap_parts(mine, others, asked),
        "label": f"{line.item}：{took}，{words}，{total}",
        "item": {
            "name": line.item,
            "missing_text": took,
            "done_text": words,
            "total_text": total,
            "complete": not one.waits_at,
        },
    }


def line_bar(line: NeedLine) -> dict[str, Any]:
    """One item of a need: dark what is promised or brought, light what somebody holds, the ground what is open."""
    units = line.balance
    asked, sure = units.requested - units.withdrawn, units.committed + units.delivered + units.accepted
    missing = _("还差 %(amount)s") % {"amount": amount(units.open, line)} if units.open else _("都有人在谈")
    parts = [
        words % {"amount": amount(there, line)}
        for words, there in ((_("已签约 %(amount)s"), sure), (_("洽谈中 %(amount)s"), units.held))
        if there
    ]
    return {
        "bar": gap_parts(sure, units.held, asked),
        "label": f"{line.item}：{missing}",
        "item": {
            "name": line.item,
            "missing_text": missing if units.missing else _("已定下来"),
            "done_text": " · ".join(parts) or _("还没有人认领"),
            "total_text": _("共要 %(amount)s") % {"amount": amount(asked, line)},
            "complete": not units.open,
        },
    }


def word_of(claim: Claim) -> str:
    """Where a claim stands; how it ended rather than only that it did."""
    return RELEASED_HOW[claim.released_how] if claim.state == "released" else str(CLAIM_LIFE.states[claim.state])


def steps_of(claim: Claim) -> list[dict[str, str]]:
    """The claim's life for `components/stepper.html`: done, now, to come; one that ended stops where it stood."""
    words = [_("占住数量"), _("提交方案"), _("村里选定"), _("约定开工")]
    at = {"started": 1, "offered": 2, "chosen": 3}.get(claim.state, 2 if claim.offered_at else 1)
    if claim.state == "released":
        words = [*words[:at], said(word_of(claim))]
    return [
        {"label": word, "state": "done" if place < at else "now" if place == at else "", "href": ""}
        for place, word in enumerate(words)
    ]


def events_of(claim: Claim) -> list[dict[str, str]]:
    """What happened and what comes, with its time, for `components/timeline.html`."""
    found = [_event(_("占住数量"), claim.started_at)]
    if claim.offered_at:
        found.append(_event(_("提交方案"), claim.offered_at))
    if claim.state == "chosen":
        found.append(_event(_("村里选定"), claim.decided_at, state="now"))
        found.append(_event(_("和村里约定开工的日子"), None, state="next"))
    elif claim.state == "released":
        found.append(_event(said(word_of(claim)), claim.decided_at, claim.reason, "now"))
    elif claim.state == "offered":
        who = said(office_of(claim).words)
        found.append(_event(_("等%(who)s答复") % {"who": who}, None, _limit(claim.answer_by), "now"))
        found.append(_event(_("选定以后双方看得到联系方式"), None, state="next"))
    else:
        found.append(_event(_("写完方案"), None, _limit(claim.offer_by), "now"))
        found.append(_event(answer_words(), None, _("没有答复会逐级上报，数量一直为您留着"), "next"))
    return found


def _event(title: str, when: datetime | None, text: str = "", state: str = "") -> dict[str, str]:
    return {"title": title, "when": _moment(when, year=False) if when else "", "text": text, "state": state}


def _limit(until: datetime | None) -> str:
    return _("最迟 %(when)s") % {"when": _moment(until)} if until else ""


def _moment(when: datetime, *, year: bool = True) -> str:
    return moment(localtime(when), (get_language() or "").startswith("en"), year)


def claim_cards(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """One's claims as cards: what is taken, how long is left, what to do next. One query more, however many."""
    prefetch_related_objects(claims, "need__lines")
    at = now()
    return [_card(claim, at) for claim in claims]


def _card(claim: Claim, at: datetime) -> dict[str, Any]:
    lines = {line.position: line for line in claim.need.lines.all()}
    tone, icon = LOOKS[claim.state]
    return {
        "claim": claim,
        "live": claim.state in LIVE,
        "state": word_of(claim),
        "tone": tone,
        "icon": icon,
        "ended": claim.reason if claim.state == "released" else "",
        "left": time_left(limit_of(claim), at),
        "waits_for": said(office_of(claim).words),
        "items": [
            {"name": lines[row.position].item, "amount": amount(row.wanted, lines[row.position])}
            for row in claim.lines.all()
            if row.position in lines
        ],
    }


def limit_of(claim: Claim) -> datetime | None:
    """Until when somebody has to act on it: its organisation, then the village."""
    return {"started": claim.offer_by, "offered": claim.answer_by}.get(claim.state)


def live_claims_of(need: Need, organisations: Collection[str]) -> dict[str, str]:
    """Ids of the claims with which these organisations (numbers) are in a need now, by organisation. One query."""
    rows = Claim.objects.filter(need=need, state__in=LIVE, organisation__number__in=organisations)
    return dict(rows.values_list("organisation__number", "pk"))


def offer_panels(need: Need, actor: Actor) -> list[Panel]:
    """Who is in a need: the count of offers for those of its place, the way to one's own claim. One query, two at most."""
    if need.state != "published" or not actor.is_person:
        return []
    if all(line.balance.open == line.quantity for line in need.lines.all()):
        return []  # nobody waits where all is open, so nothing need be asked
    over_place = actor.may("needs.read", Scope(region=need.region_path))
    own = {key for key, _name in organisations_of(actor)} if actor.has("exchange.claim") else set()
    if not over_place and not own:
        return []
    rows = list(Claim.objects.filter(need=need).exclude(state="released").select_related("organisation"))
    found = [_own_panel(row) for row in rows if row.organisation.number in own]
    if over_place and rows:
        found.append(_offers_panel(need, rows, may_choose=actor.may("exchange.choose", Scope(region=need.region_path))))
    return found


def _own_panel(claim: Claim) -> Panel:
    tone, icon = LOOKS[claim.state]
    context = {"claim": claim, "state": CLAIM_LIFE.states[claim.state], "tone": tone, "icon": icon}
    context |= {"left": time_left(limit_of(claim), now())}
    return Panel(f"mine-{claim.pk}", _("您已接这条需求"), "exchange/own_panel.html", context, claim.organisation.name)


def _offers_panel(need: Need, rows: Sequence[Claim], *, may_choose: bool) -> Panel:
    counts = {state: sum(row.state == state for row in rows) for state in ("offered", "started", "chosen")}
    limits = [row.answer_by for row in rows if row.state == "offered" and row.answer_by]
    left = time_left(min(limits), now()) if limits else None
    context = {"number": need.number, "counts": counts, "may_choose": may_choose, "left": left}
    return Panel("offers", _("谁在接单"), "exchange/offers_panel.html", context)
