"""R6: files, exports, search, counts and caches give no more than the page does."""

import re
import zipfile
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.people.models import Person
from bangfu.plumbing.access.middleware import ActorMiddleware, actor_of
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import path_of
from tests.routing import rows
from tests.samples import ELSEWHERE, World, make_need, make_organisation, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R6")]
WORD = "隐身"  # what an outsider may search for; the canaries' endings they cannot know
OUTSIDERS = ("public", "employer")
CANARIES = (
    "隐身血压计草稿甲一",
    "隐身血压计待核实乙二",
    "隐身血压计已核实丙三",
    "隐身果树协会丁四",
    "隐身医疗协会戊五",
    "隐身人己六",
    "隐身地址庚七",
    "隐身原因辛八",
    "13900139007",
    "yinshen@example.cn",
)
QUESTIONS = (
    "",
    f"?q={WORD}",
    f"?q={WORD}&state=draft",
    "?region=45&state=submitted",
    f"?search={WORD}&text={WORD}",
    "?page=2&limit=200",
)


def hide(world: World) -> None:
    """Drafts, unverified organisations and people, where no outsider may know of them."""
    village = somebody("elsewherevillage", "village", scope="45")
    people = {"village": village, "frontline": somebody("elsewherefront", "frontline", scope="45")}
    for state, title in (("draft", CANARIES[0]), ("submitted", CANARIES[1]), ("verified", CANARIES[2])):
        make_need(ELSEWHERE, state, people, title=title, words=title, on_behalf_of=CANARIES[5])
    make_organisation(950, "450302000000", verified=False, name=CANARIES[3], address=CANARIES[6])
    make_organisation(951, "450302000000", verified=False, name=CANARIES[4])
    Organisation.objects.filter(name=CANARIES[4]).update(state_reason=CANARIES[7])
    Person.objects.create(login="yinshen", name=CANARIES[5], phone=CANARIES[8], email=CANARIES[9])


def text_of(answer) -> str:
    """All that an answer says, workbooks unpacked, headers included."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", "replace") + repr(sorted(answer.headers.items()))


def surfaces(world: World) -> list[str]:
    """Every address that answers to a GET: lists with every question, objects of each kind of sample."""
    found = []
    for row in rows():
        if "GET" not in row.methods:
            continue
        if not row.on:
            found += [reverse(row.name) + question for question in (QUESTIONS if row.is_public else QUESTIONS[:2])]
        found += [reverse(row.name, args=sample.args) for sample in world.samples.get(row.on, [])[:2]]
    return sorted(set(found) - {"/accounts/logout/"})


def leaks(world: World, role: str) -> tuple[list[str], int]:
    """Surfaces where somebody meets a canary; and how many were tried."""
    client, found = world.cast[role].client, []
    client.raise_request_exception = False
    tried = surfaces(world)
    for address in tried:
        with transaction.atomic():
            said = text_of(client.get(address))
            transaction.set_rollback(True)
        found += [f"{address} shows {canary} to {role}" for canary in CANARIES if canary in said]
    return found, len(tried)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_surface_shows_a_canary_to_outsiders(world, role):
    hide(world)
    found, count = leaks(world, role)
    print(f"R6 surfaces {count} canaries {len(CANARIES)} as {role}: leaks {len(found)}")
    assert count > 150 and found == []


def test_the_check_finds_a_list_that_forgot_its_filter(world, monkeypatch):
    """The planted fault: the list of published needs without its filter."""
    hide(world)
    monkeypatch.setattr("bangfu.apps.needs.queries_explorer.published", lambda: Need.objects.all())
    found, _ = leaks(world, "public")
    assert any("needs" in line for line in found)


def said_of_all(world: World) -> dict[str, str]:
    """What strangers read on every page without arguments, without what changes at each look."""
    client = Client(raise_request_exception=False)
    found = {}
    for row in rows():
        if row.is_public and not row.on and "GET" in row.methods and row.name not in ("healthz", "metrics"):
            for question in QUESTIONS:
                said = text_of(client.get(reverse(row.name) + question))
                found[reverse(row.name) + question] = re.sub(
                    r'value="\w{16,64}"|编号 \w{8}|\d\d:\d\d(:\d\d)?', "", said
                )
    return found


def test_hidden_records_change_no_count_list_or_suggestion(world):
    before = said_of_all(world)
    hide(world)
    after = said_of_all(world)
    assert {address for address in before if before[address] != after[address]} == set()


def uncovered(world: World, role: str) -> list[str]:
    """Addresses whose answer to a signed-in person a shared cache could keep or answer again."""
    client, found = world.cast[role].client, []
    for address in surfaces(world):
        with transaction.atomic():
            answer = client.get(address)
            transaction.set_rollback(True)
        if "no-store" not in answer.get("Cache-Control", "") or answer.has_header("ETag"):
            found.append(address)
    return found


def test_nothing_for_the_signed_in_may_be_kept_by_a_cache(world):
    assert uncovered(world, "county") == []


def test_the_check_finds_a_page_that_a_cache_may_keep(world, monkeypatch):
    """The planted fault: the middleware that forbids keeping is gone."""

    def open_door(self, request):
        request.actor = actor_of(request)
        return self.get_response(request)

    monkeypatch.setattr(ActorMiddleware, "__call__", open_door)
    assert uncovered(world, "county")


def test_no_file_is_served_by_its_path(world):
    """Every guess at where the bytes lie, for strangers and for those who may see the record."""
    for stored in StoredFile.objects.all():
        place = path_of(stored)
        guesses = [f"/{part}{place.name}" for part in ("media/", "static/", "files/", "uploads/")]
        guesses += [f"/media/{'/'.join(place.parts[-n:])}" for n in (2, 3)]
        for client in (Client(), world.cast["county"].client):
            for guess in guesses:
                if guess.removeprefix("/files/") == stored.pk:
                    continue
                assert client.get(guess).status_code == 404, guess


def test_a_batch_of_an_import_is_for_its_uploader_alone(world):
    sample = world.samples["import_batch"][0]
    for name in ("imports:batch", "imports:marked"):
        for role, member in world.cast.items():
            if role != sample.owner:
                assert member.client.get(reverse(name, args=sample.args)).status_code == 404
