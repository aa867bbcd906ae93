"""R1: what was acknowledged survives a kill at any moment, once: a real site, eight clients, kill -9 to the whole group."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.promises.crashing import CLIENTS, FILL, KEPT, Acks, Writer
from tests.serving import answered, bangfu, free_port, own_database, run_inside, site_settings

pytestmark = [pytest.mark.promise("R1"), pytest.mark.both_engines, pytest.mark.alone]
SEED = 20261123
HEALTHY_WITHIN = 5.0
SMALL = "G3"
"""The one invariant that is not read: the fourteen places of the samples are fewer than the pack names."""
SAFE = {
    "sqlite": {"synchronous": 2, "journal": "wal"},  # 2 is FULL
    "postgresql": {"synchronous_commit": "on", "full_page_writes": "on"},
}
ANSWERS_TOO_EARLY = """
import bangfu.cli.serve as serve

def answer_before_the_commit():
    import importlib, threading, time
    from django.db import connection, transaction
    action = importlib.import_module("bangfu.plumbing.actions.action")
    real = action._carried_out

    def later(*said):
        time.sleep(0.4)
        try:
            real(*said)
        finally:
            connection.close()

    def early(*said):
        with transaction.atomic():
            result = real(*said)
            transaction.set_rollback(True)
        threading.Thread(target=later, args=said).start()
        return result

    action._carried_out = early

serve.refuse_unless_safe = answer_before_the_commit
"""


@dataclass
class Outcome:
    """What came of it all."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    healthy: list[float] = field(default_factory=list)
    safe: dict[str, object] = field(default_factory=dict)

    def p95(self) -> float:
        """Seconds within which 95 of 100 starts were well."""
        return sorted(self.healthy)[int(len(self.healthy) * 0.95)]


@contextmanager
def site(folder: Path, **size: int) -> Iterator[dict[str, str]]:
    """The settings of a site with enough to act upon; what its people need to act stands beside its database."""
    with own_database("crash") as more:
        settings = site_settings(folder / "site", more)
        (folder / "world.json").write_text(run_inside(settings, FILL.format(clients=CLIENTS, **size)), "utf-8")
        yield settings


class Server:
    """The real command in a process group of its own, on one port."""

    def __init__(self, settings: dict[str, str], outcome: Outcome) -> None:
        self.settings, self.port, self.outcome = settings, free_port(), outcome
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Errors: ``AssertionError`` when it does not come back alone."""
        command = [sys.executable, "-m", "bangfu.cli", "serve", "--port", str(self.port), "--workers", "2"]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, env=self.settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert answered(self.port, lambda: self.process is None or self.process.poll() is not None), "it comes back"
        self.outcome.healthy.append(time.monotonic() - began)

    def kill(self) -> None:
        """The whole group, at once and without a word."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None


def killed(folder: Path, settings: dict[str, str], *, kills: int, acks: int, seed: int = SEED) -> Outcome:
    """Kill the site ``kills`` times, 0 to 400 ms after another share of ``acks`` acknowledgements; compare with the logs."""
    outcome, heard, draw = Outcome(), Acks(), random.Random(seed)
    world = json.loads((folder / "world.json").read_text("utf-8"))
    writers = [Writer(world, number, folder, heard) for number in range(CLIENTS)]
    server = Server(settings, outcome)
    try:
        for turn in range(1, kills + 1):
            server.start()
            for writer in writers:
                writer.begin(server.port)
            assert heard.wait(acks * turn // kills, 60), [writer.strange for writer in writers]
            time.sleep(draw.uniform(0, 0.4))
            server.kill()
            for writer in writers:
                writer.thread.join(20)
        server.start()  # whoever has no answer asks again, with the same key
        for writer in writers:
            writer.begin(server.port, only_repeat=True)
        for writer in writers:
            writer.thread.join(20)
    finally:
        server.kill()
    compare(folder, settings, writers, outcome)
    return outcome


def compare(folder: Path, settings: dict[str, str], writers: list[Writer], outcome: Outcome) -> None:
    """What the logs on the disk say against what the site keeps, and whether the site holds together."""
    said = json.loads(run_inside(settings, KEPT))
    kept, logs = Counter(said["kept"]), [path.read_text("utf-8").splitlines() for path in folder.glob("client*.log")]
    marks = [mark for log in logs for mark in log]
    outcome.acknowledged, outcome.wrong, outcome.safe = len(marks), said["wrong"], said["safe"]
    outcome.lost = [mark for mark in marks if not kept[mark]]
    ours = set(marks) | {writer.unanswered.mark for writer in writers if writer.unanswered}
    outcome.doubled = [mark for mark in ours if kept[mark] > 1]
    outcome.strange = [line for writer in writers for line in writer.strange]
    checked = bangfu(settings, "check", "--json")
    broken = [each for each in json.loads(checked.stdout)["invariants"] if each["wrong"] and each["id"] != SMALL]
    outcome.wrong += [f"{each['id']} {each['wrong'][:3]}" for each in broken]


def hold(folder: Path, *, kills: int, acks: int, **size: int) -> None:
    """The promise with these numbers, its figure printed."""
    with site(folder, **size) as settings:
        outcome = killed(folder, settings, kills=kills, acks=acks)
    engine = "sqlite" if "journal" in outcome.safe else "postgresql"
    print(
        f"R1 {engine} kills {kills} acknowledged {outcome.acknowledged}: lost {len(outcome.lost)} doubled"
        f" {len(outcome.doubled)}, refused {len(outcome.strange)}, wrong {len(outcome.wrong)}; healthy again within"
        f" {outcome.p95():.1f} s (p95); seed {SEED}; {outcome.safe}"
    )
    assert outcome.acknowledged >= acks
    assert (outcome.lost, outcome.doubled, outcome.strange, outcome.wrong) == ([], [], [], [])
    assert outcome.safe | SAFE[engine] == outcome.safe
    assert outcome.p95() <= HEALTHY_WITHIN * (3 if kills < 30 else 1), outcome.healthy


def test_what_was_acknowledged_is_there_once_after_three_kills(tmp_path):
    """A tenth of the figure each time; the whole of it in the deep run."""
    hold(tmp_path, kills=3, acks=150, needs=6, submitted=24, batches=8)


@pytest.mark.deep
def test_what_was_acknowledged_is_there_once_after_thirty_kills(tmp_path):
    hold(tmp_path, kills=30, acks=1500, needs=40, submitted=320, batches=24)


def test_the_check_finds_an_answer_that_is_sent_before_the_commit(tmp_path):
    """The planted fault: the site says yes, and does it a moment later."""
    early = tmp_path / "early"
    early.mkdir()
    (early / "sitecustomize.py").write_text(ANSWERS_TOO_EARLY, "utf-8")
    with site(tmp_path, needs=2, submitted=0, batches=0) as settings:
        faulty = settings | {"PYTHONPATH": f"{early}{os.pathsep}{settings['PYTHONPATH']}"}
        outcome = killed(tmp_path, faulty, kills=1, acks=30)
    assert outcome.lost, f"{outcome.acknowledged} acknowledged and nothing lost"
