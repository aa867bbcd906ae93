"""Promises of the `bangfu` command: fast help, exit codes, errors on stderr, tables that line up, secrets masked."""

import json
import os
import subprocess
import sys
import time

import pytest

from bangfu import cli
from bangfu.cli import output
from bangfu.cli.demo import enter, prepare
from tests.house.source import PROJECT


def bangfu(*words, **settings):
    """Runs the command in a process of its own, with nothing of this one's settings."""
    environment = {"PATH": "", "PYTHONPATH": str(PROJECT / "src"), "HOME": str(PROJECT), "LANG": "C.UTF-8"} | settings
    return subprocess.run(
        [sys.executable, "-m", "bangfu.cli", *words], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.alone
def test_help_answers_without_loading_django():
    began = time.monotonic()
    answer = bangfu("--help")
    assert answer.returncode == 0 and "demo" in answer.stdout
    assert time.monotonic() - began < 2
    loaded = "import sys, bangfu.cli; bangfu.cli._parser_for([]); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False, cwd=PROJECT / "src").returncode == 0


@pytest.mark.parametrize("words", [[], ["no-such-command"], ["serve", "--port", "99999"], ["demo", "--scale", "huge"]])
def test_wrong_usage_is_two_and_says_so_on_stderr(words):
    answer = bangfu(*words)
    assert answer.returncode == 2
    assert answer.stderr and not answer.stdout


def test_a_refusal_is_one_with_what_and_how_to_mend(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    answer = bangfu("demo", "--no-serve", "--data", str(tmp_path))
    assert answer.returncode == 1 and not answer.stdout
    assert "不是示例" in answer.stderr and "--data" in answer.stderr and "Traceback" not in answer.stderr
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "mine"


def test_columns_line_up_with_wide_characters():
    lines = output.table([("需求", "ab"), ("x", "组织")], head=("名称", "n")).splitlines()
    assert [output.width(line[: line.index("组织")]) for line in lines if "组织" in line] == [6]
    assert output.width("ＡＢ中e\u0301") == 7


def test_no_colour_where_nobody_wants_it(monkeypatch):
    terminal = type("Terminal", (), {"isatty": lambda self: True})()
    assert output.coloured("好", output.GREEN, terminal).startswith("\x1b[")
    monkeypatch.setenv("NO_COLOR", "1")
    assert output.coloured("好", output.GREEN, terminal) == "好"


def test_the_doctor_masks_secrets_and_says_where_values_come_from(tmp_path):
    secret = "very-secret-key-" + "s" * 40
    answer = bangfu(
        "doctor",
        "--json",
        BANGFU_DATA_DIR=str(tmp_path),
        BANGFU_SECRET_KEY=secret,
        BANGFU_DATABASE_URL="postgresql://someone:geheim@127.0.0.1:1/nothing",
    )
    assert answer.returncode == 1
    assert secret not in answer.stdout + answer.stderr and "geheim" not in answer.stdout
    document = json.loads(answer.stdout)
    settings = {setting["name"]: setting for setting in document["settings"]}
    assert settings["BANGFU_SECRET_KEY"]["origin"] == "环境变量" and settings["BANGFU_PACK"]["origin"] == "默认"
    wrong = [finding for finding in document["findings"] if finding["level"] == "wrong"]
    assert wrong and all(finding["fix"] for finding in wrong)


@pytest.mark.parametrize("word", ["--reset", "--scale"])
def test_the_demo_never_mixes_scales_and_resets_only_itself(tmp_path, word):
    prepare(tmp_path / "demo", "small", reset=False)
    first = (tmp_path / "demo" / "secret.key").read_text("utf-8")
    assert (tmp_path / "demo" / "secret.key").stat().st_mode & 0o077 == 0
    if word == "--scale":
        with pytest.raises(output.CommandFailed, match="small"):
            prepare(tmp_path / "demo", "city", reset=False)
        return
    prepare(tmp_path / "demo", "small", reset=False)
    assert (tmp_path / "demo" / "secret.key").read_text("utf-8") == first
    prepare(tmp_path / "demo", "city", reset=True)
    assert (tmp_path / "demo" / "secret.key").read_text("utf-8") != first


def test_the_demo_keeps_the_pack_of_its_surroundings_and_nothing_else(tmp_path, monkeypatch):
    around = {"PATH": "", "BANGFU_PACK": "guangzhou_2023", "BANGFU_DATABASE_URL": "postgres://real/site"}
    monkeypatch.setattr(os, "environ", around)
    prepare(tmp_path / "demo", "small", reset=False)
    enter(tmp_path / "demo", 8106)
    assert os.environ["BANGFU_PACK"] == "guangzhou_2023"
    assert "BANGFU_DATABASE_URL" not in os.environ


def test_every_command_says_what_it_is_for():
    assert all(command.purpose for command in cli.COMMANDS.values())


@pytest.mark.parametrize("command", ["demo", "serve", "worker", "migrate", "doctor", "check"])
def test_help_of_a_command_is_printed(command, tmp_path):
    answer = bangfu(command, "--help", BANGFU_DATA_DIR=str(tmp_path))
    assert answer.returncode == 0 and f"bangfu {command}" in answer.stdout
