"""The documents are true: files that they name exist, links lead somewhere, commands are there, words are in the glossary."""

import re

import pytest
from django.apps import apps

from bangfu.cli import COMMANDS
from tests.house.source import APPS, PACKAGE, PROJECT, committed_files, rooms, shown, text_of

DOCUMENTS = [path for path in committed_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED_PATH = re.compile(r"`((?:src|tests|docs|bench|\.ci)/[A-Za-z0-9_./-]+)`")
COMMAND = re.compile(r"(?:run\.py|uv run bangfu|^bangfu|`bangfu) ([a-z][a-z-]+)", re.MULTILINE)
PROMISED = {"team", "books", "log", "backup", "restore", "verify-backup"}  # commands that come with later rooms
FIXED = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "THREAT_MODEL.md"]
FIXED += ["CHANGELOG.md", "LICENSE", "docs/glossary.md"]


@pytest.mark.parametrize("name", FIXED)
def test_the_promised_document_exists(name):
    assert len((PROJECT / name).read_text("utf-8")) > 300


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_links_lead_somewhere(document):
    broken = [
        target
        for target in LINK.findall(text_of(document))
        if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists()
    ]
    assert not broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_files_that_are_named_exist(document):
    missing = [name for name in NAMED_PATH.findall(text_of(document)) if not (PROJECT / name).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_commands_that_are_shown_exist(document):
    shown_commands = set(COMMAND.findall(text_of(document)))
    assert not shown_commands - set(COMMANDS) - {"test"} - PROMISED


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_show_the_two_commands(name):
    text = (PROJECT / name).read_text("utf-8")
    assert "python3 run.py demo" in text and "python3 run.py test" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_module(command):
    assert (PACKAGE / "cli" / f"{COMMANDS[command].module}.py").exists()


def glossary() -> set[str]:
    """The identifiers of the glossary's table."""
    rows = re.findall(r"^\|(.+)\|$", (PROJECT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
    words: set[str] = set()
    for row in rows:
        cells = row.split("|")
        words |= set(re.findall(r"`([A-Za-z_]+)`", cells[2])) if len(cells) > 2 else set()
    return words


@pytest.mark.parametrize("room", rooms())
def test_a_rooms_name_is_a_word_of_the_glossary(room):
    assert (APPS / room).exists() and room in glossary()


def snake(name: str) -> str:
    """`RoleGrant` as `role_grant`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if model.__module__.startswith("bangfu.apps.")],
    ids=lambda model: model._meta.label,
)
def test_a_models_name_is_a_word_of_the_glossary(model):
    assert snake(model.__name__) in glossary(), f"add `{snake(model.__name__)}` to docs/glossary.md"


def test_decisions_are_numbered_without_a_double():
    numbers = [path.name[:4] for path in (PROJECT / "docs/adr").glob("[0-9]*.md")]
    assert numbers and len(numbers) == len(set(numbers))


def test_a_decision_says_why():
    for path in (PROJECT / "docs/adr").glob("[0-9]*.md"):
        text = path.read_text("utf-8")
        assert re.search(r"reject|why", text, re.IGNORECASE), f"{shown(path)}: why, and what was rejected?"
