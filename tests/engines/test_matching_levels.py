"""The plan is the best one by every level of the promise: compared with all plans, and with another solver."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from bangfu.engines.matching.network import level_costs, optimal_flow
from bangfu.engines.matching.proof import NotOptimal, potentials
from bangfu.engines.matching.solve import solve
from bench.matching_instances import city_scores, dense_network
from tests.engines.matching_brute import best_plan, network_of, random_case


def pairs_of(network, chosen):
    return [(int(n), int(o)) for n, o in zip(network.need[chosen], network.organisation[chosen], strict=True)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("objective", ["score", "fair"])
def test_plan_equals_best_of_all_plans_on_every_level(objective: str, strict: bool) -> None:
    for seed in range(300):
        case = random_case(seed)
        network = network_of(**case)
        found = pairs_of(network, solve(network, objective, "strict" if strict else "ties").chosen)
        assert found == best_plan(**case, objective=objective, strict=strict)[1], f"seed {seed}"


def _programme(network, minima: np.ndarray):
    """Capacities, maxima and soft minima as rows of a linear programme over (pairs, missing partners)."""
    pairs, organisations, needs = len(network.need), len(network.capacity), len(network.maximum)
    one = np.ones(pairs)
    shape = (organisations, pairs + needs)
    load = coo_array((one, (network.organisation, np.arange(pairs))), shape=shape)
    most = coo_array((one, (network.need, np.arange(pairs))), shape=(needs, pairs + needs))
    cells = (
        np.concatenate((-one, -np.ones(needs))),
        (np.concatenate((network.need, np.arange(needs))), np.arange(pairs + needs)),
    )
    least = coo_array(cells, shape=(needs, pairs + needs))
    return vstack((load, most, least)).tocsr(), np.concatenate((network.capacity, network.maximum, -minima))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shortfall_and_score_agree_with_an_independent_linear_programme(seed: int) -> None:
    scores, limits = city_scores(60, 40, seed, most_partners=4)
    limits["minimum"] = np.random.default_rng(seed).integers(0, 5, 40)
    limits["maximum"] = np.maximum(limits["maximum"], limits["minimum"])
    network = dense_network(scores, limits)
    chosen = solve(network, "score", "ties").chosen
    partners = np.bincount(network.need[chosen], minlength=40)
    shortfall = int(np.maximum(limits["minimum"] - partners, 0).sum())
    rows, right = _programme(network, limits["minimum"])
    cost = np.concatenate((-network.score.astype(float), np.full(40, 1e6)))
    bounds = [(0, 1)] * len(network.need) + [(0, None)] * 40
    value = linprog(cost, A_ub=rows, b_ub=right, bounds=bounds, method="highs").fun
    assert value == pytest.approx(1e6 * shortfall - int(network.score[chosen].sum()), abs=1e-3)


def test_fair_counts_agree_with_levelling_by_repeated_programmes() -> None:
    """The sorted vector is found again by raising the lowest counts one level after another with max-flows."""
    scores, limits = city_scores(25, 40, 5, most_partners=3)
    keep = np.random.default_rng(5).random(scores.shape) < 0.06
    network = dense_network(scores, limits)
    mask = keep.ravel()
    sparse = network_of(
        {
            (int(n), int(o)): int(s)
            for n, o, s in zip(network.need[mask], network.organisation[mask], network.score[mask], strict=True)
        },
        *(limits[name].tolist() for name in ("capacity", "minimum", "maximum", "priority")),
    )
    chosen = solve(sparse, "fair", "ties").chosen
    partners = np.bincount(sparse.need[chosen], minlength=40)
    for level in (1, 2, 3):
        assert np.minimum(partners, level).sum() == _most(sparse, level)


def _most(network, level: int) -> int:
    """Most partners when nobody may have more than `level`: an inc-max vector attains it for every level at once."""
    pairs, needs = len(network.need), len(network.maximum)
    rows, right = _programme(network, np.zeros(needs))
    right[len(network.capacity) : len(network.capacity) + needs] = np.minimum(network.maximum, level)
    cost = np.concatenate((-np.ones(pairs), np.zeros(needs)))
    return round(
        -linprog(cost, A_ub=rows, b_ub=right, bounds=[(0, 1)] * pairs + [(0, None)] * needs, method="highs").fun
    )


def test_a_worse_plan_is_never_proven() -> None:
    network = network_of({(0, 0): 5, (0, 1): 9}, [1, 1], [0], [1], [1])
    costs = level_costs(network, "score", "ties")
    best = optimal_flow(network, costs)
    assert pairs_of(network, best) == [(0, 1)]
    with pytest.raises(NotOptimal):
        potentials(network, costs, ~best)
