"""Plan time against one raw call of the flow solver on the same arcs, both sizes, both objectives, in interleaved runs.

The raw call gets ready arrays (pairs with their scores, capacities, maxima) and answers less: no minima, no levels, no
proof, no ties. The plan side is everything from the network's arrays to the unique, proven set of pairs.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
from ortools.graph.python import min_cost_flow

from bangfu.engines.matching.network import Network
from bangfu.engines.matching.solve import solve
from bench.matching_instances import city_scores, dense_network, sparse_network

RUNS = 5
LIMITS = {"score": 2.5, "fair": 4.0}


def raw_call(network: Network) -> Callable[[], int]:
    """A call that solves the plain problem on the same arcs from ready arrays and returns the total score."""
    organisations, needs = len(network.capacity), len(network.maximum)
    sink = organisations + needs + 1
    owner = np.arange(needs)
    supply = int(min(network.capacity.sum(), network.maximum.sum()))
    tail = np.concatenate((np.zeros(organisations), network.organisation + 1, organisations + 1 + owner, [0]))
    head = np.concatenate(
        (np.arange(1, organisations + 1), organisations + 1 + network.need, np.full(needs, sink), [sink])
    )
    room = np.concatenate((network.capacity, np.ones(len(network.need), np.int64), network.maximum, [supply]))
    cost = np.concatenate((np.zeros(organisations, np.int64), -network.score, np.zeros(needs + 1, np.int64)))
    ends = tail.astype(np.int32), head.astype(np.int32)
    nodes, supplies = np.array([0, sink], np.int32), np.array([supply, -supply], np.int64)

    def call() -> int:
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(*ends, room, cost)
        solver.set_nodes_supplies(nodes, supplies)
        assert solver.solve() == solver.OPTIMAL
        return -int((solver.flows(arcs) * cost).sum())

    return call


def instances() -> dict[str, Callable[[], Network]]:
    """The two sizes of the promise, and the larger one with minima and few organisations."""
    return {
        "1,000 x 100, 5 to 20 each": _small,
        "8,000 x 10,000, 50 candidates": _city,
        "the same, 1 to 3 each": _crowded,
    }


def _small() -> Network:
    scores, limits = city_scores(1000, 100, 1, most_partners=20)
    limits["minimum"][:] = 5
    return dense_network(scores, limits)


def _city() -> Network:
    return sparse_network(*city_scores(8000, 10000, 1), candidates=50)


def _crowded() -> Network:
    scores, limits = city_scores(8000, 10000, 1, most_partners=3)
    limits["minimum"][:] = 1
    return sparse_network(scores, limits, candidates=50)


def measure(runs: int = RUNS) -> list[dict[str, object]]:
    """One row per size and objective: seconds, ratio to the raw call (median of interleaved runs), limit, peak memory."""
    rows: list[dict[str, object]] = []
    for name, make in instances().items():
        network = make()
        raw = raw_call(network)
        for objective, limit in LIMITS.items():
            times = [(_seconds(raw), _seconds(lambda: solve(network, objective, "ties"))) for _ in range(runs)]  # noqa: B023
            rows.append(
                {
                    "figure": f"plan, {objective}",
                    "instance": name,
                    "arcs": len(network.need),
                    "raw_seconds": round(statistics.median(one for one, _ in times), 3),
                    "seconds": round(statistics.median(other for _, other in times), 3),
                    "ratio": round(statistics.median(other / one for one, other in times), 2),
                    "limit": limit,
                    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                }
            )
    return rows


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def table_of(rows: list[dict[str, object]]) -> str:
    """The rows as a Markdown table."""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(table_of(measure()))
