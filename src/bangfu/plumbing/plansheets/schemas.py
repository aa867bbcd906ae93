"""The columns of the planner's sheets, with every title that is understood."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bangfu.plumbing.sheets import Column, Kind, Limits, Schema

from .places import Gazetteer

CREDIT_STATUSES = {"正常": "正常", "异常名录": "异常名录", "严重失信": "严重失信", "撤销或注销": "撤销或注销"}
NATURES = {"输血": "输血", "造血": "造血", "兼有": "兼有"}
URGENCIES = {"1": 1, "2": 2, "3": 3, "一般": 1, "较急": 2, "紧急": 3}
ACTIONS = {"锁定": "lock", "lock": "lock", "禁止": "ban", "ban": "ban"}

# A province's lists are read whole; the gate's other limits stay.
PLAN_LIMITS = Limits(
    rows=200_000, cells=8_000_000, file_bytes=80_000_000, inflated_bytes=600_000_000, characters=200_000_000
)
PAIR_LIMITS = replace(PLAN_LIMITS, rows=2_000_000)

_LON = Column("lon", ("经度", "lon"), Kind.DECIMAL, low=73, high=136, note="WGS-84，东经")
_LAT = Column("lat", ("纬度", "lat"), Kind.DECIMAL, low=3, high=54, note="WGS-84，北纬")


def organisations_schema(places: Gazetteer) -> Schema:
    """The columns of the organisations' sheet; region cells become 12-digit codes."""
    return Schema(
        kind="organisations",
        title="社会组织",
        columns=(
            Column("id", ("编号", "id"), Kind.CODE, required=True, unique=True, longest=80),
            Column("name", ("名称", "name"), required=True, longest=200),
            Column("credit_code", ("统一社会信用代码", "credit_code"), Kind.CREDIT_CODE),
            Column("kind", ("组织类型", "kind", "类型"), longest=80),
            Column("themes", ("领域", "themes"), Kind.LIST, longest=80),
            Column("capabilities", ("专业能力", "capabilities", "能力"), Kind.PAIRS, low=1, high=3, amount_default=1),
            Column("resources", ("可提供资源", "resources", "资源"), Kind.PAIRS, low=0),
            Column("region", ("所在区划", "region"), Kind.REGION, convert=places.resolve),
            Column("service_regions", ("服务区划", "service_regions"), Kind.LIST, convert=places.resolve_all),
            Column(
                "service_radius_km", ("服务半径公里", "service_radius_km", "服务半径"), Kind.DECIMAL, low=0, high=20000
            ),
            Column(
                "capacity", ("可承接数量", "capacity", "可承接数"), Kind.INTEGER, required=True, low=0, high=100_000
            ),
            Column("hub", ("所属枢纽", "hub", "枢纽"), longest=200),
            Column("is_hub", ("是否枢纽", "is_hub"), Kind.BOOL, default=False),
            Column("track_record", ("履约率", "track_record", "履约"), Kind.DECIMAL, low=0, high=1),
            Column(
                "credit_status", ("信用状态", "credit_status"), Kind.CHOICE, choices=CREDIT_STATUSES, default="正常"
            ),
            _LON,
            _LAT,
            Column("summary", ("简介", "summary"), longest=10_000),
        ),
    )


def needs_schema(places: Gazetteer) -> Schema:
    """The columns of the needs' (or villages') sheet; region cells become 12-digit codes."""
    return Schema(
        kind="needs",
        title="需求",
        columns=(
            Column("id", ("编号", "id"), Kind.CODE, required=True, unique=True, longest=80),
            Column("name", ("名称", "name"), required=True, longest=200),
            Column("region", ("区划", "region", "所在区划"), Kind.REGION, required=True, convert=places.resolve),
            Column("themes", ("领域", "themes"), Kind.LIST, longest=80),
            Column("capabilities", ("所需能力", "capabilities", "能力"), Kind.PAIRS, low=1, high=3, amount_default=1),
            Column("resources", ("所需资源", "resources", "资源"), Kind.PAIRS, low=0),
            Column("kind", ("帮扶方式", "kind", "类型"), Kind.CHOICE, choices=NATURES, default=""),
            Column("beneficiaries", ("受益人数", "beneficiaries"), Kind.INTEGER, low=0, high=100_000_000),
            Column("urgency", ("紧急程度", "urgency"), Kind.CHOICE, choices=URGENCIES, default=1),
            Column(
                "min_partners",
                ("最少承接组织数", "min_partners", "最少伙伴"),
                Kind.INTEGER,
                low=0,
                high=100_000,
                default=0,
            ),
            Column(
                "max_partners",
                ("最多承接组织数", "max_partners", "最多伙伴"),
                Kind.INTEGER,
                low=0,
                high=100_000,
                default=1,
            ),
            Column("priority", ("优先级", "priority", "优先"), Kind.INTEGER, low=1, high=5, default=1),
            Column("deadline", ("截止日期", "deadline", "截止"), Kind.DATE),
            _LON,
            _LAT,
            Column("description", ("说明", "description"), longest=10_000),
        ),
    )


_ORGANISATION = Column("organisation", ("组织编号", "organisation"), Kind.CODE, required=True)
_NEED = Column("need", ("需求编号", "need"), Kind.CODE, required=True)
EXISTING = Schema("existing", "既有结对", (_ORGANISATION, _NEED))
LOCKS = Schema(
    "locks",
    "锁定与禁止",
    (_ORGANISATION, _NEED, Column("action", ("处理", "action"), Kind.CHOICE, required=True, choices=ACTIONS)),
)
SCORES = Schema(
    "scores",
    "匹配分",
    (
        _ORGANISATION,
        _NEED,
        Column("score", ("匹配分", "score"), Kind.INTEGER, required=True, low=0, high=Decimal(1_000_000)),
    ),
)
_READ_WITH_SCORES = frozenset({"id", "capacity", "min_partners", "max_partners", "priority"})


def with_ready_scores(schema: Schema) -> Schema:
    """The same sheet when scores are given: only ids, capacities, limits and priorities are understood, the rest is text."""
    columns = tuple(
        column if column.key in _READ_WITH_SCORES else Column(column.key, column.titles, longest=1_000_000)
        for column in schema.columns
    )
    return Schema(schema.kind, schema.title, columns)
