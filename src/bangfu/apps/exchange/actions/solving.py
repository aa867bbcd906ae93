"""Asking for a plan, and keeping it when it is whole."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bangfu.apps.exchange.actions.held import hold, hold_at
from bangfu.apps.exchange.actions.sheets import keep_sheets
from bangfu.apps.exchange.models import Scenario, Solution
from bangfu.apps.exchange.queries.kept import json_of, packed
from bangfu.apps.exchange.queries.scenarios import eligible_among, running
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.exchange.rules.outcome import Outcome
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.runs.actions import start_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Cancelled

KIND = "exchange.solve"


@dataclass(frozen=True, slots=True)
class Made:
    """A whole plan on its way into the database. ``sheets``: its inputs by role; ``document``: the plan as JSON."""

    scenario_version: int
    settings: dict[str, Any]
    sheets: dict[str, bytes]
    input_sha256: str
    pack: str
    engine: str
    document: dict[str, Any]
    outcome: Outcome


@action("exchange.solve_scenario")
def solve_scenario(*, by: Actor, at: datetime, key: str = "", scenario_id: str, version: int) -> Scenario:
    """Queue a run that plans the scenario. Errors: ``Refused`` when stale, archived, contradictory or already running."""
    scenario = hold_at(by, at, scenario_id, version)
    refuse(rules.running_refusal(running(scenario) is not None))
    refuse(
        rules.settings_refusal(
            objective=scenario.objective,
            priorities=scenario.priorities,
            weights=scenario.weights,
            max_changes=scenario.max_changes,
            has_existing="existing" in scenario.base,
        )
    )
    run = start_run(by=by, at=at, kind=KIND, title=f"求解：{scenario.title}", arguments={"scenario": scenario.pk})
    scenario.run = run.pk
    scenario.save(update_fields=["run"])
    record(subject=scenario, changes={"run": ("", run.pk)})
    return scenario


@action("exchange.keep_solution")
def keep_solution(*, by: Actor, at: datetime, key: str = "", scenario_id: str, run_id: str, made: Made) -> Solution:
    """Keep a whole plan and show it. Lock order: scenario, run.

    Who may still be proposed is asked again here, inside the transaction: a plan never goes unmarked to somebody who left
    while it was computed. Errors: ``Cancelled`` when somebody cancelled the run; the former solution then stays.
    """
    scenario = hold(SYSTEM_ACTOR, scenario_id)
    run = Run.objects.select_for_update().get(pk=run_id) if run_id else None
    if run is not None and (run.cancel_wanted or run.is_over):
        raise Cancelled
    planned = [row["organisation"] for row in made.document["rows"]]
    out = rules.out_of_plan(planned, eligible_among(set(planned))) if scenario.source == "registry" else []
    result = json_of(made.document)
    solution = Solution.objects.create(
        scenario=scenario,
        serial=scenario.solutions.count() + 1,
        scenario_version=made.scenario_version,
        run=run_id,
        person=by.person,
        at=at,
        settings=made.settings,
        inputs=keep_sheets(made.sheets, at=at),
        input_sha256=made.input_sha256,
        pack=made.pack,
        engine=made.engine,
        summary=made.document["summary"],
        outcome=asdict(made.outcome),
        out=out,
        result=packed(result),
        result_sha256=sha256(result).hexdigest(),
    )
    scenario.solution = solution
    scenario.baseline = scenario.baseline or solution
    scenario.save(update_fields=["solution", "baseline"])
    record(subject=solution, changes={"input_sha256": ("", solution.input_sha256)}, count=len(planned) or 1)
    return solution
