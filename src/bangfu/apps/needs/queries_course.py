"""The courses of all needs of one's places, in four queries whatever their number."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from bangfu.apps.needs.models import LineMove, Need, NeedLine, NeedStep
from bangfu.apps.needs.queries import needs_within
from bangfu.apps.needs.rules_course import Course, FirstTimes, first_times, together
from bangfu.plumbing.access import Actor
from bangfu.plumbing.quantities.rules import Balance, least_advanced

# Steps that carry the name of a station; publication stands on the need itself.
STEPS = {"submit": "submitted", "verify": "verified", "evaluate": "evaluated"}
_COLUMNS = ("quantity", "withdrawn", "held", "committed", "delivered", "accepted")
_Line = tuple[int, Balance]


def courses(actor: Actor) -> list[Course]:
    """How far each need of the actor's places came, by number. Needs outside are not counted."""
    rows = needs_within(actor, "needs.read")
    steps = _steps(rows)
    lines = _must_lines(rows)
    moves = _moves(rows)
    names = (
        "pk",
        "number",
        "title",
        "region_path",
        "kind_of_help",
        "state",
        "submitted_at",
        "verified_at",
        "published_at",
    )
    return [_course(row, steps[row["pk"]], lines[row["pk"]], moves) for row in rows.order_by("number").values(*names)]


def _steps(rows: "QuerySet[Need]") -> dict[int, dict[str, datetime]]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    steps = NeedStep.objects.filter(need__in=rows.order_by().values("pk"), name__in=STEPS).order_by()
    for need, name, at in steps.values_list("need_id", "name").annotate(Min("at")):
        found[need][STEPS[name]] = at
    return found


def _must_lines(rows: "QuerySet[Need]") -> dict[int, list[_Line]]:
    found: dict[int, list[_Line]] = defaultdict(list)
    lines = NeedLine.objects.filter(need__in=rows.order_by().values("pk"), is_must=True).order_by()
    for need, pk, *columns in lines.values_list("need_id", "pk", *_COLUMNS):
        found[need].append((pk, Balance(*columns)))
    return found


def _moves(rows: "QuerySet[Need]") -> dict[int, list[tuple[str, int, datetime]]]:
    found: dict[int, list[tuple[str, int, datetime]]] = defaultdict(list)
    moves = LineMove.objects.filter(line__need__in=rows.order_by().values("pk"), line__is_must=True).order_by("id")
    for line, name, units, at in moves.values_list("line_id", "move", "quantity", "at"):
        found[line].append((name, units, at))
    return found


def _course(
    row: dict[str, Any],
    steps: dict[str, datetime],
    lines: list[_Line],
    moves: dict[int, list[tuple[str, int, datetime]]],
) -> Course:
    first = together(first_times(balance.requested, moves[pk]) for pk, balance in lines) if lines else FirstTimes()
    times = {
        "submitted": row["submitted_at"] or steps.get("submitted"),
        "verified": steps.get("verified") or row["verified_at"],
        "published": row["published_at"],
        "claimed": first.claimed,
        "signed": first.signed,
        "delivered": first.delivered,
        "accepted": first.accepted,
        "evaluated": steps.get("evaluated"),
    }
    wanted = [balance for _, balance in lines if balance.requested > balance.withdrawn]
    return Course(
        number=row["number"],
        title=row["title"],
        place=row["region_path"],
        kind_of_help=row["kind_of_help"],
        state=row["state"],
        at={name: at for name, at in times.items() if at},
        stands=least_advanced(balance.label() for balance in wanted) if row["state"] == "published" else "",
        signed_share=sum(map(_signed, wanted)) / len(wanted) if wanted else 0.0,
    )


def _signed(balance: Balance) -> float:
    return 1 - balance.missing / (balance.requested - balance.withdrawn)
