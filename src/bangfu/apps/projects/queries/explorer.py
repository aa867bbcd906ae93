"""Projects as everybody finds them: filters, pages, plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from bangfu.apps.projects.models import Project
from bangfu.apps.projects.queries.projects import with_parties
from bangfu.apps.projects.rules.life import ENDS, KINDS, LIFE
from bangfu.plumbing.sheets import csv_bytes

PAGE_SIZE = 30
EXPORT_ROWS_MAX = 20_000
COLUMNS = (
    "编号",
    "名称",
    "状态",
    "地点",
    "区划代码",
    "牵头组织",
    "牵头组织编号",
    "从哪来",
    "计划开始",
    "计划完成",
    "受益人数",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader chose; what is not known is left out."""

    q: str = ""
    state: str = ""
    kind: str = ""
    region: str = ""
    help: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """From an address."""
        state, kind, region = query.get("state", ""), query.get("kind", ""), query.get("region", "")
        return cls(
            q=query.get("q", "").strip()[:60].replace("\x00", ""),
            state=state if state in LIFE.states else "",
            kind=kind if kind in KINDS else "",
            region=region[:12] if region.isascii() and region.isdecimal() else "",
            help=query.get("help", "")[:30].replace("\x00", ""),
        )

    def set_ones(self) -> dict[str, str]:
        """The filters in force."""
        return {name: value for name, value in asdict(self).items() if value}

    def query_string(self) -> str:
        """As an address carries them."""
        return urlencode(self.set_ones())


def filtered(filters: Filters, *, without: str = "") -> QuerySet[Project]:
    """Projects that fit, the filter ``without`` left aside."""
    rows = Project.objects.all()
    for name, value in filters.set_ones().items():
        if name == without:
            continue
        if name == "q":
            rows = rows.filter(
                Q(title__icontains=value) | Q(number=value.upper()) | Q(lead__name__icontains=value)
                | Q(region__full_name__icontains=value)
            )  # fmt: skip
        else:
            column = {"state": "state", "kind": "kind", "region": "region_path__startswith", "help": "kind_of_help"}[
                name
            ]
            rows = rows.filter(**{column: value})
    return rows


def found(filters: Filters) -> QuerySet[Project]:
    """What the filters find, living ones first, the newest first."""
    return with_parties(filtered(filters)).order_by("ended_at", "-opened_at", "-id")


def counts(filters: Filters, name: str, column: str) -> dict[str, int]:
    """How many each value of one filter would find."""
    rows = filtered(filters, without=name).order_by().values_list(column).annotate(Count("pk"))
    return dict(rows)


def as_data(project: Project) -> dict[str, Any]:
    """One project for programs: public fields only; days as days, places by code."""
    return {
        "number": project.number,
        "title": project.title,
        "kind": project.kind,
        "origin": project.origin,
        "state": project.state,
        "ended_how": project.ended_how,
        "ended_reason": project.ended_reason,
        "goal": project.goal,
        "region": project.region_path,
        "region_name": project.region.full_name,
        "lead": {"number": project.lead.number, "name": project.lead.name},
        "parties": [
            {
                "number": party.organisation.number,
                "name": party.organisation.name,
                "work": party.work,
                "budget_permille": party.budget_permille,
                "credit_permille": party.credit_permille,
            }
            for party in project.parties.all()
        ],
        "kind_of_help": project.kind_of_help,
        "nature": project.nature,
        "beneficiaries": project.beneficiaries,
        "starts_on": _day(project.starts_on),
        "ends_on": _day(project.ends_on),
        "begun_on": _day(project.begun_on),
        "opened_at": project.opened_at.isoformat(),
        "ended_at": project.ended_at.isoformat() if project.ended_at else None,
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def as_csv(rows: QuerySet[Project]) -> bytes:
    """The list as CSV for spreadsheets."""
    cells = [
        (
            row.number,
            row.title,
            ENDS[row.ended_how] if row.ended_how else str(row.get_state_display()),
            row.region.full_name,
            row.region_path,
            row.lead.name,
            row.lead.number,
            KINDS[row.kind],
            _day(row.starts_on) or "",
            _day(row.ends_on) or "",
            row.beneficiaries,
        )
        for row in rows[:EXPORT_ROWS_MAX]
    ]
    return csv_bytes(COLUMNS, cells)
