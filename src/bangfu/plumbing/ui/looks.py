"""How each state looks: tone and icon. Colour never stands alone; the word comes with it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TONES = ("ok", "warn", "err", "info", "green", "kapok", "plain")


@dataclass(frozen=True)
class Look:
    """Word, tone and icon of one state."""

    label: Any
    tone: str
    icon: str


STATES = {
    "draft": Look(_("草稿"), "plain", "pen"),
    "to_verify": Look(_("待核实"), "warn", "clock"),
    "returned": Look(_("退回补充"), "warn", "undo"),
    "verified": Look(_("已核实"), "ok", "seal"),
    "published": Look(_("已发布"), "green", "check"),
    "open": Look(_("待接单"), "kapok", "inbox"),
    "held": Look(_("洽谈中"), "info", "people"),
    "committed": Look(_("已签约"), "green", "pen"),
    "underway": Look(_("实施中"), "info", "flag"),
    "delivered": Look(_("待验收"), "warn", "clock"),
    "partly_accepted": Look(_("部分验收"), "info", "check"),
    "accepted": Look(_("已验收"), "ok", "seal"),
    "evaluated": Look(_("已评价"), "ok", "star"),
    "closed": Look(_("已结束"), "plain", "lock"),
    "solved": Look(_("已解决"), "ok", "seal"),
    "partly": Look(_("部分解决"), "info", "check"),
    "elsewhere": Look(_("他处解决"), "plain", "check"),
    "impossible": Look(_("无法解决"), "plain", "lock"),
    "withdrawn": Look(_("已撤回"), "plain", "undo"),
    "expired": Look(_("已过期"), "plain", "clock"),
    "merged": Look(_("已合并"), "plain", "merge"),
    "late": Look(_("已超时"), "err", "alert"),
}


def look_of(code: str, label: Any = "", tone: str = "", icon: str = "") -> Look:
    """The look of a state; a room may hand in its own word, tone or icon for states of its own."""
    known = STATES.get(code, Look(code, "plain", "info"))
    return Look(label or known.label, tone or known.tone, icon or known.icon)
