"""Teams: what may be asked, who may lead, what is kept, and what happens when the world moves meanwhile."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import Error, transaction

from bangfu.apps.organisations import api as organisations
from bangfu.apps.partnerships import sheets, tasks
from bangfu.apps.partnerships.actions import drafts as actions
from bangfu.apps.partnerships.invariants import INVARIANTS
from bangfu.apps.partnerships.models import TeamChoice, TeamDraft, TeamSeat, TeamSolution
from bangfu.apps.partnerships.queries import drafts as queries
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.apps.regions.api import Region
from bangfu.cli.__main__ import main
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.runs.actions import cancel_run
from bangfu.plumbing.runs.progress import Cancelled
from tests.apps.partnerships.conftest import carried_out, draft_of, members, newest, of_hub, planner, solved

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def choose(by, draft, *some, treatment="pin", **more):
    numbers = [one.number for one in some]
    return actions.choose_members(by=by, number=draft.number, organisations=numbers, treatment=treatment, **more)


@contextmanager
def refused_with(words):
    """Refused with a sentence, or a way on, that says these words."""
    with pytest.raises(Refused) as refused:
        yield
    assert words in str(refused.value.refusal)


def findings():
    return [finding for invariant in INVARIANTS for finding in invariant.broken()]


# --- the search ----------------------------------------------------------------------------------------------------------


def test_the_team_covers_what_is_asked_under_a_qualified_lead(bureau, draft, registry):
    run = solved(bureau, draft)
    assert (run.state, run.message) == ("done", "")
    solution = newest(draft)
    assert solution.lead == registry["hub"].number and solution.missing == {}
    assert solution.stopped_by == "proof" and solution.value == solution.lower_bound
    assert members(draft) >= {registry["hub"].number, registry["care"].number}
    assert run.result["url"].endswith(f"/desk/teams/{draft.number}/")
    assert findings() == []


def test_the_parts_of_each_member_add_up_to_the_value(bureau, draft):
    solved(bureau, draft)
    page = queries.team_page(draft)
    assert sum(float(part["points"]) for seat in page.seats for part in seat["parts"]) == float(page.solution.value)


def test_what_is_missing_is_named_with_who_could_close_it(bureau, draft, registry, words):
    actions.change_team(by=bureau, number=draft.number, values={"max_members": 2}, version=1)
    solved(bureau, draft)
    page = queries.team_page(TeamDraft.objects.get(pk=draft.pk))
    gaps = {task["name"]: task for task in page.tasks if task["missing"]}
    assert gaps and all(task["suggestions"] for task in gaps.values())
    assert len(page.smallest) == 1
    assert findings() == []


def test_one_click_adds_the_closing_one_and_the_team_is_whole(bureau, draft, registry):
    actions.change_team(by=bureau, number=draft.number, values={"max_members": 2})
    solved(bureau, draft)
    closing = newest(draft).closing["smallest"]
    actions.choose_members(by=bureau, number=draft.number, organisations=closing, treatment="pin", more_seats=True)
    solved(bureau, draft)
    assert newest(draft).missing == {} and set(closing) <= members(draft)


def test_a_chosen_member_takes_part_and_is_no_task(bureau, draft, registry):
    choose(bureau, draft, registry["plain"])
    solved(bureau, draft)
    assert registry["plain"].number in members(draft)
    said = json.dumps([newest(draft).covers, newest(draft).missing], ensure_ascii=False)
    assert "指定参加" not in said


def test_chosen_ones_that_do_not_fit_are_named(bureau, draft, registry):
    actions.change_team(by=bureau, number=draft.number, values={"max_members": 1})
    choose(bureau, draft, registry["plain"], registry["care"])
    solved(bureau, draft)
    assert len(queries.team_page(TeamDraft.objects.get(pk=draft.pk)).unheld) >= 1


def test_an_excluded_one_stays_out_and_is_offered_back_where_it_is_missed(bureau, draft, registry, words):
    choose(bureau, draft, registry["fruit"], treatment="exclude", reason="上次没有到场")
    solved(bureau, draft)
    assert registry["fruit"].number not in members(draft)
    suggested = newest(draft).closing["by_wish"][words["fruit_tree_technique"]]
    assert [(one["organisation"], one["excluded"]) for one in suggested] == [(registry["fruit"].number, True)]


def test_the_chosen_lead_leads(bureau, draft, register):
    association = register("岭南农机商会", {"farmer_training": 1}, kind="trade_association")
    choose(bureau, draft, association, treatment="lead")
    solved(bureau, draft)
    assert newest(draft).lead == association.number


def test_a_chosen_lead_without_the_right_is_refused_with_the_rule(bureau, draft, registry):
    with refused_with("枢纽型社会组织或行业协会商会"):
        choose(bureau, draft, registry["fruit"], treatment="lead")
    assert not TeamChoice.objects.exists()


def test_without_anybody_who_may_lead_the_run_says_so(bureau, register, words):
    register("岭南果树学会", {"fruit_tree_technique": 3})
    draft = draft_of(bureau, {words["fruit_tree_technique"]: 3})
    run = solved(bureau, draft)
    assert run.state == "failed" and "牵头" in run.message
    assert not TeamSolution.objects.exists()


def test_who_does_not_serve_the_place_is_no_candidate(bureau, draft, registry, register, words):
    guilin = Region.objects.get(code="450300000000")
    elsewhere = register("只做桂林", {"farmer_training": 3}, service_regions=[guilin.pk])
    assert elsewhere.number in {row["id"] for row in queries.asked_of(draft.number).roster}
    actions.change_team(by=bureau, number=draft.number, values={"place": "441802101990"})
    assert elsewhere.number not in {row["id"] for row in queries.asked_of(draft.number).roster}


def test_who_has_no_free_slot_is_no_candidate_and_cannot_be_chosen(bureau, draft, register):
    full = register("满负荷中心", {"farmer_training": 3}, slots=0)
    choose(bureau, draft, full)
    run = solved(bureau, draft)
    assert run.state == "failed" and "满负荷中心" in run.message and "取消指定" in run.message


# --- the same as on files ------------------------------------------------------------------------------------------------


def test_the_command_finds_the_same_team_from_the_exported_files(bureau, draft, registry, tmp_path, capsys):
    choose(bureau, draft, registry["plain"], treatment="pin", cost_fen=1_250_000)
    actions.change_team(by=bureau, number=draft.number, values={"budget_fen": 5_000_000})
    solved(bureau, draft)
    solution = newest(draft)
    project, roster, out = tmp_path / "project.json", tmp_path / "organisations.csv", tmp_path / "team.json"
    project.write_bytes(sheets.project_json(solution.project))
    roster.write_bytes(sheets.roster_csv(solution.roster))
    assert main(["team", "--project", str(project), "--organisations", str(roster), "--json", str(out)]) == 0
    found = json.loads(out.read_text("utf-8"))
    ours = sheets.team_json(queries.team_page(TeamDraft.objects.get(pk=draft.pk)))
    assert found["summary"]["input_sha256"] == solution.input_sha256
    for key in ("lead", "members", "value", "lower_bound", "gap", "complete", "stopped_by"):
        assert found[key] == ours[key], key
    assert {name: gap for name, gap in found["missing"].items() if not rules.is_pin_word(name)} == ours["missing"]


def test_the_word_file_says_who_does_what(bureau, draft):
    solved(bureau, draft)
    page = queries.team_page(draft)
    data = sheets.team_word(page)
    assert data == sheets.team_word(page) and data[:2] == b"PK"


# --- bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"required_capabilities": {}}, "nothing_required"),
        ({"required_capabilities": {"农": 0}}, "amount"),
        ({"required_resources": {"车": 10**12}}, "amount"),
        ({"budget_fen": -1}, "negative_budget"),
        ({"max_members": 0}, "max_members"),
        ({"max_members": 21}, "max_members"),
        ({"title": " "}, "title"),
        ({"weights": {"cost": 1}}, "weights"),
        ({"weights": dict.fromkeys(rules.WEIGHTS, -1)}, "weights"),
        ({"required_capabilities": {"农": 1}, "required_resources": {"农": 1}}, "name_twice"),
        ({"required_capabilities": {f"能力{n}": 1 for n in range(31)}}, "too_many_tasks"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(bureau, draft, changes, code):
    with pytest.raises(Refused) as refused:
        actions.change_team(by=bureau, number=draft.number, values=changes)
    assert refused.value.refusal.code == code and refused.value.refusal.sentence
    draft.refresh_from_db()
    assert draft.version == 1


def test_of_two_who_edit_one_is_told_and_nothing_is_lost(bureau, draft):
    actions.change_team(by=bureau, number=draft.number, values={"title": "先保存的"}, version=1)
    with pytest.raises(Refused) as refused:
        actions.change_team(by=planner("second"), number=draft.number, values={"title": "后保存的"}, version=1)
    assert refused.value.refusal.code == "changed_meanwhile"
    assert TeamDraft.objects.get(pk=draft.pk).title == "先保存的"


def test_leaving_somebody_out_needs_a_reason(bureau, draft, registry):
    with refused_with("原因"):
        choose(bureau, draft, registry["fruit"], treatment="exclude")


def test_an_unknown_organisation_is_named(bureau, draft):
    with refused_with("没有编号为 甲乙丙 的组织"):
        actions.choose_members(by=bureau, number=draft.number, organisations=["甲乙丙"], treatment="pin")


def test_a_member_struck_off_while_it_runs_is_never_proposed(bureau, draft, registry, monkeypatch):
    really = tasks.search

    def struck_off_meanwhile(asked):
        found = really(asked)
        organisations.set_credit_status(
            by=SYSTEM_ACTOR, number=registry["care"].number, status="revoked", since=today(), source="公示系统"
        )
        return found

    monkeypatch.setattr(tasks, "search", struck_off_meanwhile)
    run = solved(bureau, draft)
    assert run.state == "failed" and "安心农训中心" in run.message and "再求解一次" in run.message
    assert not TeamSolution.objects.exists() and not TeamSeat.objects.exists()


def test_a_cancelled_search_leaves_nothing(bureau, draft, monkeypatch):
    really = tasks.search

    def cancelled_meanwhile(asked):
        found = really(asked)
        cancel_run(by=bureau, run_id=TeamDraft.objects.get(pk=draft.pk).run)
        return found

    monkeypatch.setattr(tasks, "search", cancelled_meanwhile)
    assert solved(bureau, draft).state == "cancelled"
    assert not TeamSolution.objects.exists()


def test_even_a_cancel_after_the_last_stage_leaves_nothing(bureau, draft):
    run = actions.solve_team(by=bureau, number=draft.number)
    cancel_run(by=bureau, run_id=run.pk)
    found, closed = tasks.search(queries.asked_of(draft.number))
    values, seats = tasks.answer_of(queries.asked_of(draft.number), found, closed)
    with pytest.raises(Cancelled):
        actions.record_solution(by=SYSTEM_ACTOR, number=draft.number, run=run.pk, values=values, seats=seats)
    assert not TeamSolution.objects.exists()


def test_two_searches_of_one_draft_do_not_run_beside_each_other(bureau, draft):
    run = actions.solve_team(by=bureau, number=draft.number)
    with refused_with("正在求解"):
        actions.solve_team(by=bureau, number=draft.number)
    carried_out(run)
    assert solved(bureau, draft).state == "done"
    assert list(draft.solutions.values_list("serial", flat=True)) == [2, 1]


def test_a_change_after_the_search_marks_the_answer_as_old_and_an_answer_to_a_question_does_not(bureau, draft):
    solved(bureau, draft)
    fresh = lambda: queries.team_page(TeamDraft.objects.get(pk=draft.pk))  # noqa: E731
    actions.answer_questions(by=bureau, number=draft.number, answers={"accurate": "对着村里的果园。", "other": "x"})
    assert not fresh().is_stale
    assert {one["code"]: one["answer"] for one in fresh().questions}["accurate"] == "对着村里的果园。"
    actions.change_team(by=bureau, number=draft.number, values={"max_members": 4})
    assert fresh().is_stale


# --- who may -------------------------------------------------------------------------------------------------------------


def test_a_draft_is_unknown_outside_the_office_that_plans_it(bureau, draft, registry):
    hub = of_hub(registry["hub"].number)
    with pytest.raises(Hidden):
        queries.draft_for(planner("other", scope="45"), draft.number)
    with pytest.raises(Hidden):
        queries.draft_for(hub, draft.number)
    assert list(queries.drafts_within(hub)) == [] and list(queries.drafts_within(bureau)) == [draft]
    with pytest.raises(Hidden):
        actions.solve_team(by=hub, number=draft.number)


def test_a_hub_plans_for_its_own_members_only(registry, register, words):
    hub = of_hub(registry["hub"].number)
    organisations.join_hub(by=SYSTEM_ACTOR, member=registry["care"].number, hub=registry["hub"].number)
    draft = draft_of(hub, {words["farmer_training"]: 2})
    assert (draft.office, draft.hub) == ("", registry["hub"].number)
    assert {row["id"] for row in queries.asked_of(draft.number).roster} == {
        registry["hub"].number,
        registry["care"].number,
    }
    with refused_with("本枢纽的会员"):
        choose(hub, draft, registry["plain"])
    solved(hub, draft)
    assert newest(draft).closing["related"] == [registry["care"].number]
    assert "conflict" in {one["code"] for one in queries.team_page(draft).questions}


def test_without_the_right_nobody_begins_a_team(registry, words):
    nobody = replace(of_hub(registry["hub"].number), grants=())
    with pytest.raises(Denied):
        draft_of(nobody, {words["farmer_training"]: 2})


# --- what the database refuses and the check finds -----------------------------------------------------------------------


def test_an_answer_is_never_rewritten_or_removed(bureau, draft):
    solved(bureau, draft)
    for attempt in (
        lambda: TeamSolution.objects.update(gap=0.5),
        lambda: TeamSolution.objects.all().delete(),
        lambda: TeamSeat.objects.update(adds=1),
        lambda: TeamSeat.objects.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            attempt()


def test_the_database_refuses_a_member_twice_and_a_lead_without_the_right(bureau, draft):
    solved(bureau, draft)
    solution = newest(draft)
    plain = {"solution": solution, "brings": {}, "adds": 0, "parts": []}
    lead = solution.lead
    for wrong in ({"organisation": lead}, {"organisation": "O-1", "is_lead": True, "may_lead": True}):
        with pytest.raises(Error), transaction.atomic():
            TeamSeat.objects.create(**plain, **wrong)
    other = draft.solutions.model(
        **{field.name: getattr(solution, field.name) for field in TeamSolution._meta.concrete_fields if field.name not in ("id", "serial")},
        serial=9,
    )  # fmt: skip
    other.save()
    with pytest.raises(Error), transaction.atomic():
        TeamSeat.objects.create(**plain | {"solution": other}, organisation="O-1", is_lead=True, may_lead=False)


def test_the_check_finds_a_team_that_covers_less_than_it_says(bureau, draft):
    solved(bureau, draft)
    solution = newest(draft)
    TeamSeat.objects.create(
        solution=solution, organisation="O-1", brings={next(iter(solution.covers)): 1}, adds=7, parts=[]
    )
    said = {finding.what[:4] for finding in findings()}
    assert len(said) == 3, "the amounts, the number of members and the sum of the values are wrong"


# --- pure rules ----------------------------------------------------------------------------------------------------------


def test_more_than_half_is_too_much_and_half_is_not():
    even = rules.shares({"a": {"x": 1}, "b": {"y": 1}}, ["x", "y"])
    assert even == {"a": 0.5, "b": 0.5} and not rules.too_much(even["a"])
    uneven = rules.shares({"a": {"x": 1, "y": 3}, "b": {"y": 1}}, ["x", "y", "nobody"])
    assert rules.too_much(uneven["a"]) and abs(sum(uneven.values()) - 1) < 1e-9


def test_nobody_joins_for_being_likeable_alone():
    best = rules.fit_of(themes=["果业"], wanted_themes=["果业"], track_record=1.0)
    assert best < rules.WEIGHTS["member"] - rules.WEIGHTS["same_hub"]


def test_the_bound_is_said_in_one_sentence():
    assert "没有比它更好" in rules.bound_sentence(gap=0, stopped_by="proof", missing=False)
    assert "3.2%" in rules.bound_sentence(gap=0.032, stopped_by="nodes", missing=True)
