"""Pages against bare Django pages of the same kind, interleaved in one run on the same server: ratios of the medians.

Two gunicorn processes of one worker serve side by side; each round asks each once, in turn, over a kept connection.
``ours_ms`` and ``ratio`` are of the site as it serves: between two changes it keeps what everybody may read in memory
(``bangfu.plumbing.kept``). ``fresh_ms`` and ``fresh_ratio`` are of the first reading after a change: each address new.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench import explorer, weights
from bench.serving import ROOT, ask, served, settings_of

WARM_UP, ROUNDS, FRESH_EVERY = 10, 140, 5


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one pair of pages, one entry a round."""

    ours: list[float]
    bare: list[float]
    fresh: list[float]


def compare(our_port: int, path: str, bare_port: int, bare_path: str) -> Times:
    """Each round asks ours and the bare page; every fifth also ours under an address never asked before.

    A parameter that nobody reads makes an address new. The first rounds warm up and are not counted.
    """
    ours, bare = (http.client.HTTPConnection("127.0.0.1", port) for port in (our_port, bare_port))
    times, mark = Times([], [], []), "&" if "?" in path else "?"
    for turn in range(-WARM_UP, ROUNDS):
        questions = [(times.ours, ours, path), (times.bare, bare, bare_path)]
        if turn % FRESH_EVERY == 0:
            questions.append((times.fresh, ours, f"{path}{mark}fresh={turn}"))
        for kept, connection, asked in questions:
            milliseconds = ask(connection, asked)[0] * 1000
            if turn >= 0:
                kept.append(milliseconds)
    ours.close()
    bare.close()
    return times


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows of the table: pairs of pages, changes of a filter, compressed weights."""

    pages: list[dict[str, object]]
    explorer: list[dict[str, object]]
    weights: list[dict[str, object]]


def run(data: Path) -> Measured:
    """Every pair of pages. ``data`` is the folder of a city built by ``bangfu demo --scale city --no-serve``."""
    with tempfile.TemporaryDirectory() as folder:
        bare = {"BARE_DATABASE": f"{folder}/bare.sqlite3"}
        subprocess.run(
            [sys.executable, "-m", "bench.bare.fill", "10000"],
            cwd=ROOT,
            check=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"} | bare,
        )
        with (
            served("bangfu.config.wsgi:application", settings_of(data)) as our_port,
            served(
                "django.core.wsgi:get_wsgi_application()", bare | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
            ) as bare_port,
        ):
            pairs = _pairs(our_port)
            rows = [_row(name, goal, our_port, path, bare_port, bare_path) for name, goal, path, bare_path in pairs]
            return Measured(rows, explorer.measure(our_port), _weights(our_port, [path for _, _, path, _ in pairs]))


def _weights(port: int, paths: list[str]) -> list[dict[str, object]]:
    pages = ["/", *(path for path in paths if not path.startswith("/api/")), "/needs/map/", "/places/", "/search/"]
    return [weights.weigh(f"http://127.0.0.1:{port}", path) for path in pages]


def _pairs(port: int) -> list[tuple[str, float, str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    numbers = {}
    for room in ("needs", "orgs", "projects", "offers", "pairs", "occasions"):
        connection.request("GET", f"/{room}.json")
        told = json.loads(connection.getresponse().read())
        first = next(iter(told.get("items", told.get(room))), {})
        numbers[room] = first.get("number") or first.get("id", "")
    pairs = [
        ("需求列表（50 条）", 2.5, "/needs/", "/"),
        ("需求详情", 4.0, f"/needs/{numbers['needs']}/", "/77/"),
        ("组织列表（50 家）", 2.5, "/orgs/", "/"),
        ("组织详情", 4.0, f"/orgs/{numbers['orgs']}/", "/77/"),
        ("项目列表", 2.5, "/projects/", "/"),
        ("项目的全过程", 4.0, f"/projects/{numbers['projects']}/", "/77/"),
        ("供给列表", 2.5, "/offers/", "/"),
        ("供给详情", 4.0, f"/offers/{numbers['offers']}/", "/77/"),
        ("结对列表", 2.5, "/pairs/", "/"),
        ("结对详情", 4.0, f"/pairs/{numbers['pairs']}/", "/77/"),
        ("活动列表", 2.5, "/occasions/", "/"),
        ("活动详情", 4.0, f"/occasions/{numbers['occasions']}/", "/77/"),
        ("镇村详情", 4.0, "/places/441802000000/", "/77/"),
        ("提一条建议", 4.0, "/suggest/441802000000/", "/77/"),
        ("接口：需求列表", 2.0, "/api/v1/needs?limit=50", "/api/"),
        ("接口：组织列表", 2.0, "/api/v1/organisations?limit=50", "/api/"),
    ]
    empty = {f"/{room}/" for room, number in numbers.items() if not number}
    return [pair for pair in pairs if not any(pair[2].startswith(room) for room in empty)]


def _row(name: str, goal: float, our_port: int, path: str, bare_port: int, bare_path: str) -> dict[str, object]:
    times = compare(our_port, path, bare_port, bare_path)
    ours, bare, fresh = (statistics.median(each) for each in (times.ours, times.bare, times.fresh))
    return {
        "what": name,
        "ours_ms": round(ours, 1),
        "bare_ms": round(bare, 1),
        "ratio": round(ours / bare, 2),
        "goal": goal,
        "p95_ms": round(sorted(times.ours)[int(len(times.ours) * 0.95)], 1),
        "fresh_ms": round(fresh, 1),
        "fresh_ratio": round(fresh / bare, 2),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    found = run(parser.parse_args().data)
    for row in found.pages + found.explorer + found.weights:
        print(row)
