"""Scenarios: what is refused, with a sentence that says how to go on; what is kept, byte for byte."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from bangfu.apps.exchange import actions, tasks
from bangfu.apps.exchange.actions.changes import Settings
from bangfu.apps.exchange.actions.declines import decline, withdraw_decline
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.exchange.invariants import INVARIANTS
from bangfu.apps.exchange.models import InputSheet, Scenario, Solution
from bangfu.apps.exchange.queries.exports import command_of, document_of, inputs_archive, workbook_of
from bangfu.apps.exchange.queries.kept import in_order, packed, unpacked
from bangfu.apps.exchange.queries.orders import order_of
from bangfu.apps.exchange.queries.scenarios import again
from bangfu.cli import main
from bangfu.engines.matching import PARTS
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.plansheets.inputs import SheetsRefused
from bangfu.plumbing.runs.actions import cancel_run, carry_out
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.silence import look_after_runs
from bangfu.plumbing.sheets import csv_bytes
from bangfu.values import Quarter
from tests.samples import PLAN_SHEETS, make_scenario, solve_now, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
REGION = "440000000000"
CLERK, COLLEAGUE = (
    Actor(person, "person", (Grant("bureau", "region", "44"),)) for person in ("clerk1" * 2, "clerk2" * 2)
)
EVEN = dict.fromkeys(PARTS, 100)


@pytest.fixture
def scenario():
    return make_scenario(CLERK, REGION)


def code_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.refusal.code


def set_weights(scenario, by=CLERK, version=None, **weights):
    settings = Settings("score", "ties", EVEN | weights)
    version = scenario.version if version is None else version
    return actions.change_settings(by=by, scenario_id=scenario.pk, version=version, settings=settings)


def decide(scenario, organisation="A1", need="B1", decision="lock"):
    return actions.decide_pair(
        by=CLERK,
        scenario_id=scenario.pk,
        version=scenario.version,
        organisation=organisation,
        need=need,
        decision=decision,
    )


def limit(scenario, **given):
    return actions.set_limit(by=CLERK, scenario_id=scenario.pk, version=scenario.version, **given)


def rows_of(solution):
    return {(row["organisation"], row["need"]) for row in json.loads(unpacked(solution.result))["rows"]}


# --- what is refused ---------------------------------------------------------------------------------------------------


def test_weights_of_zero_everywhere_are_refused(scenario):
    assert code_of(lambda: set_weights(scenario, **dict.fromkeys(PARTS, 0))) == "weights_all_zero"


def test_a_weight_beyond_its_range_is_refused(scenario):
    assert code_of(lambda: set_weights(scenario, themes=1001)) == "weight_out_of_range"


def test_a_lock_on_a_banned_pair_is_refused_and_the_reverse(scenario):
    scenario = decide(scenario, decision="ban")
    assert code_of(lambda: decide(scenario, decision="lock")) == "lock_is_banned"
    scenario = decide(scenario, "A2", "B2", "lock")
    assert code_of(lambda: decide(scenario, "A2", "B2", "ban")) == "lock_is_banned"


def test_a_pair_that_no_list_has_is_refused(scenario):
    assert code_of(lambda: decide(scenario, organisation="A9")) == "unknown_organisation"
    assert code_of(lambda: decide(scenario, need="B9")) == "unknown_need"


def test_limits_that_cross_are_refused_also_against_the_sheet(scenario):
    assert code_of(lambda: limit(scenario, subject="need", name="B1", least=3, most=2)) == "limits_cross"
    assert code_of(lambda: limit(scenario, subject="need", name="B1", least=2)) == "limits_cross"
    assert code_of(lambda: limit(scenario, subject="need", name="B9", least=0)) == "unknown_subject"


def test_the_second_of_two_editors_is_told_who_was_first_and_when(scenario):
    at = now()
    actions.change_settings(
        by=COLLEAGUE, at=at, scenario_id=scenario.pk, version=1, settings=Settings("fair", "ties", EVEN)
    )
    with pytest.raises(Refused) as refused:
        actions.change_settings(
            by=CLERK,
            at=at + timedelta(minutes=3),
            scenario_id=scenario.pk,
            version=1,
            settings=Settings("score", "ties", EVEN),
        )
    assert refused.value.refusal.code == "version_stale" and "3 分钟前改过" in str(refused.value.refusal)
    assert Scenario.objects.get(pk=scenario.pk).objective == "fair"


def test_a_second_run_is_refused_while_one_goes(scenario):
    actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=1)
    assert code_of(lambda: actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=1)) == "run_going"


def test_nobody_plans_outside_their_region(scenario):
    stranger = somebody("elsewhere", "bureau", scope="45")
    with pytest.raises(Hidden):
        actions.solve_scenario(by=stranger, scenario_id=scenario.pk, version=1)


def test_an_archived_scenario_is_only_read(scenario):
    archived = actions.archive_scenario(by=CLERK, scenario_id=scenario.pk)
    assert code_of(lambda: set_weights(archived)) == "archived"


def test_every_bad_cell_of_both_sheets_is_named_and_nothing_is_written():
    organisations = csv_bytes(("编号", "名称", "可承接数量"), [("A1", "果树协会", "许多"), ("A1", "社工中心", -1)])
    needs = csv_bytes(("编号", "名称", "区划"), [("B1", "缺水泵", "没有这个地方")])
    with pytest.raises(SheetsRefused) as refused:
        make_scenario(CLERK, REGION, organisations=organisations, needs=needs)
    assert len(refused.value.problems) == 3
    assert not Scenario.objects.exists() and not InputSheet.objects.exists()


def test_an_engines_refusal_ends_the_run_with_its_sentence(scenario):
    scenario = decide(decide(scenario, "A1", "B1"), "A1", "B2")
    asked = actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=scenario.version)
    carry_out.call(asked.run)
    run = Run.objects.get(pk=asked.run)
    assert run.state == "failed" and "可承接数量" in run.message and not Solution.objects.exists()


# --- what is kept ------------------------------------------------------------------------------------------------------


def test_a_run_keeps_a_whole_plan_and_the_first_is_the_baseline(scenario):
    asked = actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=1)
    carry_out.call(asked.run)
    scenario.refresh_from_db()
    assert Run.objects.get(pk=asked.run).state == "done"
    assert rows_of(scenario.solution) == {("A1", "B1"), ("A2", "B2")} and scenario.baseline == scenario.solution


def test_a_cancelled_run_keeps_the_former_plan(scenario):
    first = solve_now(scenario, CLERK)
    asked = actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=1)
    cancel_run(by=CLERK, run_id=asked.run)
    carry_out.call(asked.run)
    scenario.refresh_from_db()
    assert scenario.solution == first and Solution.objects.count() == 1


def test_a_run_cancelled_while_it_computes_keeps_nothing(scenario, monkeypatch):
    asked = actions.solve_scenario(by=CLERK, scenario_id=scenario.pk, version=1)

    def planned_and_cancelled(order):
        made = tasks_planned(order)
        cancel_run(by=CLERK, run_id=asked.run)
        return made

    tasks_planned = tasks.planned
    monkeypatch.setattr(tasks, "planned", planned_and_cancelled)
    carry_out.call(asked.run)
    assert Run.objects.get(pk=asked.run).state == "cancelled" and not Solution.objects.exists()


def test_a_ban_and_a_limit_change_the_plan_and_can_be_taken_back(scenario):
    scenario = decide(scenario, decision="ban")
    assert ("A1", "B1") not in rows_of(solve_now(scenario, CLERK))
    scenario = actions.release_pair(
        by=CLERK, scenario_id=scenario.pk, version=scenario.version, organisation="A1", need="B1"
    )
    scenario = limit(scenario, subject="organisation", name="A2", most=0)
    assert rows_of(solve_now(scenario, CLERK)) == {("A1", "B1")}
    scenario = limit(scenario, subject="organisation", name="A2", clear=True)
    assert rows_of(solve_now(scenario, CLERK)) == {("A1", "B1"), ("A2", "B2")}


def test_limits_that_cannot_hold_together_are_explained(scenario):
    scenario = limit(scenario, subject="need", name="B1", least=3, most=3)
    conflicts = solve_now(scenario, CLERK).summary["conflicts"]
    assert conflicts and "B1" in conflicts[0]["text"] and conflicts[0]["relax"]


def test_a_copy_goes_its_own_way(scenario):
    scenario = decide(scenario)
    kept = solve_now(scenario, CLERK)
    copy = actions.copy_scenario(by=COLLEAGUE, scenario_id=scenario.pk, title="另一种排法")
    actions.release_pair(by=COLLEAGUE, scenario_id=copy.pk, version=1, organisation="A1", need="B1")
    assert scenario.pairs.count() == 1 and copy.pairs.count() == 0
    assert rows_of(copy.solution) == rows_of(kept) and copy.solution != kept and copy.baseline == copy.solution


def test_a_kept_plan_is_never_changed_or_removed(scenario):
    kept = solve_now(scenario, CLERK)
    for act in (
        lambda: Solution.objects.filter(pk=kept.pk).update(input_sha256="0" * 64),
        lambda: Solution.objects.filter(pk=kept.pk).delete(),
        lambda: InputSheet.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_locks_and_existing_pairs_of_sheets_come_in():
    pair = [("A1", "B2")]
    locks = csv_bytes(("组织编号", "需求编号", "处理"), [("A1", "B2", "锁定"), ("A2", "B1", "禁止")])
    made = make_scenario(CLERK, REGION, locks=locks, existing=csv_bytes(("组织编号", "需求编号"), pair))
    assert sorted(made.pairs.values_list("decision", "organisation", "need")) == [
        ("ban", "A2", "B1"),
        ("lock", "A1", "B2"),
    ]
    kept = solve_now(made, CLERK)
    assert ("A1", "B2") in rows_of(kept) and list(in_order(kept.inputs)) == [
        "organisations",
        "needs",
        "existing",
        "locks",
    ]


def test_the_command_on_the_exported_files_gives_the_same_plan(scenario, tmp_path, monkeypatch):
    scenario = decide(limit(scenario, subject="need", name="B1", least=1, most=2), "A2", "B2", "ban")
    scenario = set_weights(scenario, themes=400)
    kept = solve_now(scenario, CLERK)
    zipfile.ZipFile(io.BytesIO(inputs_archive(kept))).extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(command_of(kept).split()[1:]) == 0
    mine, theirs = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("plan.json", "again.json"))
    assert mine["summary"].pop("seconds") >= 0 and theirs["summary"].pop("seconds") >= 0
    assert mine == theirs and theirs["summary"]["input_sha256"] == kept.input_sha256


def test_the_plan_put_together_again_is_the_plan(scenario):
    order = order_of(scenario.pk)
    kept = solve_now(scenario, CLERK)
    plan = again(kept).plan
    assert [(row.organisation, row.need, row.score) for row in plan.rows] == [
        (row["organisation"], row["need"], row["score"]) for row in json.loads(unpacked(kept.result))["rows"]
    ]
    assert [one.partners for one in plan.coverage] == [1, 1] and len(order.inputs.needs) == 2
    assert workbook_of(kept)[:2] == document_of(kept)[:2] == b"PK"


# --- the registry ------------------------------------------------------------------------------------------------------


def test_an_organisation_that_leaves_while_the_plan_runs_is_marked(registry):
    scenario, organisation = registry
    made = tasks.planned(order_of(scenario.pk))
    type(organisation).objects.filter(pk=organisation.pk).update(
        credit_status="abnormal", credit_status_since=now().date()
    )
    kept = actions.keep_solution(by=CLERK, scenario_id=scenario.pk, run_id="", made=made)
    assert kept.out == [organisation.number]
    assert organisation.number not in {row[0] for row in rows_of(solve_now(scenario, CLERK))}


def test_villages_bring_together_what_their_needs_ask_for(registry):
    scenario, _organisation = registry
    beginning = Beginning("结对", "villages", REGION, scenario.quarter, "fair")
    pairing = actions.start_from_registry(by=CLERK, beginning=beginning)
    rows = [one for one in order_of(pairing.pk).inputs.needs if one.themes]
    assert [(one.id, one.min_partners, one.max_partners) for one in rows] == [("441802101990", 0, 3)]
    assert "村卫生站缺 20 台血压计" in rows[0].description


def test_what_a_side_declined_is_banned_from_the_start(registry):
    scenario, organisation = registry
    need = next(iter(order_of(scenario.pk).inputs.needs)).id
    decline(by=CLERK, need=need, organisation=organisation.number, reason="too_far")
    again_begun = actions.start_from_registry(by=CLERK, beginning=Beginning("再排", "needs", REGION, scenario.quarter))
    ban = again_begun.pairs.get()
    assert (ban.decision, ban.need, ban.organisation) == ("ban", need, organisation.number) and "不合适" in ban.reason
    assert scenario.pairs.count() == 0 and not rows_of(solve_now(again_begun, CLERK))


def test_a_run_whose_worker_died_does_not_keep_its_scenario_for_ever(scenario):
    asked = {"by": CLERK, "scenario_id": scenario.pk, "version": scenario.version}
    dead = Run.objects.filter(pk=actions.solve_scenario(**asked).run)
    dead.update(state="running", started_at=now() - timedelta(hours=2), alive_at=now() - timedelta(minutes=6))
    assert code_of(lambda: actions.solve_scenario(**asked)) == "run_going"
    look_after_runs(at=now())
    assert actions.solve_scenario(**asked).run != dead.get().pk


def test_no_plan_contains_a_pair_that_was_declined_after_its_scenario_began(registry):
    scenario, organisation = registry
    pair = (organisation.number, next(iter(order_of(scenario.pk).inputs.needs)).id)
    assert rows_of(solve_now(scenario, CLERK)) == {pair}, "the pair would be planned"
    decline(by=CLERK, need=pair[1], organisation=pair[0], reason="too_far")
    assert scenario.pairs.count() == 0
    assert any("不合适" in words for words in order_of(scenario.pk).inputs.notices)
    assert not rows_of(solve_now(scenario, CLERK))
    assert findings() == []


def test_the_check_finds_a_plan_with_a_pair_that_had_been_declined(registry):
    """The planted fault: a plan made without heeding what was said the day before."""
    scenario, organisation = registry
    need = next(iter(order_of(scenario.pk).inputs.needs)).id
    made = tasks.planned(order_of(scenario.pk))
    decline(by=CLERK, at=now() - timedelta(days=1), need=need, organisation=organisation.number, reason="too_far")
    actions.keep_solution(by=CLERK, scenario_id=scenario.pk, run_id="", made=made)
    assert [words for words in findings() if "排配之前" in words]


def test_a_declined_pair_is_neither_locked_nor_freed_until_the_word_is_taken_back(registry):
    scenario, organisation = registry
    pair = {"need": next(iter(order_of(scenario.pk).inputs.needs)).id, "organisation": organisation.number}
    said = decline(by=CLERK, **pair, reason="too_far")
    asked = {"by": CLERK, "scenario_id": scenario.pk, "version": 1, **pair}
    assert code_of(lambda: actions.decide_pair(decision="lock", **asked)) == "declined_pair"
    actions.decide_pair(decision="ban", **asked)
    freed = asked | {"version": 2}
    assert code_of(lambda: actions.release_pair(**freed)) == "declined_pair"
    withdraw_decline(by=CLERK, decline_id=said.pk)
    actions.release_pair(**freed)
    assert scenario.pairs.count() == 0


def test_a_scope_without_demand_is_refused(registry):
    scenario, _organisation = registry
    beginning = Beginning("没有需求", "needs", "440106000000", scenario.quarter)
    assert code_of(lambda: actions.start_from_registry(by=CLERK, beginning=beginning)) == "no_demand"


def test_a_quarter_without_capacity_is_refused(registry):
    beginning = Beginning("没有组织", "needs", REGION, "2099Q1")
    assert code_of(lambda: actions.start_from_registry(by=CLERK, beginning=beginning)) == "no_supply"


# --- `bangfu check` ----------------------------------------------------------------------------------------------------


def findings():
    return [finding.what for each in INVARIANTS for finding in each.broken()]


def test_the_check_finds_nothing_wrong_with_a_plan(scenario):
    solve_now(scenario, CLERK)
    assert findings() == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: rows[0].update(score=rows[0]["score"] + 1), "理由合计"),
        (lambda rows: rows.append(rows[0]), "超过"),
        (lambda rows: rows[0].update(need="B9"), "不在输入表里"),
    ],
)
def test_the_check_finds_a_spoiled_plan(scenario, spoil, said):
    """The planted fault: a plan that the engine did not make."""
    made = tasks.planned(order_of(scenario.pk))
    spoil(made.document["rows"])
    actions.keep_solution(by=CLERK, scenario_id=scenario.pk, run_id="", made=made)
    assert any(said in each for each in findings())


def test_the_check_finds_an_altered_sheet(scenario):
    solve_now(scenario, CLERK)
    InputSheet.objects.create(digest="0" * 64, size_bytes=1, content=packed(b"x"), at=now())
    assert findings() == ["输入表的内容与它的指纹不符。"]


def test_the_exported_sheets_are_read_by_the_command_as_they_were_typed(scenario):
    kept = solve_now(scenario, CLERK)
    archive = zipfile.ZipFile(io.BytesIO(inputs_archive(kept)))
    rows = list(csv.DictReader(io.StringIO(archive.read("needs.csv").decode("utf-8-sig"))))
    assert [row["名称"] for row in rows] == ["柑橘老了没人会修剪", "老人白天没人照看"]
    assert PLAN_SHEETS["needs"] != archive.read("needs.csv") and Quarter.parse(scenario.quarter)
