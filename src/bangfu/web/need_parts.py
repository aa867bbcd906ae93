"""A need as cards, rows and pages show it: contexts for the templates of this folder, from the rows of `needs`."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bangfu.apps.needs.api import LIFE, NATURES, URGENCIES, Need, NeedLine, staleness_of
from bangfu.plumbing.quantities.rules import least_advanced
from bangfu.plumbing.ui.bars import GapParts, gap_parts
from bangfu.plumbing.ui.formats import day, moment, number
from bangfu.plumbing.ui.looks import look_of
from bangfu.web.wording import due_tag, help_tag, is_english, name_of, names_of


def href_of(need: Need) -> str:
    """The public page of a need."""
    return reverse("web:need", args=[need.number])


def amount(line: NeedLine) -> str:
    """「20 台」."""
    return f"{number(line.quantity)} {line.unit}"


def people_text(need: Need) -> str:
    """「惠及 60 人」, empty when nobody counted."""
    return _("惠及 %(n)s 人") % {"n": number(need.beneficiaries)} if need.beneficiaries else ""


def card(need: Need, on: date) -> dict[str, Any]:
    """Context of ``parts/need_card.html``. The need comes with its region and lines."""
    lines = list(need.lines.all())
    first = next((line for line in lines if line.is_must), lines[0] if lines else None)
    return {
        "href": href_of(need),
        "title": need.title,
        "kind": help_tag(need.kind_of_help),
        "due": due_tag(need.claim_by, on),
        "stale": stale_words(need),
        "place": need.region.full_name,
        "beneficiaries": people_text(need),
        "gap": _card_gap(first, len(lines)) if first else None,
        "verified": _("已核实") if need.verified_at else "",
        "place_key": need.region_path[:4],
    }


def stale_words(need: Need) -> str:
    """「许久没有确认」 for a need that nobody has spoken for in a long time; the counter's own tag says what has closed."""
    return _("许久没有确认") if staleness_of(need) == "unconfirmed" else ""


def _card_gap(line: NeedLine, count: int) -> dict[str, Any]:
    more = _("等 %(n)d 项") % {"n": count} if count > 1 else ""
    missing = _missing(line)
    return {
        "bar": _bar(line),
        "have_text": f"{line.item}{more}",
        "missing_text": missing,
        "label": f"{line.item}：{missing}",
    }


def _bar(line: NeedLine) -> GapParts:
    """Accepted units as done, what somebody holds, promised or brought as claimed."""
    units = line.balance
    return gap_parts(units.accepted, units.held + units.committed + units.delivered, units.requested - units.withdrawn)


def _missing(line: NeedLine) -> str:
    left = line.balance.open
    if not left:
        return _("已有人认领") if line.balance.label() != "accepted" else _("已验收")
    return _("还差 %(amount)s") % {"amount": f"{number(left)} {line.unit}"}


def item(line: NeedLine) -> dict[str, Any]:
    """One item with its gap, as `components/gap_bar.html` draws it."""
    units, missing = line.balance, _missing(line)
    taken = [
        words % {"amount": f"{number(there)} {line.unit}"}
        for words, there in (
            (_("已验收 %(amount)s"), units.accepted),
            (_("待验收 %(amount)s"), units.delivered),
            (_("已签约 %(amount)s"), units.committed),
            (_("洽谈中 %(amount)s"), units.held),
        )
        if there
    ]
    nobody = _("还没有人认领") if line.is_must else _("还没有人认领 · 有更好，没有也行")
    return {
        "bar": _bar(line),
        "label": f"{line.item}：{missing}",
        "item": {
            "name": line.item,
            "missing_text": missing,
            "done_text": " · ".join(taken) or nobody,
            "total_text": _("共要 %(amount)s") % {"amount": amount(line)},
            "complete": not units.open,
        },
    }


def facts(need: Need) -> list[dict[str, str]]:
    """The facts of a need's page; what nobody said is left out."""
    english = is_english()
    said = [
        (_("领域"), names_of("themes", need.themes), ""),
        (_("帮扶方式"), name_of("natures", need.nature) if english else NATURES[need.nature], _nature_note(need)),
        (_("受益群体"), names_of("beneficiary_groups", need.groups), people_text(need)),
        (_("紧急程度"), URGENCIES[need.urgency], ""),
        (_("需要的能力"), names_of("capabilities", need.capabilities), ""),
        (_("接单截止"), day(need.claim_by, english) if need.claim_by else "", ""),
        (_("希望完成"), day(need.needed_by, english) if need.needed_by else "", ""),
        (_("几家承接"), _partners(need), ""),
        (_("谁来验收"), need.accepted_by, ""),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in said if value]


def _nature_note(need: Need) -> str:
    notes = {
        "relief": _("给钱给物，解一时之急"),
        "capacity": _("教方法、建能力，走了还在"),
        "both": _("先解急，再建能力"),
    }
    return notes[need.nature]


def _partners(need: Need) -> str:
    if need.max_partners == 1:
        return _("一家")
    if need.min_partners > 1:
        return _("%(low)d 至 %(high)d 家") % {"low": need.min_partners, "high": need.max_partners}
    return _("最多 %(n)d 家") % {"n": need.max_partners}


PUBLIC_STEPS = [
    "submit",
    "verify",
    "publish",
    "withdraw",
    "confirm",
    "reduce",
    "restore",
    "extend",
    "close",
    "expire",
    "merge",
    "unmerge",
    "evaluate",
    "reopen",
]


def public_events(need: Need, steps: list[dict[str, Any]], on: date) -> list[dict[str, str]]:
    """What everybody may read of a need's life: steps and days without people, then what comes next."""
    shown = [each["step"] for each in steps if each["step"].name in PUBLIC_STEPS]
    english = is_english()
    events = [
        {
            "title": LIFE.transition(step.name).words,
            "when": moment(_local(step.at), english, year=False),
            "text": "",
            "state": "",
        }
        for step in shown
    ]
    for event, step in zip(events, shown, strict=True):
        event["text"] = {
            "verify": _("由填报人以外的人到现场或向知情人核对"),
            "publish": _("由第三个人审看后发布"),
            "evaluate": need.rating_words,
        }.get(step.name, "")
    if events and need.state == "closed":
        events[-1]["text"] = need.ended_reason
    if events and need.state == "published":
        events[-1]["state"] = "now"
        when = _("截止 %(day)s") % {"day": day(need.claim_by, english, year=False)} if need.claim_by else ""
        events.append({"title": _("等社会组织接单"), "when": when, "text": "", "state": "next"})
        events.append({"title": _("交付后由村里验收"), "when": "", "text": need.accepted_by, "state": "next"})
    return events


def _local(value: Any) -> Any:
    return localtime(value)


def status_of(need: Need) -> dict[str, Any]:
    """Word, tone and icon of the need's state for the public."""
    if need.state == "published":
        musts = [line for line in need.lines.all() if line.is_must]
        look = look_of(least_advanced(line.balance.label() for line in musts))
    elif need.state == "closed":
        look = look_of(need.ended_how or "closed")
    else:
        look = look_of({"submitted": "to_verify"}.get(need.state, need.state), LIFE.states[need.state])
    return {"label": look.label, "tone": look.tone, "icon": look.icon}
