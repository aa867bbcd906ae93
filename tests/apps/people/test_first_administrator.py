"""A new site gets its first administrator from the command of the how-to, once."""

import re
from pathlib import Path

import pytest

from bangfu.apps.people.models import Person, RoleGrant
from bangfu.cli import set_up
from bangfu.cli.output import CommandFailed

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "install.md"


@pytest.fixture
def words(monkeypatch):
    """The command as the how-to shows it; places are loaded already."""
    monkeypatch.setattr(set_up.regions, "provinces", lambda: ["44"])
    shown = re.search(r"run\.py set-up --login (\S+) --name (\S+)", HOW_TO.read_text("utf-8"))
    assert shown
    return type("Args", (), {"login": shown[1], "name": shown[2], "quiet": True})()


@pytest.mark.django_db
def test_the_how_to_makes_an_administrator_with_a_link_that_opens(words, capsys, client):
    assert set_up.run(words) == 0
    person = Person.objects.get(login=words.login)
    assert RoleGrant.objects.filter(person=person, role="administrator").count() == 1
    address = capsys.readouterr().out.strip().splitlines()[-1]
    assert client.get(re.sub(r"^https?://[^/]+", "", address)).status_code == 200


@pytest.mark.django_db
def test_a_second_time_is_refused_and_makes_nobody(words):
    set_up.run(words)
    words.login = "another"
    with pytest.raises(CommandFailed, match="已经有系统管理员了"):
        set_up.run(words)
    assert not Person.objects.filter(login="another").exists()
