"""The whole benchmark table: ``python -m bench [--only NAME …] [--out F.md]``. Ratios against a named yardstick in one run."""

import argparse
import atexit
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bench import imports, matching_plan, pages, relevance, start, text_tokens

ROOT = Path(__file__).resolve().parent.parent
Rows = list[dict[str, object]]


def _tokens() -> Rows:
    found = text_tokens.measure()
    return [
        {"what": "分词（rjieba ÷ jieba）", "ratio": round(found["words_ratio"], 1), "goal": "≥ 5"},
        {"what": "检索词元（全部 ÷ jieba 分词）", "ratio": round(found["search_tokens_ratio"], 1), "goal": ""},
    ]


@cache
def _city() -> Path:
    """The example city of 8,000 organisations and 10,000 needs, built once a run."""
    folder = Path(tempfile.mkdtemp(prefix="bangfu-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [sys.executable, "run.py", "demo", "--scale", "city", "--no-serve", "--data", str(folder / "city")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder / "city"


@cache
def _served() -> pages.Measured:
    return pages.run(_city())


PARTS: dict[str, Callable[[], Rows]] = {
    "tokens": _tokens,
    "plan": matching_plan.measure,
    "relevance": relevance.measure,
    "import": imports.measure,
    "pages": lambda: _served().pages,
    "explorer": lambda: _served().explorer,
    "weights": lambda: _served().weights,
    "start": lambda: start.measure(_city()),
}
NOTES = {
    "relevance": "The labelled set and what the columns mean: `docs/explanation/relevance.md`.",
    "pages": "Medians of one interleaved run. `ours_ms` is the site as it serves: what everybody may read is kept in memory until "
    "the next change. `fresh_ms` is the first reading after a change, without anything kept; the goal is of `ratio`.",
    "explorer": "Every state of the filters asked once, so nothing kept can answer.",
    "weights": "The page, its style sheets and its scripts as they travel (gzip), before photos.",
    "start": "From the start of the process, with two workers, every check and an open database.",
}


def _load() -> str:
    """How busy the machine is, because a busy one makes every figure worse and ratios unsteady."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} (1 min) and {five:.1f} (5 min) on {os.cpu_count()} processors"


def heading() -> str:
    """Where and on what the table was measured; more load than a quarter of the processors counts as disturbed."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    disturbed = os.getloadavg()[1] > (os.cpu_count() or 1) / 4
    verdict = "The machine was busy with other work: figures are too high." if disturbed else "The machine was quiet."
    return f"Measured at commit {commit} on {platform.machine()}, Python {platform.python_version()}; before the run {_load()}. {verdict}"


def table_of(rows: Rows) -> str:
    """Rows as a Markdown table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, ["---"] * len(names), *([str(row.get(name, "")) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, nargs="*", default=list(PARTS))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    said = ["# Benchmarks", "", "Made by `python -m bench --out docs/reference/benchmarks.md`.", "", heading(), ""]
    for name in args.only:
        part = [f"## {name}", "", *([NOTES[name], ""] if name in NOTES else []), table_of(PARTS[name]()), ""]
        print("\n".join(part), flush=True)
        said += part
    said.append(f"After the run: {_load()}.\n")
    if args.out:
        args.out.write_text("\n".join(said), encoding="utf-8")


if __name__ == "__main__":
    main()
