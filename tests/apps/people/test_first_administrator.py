"""The how-to of installation shows how the first administrator comes to be: its lines are run as they stand."""

import re
from pathlib import Path

import pytest

from bangfu.apps.people.models import Person, RoleGrant

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "install.md"
BLOCK = re.compile(r"^   ```python\n(.*?)^   ```", re.DOTALL | re.MULTILINE)


@pytest.mark.django_db
def test_the_how_to_makes_an_administrator_with_a_link(capsys, client):
    code = BLOCK.search(HOW_TO.read_text("utf-8"))
    assert code
    exec(re.sub(r"^   ", "", code[1], flags=re.MULTILINE), {})  # noqa: S102  our own document
    person = Person.objects.get(login="first-admin")
    assert RoleGrant.objects.filter(person=person, role="administrator").count() == 1
    assert client.get(capsys.readouterr().out.strip()).status_code == 200
