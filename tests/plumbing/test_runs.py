"""Promises of long work: one final state, a cancel that stops, a failure that says so, progress that never goes back."""

import pytest

from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, refuse
from bangfu.plumbing.runs import actions
from bangfu.plumbing.runs.actions import cancel_run, carry_out, start_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.plumbing.runs.queries import run_for
from bangfu.values import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
OWNER = Actor(person="a" * 16, kind="person")


@pytest.fixture
def start(monkeypatch):
    def start(runner):
        monkeypatch.setattr(actions, "_runners", {"tests.work": runner})
        return start_run(by=OWNER, kind="tests.work", title="测试", arguments={})

    return start


def ended(run):
    carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def test_a_run_ends_done_with_its_result(start):
    run = ended(start(lambda run, progress: {"rows": 3}))
    assert (run.state, run.result) == ("done", {"rows": 3})


def test_a_crash_ends_failed_and_names_the_run_without_the_trace(start):
    run = ended(start(lambda run, progress: 1 / 0))
    assert run.state == "failed"
    assert run.pk in run.message and "ZeroDivision" not in run.message


def test_a_refusal_is_the_message(start):
    run = ended(start(lambda run, progress: refuse(Refusal("no", "权重不能全是零。"))))
    assert (run.state, run.message) == ("failed", "权重不能全是零。")


def test_a_waiting_run_is_cancelled_at_once_and_never_starts(start):
    started = []
    run = start(lambda run, progress: started.append(1) or {})
    cancel_run(by=OWNER, run_id=run.pk)
    assert ended(run).state == "cancelled"
    assert started == []


def test_a_cancel_stops_a_running_one_at_its_next_stage(start):
    def work(run, progress):
        cancel_run(by=OWNER, run_id=run.pk)
        progress.stage("第二步")
        return {"never": 1}

    run = ended(start(work))
    assert (run.state, run.result) == ("cancelled", {})


def test_only_its_person_may_cancel_and_strangers_do_not_know_it(start):
    run = start(lambda run, progress: {})
    stranger = Actor(person="b" * 16, kind="person")
    with pytest.raises(Refused):
        cancel_run(by=stranger, run_id=run.pk)
    with pytest.raises(Hidden):
        run_for(stranger, run.pk)


def test_a_run_is_carried_out_once_even_when_delivered_twice(start):
    times = []
    run = start(lambda run, progress: times.append(1) or {})
    ended(run)
    ended(run)
    assert times == [1]


def test_progress_never_moves_backwards(start):
    run = start(lambda run, progress: {})
    progress = Progress(run.pk)
    progress.stage("读取", total=10)
    progress.advance(5)
    progress.advance(3)
    assert Run.objects.get().done == 5
