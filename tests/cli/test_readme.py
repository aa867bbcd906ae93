"""What the READMEs show is what happens: their plan command is run as it stands and must print the lines that stand there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
SHOWN = re.compile(r"```sh\npython3 run\.py (plan .*?)\n```.*?```text\n(.*?)\n```", re.DOTALL)


def shown(readme: str) -> tuple[list[str], str]:
    """The words after `run.py`, and what the README says that they print."""
    found = SHOWN.search((PROJECT / readme).read_text("utf-8"))
    assert found, f"{readme} shows no plan command with its output"
    return shlex.split(found[1]), found[2]


@pytest.mark.parametrize("readme", READMES)
def test_the_plan_command_of_the_readme_prints_what_stands_there(readme, tmp_path):
    words, expected = shown(readme)
    words = [str(PROJECT / word) if word.startswith("examples/") else word for word in words]
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("BANGFU_", "DJANGO_"))}
    answer = subprocess.run(
        [sys.executable, "-m", "bangfu.cli", *words],
        cwd=tmp_path,
        env=settings | {"PYTHONPATH": str(PROJECT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == expected
    assert (tmp_path / "plan.xlsx").stat().st_size > 5_000


def test_both_readmes_show_the_same_output():
    assert shown(READMES[0]) == shown(READMES[1])


@pytest.mark.parametrize("command", ["plan", "recommend", "team"])
def test_a_command_without_a_site_starts_without_settings(command):
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("BANGFU_", "DJANGO_"))}
    answer = subprocess.run(
        [sys.executable, "-m", "bangfu.cli", command, "--help"],
        env=settings | {"PYTHONPATH": str(PROJECT / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr.decode()
