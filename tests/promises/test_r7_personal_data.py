"""R7: after a tour with failures, personal data stands in no log, address, queue, trail, file name or public page."""

import base64
import hashlib
import json
import logging
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.people.models import Person
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending, put_event
from tests.routing import rows
from tests.samples import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R7")]
PHONE, MAIL, SECRET, CARD = "13807551234", "ren.hua@example.cn", "Quiet-Rivers-77", "441802198803054327"
CANARIES = {"phone": PHONE, "mail": MAIL, "password": SECRET, "identity card": CARD}
# Where each of these tables keeps what it is made for: sealed fields are tried by R13, sessions belong to their person.
OWN_HOMES = {"people.person", "people.session", "imports.importbatch"}


def spellings(value: str) -> set[str]:
    """A value as it may hide: spaced, encoded, reversed, or as a digest without a key."""
    raw = value.encode()
    spaced = {" ".join(re.findall(".{1,4}", value)), "-".join(re.findall(".{1,3}", value))}
    coded = {base64.b64encode(raw).decode().rstrip("="), raw.hex(), quote(value, safe=""), value[::-1], value.upper()}
    digests = {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")}
    return {value, *spaced, *coded, *digests}


SPELLINGS = {(what, each) for what, value in CANARIES.items() for each in spellings(value)}


def hits(place: str, text: str) -> list[str]:
    """Which canaries stand in a text."""
    return sorted({f"{what} in {place}" for what, each in SPELLINGS if each in text})


class Heard(logging.Handler):
    """All that is logged, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def heard(world):
    handler, root = Heard(), logging.getLogger()
    logging.disable(logging.NOTSET)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def type_everything(client: Client) -> list:
    """Personal data typed where it belongs and where it does not: sign-in, forms, failures."""
    answers = [client.post("/accounts/login/", {"login": PHONE, "password": SECRET}) for _ in range(3)]
    answers.append(client.post("/accounts/login/", {"login": MAIL, "password": SECRET, "next": "/my/"}))
    typed = {
        "title": "x",
        "words": CARD,
        "reason": PHONE,
        "name": PHONE,
        "login": MAIL,
        "password": SECRET,
        "again": SECRET,
    }
    typed |= {
        "code": CARD,
        "place": PHONE,
        "outcome": PHONE,
        "lines-TOTAL_FORMS": PHONE,
        "days": PHONE,
        "file_name": CARD,
    }
    for row in rows():
        if "POST" in row.methods and not row.on and row.name != "account_logout":
            with transaction.atomic():
                answers.append(client.post(reverse(row.name), typed))
                transaction.set_rollback(row.name != "needs:new")
    return answers


def walk(world: World, role: str) -> list:
    """Every page somebody can read."""
    client, answers = world.cast[role].client, []
    client.raise_request_exception = False
    for row in rows():
        if "GET" in row.methods and row.name != "account_logout":
            for args in [()] if not row.on else [sample.args for sample in world.samples.get(row.on, [])[:1]]:
                with transaction.atomic():
                    answers.append(client.get(reverse(row.name, args=args)))
                    transaction.set_rollback(True)
    return answers


def breaks_with_personal_data(*args, **kwargs):
    """What a fault may look like: personal data in local variables of the frame that fails."""
    phone, card = PHONE, CARD
    return json.dumps({phone: card})[0] / 0


def stored() -> dict[str, str]:
    """Every table but those where personal data is at home, as text."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label not in OWN_HOMES:
            found[label] = repr(list(model._base_manager.values_list()))
    return found


def tour(world: World, heard: Heard, monkeypatch) -> tuple[list[str], int]:
    """The scripted tour; every hit by its place, and how many requests were made."""
    Person.objects.filter(pk=world.cast["village"].person.pk).update(name="任华")
    person = Person.objects.get(pk=world.cast["village"].person.pk)
    person.phone, person.email = PHONE, MAIL
    person.save()
    answers = walk(world, "village") + walk(world, "public") + walk(world, "bureau")
    for role in ("public", "village", "administrator"):
        world.cast[role].client.raise_request_exception = False
        answers += type_everything(world.cast[role].client)
    with pytest.MonkeyPatch.context() as planted:
        planted.setattr("bangfu.web.views.homes.things_to_do", breaks_with_personal_data)
        broken = [world.cast["village"].client.get("/my/") for _ in range(3)]
    assert [answer.status_code for answer in broken] == [500] * 3
    deliver_pending(at=now())
    found = hits("the log", "\n".join(heard.lines))
    for answer in answers + broken:
        address = answer.wsgi_request.get_full_path()
        found += hits("an address", address + answer.headers.get("Location", ""))
    for answer in broken:
        found += hits("an error page", answer.content.decode())
    for label, text in stored().items():
        found += hits(label, text)
    found += hits("a file name", " ".join(str(path) for path in Path(world_files()).rglob("*")))
    found += [hit for answer in walk(world, "public") for hit in hits("a public page", text_of(answer))]
    return sorted(set(found)), len(answers) + len(broken)


def world_files() -> str:

    return str(settings.MEDIA_ROOT)


def text_of(answer) -> str:
    return b"".join(answer).decode("utf-8", "replace")


def test_a_tour_leaves_personal_data_nowhere(world, heard, monkeypatch):
    found, count = tour(world, heard, monkeypatch)
    print(
        f"R7 requests {count} canaries {len(CANARIES)} spellings {len(SPELLINGS)} tables {len(stored())} hits {len(found)}"
    )
    assert count >= 300 and found == []


@pytest.mark.parametrize("fault", ["log", "queue", "digest"])
def test_the_check_finds_personal_data_where_it_does_not_belong(world, heard, monkeypatch, fault):
    """Planted faults: a person in a log line, a number in the queue, a digest without a key."""
    if fault == "log":
        logging.getLogger("bangfu").warning("could not reach %s", PHONE)
    if fault == "queue":
        put_event("notices.made", {"to": MAIL}, at=now())
    if fault == "digest":
        number = world.samples["draft_need"][0].args[0]
        Need.objects.filter(number=number).update(search=hashlib.sha256(CARD.encode()).hexdigest())
    found = hits("the log", "\n".join(heard.lines)) + [
        hit for label, text in stored().items() for hit in hits(label, text)
    ]
    assert len(found) == 1
