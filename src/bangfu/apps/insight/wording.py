"""Words of stations and of where a need stands."""

from django.utils.translation import gettext as _

from bangfu.plumbing.quantities.rules import LABELS


def station(name: str) -> str:
    """A station of the funnel."""
    return {
        "submitted": _("提交"),
        "verified": _("核实通过"),
        "published": _("已发布"),
        "claimed": _("已接单"),
        "signed": _("已签约"),
        "delivered": _("已交付"),
        "accepted": _("已验收"),
        "evaluated": _("已评价"),
    }[name]


def standing(name: str) -> str:
    """Where a need waits; see ``rules.waiting_word``."""
    stored = {"submitted": _("待核实"), "returned": _("退回补充"), "verified": _("待发布")}
    return stored.get(name) or _(LABELS[name])
