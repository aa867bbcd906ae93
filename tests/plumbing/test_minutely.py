"""Promise of the worker's minute: one task's failure does not keep the others from their turn."""

from bangfu.plumbing.clock import now
from bangfu.plumbing.runs import minutely


def test_a_failing_task_is_logged_and_the_others_still_run(monkeypatch, caplog):
    def broken(*, at):
        raise RuntimeError

    def fine(*, at):
        return 3

    monkeypatch.setattr(minutely, "_tasks", (broken, fine))
    assert minutely.look_after(at=now()) == 3
    assert "broken failed" in caplog.text
