"""Saying on stderr what is wrong with the sheets: every place, one after the other."""

from __future__ import annotations

import sys

from bangfu.cli.output import RED, coloured
from bangfu.plumbing.sheets import Problem


def complain_about(problems: list[tuple[str, Problem]], *, nothing_written: bool = True) -> None:
    """Prints each problem on two lines: what and where, then how to mend it; last the count.

    Args:
        problems: (file name, problem) in the order of the files.
        nothing_written: add the sentence that nothing was written.
    """
    for file, problem in problems:
        place = " ".join(part for part in (file, f"[{problem.sheet}]" if problem.sheet else "", problem.cell) if part)
        column = f"「{problem.column}」列" if problem.column else ""
        value = f"「{problem.value}」" if problem.value else ""
        print(f"{coloured('错误', RED, sys.stderr)}  {place} {column}{value}：{problem.message}", file=sys.stderr)
        print(f"      改法：{problem.fix}", file=sys.stderr)
    files = len({file for file, _ in problems})
    ending = "没有写出任何文件。" if nothing_written else ""
    print(f"共 {len(problems)} 处要改，在 {files} 个文件里。{ending}", file=sys.stderr)
