"""The whole benchmark table: ``python -m bench [--only NAME …] [--out F.md]``. Ratios against a named yardstick in one run."""

import argparse
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import imports, matching_plan, pages, text_tokens

ROOT = Path(__file__).resolve().parent.parent
Rows = list[dict[str, object]]


def _tokens() -> Rows:
    found = text_tokens.measure()
    return [
        {"what": "分词（rjieba ÷ jieba）", "ratio": round(found["words_ratio"], 1), "goal": "≥ 5"},
        {"what": "检索词元（全部 ÷ jieba 分词）", "ratio": round(found["search_tokens_ratio"], 1), "goal": ""},
    ]


def _pages() -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "run.py", "demo", "--scale", "city", "--no-serve", "--data", f"{folder}/city"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return pages.run(Path(folder) / "city")


PARTS: dict[str, Callable[[], Rows]] = {
    "tokens": _tokens,
    "plan": matching_plan.measure,
    "import": imports.measure,
    "pages": _pages,
}


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
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    said = [f"Measured at commit {commit} on {platform.machine()}, Python {platform.python_version()}.", ""]
    for name in args.only:
        said += [f"## {name}", "", table_of(PARTS[name]()), ""]
        print("\n".join(said[-3:]), flush=True)
    if args.out:
        args.out.write_text("\n".join(said), encoding="utf-8")


if __name__ == "__main__":
    main()
