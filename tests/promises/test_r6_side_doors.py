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
from bangfu.plumbing.access import Route
from bangfu.plumbing.access.middleware import ActorMiddleware, actor_of
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import path_of
from tests.routing import rows
from tests.samples import ELSEWHERE, World, make_need, make_organisation, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R6")]
WORD = "隐身"  # what an outsider may search for; the canaries' endings they cannot know
OUTSIDERS = ("public", "employer")
EVERY_OUTSIDER = ("public", "nobody", "employer", "donor", "volunteer", "staff", "village", "district")
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


def questions_for(row: Route, turn: int, every: bool) -> list[str]:
    """What a list is asked: nothing, and by turns two of the questions; all of them when ``every``."""
    if every:
        return list(QUESTIONS)
    asked = QUESTIONS[1:] if row.is_public else QUESTIONS[1:2]
    return ["", *dict.fromkeys((asked[turn % len(asked)], asked[(turn + 2) % len(asked)]))]


def surfaces(world: World, start_with: str = "", *, every: bool = False) -> list[str]:
    """Every address that answers to a GET: lists with questions, objects of each kind of sample."""
    found = []
    for turn, row in enumerate(row for row in rows() if "GET" in row.methods and row.name.startswith(start_with)):
        if not row.on:
            found += [reverse(row.name) + question for question in questions_for(row, turn, every)]
        found += [reverse(row.name, args=sample.args) for sample in world.samples.get(row.on, [])[:2]]
    return sorted(set(found) - {"/accounts/logout/"})


def leaks(world: World, role: str, tried: list[str]) -> tuple[list[str], int]:
    """Surfaces where somebody meets a canary; and how many were tried."""
    client, found = world.cast[role].client, []
    client.raise_request_exception = False
    for address in tried:
        with transaction.atomic():
            said = text_of(client.get(address))
            transaction.set_rollback(True)
        found += [f"{address} shows {canary} to {role}" for canary in CANARIES if canary in said]
    return found, len(tried)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_surface_shows_a_canary_to_outsiders(world, role):
    hide(world)
    found, count = leaks(world, role, surfaces(world))
    print(f"R6 surfaces {count} canaries {len(CANARIES)} as {role}: leaks {len(found)}")
    assert count > 150 and found == []


@pytest.mark.deep
def test_no_question_to_any_surface_shows_a_canary_to_any_outsider(world):
    hide(world)
    found, tried = [], 0
    for role in EVERY_OUTSIDER:
        more, count = leaks(world, role, surfaces(world, every=True))
        found, tried = found + more, tried + count
    print(f"R6 requests {tried} canaries {len(CANARIES)} outsiders {len(EVERY_OUTSIDER)}: leaks {len(found)}")
    assert found == []


def test_the_check_finds_a_list_that_forgot_its_filter(world, monkeypatch):
    """The planted fault: the list of published needs without its filter."""
    hide(world)
    monkeypatch.setattr("bangfu.apps.needs.queries_explorer.published", lambda: Need.objects.all())
    found, _ = leaks(world, "public", surfaces(world, "needs:"))
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


def plain_surfaces(world: World, start_with: str = "") -> list[str]:
    """Every address once, without questions: shields do not depend on what is asked."""
    return [address for address in surfaces(world, start_with) if "?" not in address]


def uncovered(world: World, role: str, tried: list[str]) -> list[str]:
    """Addresses whose answer to a signed-in person a shared cache could keep or answer again."""
    client, found = world.cast[role].client, []
    for address in tried:
        with transaction.atomic():
            answer = client.get(address)
            transaction.set_rollback(True)
        if "no-store" not in answer.get("Cache-Control", "") or answer.has_header("ETag"):
            found.append(address)
    return found


def test_nothing_for_the_signed_in_may_be_kept_by_a_cache(world):
    tried = plain_surfaces(world)
    found = uncovered(world, "county", tried)
    print(f"R6 answers to the signed-in {len(tried)} that a cache may keep {len(found)}")
    assert len(tried) > 100 and found == []


def open_door(self, request):
    """The middleware of actors without its word to caches."""
    request.actor = actor_of(request)
    return self.get_response(request)


def test_the_check_finds_a_page_that_a_cache_may_keep(world, monkeypatch):
    """The planted fault: the middleware that forbids keeping is gone."""
    monkeypatch.setattr(ActorMiddleware, "__call__", open_door)
    assert uncovered(world, "county", plain_surfaces(world, "needs:"))


class SharedCache:
    """A proxy between readers and the site, as bold as the rules of HTTP allow: keeps what it may, by address and Vary."""

    def __init__(self) -> None:
        self.kept: dict[str, list[tuple[dict[str, str], bytes]]] = {}

    def get(self, client: Client, address: str) -> tuple[bytes, bool]:
        """The body for this reader, and whether it was another's."""
        cookie = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
        sent = {"cookie": cookie, "accept-language": "", "hx-request": "", "authorization": ""}
        for asked, body in self.kept.get(address, []):
            if all(sent.get(name, "") == value for name, value in asked.items()):
                return body, True
        with transaction.atomic():
            answer = client.get(address)
            body = b"".join(answer)
            transaction.set_rollback(True)
        rule = answer.get("Cache-Control", "")
        if answer.status_code == 200 and not re.search(r"no-store|private", rule):
            names = [name.strip().lower() for name in answer.get("Vary", "").split(",") if name.strip()]
            self.kept.setdefault(address, []).append(({name: sent.get(name, "") for name in names}, body))
        return body, False


def mixed_up(world: World, tried: list[str]) -> list[str]:
    """Addresses where a stranger, or somebody else who is signed in, is answered with what a person was shown before."""
    cache, found = SharedCache(), []
    for address in tried:
        for role in ("county", "village", "public"):
            client = world.cast[role].client
            client.raise_request_exception = False
            _, anothers = cache.get(client, address)
            found += [f"{address} as {role}"] if anothers else []
    return found


def test_readers_behind_one_shared_cache_are_not_shown_each_others_pages(world):
    tried = plain_surfaces(world)[::3]
    found = mixed_up(world, tried)
    print(f"R6 pages fetched as one right after another {3 * len(tried)}, mixed up {len(found)}")
    assert found == []


def test_the_check_finds_pages_mixed_up_by_a_cache(world, monkeypatch):
    """The planted fault: answers to the signed-in that neither forbid keeping nor vary by cookie."""
    monkeypatch.setattr(ActorMiddleware, "__call__", open_door)
    monkeypatch.setattr("django.contrib.sessions.middleware.patch_vary_headers", lambda *_: None)
    monkeypatch.setattr("django.middleware.csrf.patch_vary_headers", lambda *_: None)
    assert mixed_up(world, plain_surfaces(world, "organisations:"))


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
