"""Promise of the worker's minute: one task's failure does not keep the others from their turn."""

from bangfu.plumbing.clock import now
from bangfu.plumbing.runs import minutely


def test_a_failing_task_is_logged_and_the_others_still_run(monkeypatch):
    said = []

    def broken(*, at):
        raise RuntimeError

    def fine(*, at):
        return 3

    monkeypatch.setattr(minutely, "_tasks", (broken, fine))
    monkeypatch.setattr(minutely.log, "exception", lambda words, *values: said.append(words % values))
    assert minutely.look_after(at=now()) == 3
    assert len(said) == 1 and said[0].startswith("broken failed")
