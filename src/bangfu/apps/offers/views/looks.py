"""Offers and orders as pages show them: bars, facts, events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.offers.models import Offer, OfferLine, Order
from bangfu.apps.offers.queries.orders import Counted
from bangfu.apps.offers.rules import ORDER_LIFE, RELEASED_HOW, WAYS
from bangfu.apps.offers.wording import names_in
from bangfu.plumbing.said import said
from bangfu.plumbing.ui.bars import gap_parts
from bangfu.plumbing.ui.formats import moment, number

WAY_ICONS = {
    "money": "yuan",
    "goods": "brief",
    "facility": "flag",
    "training": "book",
    "project": "doc",
    "volunteers": "people",
    "channel": "link",
}
LOOKS = {
    "draft": ("plain", "pen"),
    "submitted": ("info", "clock"),
    "returned": ("warn", "undo"),
    "published": ("ok", "check"),
    "paused": ("warn", "clock"),
    "ended": ("plain", "undo"),
    "asked": ("info", "clock"),
    "accepted": ("ok", "check"),
    "released": ("plain", "undo"),
}


def amount(units: int, line: OfferLine) -> str:
    """「20 台」."""
    return f"{number(units)} {line.unit}"


def line_bar(line: OfferLine) -> dict[str, Any]:
    """One item for `components/gap_bar.html`: dark what is promised, light what is held, the ground what is left."""
    units = line.balance
    total, sure = units.requested - units.withdrawn, units.committed + units.delivered + units.accepted
    left = _("还有 %(amount)s") % {"amount": amount(units.open, line)} if units.open else _("都有人点了")
    parts = [
        words % {"amount": amount(there, line)}
        for words, there in ((_("已定 %(amount)s"), sure), (_("商谈中 %(amount)s"), units.held))
        if there
    ]
    return {
        "bar": gap_parts(sure, units.held, total),
        "label": f"{line.item}：{left}",
        "item": {
            "name": line.item,
            "missing_text": left,
            "done_text": " · ".join(parts) or _("还没有人点"),
            "total_text": _("共 %(amount)s") % {"amount": amount(total, line)},
            "complete": not units.open,
        },
    }


def asked_words(items: Sequence[Counted]) -> list[dict[str, str]]:
    """Each item of an order with what it has and where it waits, in words."""
    found = []
    for one in items:
        parts = [
            words % {"amount": amount(there, one.line)}
            for words, there in ((_("已定 %(amount)s"), one.committed), (_("已留 %(amount)s"), one.held))
            if there
        ]
        if one.waits_at:
            parts.append(_("排队，第 %(n)d 位") % {"n": one.waits_at})
        wanted = amount(one.wanted, one.line)
        found.append({"item": one.line.item, "wanted": wanted, "stands": " · ".join(parts)})
    return found


def facts_of(offer: Offer) -> list[dict[str, Any]]:
    """What a reader wants to know beside the items; empty ones are left out."""
    rows = (
        (_("方式"), WAYS[offer.way]),
        (_("领域"), names_in("themes", offer.themes)),
        (_("服务对象"), names_in("beneficiary_groups", offer.groups)),
        (_("服务地域"), "、".join(row.region.full_name for row in offer.places.all())),
        (_("什么时候开始"), offer.starts_on),
        (_("有效期到"), offer.ends_on),
        (_("条件"), offer.conditions),
        (_("专业资质"), offer.qualification),
        (_("过往成效"), offer.past),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def word_of(order: Order) -> str:
    """Where an order stands; how it ended rather than only that it did."""
    return RELEASED_HOW[order.released_how] if order.state == "released" else str(ORDER_LIFE.states[order.state])


def order_card(order: Order, items: Sequence[Counted] = ()) -> dict[str, Any]:
    """An order for lists and pages."""
    tone, icon = LOOKS[order.state]
    return {
        "order": order,
        "state": word_of(order),
        "tone": tone,
        "icon": icon,
        "asked": asked_words(items),
        "live": order.state == "asked",
    }


def events_of(order: Order) -> list[dict[str, str]]:
    """What happened and what comes, for `components/timeline.html`."""
    found = [_event(_("点单"), order.asked_at)]
    if order.state == "asked":
        found.append(
            _event(
                _("等组织答复"),
                None,
                _("最迟 %(when)s；到期没有答复，数量退回") % {"when": _when(order.answer_by)},
                "now",
            )
        )
        found.append(_event(_("接受以后双方看得到联系方式"), None, state="next"))
    else:
        found.append(_event(said(word_of(order)), order.decided_at, order.reason, "now"))
    if order.state == "accepted":
        found.append(_event(_("约定时间，做完由村里验收"), None, state="next"))
    return found


def _event(title: str, when: datetime | None, text: str = "", state: str = "") -> dict[str, str]:
    return {"title": title, "when": _when(when) if when else "", "text": text, "state": state}


def _when(at: datetime) -> str:
    return moment(localtime(at), (get_language() or "").startswith("en"), False)
