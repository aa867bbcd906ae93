"""The whole benchmark table: ``python -m bench [NAME …] [--out F.md]``. Ratios against a named yardstick in one run.

``python -m bench province`` takes a quarter of an hour and six gigabytes, so it is measured only when it is named.
"""

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

from bench import (
    books,
    imports,
    matching_plan,
    matching_province,
    matching_shortlist,
    matching_teams,
    matching_whole,
    pages,
    push,
    relevance,
    start,
    text_tokens,
)

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
    "shortlist": matching_shortlist.measure,
    "teams": matching_teams.measure,
    "whole": matching_whole.measure,
    "import": imports.measure,
    "push": push.measure,
    "books": books.measure,
    "pages": lambda: _served().pages,
    "explorer": lambda: _served().explorer,
    "weights": lambda: _served().weights,
    "start": lambda: start.measure(_city()),
    "province": matching_province.measure,
}
ONLY_WHEN_NAMED = ("province",)
NOTES = {
    "relevance": "The labelled set and what the columns mean: `docs/explanation/relevance.md`.",
    "shortlist": "8,000 × 10,000. The exhaustive plan hands every eligible pair to the solver; the bound is proven by prices over all of them.",
    "teams": "Generated projects; the gap is to the proven bound.",
    "whole": "Two spreadsheets to the finished workbook in a process of its own, against the same program's own scoring (with the reading "
    "of texts and lists into features), shortlist and flow; `ratio_without_features` leaves that reading out of the yardstick.",
    "push": "One need to 10,000 people with an account, by two channels, with everybody's own reason; the yardstick is a bare insert of "
    "as many rows of the same texts. `seconds` include reading the registry for the first time, and looking whether it was read; "
    "rows are written some hundred at a time.",
    "books": "Gifts of about one yuan and a spend for every thousand; the yardstick is Beancount's own `bean-check`, reading what was written.",
    "province": "Generated lists of all prefectures. Peak memory is that of this process and of two workers together. `cells` are the pairs "
    "looked at, pass by pass.",
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
    usual = [name for name in PARTS if name not in ONLY_WHEN_NAMED]
    parser.add_argument("names", choices=[*PARTS, []], nargs="*", metavar="NAME", help="、".join(PARTS))
    parser.add_argument("--only", choices=PARTS, nargs="*", default=[], help="the same as naming them")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    names = [*args.names, *args.only]
    words = " ".join(["python -m bench", *names, *(["--out", args.out.as_posix()] if args.out else [])])
    said = ["# Benchmarks", "", f"Made by `{words}`.", "", heading(), ""]
    for name in names or usual:
        part = [f"## {name}", "", *([NOTES[name], ""] if name in NOTES else []), table_of(PARTS[name]()), ""]
        print("\n".join(part), flush=True)
        said += part
    said.append(f"After the run: {_load()}.\n")
    if args.out:
        args.out.write_text("\n".join(said), encoding="utf-8")


if __name__ == "__main__":
    main()
