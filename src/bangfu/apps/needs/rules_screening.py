"""A need judged by the pack's written rubric: four criteria, checks read from the need and answers of who verifies. No Django.

The score advises and decides nothing. A stored score keeps the rubric's version and its sentences, so that a later rubric
does not change what was said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangfu.values import Refusal

TOTAL = 100
ANSWERS = {"yes": "是", "partly": "部分", "no": "否"}
_HALVES = {"yes": 2, "partly": 1, "no": 0, "": 0}
WEEKS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence of the rubric; ``kind`` is ``fact`` (read from the need) or ``answer`` (asked of who verifies)."""

    id: str
    criterion: str
    kind: str
    weight: int
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """A version of the pack's rubric. ``points`` of the criteria by id add up to 100."""

    version: str
    points: Mapping[str, int]
    checks: tuple[Check, ...]

    def asked(self) -> tuple[Check, ...]:
        """The checks that a person answers."""
        return tuple(check for check in self.checks if check.kind == "answer")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the fact checks read of a need; ``days_left`` until its counter closes, None without a date."""

    lines: int
    groups: int
    beneficiaries: int
    nature: str
    days_left: int | None
    accepted_by: str


FACT_CHECKS: Mapping[str, Callable[[Facts], bool]] = {
    "counted": lambda facts: facts.lines > 0,
    "groups": lambda facts: facts.groups > 0 and facts.beneficiaries > 0,
    "builds": lambda facts: facts.nature in ("capacity", "both"),
    "time": lambda facts: facts.days_left is not None and facts.days_left >= WEEKS_AHEAD,
    "acceptance": lambda facts: bool(facts.accepted_by.strip()),
}
"""What the code can read; a fact check of a pack that is not among them counts as not met."""


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one criterion: ``points`` out of ``of``; ``says`` pairs each sentence with ``yes``, ``partly``, ``no`` or ``""``
    (nobody answered)."""

    criterion: str
    points: int
    of: int
    says: tuple[tuple[str, str], ...]

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "criterion": self.criterion,
            "points": self.points,
            "of": self.of,
            "says": [list(one) for one in self.says],
        }


def parts_of(rubric: Rubric, facts: Facts, answers: Mapping[str, str]) -> list[Part]:
    """The score by criterion, in the rubric's order.

    Args: ``answers`` by the check's id: keys of :data:`ANSWERS`; one that is missing counts nothing and says so.
    """
    found = []
    for criterion, of in rubric.points.items():
        checks = [check for check in rubric.checks if check.criterion == criterion]
        says = [(check, _mark(check, facts, answers)) for check in checks]
        got = sum(check.weight * _HALVES[mark] for check, mark in says)
        most = 2 * sum(check.weight for check in checks)
        points = (of * got + most // 2) // most if most else 0
        found.append(Part(criterion, points, of, tuple((check.zh, mark) for check, mark in says)))
    return found


def _mark(check: Check, facts: Facts, answers: Mapping[str, str]) -> str:
    if check.kind == "answer":
        return answers.get(check.id, "")
    reads = FACT_CHECKS.get(check.id)
    return "yes" if reads is not None and reads(facts) else "no"


def answers_refusal(rubric: Rubric, answers: Mapping[str, str]) -> Refusal | None:
    """Answers are to the rubric's questions, in the words it knows."""
    known = {check.id for check in rubric.asked()}
    if not answers:
        return Refusal("no_answers", "请至少回答一个问题。")
    if set(answers) - known or set(answers.values()) - set(ANSWERS):
        return Refusal("answers", "评分表刚更新过，请刷新页面重新回答。")
    return None


def reweighed(parts: Iterable[Mapping[str, Any]], points: Mapping[str, int]) -> int:
    """The score of stored parts under other points; a criterion that the parts do not know counts nothing.

    >>> reweighed([{"criterion": "precise", "points": 15, "of": 30}], {"precise": 100})
    50
    """
    got = sum(points.get(part["criterion"], 0) * part["points"] / part["of"] for part in parts if part["of"])
    return round(got * TOTAL / (sum(points.values()) or 1))


@dataclass(frozen=True, slots=True)
class Moved:
    """A need's place before and after a re-weighting, from one; equal scores stand in the order of their numbers."""

    number: str
    before: int
    after: int
    score_before: int
    score_after: int

    @property
    def climbs(self) -> int:
        """Places gained; negative when lost."""
        return self.before - self.after


def moves(scored: Sequence[tuple[str, int, Sequence[Mapping[str, Any]]]], points: Mapping[str, int]) -> list[Moved]:
    """Who moves when the criteria weigh otherwise.

    Args: ``scored`` holds (number, stored score, stored parts). Returns: all of them in their new order.
    """
    after = {number: reweighed(parts, points) for number, _score, parts in scored}
    before = {number: score for number, score, _parts in scored}
    old = {number: place for place, number in enumerate(sorted(before, key=lambda one: (-before[one], one)), 1)}
    order = sorted(after, key=lambda one: (-after[one], one))
    return [Moved(one, old[one], place, before[one], after[one]) for place, one in enumerate(order, 1)]
