"""What the pages show of a scenario: small frozen values, made from the kept plan, ready for a template or a component.

The pages of the planner (table, matrix, map, comparison) all read the same :class:`Board`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.exchange.models import Scenario, ScenarioLimit, ScenarioPair, Solution
from bangfu.apps.exchange.queries.kept import Index, Listed, index_of
from bangfu.apps.exchange.queries.scenarios import document_of, eligible_among, outcome_of
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.exchange.rules.outcome import Outcome, pairs_changed
from bangfu.apps.people.api import names_of
from bangfu.engines.matching import PART_NAMES
from bangfu.plumbing.runs.models import Run

UNKNOWN = Listed("")


@dataclass(frozen=True, slots=True)
class PairSeen:
    """One pair of the plan. ``points`` add up to ``score``: (code, words, points); ``out``: no longer eligible."""

    organisation: str
    need: str
    organisation_name: str
    need_name: str
    place: str
    score: int
    points: tuple[tuple[str, str, int], ...]
    against: tuple[str, ...]
    decision: str
    out: bool
    is_new: bool
    """Not in the baseline."""


@dataclass(frozen=True, slots=True)
class WaitingSeen:
    """A need that has nobody: why, and what would help."""

    need: str
    name: str
    place: str
    why: tuple[str, ...]
    help: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaySeen:
    """One way out of a conflict; ``fields`` are what its button posts to ``target`` ("decide" or "limit")."""

    words: str
    target: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConflictSeen:
    """Limits that cannot hold together, and the ways out."""

    sentence: str
    ways: tuple[WaySeen, ...]


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A lock or a ban with who, when and why."""

    organisation: str
    need: str
    organisation_name: str
    need_name: str
    decision: str
    words: str
    reason: str
    who: str
    at: Any


@dataclass(frozen=True, slots=True)
class LimitSeen:
    """A limit beside what the sheet has."""

    subject: str
    name: str
    title: str
    least: int | None
    most: int | None
    sheet_least: int
    sheet_most: int


@dataclass(frozen=True, slots=True)
class FigureSeen:
    """One figure beside that of the baseline; ``change`` is "" when there is nothing to compare."""

    label: str
    value: str
    unit: str
    sub: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class WeightSeen:
    """One part's weight as set, and what the last plan was computed with."""

    code: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Board:
    """A scenario with what was computed from it. ``solution`` None: nothing yet; ``stale``: changed since."""

    scenario: Scenario
    lists: Index
    solution: Solution | None
    outcome: Outcome | None
    baseline: Outcome | None
    stale: bool
    run: Run | None
    failed: Run | None
    """The last run when it ended without a plan."""

    figures: tuple[FigureSeen, ...]
    rows: tuple[PairSeen, ...]
    waiting: tuple[WaitingSeen, ...]
    conflicts: tuple[ConflictSeen, ...]
    decisions: tuple[DecisionSeen, ...]
    limits: tuple[LimitSeen, ...]
    weights: tuple[WeightSeen, ...]
    notices: tuple[str, ...]
    out: tuple[str, ...]
    changed_by: str


def board_of(scenario: Scenario) -> Board:
    """Everything that a page of one scenario shows, in a fixed number of queries."""
    lists = index_of(scenario)
    decided = list(scenario.pairs.all())
    limits = list(scenario.limits.all())
    names = names_of([each.person for each in decided] + [scenario.changed_by])
    solution = scenario.solution
    document = document_of(solution) if solution else None
    before = (
        document_of(scenario.baseline) if scenario.baseline and scenario.baseline_id != scenario.solution_id else None
    )
    out = _out_now(scenario, solution, document)
    run = _last_run(scenario)
    outcome = outcome_of(solution) if solution else None
    baseline = outcome_of(scenario.baseline) if before and scenario.baseline else None
    return Board(
        scenario=scenario,
        lists=lists,
        solution=solution,
        outcome=outcome,
        baseline=baseline,
        stale=solution is not None and solution.scenario_version != scenario.version,
        run=run if run and not run.is_over else None,
        failed=run if run and run.state in (Run.State.FAILED, Run.State.CANCELLED) else None,
        figures=figures_of(outcome, baseline, _changed(before, document)) if outcome else (),
        rows=_rows(document, lists, decided, out, before),
        waiting=_waiting(document, lists),
        conflicts=_conflicts(document, lists, limits),
        decisions=tuple(_decision(each, lists, names) for each in decided),
        limits=tuple(_limit(each, lists) for each in limits),
        weights=tuple(WeightSeen(part, PART_NAMES[part], value) for part, value in _ordered(scenario.weights)),
        notices=tuple(document["summary"]["notices"]) if document else (),
        out=tuple(lists.organisations.get(name, UNKNOWN).name or name for name in sorted(out)),
        changed_by=names.get(scenario.changed_by, ""),
    )


def _last_run(scenario: Scenario) -> Run | None:
    return Run.objects.filter(pk=scenario.run).first() if scenario.run else None


def _ordered(weights: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(part, weights.get(part, 0)) for part in PART_NAMES if part in weights]


def _out_now(scenario: Scenario, solution: Solution | None, document: Mapping[str, Any] | None) -> set[str]:
    """Planned organisations that are out: as the run found, or since."""
    if solution is None or document is None or scenario.source != "registry":
        return set()
    planned = {row["organisation"] for row in document["rows"]}
    return set(solution.out) | (planned - eligible_among(planned))


def _pairs(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(row["organisation"], row["need"]) for row in document["rows"]}


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> int | None:
    return pairs_changed(_pairs(before), _pairs(after)) if before and after else None


def figures_of(outcome: Outcome, baseline: Outcome | None = None, changed: int | None = None) -> tuple[FigureSeen, ...]:
    """The outcome as figures, each with that of the baseline."""

    def was(words: str) -> str:
        return _("基准 %(figure)s") % {"figure": words} if baseline else ""

    one, base = outcome, baseline or outcome
    gap = _("与上限差 %(gap)s") % {"gap": f"{one.gap:.2%}"}
    mean = _("平均 %(n)d 公里") % {"n": one.km_mean}
    middle = _("中位数 %(n)d，参与 %(m)d 家") % {"n": one.load_median, "m": one.engaged}
    found = [
        FigureSeen(_("有组织的"), f"{one.served}", f"/ {one.demand}", "", was(f"{base.served}")),
        FigureSeen(_("结对"), f"{one.pairs}", _("对"), "", was(f"{base.pairs}")),
        FigureSeen(_("匹配总分"), f"{one.score_total}", "", gap, was(f"{base.score_total}")),
        FigureSeen(_("直线距离"), f"{one.km}", _("公里"), mean, was(f"{base.km}")),
        FigureSeen(_("每家承接"), _range(one), _("个"), middle, was(_range(base))),
        FigureSeen(_("均衡的代价"), _price(one), "", _("与得分优先相比少得的分"), was(_price(base))),
    ]
    if one.shortfall or base.shortfall:
        found.append(FigureSeen(_("最少数缺口"), f"{one.shortfall}", _("家"), "", was(f"{base.shortfall}")))
    if changed is not None:
        found.append(FigureSeen(_("与基准不同"), f"{changed}", _("对")))
    return tuple(found)


def _range(one: Outcome) -> str:
    return f"{one.load_min}–{one.load_max}"


def _price(one: Outcome) -> str:
    return "—" if one.price_of_fairness is None else f"{one.price_of_fairness:.1%}"


def _rows(
    document: Mapping[str, Any] | None,
    lists: Index,
    decided: Iterable[ScenarioPair],
    out: set[str],
    before: Mapping[str, Any] | None,
) -> tuple[PairSeen, ...]:
    if document is None:
        return ()
    decisions = {(each.organisation, each.need): each.decision for each in decided}
    known = _pairs(before) if before else _pairs(document)
    return tuple(_pair(row, lists, decisions, out, known) for row in document["rows"])


def _pair(
    row: Mapping[str, Any],
    lists: Index,
    decisions: Mapping[tuple[str, str], str],
    out: set[str],
    known: set[tuple[str, str]],
) -> PairSeen:
    pair = (row["organisation"], row["need"])
    organisation, need = lists.organisations.get(pair[0], UNKNOWN), lists.needs.get(pair[1], UNKNOWN)
    return PairSeen(
        organisation=pair[0],
        need=pair[1],
        organisation_name=organisation.name,
        need_name=need.name,
        place=need.place,
        score=row["score"],
        points=tuple((each["code"], each["text"], each["points"]) for each in row["reasons"]),
        against=tuple(each["text"] for each in row["against"]),
        decision=decisions.get(pair, ""),
        out=pair[0] in out,
        is_new=pair not in known,
    )


def _waiting(document: Mapping[str, Any] | None, lists: Index) -> tuple[WaitingSeen, ...]:
    if document is None:
        return ()
    found = []
    for one in document["unmatched"]:
        need = lists.needs.get(one["need"], UNKNOWN)
        why, ways = (tuple(each["text"] for each in one[key]) for key in ("why", "help"))
        found.append(WaitingSeen(one["need"], need.name, need.place, why, ways))
    return tuple(found)


def _conflicts(
    document: Mapping[str, Any] | None, lists: Index, limits: Iterable[ScenarioLimit]
) -> tuple[ConflictSeen, ...]:
    if document is None:
        return ()
    set_ones = {(each.subject, each.name): each for each in limits}
    return tuple(
        ConflictSeen(one["text"], tuple(_ways(one, lists, set_ones))) for one in document["summary"]["conflicts"]
    )


def _ways(one: Mapping[str, Any], lists: Index, limits: Mapping[tuple[str, str], ScenarioLimit]) -> Iterable[WaySeen]:
    """The ways out of a conflict, each as what one button does."""
    for name in one["needs"]:
        limit, listed = limits.get(("need", name)), lists.needs.get(name, UNKNOWN)
        least = limit.least if limit and limit.least is not None else listed.least
        most = limit.most if limit and limit.most is not None else listed.most
        if least:
            fields = {"subject": "need", "name": name, "least": str(least - 1), "most": str(most)}
            words = _("把 %(name)s 的最少家数改为 %(n)d") % {"name": listed.name or name, "n": least - 1}
            yield WaySeen(words, "limit", fields)
    for name in one["organisations"]:
        limit, listed = limits.get(("organisation", name)), lists.organisations.get(name, UNKNOWN)
        most = limit.most if limit and limit.most is not None else listed.most
        fields = {"subject": "organisation", "name": name, "most": str(most + 1)}
        words = _("把 %(name)s 的可承接数量改为 %(n)d") % {"name": listed.name or name, "n": most + 1}
        yield WaySeen(words, "limit", fields)
    for key, words in (("locks", _("取消锁定：%(pair)s")), ("bans", _("取消禁止：%(pair)s"))):
        for pair in one[key]:
            names = _both(pair["organisation"], pair["need"], lists)
            yield WaySeen(words % {"pair": names}, "decide", {**pair, "decision": "release"})


def _both(organisation: str, need: str, lists: Index) -> str:
    one, other = lists.organisations.get(organisation, UNKNOWN), lists.needs.get(need, UNKNOWN)
    return f"{one.name or organisation} — {other.name or need}"


def _decision(each: ScenarioPair, lists: Index, names: Mapping[str, str]) -> DecisionSeen:
    return DecisionSeen(
        each.organisation,
        each.need,
        lists.organisations.get(each.organisation, UNKNOWN).name,
        lists.needs.get(each.need, UNKNOWN).name,
        each.decision,
        rules.DECISIONS[each.decision],
        each.reason,
        names.get(each.person, ""),
        each.at,
    )


def _limit(each: ScenarioLimit, lists: Index) -> LimitSeen:
    known = lists.needs if each.subject == "need" else lists.organisations
    listed = known.get(each.name, UNKNOWN)
    return LimitSeen(each.subject, each.name, listed.name, each.least, each.most, listed.least, listed.most)


@dataclass(frozen=True, slots=True)
class Column:
    """One scenario of a comparison."""

    scenario: Scenario
    outcome: Outcome
    settings: str
    changed: int | None
    """Pairs of the first column that are not in this one; None for the first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four scenarios side by side: ``lines`` are (label, one text a column)."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def comparison_of(scenarios: Iterable[Scenario]) -> Comparison:
    """Solved scenarios side by side; those without a plan are left out."""
    columns: list[Column] = []
    first: set[tuple[str, str]] | None = None
    for each in scenarios:
        if each.solution is None:
            continue
        pairs = _pairs(document_of(each.solution))
        changed = None if first is None else pairs_changed(first, pairs)
        first = pairs if first is None else first
        columns.append(Column(each, outcome_of(each.solution), rules.OBJECTIVES[each.objective], changed))
    per_column = [figures_of(column.outcome) for column in columns]
    by_label = [{figure.label: figure for figure in figures} for figures in per_column]
    lines = [(_("目标"), tuple(column.settings for column in columns))]
    labels = dict.fromkeys(figure.label for figures in per_column for figure in figures)
    lines += [(label, tuple(_text(figures.get(label)) for figures in by_label)) for label in labels]
    lines.append((_("与第一个不同"), tuple("—" if each.changed is None else f"{each.changed}" for each in columns)))
    return Comparison(tuple(columns), tuple(lines))


def _text(figure: FigureSeen | None) -> str:
    if figure is None:
        return "0"
    sub = f"（{figure.sub}）" if figure.sub else ""
    return f"{figure.value} {figure.unit}{sub}".strip()
