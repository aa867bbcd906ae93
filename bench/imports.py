"""A ten-thousand-row sheet of organisations into a site: seconds, and memory above an idle command of the same program."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bangfu.plumbing.sheets import csv_bytes
from bangfu.values import CreditCode

ROOT = Path(__file__).resolve().parent.parent
ROWS = 10_000
SECONDS_MAX, MEGABYTES_MAX = 60, 300
TITLES = (
    "编号",
    "名称",
    "统一社会信用代码",
    "组织类型",
    "领域",
    "专业能力",
    "可提供资源",
    "所在区划",
    "服务半径公里",
    "可承接数量",
    "简介",
)


def sheet(rows: int = ROWS) -> bytes:
    """Invented organisations with codes that no registrar can issue."""
    return csv_bytes(
        TITLES,
        [
            (
                f"B{n:05d}",
                f"示例第{n}号果树技术协会",
                str(CreditCode.example("51", 500_000 + n)),
                "社会团体",
                "果树种植提升",
                "果树栽培技术:2；测土配方:1",
                "技术手册:50",
                "440106",
                120,
                3,
                "会员多是退休果树技术员，冬剪和花期能下乡，一次两人，不卖农药。",
            )
            for n in range(rows)
        ],
    )


def _peak_of(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one `bangfu` command in a process of its own.

    The peak is the kernel's VmHWM: `ru_maxrss` would remember the size of the process that started this one.
    """
    program = (
        "import re, sys; from pathlib import Path; from bangfu.cli import main; code = main(sys.argv[1:]); "
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]; "
        "sys.stderr.write('PEAK ' + peak); sys.exit(code)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return seconds, int(done.stderr.rsplit("PEAK ", 1)[1]) / 1024


def measure() -> list[dict[str, object]]:
    """One row: seconds of the import, megabytes above `bangfu migrate` on the same site."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}", "BANGFU_DATA_DIR": f"{folder}/site"}
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from bangfu.cli import main; sys.exit(main(sys.argv[1:]))",
                "demo",
                "--no-serve",
                "--data",
                f"{folder}/site",
            ],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        file = Path(folder) / "organisations.csv"
        file.write_bytes(sheet())
        _, idle = _peak_of(["migrate"], environment)
        seconds, peak = _peak_of(["import", "organisations", str(file)], environment)
    return [
        {
            "what": f"导入组织 {ROWS:,} 行",
            "seconds": round(seconds, 1),
            "goal_seconds": SECONDS_MAX,
            "megabytes_above_idle": round(peak - idle),
            "goal_megabytes": MEGABYTES_MAX,
        }
    ]


if __name__ == "__main__":
    print(measure(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
