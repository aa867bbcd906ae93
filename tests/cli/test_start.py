"""Promises of `run.py`: ready at once the second time, mended when broken, a sentence when something is missing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.house.source import PROJECT


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project of its own with two locks that name nothing, and no way to a network."""
    for lock in ("requirements.lock", "requirements-test.lock"):
        (tmp_path / lock).write_text("", "utf-8")
    monkeypatch.setattr(run, "PROJECT", tmp_path)
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(run, "TEST_LOCK", tmp_path / "requirements-test.lock")
    monkeypatch.setenv("BANGFU_WITHOUT_UV", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_RETRIES", "0")
    return tmp_path / ".venv-run"


def test_only_the_standard_library_and_old_syntax_are_used():
    tree = ast.parse((PROJECT / "run.py").read_text("utf-8"), feature_version=(3, 6))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_an_old_python_is_told_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(run.shutil, "which", lambda _name: None)
    assert run.main(["demo"]) == 1
    assert "needs Python 3.11 or newer, this is 3.9.2" in capsys.readouterr().err


def test_the_second_start_does_nothing_and_a_broken_one_is_mended(home, monkeypatch):
    python = run.prepared(run.LOCK)
    assert python.exists() and run.is_ready(home, run.LOCK)
    monkeypatch.setattr(run, "build", lambda *_: pytest.fail("built twice"))
    assert run.prepared(run.LOCK) == python
    monkeypatch.undo()


def test_a_half_made_environment_is_made_again(home):
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").write_text("not an interpreter", "utf-8")
    assert not run.is_ready(home, run.LOCK)
    assert run.works(run.prepared(run.LOCK).parent.parent)


def test_a_changed_lock_is_installed_again_and_says_why_it_cannot(home, capsys):
    run.prepared(run.LOCK)
    run.LOCK.write_text(f"no-such-library==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    assert not run.is_ready(home, run.LOCK)
    assert run.main(["--version"]) == 1
    assert "no connection to the package index" in capsys.readouterr().err
    assert not run.is_ready(home, run.LOCK), "a failed installation must not count as one"


def test_what_was_installed_for_the_tests_serves_the_site(home):
    run.prepared(run.TEST_LOCK)
    assert run.is_ready(home, run.LOCK)


def test_a_full_disk_is_refused_before_the_download(home, monkeypatch, capsys):
    monkeypatch.setattr(run.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1000})())
    assert run.main(["demo"]) == 1
    assert "of disk" in capsys.readouterr().err


def test_a_project_that_cannot_be_written_uses_the_users_cache(home, monkeypatch, tmp_path):
    monkeypatch.setattr(run.os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run.home_of_environment().is_relative_to(tmp_path / "cache" / "bangfu")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "does not have the hash"),
        ("ERROR: No matching distribution found for x==1", "the package index does not have"),
        ("something else", "could not be installed: something else"),
    ],
)
def test_the_installers_failures_become_sentences(said, sentence):
    assert sentence in run.explained(said, Path("env"))


def test_the_command_replaces_the_starter_and_keeps_its_exit_code():
    answer = subprocess.run(
        [sys.executable, str(PROJECT / "run.py"), "no-such-command"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2 and "no-such-command" in answer.stderr
