"""Promise of long work: when its process is killed, it ends with a sentence or begins after all, within minutes."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from bangfu.plumbing.clock import now
from bangfu.plumbing.runs import actions, heartbeat
from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Cancelled, Progress
from bangfu.plumbing.runs.silence import INTERRUPTED, SILENT_AFTER, look_after_runs

MINUTE = timedelta(minutes=1)
BEGIN = """
import time, django; django.setup()
from django.core.management import call_command
for app in ("runs", "django_tasks_database"): call_command("migrate", app, verbosity=0)
from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.actions import carry_out, wire_runners
from bangfu.plumbing.runs.models import Run
wire_runners({"plan": lambda run, progress: print("begun", flush=True) or time.sleep(20)})
carry_out.call(Run.objects.create(kind="plan", title="试算", person="a" * 16, created_at=now()).pk)
"""
LOOK = """
import django; django.setup()
from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.silence import SILENT_AFTER, look_after_runs
from datetime import timedelta
print(look_after_runs(at=now()), look_after_runs(at=now() + SILENT_AFTER + timedelta(minutes=1)))
print(Run.objects.get().state, Run.objects.get().message)
"""


def program(words, folder):
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "BANGFU_DATA_DIR": str(folder),
        "BANGFU_SECRET_KEY": "s" * 60,
        "BANGFU_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONUTF8": "1",
    }
    return subprocess.Popen([sys.executable, "-c", words], env=surroundings, stdout=subprocess.PIPE, text=True)


def test_a_run_whose_worker_was_killed_ends_with_a_sentence_within_minutes(tmp_path):
    assert SILENT_AFTER <= 5 * MINUTE
    with program(BEGIN, tmp_path) as worker:
        assert worker.stdout.readline() == "begun\n"
        worker.send_signal(signal.SIGKILL)
    with program(LOOK, tmp_path) as later:
        assert later.stdout.read().splitlines() == ["0 1", f"failed {INTERRUPTED}"]


@pytest.fixture
def run(db):
    begun = now() - 20 * MINUTE
    return Run.objects.create(kind="plan", title="试算", person="a" * 16, created_at=begun)


@pytest.mark.both_engines
def test_a_run_that_was_heard_of_lately_goes_on_however_long_it_takes(run):
    Run.objects.update(state="running", started_at=run.created_at, alive_at=now() - MINUTE)
    assert look_after_runs(at=now()) == 0
    Run.objects.update(alive_at=now() - SILENT_AFTER - MINUTE)
    assert look_after_runs(at=now()) == 1


@pytest.mark.both_engines
def test_a_run_that_nothing_waits_to_carry_out_is_queued_again_once(run):
    assert (look_after_runs(at=now()), look_after_runs(at=now())) == (1, 0)
    assert DBTaskResult.objects.filter(task_path=carry_out.module_path).count() == 1


def test_a_run_of_a_moment_ago_is_left_to_its_queue(run):
    Run.objects.update(created_at=now())
    assert look_after_runs(at=now()) == 0


def test_a_run_taken_for_dead_stops_at_its_next_step_when_it_lives_after_all(run):
    Run.objects.update(state="running", started_at=run.created_at)
    look_after_runs(at=now())
    with pytest.raises(Cancelled):
        Progress(run.pk).stage("第二步")


@pytest.mark.django_db(transaction=True)
def test_a_run_under_way_says_again_and_again_that_it_lives(monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)
    run = Run.objects.create(kind="plan", title="试算", person="a" * 16, created_at=now())
    heard = set()

    def work(run, progress):
        until = now() + timedelta(seconds=10)
        while len(heard) < 3 and now() < until:
            heard.add(Run.objects.get(pk=run.pk).alive_at)
        return {}

    monkeypatch.setattr(actions, "_runners", {"plan": work})
    carry_out.call(run.pk)
    assert len(heard) == 3
