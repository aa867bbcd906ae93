"""What always holds about kept plans, re-derived from the stored sheets."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from bangfu.apps.exchange.models import InputSheet, Scenario, Solution
from bangfu.apps.exchange.queries.kept import in_order, kept_sheets, unpacked
from bangfu.apps.exchange.queries.scenarios import reread
from bangfu.apps.exchange.rules.outcome import capacity_faults, row_faults
from bangfu.apps.programmes.api import current_pack, planner_setting
from bangfu.engines import matching
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.plansheets.inputs import Inputs, SheetsRefused
from bangfu.plumbing.sheets import FileRefused


def _altered() -> Iterator[Finding]:
    for sheet in InputSheet.objects.iterator(chunk_size=20):
        if hashlib.sha256(unpacked(sheet.content)).hexdigest() != sheet.digest:
            yield Finding(f"sheet {sheet}", "输入表的内容与它的指纹不符。")
    for one in Solution.objects.iterator(chunk_size=20):
        if hashlib.sha256(unpacked(one.result)).hexdigest() != one.result_sha256:
            yield Finding(f"solution {one.pk}", "方案的内容与它的指纹不符。")
        lines = "".join(f"{role} {digest}\n" for role, digest in in_order(one.inputs).items())
        if hashlib.sha256(lines.encode()).hexdigest() != one.input_sha256:
            yield Finding(f"solution {one.pk}", "输入表与记下的输入指纹不符。")
        if InputSheet.objects.filter(pk__in=one.inputs.values()).count() != len(set(one.inputs.values())):
            yield Finding(f"solution {one.pk}", "有输入表没有留存。")


def _shown() -> Iterator[tuple[Solution, dict[str, Any], Inputs]]:
    """Solutions that scenarios show, with what they were computed from; unreadable ones are X1's matter."""
    for scenario in Scenario.objects.exclude(solution=None).select_related("solution").iterator(chunk_size=20):
        solution = scenario.solution
        assert solution is not None
        try:
            yield solution, json.loads(unpacked(solution.result)), reread(kept_sheets(solution.inputs))
        except (KeyError, SheetsRefused, FileRefused, ValueError):
            continue


def _broken_rows() -> Iterator[Finding]:
    for solution, document, inputs in _shown():
        where = f"solution {solution.pk}"
        banned = {(pair.organisation, pair.need) for pair in inputs.locks.banned}
        for row in document["rows"]:
            for words in row_faults(row, banned):
                yield Finding(where, f"{row['organisation']} — {row['need']}：{words}")
        capacities = {one.id: one.capacity for one in inputs.organisations}
        maxima = {one.id: one.max_partners for one in inputs.needs}
        for words in capacity_faults(document["rows"], capacities, maxima):
            yield Finding(where, words)


def _broken_hard_rules() -> Iterator[Finding]:
    """The engine refuses to lock a pair that breaks a hard rule: so every row is locked, and nothing else is asked."""
    setting = planner_setting(current_pack())
    for solution, document, inputs in _shown():
        rows = frozenset(matching.Pair(row["need"], row["organisation"]) for row in document["rows"])
        try:
            matching.plan(inputs.organisations, inputs.needs, locks=matching.Locks(locked=rows), setting=setting)
        except matching.InputRefused as refused:
            for problem in refused.problems:
                yield Finding(f"solution {solution.pk}", problem.sentence)


def _shown_count() -> int:
    return Scenario.objects.exclude(solution=None).count()


SCENARIO_INVARIANTS = (
    Invariant("X1", "A kept plan and its inputs are the very bytes of their hashes.", Solution.objects.count, _altered),
    Invariant(
        "X2",
        "A shown plan's reasons add up, nobody has more than their slots, no banned pair.",
        _shown_count,
        _broken_rows,
    ),
    Invariant("X3", "No pair of a shown plan breaks a hard rule.", _shown_count, _broken_hard_rules, deep=True),
)
