"""What always holds about teams, re-derived from the rows."""

from collections.abc import Iterator
from decimal import Decimal

from bangfu.apps.partnerships.invariants_formed import FORMED
from bangfu.apps.partnerships.models import TeamSeat, TeamSolution
from bangfu.apps.partnerships.rules.drafts import is_pin_word
from bangfu.plumbing.checks import Finding, Invariant


def _solutions() -> Iterator[TeamSolution]:
    yield from TeamSolution.objects.defer("roster").prefetch_related("seats").select_related("draft").iterator(200)


def _where(solution: TeamSolution) -> str:
    return f"{solution.draft.number} #{solution.serial}"


def _miscounted() -> Iterator[Finding]:
    for solution in _solutions():
        brought: dict[str, int] = {}
        for seat in solution.seats.all():
            for name, amount in seat.brings.items():
                brought[name] = brought.get(name, 0) + amount
        asked = solution.project["required_capabilities"] | solution.project["required_resources"]
        for name, wanted in asked.items():
            has = brought.get(name, 0)
            said, missing = solution.covers.get(name, 0), solution.missing.get(name, 0)
            if not is_pin_word(name) and (said != has or missing != max(0, wanted - has)):
                yield Finding(
                    _where(solution), f"“{name}”写的是有 {said}、缺 {missing}，成员合计带来 {has}，要 {wanted}。"
                )


def _headless() -> Iterator[Finding]:
    for solution in _solutions():
        leads = [seat for seat in solution.seats.all() if seat.is_lead]
        numbers = [seat.organisation for seat in solution.seats.all()]
        if [seat.organisation for seat in leads] != [solution.lead] or not all(seat.may_lead for seat in leads):
            yield Finding(_where(solution), "牵头单位不是唯一、有资格的成员。")
        if len(set(numbers)) != len(numbers) or len(numbers) > solution.project["max_members"]:
            yield Finding(_where(solution), "成员有重复，或超过人数上限。")


def _unadded() -> Iterator[Finding]:
    for solution in _solutions():
        seats = list(solution.seats.all())
        parts_differ = any(sum(Decimal(part["points"]) for part in seat.parts) != seat.adds for seat in seats)
        if parts_differ or sum(seat.adds for seat in seats) != solution.value or solution.lower_bound > solution.value:
            yield Finding(_where(solution), "评价值、各成员的评价和下界对不上。")


INVARIANTS = (
    Invariant("T1", "A team covers what it says, and misses the rest.", TeamSolution.objects.count, _miscounted),
    Invariant(
        "T2", "A team's one lead is a member that may lead; members are distinct.", TeamSeat.objects.count, _headless
    ),
    Invariant("T3", "A team's value is the sum of its members' parts.", TeamSolution.objects.count, _unadded),
    *FORMED,
)
