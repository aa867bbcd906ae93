"""The figures of one plan against the baseline, of several beside each other, and how load spreads."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.exchange.desk.opened import Opened
from bangfu.apps.exchange.rules.outcome import Outcome
from bangfu.plumbing.ui.outcomes import Measure, load_spread

THOUSAND = 1000


def measures(
    outcomes: Sequence[Outcome],
    changed: Sequence[int | None],
    links: Sequence[dict[str, str]] = (),
    *,
    same_weights: bool = True,
) -> list[Measure]:
    """One measure a line.

    Args: ``changed``: pairs that differ from what each is compared with; ``links``: view → path, one per plan;
    ``same_weights``: whether all were scored alike, else neither score is called better.
    """

    def hrefs(view: str) -> tuple[str, ...]:
        return tuple(each.get(view, "") for each in links)

    fair = [one.price_of_fairness for one in outcomes]
    return [
        Measure(
            _("有人的"),
            tuple(one.served for one in outcomes),
            _("项"),
            "more",
            note=_("至少排上一家组织的需求或村"),
            hrefs=hrefs("table"),
        ),
        Measure(
            _("没有人的"), tuple(one.demand - one.served for one in outcomes), _("项"), "less", hrefs=hrefs("none")
        ),
        Measure(_("离最少家数还差"), tuple(one.shortfall for one in outcomes), _("家"), "less", hrefs=hrefs("none")),
        Measure(
            _("匹配总分"),
            tuple(one.score_total for one in outcomes),
            _("分"),
            "more" if same_weights else "",
            note=_("排上的每一对的匹配分相加，一对满分 1000") if same_weights else _("权重不同，分数不能直接比"),
        ),
        Measure(
            _("平均路程"), tuple(one.km_mean for one in outcomes), _("公里"), "less", note=_("直线，只算两头都有坐标的")
        ),
        Measure(_("参加的组织"), tuple(one.engaged for one in outcomes), _("家"), "", note=_("至少承担一项的组织")),
        Measure(_("最忙的一家承担"), tuple(one.load_max for one in outcomes), _("项"), "less"),
        *(
            [
                Measure(
                    _("均衡的代价"),
                    tuple(None if one is None else one * 100 for one in fair),
                    "%",
                    "less",
                    1,
                    note=_("总分比得分优先少多少"),
                )
            ]
            if any(one is not None for one in fair)
            else []
        ),
        Measure(_("与基准不同的对数"), tuple(changed), _("对"), ""),
    ]


def spread_of(desk: Opened) -> dict[str, Any] | None:
    """How load spreads over the organisations of the plan."""
    names = sorted(desk.load)
    return load_spread([desk.load[name] for name in names], [desk.capacity(name) for name in names])
