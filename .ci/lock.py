"""Writes the locks from `pyproject.toml`: hashed, for every platform, without the name of any index.

`python .ci/lock.py` keeps the pinned versions and adds what is new; `python .ci/lock.py --upgrade` takes newer ones.
Needs uv. What it writes: `requirements.lock` (to run), `requirements-test.lock` (to run, test and check), and the pins in
`[tool.uv] constraint-dependencies`, which make `uv run` install the same versions although `uv.lock` is not kept.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.lock": ["--no-dev"], "requirements-test.lock": ["--all-groups"]}
PINS = re.compile(r"constraint-dependencies = \[\n(?:.*\n)*?\]\n")
REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<marker> ; [^\\]+?)? ?\\?$", re.MULTILINE
)


def main(arguments: list[str]) -> int:
    """Writes both locks and the pins; answers an exit code."""
    pyproject = PROJECT / "pyproject.toml"
    (PROJECT / "uv.lock").unlink(missing_ok=True)
    if "--upgrade" in arguments:
        pyproject.write_text(PINS.sub("", pyproject.read_text("utf-8")), "utf-8")
    for name, groups in LOCKS.items():
        (PROJECT / name).write_text(exported(groups), "utf-8")
    write_pins(pyproject, (PROJECT / "requirements-test.lock").read_text("utf-8"))
    return 0


def exported(groups: list[str]) -> str:
    """The lock's text as uv states it: names, versions, markers, hashes and nothing else."""
    command = [os.environ.get("UV", "uv"), "export", *groups, "--no-emit-project", "--no-header", "--no-annotate"]
    command += ["--no-emit-index-url", "--format", "requirements-txt", "--quiet"]
    return subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


def write_pins(pyproject: Path, lock: str) -> None:
    """Puts one pin for each locked name and version into `[tool.uv]`, with its marker where a name has two versions."""
    locked = [(found["name"], found["version"], found["marker"] or "") for found in REQUIREMENT.finditer(lock)]
    names = [name for name, _version, _marker in locked]
    pins = sorted(f'    "{n}=={version}{marker if names.count(n) > 1 else ""}",' for n, version, marker in locked)
    block = "constraint-dependencies = [\n" + "\n".join(pins) + "\n]\n"
    text = PINS.sub("", pyproject.read_text("utf-8"))
    pyproject.write_text(text.replace("[tool.uv]\n", "[tool.uv]\n" + block, 1), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
