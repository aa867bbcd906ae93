"""Starting, copying and putting away scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bangfu.apps.exchange.actions.held import changed, hold
from bangfu.apps.exchange.actions.sheets import keep_sheets
from bangfu.apps.exchange.models import Scenario, ScenarioLimit, ScenarioPair, Solution
from bangfu.apps.exchange.queries.declines import declined_pairs, resting_organisations
from bangfu.apps.exchange.queries.gathering import gathered, read_upload
from bangfu.apps.exchange.queries.kept import index_sheet
from bangfu.apps.exchange.queries.scenarios import reread
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.apps.programmes.api import current_pack
from bangfu.engines.matching import Locks, Pair
from bangfu.plumbing.access import Actor, Denied, Scope
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.plansheets.inputs import Inputs
from bangfu.plumbing.plansheets.written import sheets_of
from bangfu.values import Quarter, opaque_id, shanghai_day

DECLINED, OF_SHEETS = "有一方说过“不合适”", "上传的表"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a scenario begins. ``region``: 12 digits, "" is everywhere; ``quarter``: whose slots count."""

    title: str
    kind: str = "needs"
    region: str = ""
    quarter: str = ""
    objective: str = "score"


@action("exchange.start_from_registry")
def start_from_registry(*, by: Actor, at: datetime, key: str = "", beginning: Beginning) -> Scenario:
    """A scenario from the registry and the published needs, as they are now; a snapshot, so that plans can be compared.

    Errors: ``Denied`` outside one's region; ``Refused`` for a bad name, or when there is nothing to plan; ``SheetsRefused``
    when a record does not fit the planner's sheets.
    """
    _check(by, beginning)
    found = gathered(kind=beginning.kind, region=beginning.region, quarter=beginning.quarter)
    day = shanghai_day(at)
    if beginning.quarter == Quarter.of(day).text:
        resting = resting_organisations(day)
        found.organisations = [one for one in found.organisations if one.id not in resting]
    # Read back at once: what a run could not read is refused here, by cell, and not in the middle of a run.
    inputs = reread(sheets_of(found)) if found.needs and found.organisations else found
    scenario = _begun(by, at, beginning, "registry", inputs)
    _decide(scenario, _declined(inputs, day), by, at, DECLINED)
    return scenario


def _declined(inputs: Inputs, day: date) -> Locks:
    """What a side declined is banned from the start, so that the planner sees it; it ends when that side takes its word back."""
    numbers, needs = {one.id for one in inputs.organisations}, {one.id for one in inputs.needs}
    pairs = (Pair(need, organisation) for need, organisation in declined_pairs(day))
    return Locks(banned=frozenset(pair for pair in pairs if pair.need in needs and pair.organisation in numbers))


@action("exchange.start_from_sheets")
def start_from_sheets(
    *, by: Actor, at: datetime, key: str = "", beginning: Beginning, files: Mapping[str, tuple[str, bytes]]
) -> Scenario:
    """A scenario from uploaded sheets by role: organisations, needs, and if there are existing, locks.

    Errors: as above; ``SheetsRefused`` with every bad cell, and then nothing is written.
    """
    _check(by, beginning)
    inputs = read_upload(files)
    scenario = _begun(by, at, beginning, "sheets", inputs)
    _decide(scenario, inputs.locks, by, at, OF_SHEETS)
    return scenario


def _check(by: Actor, beginning: Beginning) -> None:
    if not by.may("exchange.plan", Scope(region=beginning.region)):
        raise Denied("exchange.plan")
    refuse(rules.title_refusal(beginning.title))
    assert beginning.kind in rules.KINDS and beginning.objective in rules.OBJECTIVES
    Quarter.parse(beginning.quarter)


def _begun(by: Actor, at: datetime, beginning: Beginning, source: str, inputs: Inputs) -> Scenario:
    refuse(
        rules.lists_refusal(
            organisations=len(inputs.organisations),
            needs=len(inputs.needs),
            kind=beginning.kind,
            quarter=Quarter.parse(beginning.quarter).wording,
        )
    )
    locks, inputs.locks = inputs.locks, Locks()  # decisions are rows, so that they can be taken back one by one
    base = keep_sheets(sheets_of(inputs) | {"index": index_sheet(inputs)}, at=at)
    inputs.locks = locks
    scenario = Scenario.objects.create(
        title=beginning.title.strip(),
        kind=beginning.kind,
        source=source,
        region=beginning.region,
        quarter=beginning.quarter,
        objective=beginning.objective,
        weights=dict(current_pack().weights),
        base=base,
        places=len(inputs.needs),
        organisations=len(inputs.organisations),
        owner=by.person,
        created_at=at,
        changed_by=by.person,
        changed_at=at,
    )
    record(subject=scenario, changes={"title": ("", scenario.title), "source": ("", source), "base": ({}, base)})
    return scenario


def _decide(scenario: Scenario, locks: Locks, by: Actor, at: datetime, reason: str) -> None:
    ScenarioPair.objects.bulk_create(
        ScenarioPair(
            scenario=scenario,
            organisation=pair.organisation,
            need=pair.need,
            decision=decision,
            reason=reason,
            person=by.person,
            at=at,
        )
        for decision, pairs in (("lock", locks.locked), ("ban", locks.banned))
        for pair in sorted(pairs)
    )


@action("exchange.copy_scenario")
def copy_scenario(*, by: Actor, at: datetime, key: str = "", scenario_id: str, title: str) -> Scenario:
    """The same scenario under another name, with its settings, decisions, limits and solutions; both go on apart."""
    old = hold(by, scenario_id)
    refuse(rules.title_refusal(title))
    copy = Scenario.objects.get(pk=old.pk)
    copy.pk, copy._state.adding = opaque_id(), True
    copy.title, copy.copied_from, copy.version, copy.run = title.strip(), old, 1, ""
    copy.owner = copy.changed_by = by.person
    copy.created_at = copy.changed_at = at
    copy.archived_at = copy.solution = copy.baseline = None
    copy.save()
    for rows in (ScenarioPair.objects.filter(scenario=old), ScenarioLimit.objects.filter(scenario=old)):
        rows.model._default_manager.bulk_create(_of(copy, row) for row in rows)
    _copy_solutions(old, copy)
    record(subject=copy, changes={"title": ("", copy.title), "copied_from": ("", old.pk)})
    return copy


def _of(scenario: Scenario, row: Any) -> Any:
    row.pk, row._state.adding, row.scenario = None, True, scenario
    return row


def _copy_solutions(old: Scenario, copy: Scenario) -> None:
    """What is shown and what it is compared with go along, so that the copy reads like the original."""
    wanted = [old.baseline_id, old.solution_id]
    found = {one.pk: one for one in Solution.objects.filter(pk__in=[pk for pk in wanted if pk])}
    made: dict[str, Solution] = {}
    for serial, pk in enumerate(dict.fromkeys(pk for pk in wanted if pk), 1):
        one = found[pk]
        fresh = one.scenario_version == old.version
        one.pk, one._state.adding = opaque_id(), True
        one.scenario, one.serial, one.scenario_version = copy, serial, 1 if fresh else 0
        one.save(force_insert=True)
        made[pk] = one
    if made:
        copy.baseline, copy.solution = made[str(old.baseline_id)], made[str(old.solution_id)]
        copy.save(update_fields=["baseline", "solution"])


@action("exchange.archive_scenario")
def archive_scenario(*, by: Actor, at: datetime, key: str = "", scenario_id: str, archive: bool = True) -> Scenario:
    """Put a scenario away, or take it out again; nothing is lost."""
    scenario = hold(by, scenario_id)
    before, scenario.archived_at = scenario.archived_at, at if archive else None
    changed(scenario, by, at, "archived_at")
    record(subject=scenario, changes={"archived_at": (before, scenario.archived_at)})
    return scenario
