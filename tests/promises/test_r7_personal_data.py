"""R7: after a tour with failures, personal data stands in no log, address, queue, trail, file name or public page."""

import hashlib
import itertools
import json
import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending, put_event
from tests.canaries import CORES, PEOPLE, Denominator, hits, value
from tests.promises.test_r6_side_doors import text_of
from tests.routing import rows
from tests.samples import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R7")]


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


# What is typed into which field of a form, where it belongs and where it does not.
TYPED = {
    "words": "identity card",
    "reason": "phone",
    "name": "phone",
    "login": "mail",
    "password": "password",
    "again": "password",
    "code": "identity card",
    "place": "address",
    "outcome": "health",
    "lines-TOTAL_FORMS": "phone",
    "days": "bank card",
    "file_name": "landline",
    "q": "identity card",
    "phone": "phone",
    "email": "mail",
}


def type_everything(client: Client, people: itertools.cycle) -> list:
    """Personal data typed where it belongs and where it does not: sign-in, forms, failures; another person's each time."""
    answers = []
    for field in ("phone", "mail", "identity card"):
        for _ in range(2):
            person = next(people)
            form = {"login": value(field, person), "password": value("password", person), "next": "/my/"}
            answers.append(client.post("/accounts/login/", form))
    for row in rows():
        if "POST" in row.methods and not row.on and row.name != "account_logout":
            person = next(people)
            typed = {name: value(field, person) for name, field in TYPED.items()} | {"title": "x"}
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
    phone, card = value("phone", 1), value("identity card", 1)
    return json.dumps({phone: card})[0] / 0


def open_fields(model: type[models.Model]) -> list[str]:
    """The columns of a table that are not made for personal data: all but those, as their room classes them."""
    closed = {
        name for name, kind in getattr(model, "FIELD_CLASSES", {}).items() if kind in ("personal", "confidential")
    }
    return [field.name for field in model._meta.concrete_fields if field.name not in closed]


def stored() -> dict[str, str]:
    """Every table as text, without the fields that personal data is at home in (those are sealed: R13)."""
    every = apps.get_models(include_auto_created=True)
    return {m._meta.label_lower: repr(list(m._base_manager.values_list(*open_fields(m)))) for m in every}


def forty_people(world: World) -> None:
    """Forty accounts with personal data; one of them is the village's in the cast, who acts in the tour."""
    known = Person.objects.get(pk=world.cast["village"].person.pk)
    others = [Person.objects.create(login=f"canary{number}", name=f"任{number}") for number in range(1, PEOPLE)]
    for number, person in enumerate([known, *others]):
        person.phone, person.email = value("phone", number), value("mail", number)
        person.save()
    send_notice(by=SYSTEM_ACTOR, words=Words("must_know", "请看一眼"), audience=[str(p.pk) for p in (known, *others)])


def broken_pages(world: World) -> list:
    """Pages that fail while personal data is at hand, and letters that cannot be sent."""
    with pytest.MonkeyPatch.context() as planted:
        planted.setattr("bangfu.web.views.homes.things_to_do", breaks_with_personal_data)
        broken = [world.cast["village"].client.get("/my/") for _ in range(3)]
        planted.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        planted.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        planted.setattr(settings, "EMAIL_PORT", 1)
        deliver_pending(at=now())
    assert [answer.status_code for answer in broken] == [500] * 3
    return broken


def tour(world: World, heard: Heard) -> tuple[list[str], int]:
    """The scripted tour; every hit by its place, and how many requests were made."""
    forty_people(world)
    people = itertools.cycle(range(PEOPLE))
    answers = walk(world, "village") + walk(world, "public") + walk(world, "bureau")
    for role in ("public", "village", "administrator"):
        world.cast[role].client.raise_request_exception = False
        answers += type_everything(world.cast[role].client, people)
    broken = broken_pages(world)
    found = hits("the log", "\n".join(heard.lines))
    for answer in answers + broken:
        address = answer.wsgi_request.get_full_path()
        found += hits("an address", address + " " + answer.headers.get("Location", ""))
    for answer in broken:
        found += hits("an error page", answer.content.decode())
    for label, text in stored().items():
        found += hits(label, text)
    found += hits("a file name", " ".join(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*")))
    after = walk(world, "public")
    found += hits("a public page or export", "\n".join(text_of(answer) for answer in after))
    return sorted(set(found)), len(answers + broken + after)


def test_a_tour_leaves_personal_data_nowhere(world, heard):
    found, count = tour(world, heard)
    print(f"R7 requests {count} {Denominator()} tables {len(stored())} hits {len(found)}")
    assert count >= 300 and found == []


@pytest.mark.parametrize("field", CORES)
def test_a_canary_is_found_however_it_is_spelt(field):
    """The search itself: a value is found in each of the ways, inside other text."""
    one = value(field, 7)
    for digest in ("md5", "sha1", "sha256", "sha512"):
        assert hits("x", f'a{{"k": "{hashlib.new(digest, one.encode()).hexdigest()}"}}')
    for raw in (one, one[::-1], one.encode().hex(), f"x={one}&y", json.dumps({"k": one})):
        assert hits("x", raw) and not hits("x", raw[: len(raw) // 4])


@pytest.mark.parametrize("fault", ["log", "queue", "digest"])
def test_the_check_finds_personal_data_where_it_does_not_belong(world, heard, monkeypatch, fault):
    """Planted faults: a person in a log line, a number in the queue, a digest without a key."""
    if fault == "log":
        logging.getLogger("bangfu").warning("could not reach %s", value("phone", 3))
    if fault == "queue":
        put_event("notices.unanswered", {"to": value("mail", 4)}, at=now())
    if fault == "digest":
        number = world.samples["draft_need"][0].args[0]
        Need.objects.filter(number=number).update(search=hashlib.sha256(value("identity card", 5).encode()).hexdigest())
    found = hits("the log", "\n".join(heard.lines)) + [
        hit for label, text in stored().items() for hit in hits(label, text)
    ]
    assert len(found) == 1
