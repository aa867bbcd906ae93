"""Blocks scored by processes are the blocks scored here, in the same order, with few on their way."""

from __future__ import annotations

import numpy as np
import pytest

from bangfu.engines.matching import plan, runner, shortlist
from bangfu.engines.matching.runner import Runner
from tests.engines.test_matching_door import lists


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(shortlist, "BLOCK_CELLS", 200)
    monkeypatch.setattr(shortlist, "FEW_PAIRS", 100)
    monkeypatch.setattr(shortlist, "BEST_OF_EACH", 3)


@pytest.mark.parametrize("kept", [256_000_000, 0])
def test_one_and_two_processes_give_the_same_plan(
    small_blocks: None, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(shortlist, "KEPT_CELLS", kept)
    organisations, needs = lists(40, 30, 8)
    assert plan(organisations, needs, workers=2) == plan(organisations, needs, workers=1)


def test_blocks_come_in_order_and_only_a_few_are_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    class Inline:
        def __init__(self) -> None:
            self.begun = 0

        def submit(self, work: object, rows: np.ndarray) -> Inline.Done:
            self.begun += 1
            return Inline.Done(rows)

        class Done:
            def __init__(self, rows: np.ndarray) -> None:
                self.rows = rows

            def result(self) -> np.ndarray:
                return self.rows * 2

    some = Runner(None, 2, runner.WORTH_PROCESSES)  # type: ignore[arg-type]
    some._pool = pool = Inline()  # type: ignore[assignment]
    seen = []
    for number, (rows, scores) in enumerate(some.scored([np.array([one]) for one in range(50)])):
        seen.append((int(rows[0]), int(scores[0])))
        assert pool.begun <= number + 1 + runner.WAITING * 2
    assert seen == [(one, 2 * one) for one in range(50)]


def test_few_pairs_start_no_process() -> None:
    assert Runner(None, 4, runner.WORTH_PROCESSES - 1)._many is False  # type: ignore[arg-type]
