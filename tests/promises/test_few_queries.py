"""Every page of the site in at most ten questions to the database, those of being signed in among them.

Each address that answers to GET is read by those who see most of it, over the samples of all kinds; where a first reading asks
more, the second one counts: between two changes the site keeps in memory what everybody may read, and the lists that recommendations are made from.
What a first reading after a change costs is in `docs/reference/benchmarks.md`.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from bangfu.apps.exchange.queries import ground
from bangfu.apps.needs.models import Need
from bangfu.plumbing import kept
from bangfu.plumbing.access import Route
from tests.promises.test_r5_permissions import expected, path_of, samples_of, scopes_of
from tests.routing import rows
from tests.samples import Sample, World

pytestmark = [pytest.mark.django_db]
LIMIT, READERS = 10, 2
# Who sees most of a page, first those with the widest rights; two of them read it.
WIDEST = (
    "bureau",
    "hub",
    "village",
    "county",
    "auditor",
    "staff",
    "administrator",
    "frontline",
    "donor",
    "nobody",
    "public",
)
# Pages that are put together by role: everybody reads them.
HOMES = ("web:my", "web:desk", "web:todo")
# Pages that ask more, with the most that they may ask, and why.
A_ROOM_EACH = "puts together what each of the rooms above has for this reader: one question a room"
WHOLE_PROFILE = "a profile is read from nine tables, and its own people see what changed in it as well"
FRESH = "beside the row itself, who suits it is judged by what must be true now: declines, free slots, who was told"
STANDING = "the gate asks what the payee may do today, and the four figures come from the books of its fund"
WHOLE_SHEET = "every cell of a sheet is shown with what was found of it"
MORE: dict[str, tuple[int, str]] = {
    "web:desk": (36, A_ROOM_EACH),
    "web:my": (25, A_ROOM_EACH),
    "web:todo": (23, A_ROOM_EACH),
    "web:demo": (20, A_ROOM_EACH),
    "organisations:own": (23, WHOLE_PROFILE),
    "organisations:desk-profile": (19, WHOLE_PROFILE),
    "organisations:detail": (14, WHOLE_PROFILE),
    "organisations:detail-json": (11, WHOLE_PROFILE),
    "api:read_organisation": (13, WHOLE_PROFILE),
    "exchange:declined": (13, FRESH),
    "needs:work": (13, FRESH),
    "push:relay": (12, FRESH),
    "giving:one": (14, STANDING),
    "giving:one-json": (14, STANDING),
    "api:campaign": (14, STANDING),
    "imports:batch": (12, WHOLE_SHEET),
    "imports:marked": (11, WHOLE_SHEET),
}


def readers(world: World, row: Route, sample: Sample) -> Iterator[str]:
    """Whom the page is shown to."""
    scopes = scopes_of(world)
    found = [role for role in WIDEST if expected(row, role, sample, scopes) == "open"]
    yield from found if row.name in HOMES else found[:READERS]


def questions(world: World, role: str, row: Route, sample: Sample) -> list[str]:
    """What one reading asks the database; sentences that only open or close a transaction do not count."""
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(sql)
        return execute(sql, params, many, context)

    client, more = world.cast[role].client, {}
    if row.name.startswith("api:"):  # a program has its token and no cookie
        client = Client()
        more = {"headers": {"Authorization": f"Bearer {world.secrets[role]}"}} if role in world.secrets else {}
    cookies = {name: each.value for name, each in client.cookies.items()}
    client.raise_request_exception = False
    with connection.execute_wrapper(note):
        answer = client.get(path_of(row, sample), **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
    client.cookies.clear()
    client.cookies.load(cookies)
    return asked


def over(world: World, wanted: list[Route]) -> dict[tuple[str, str], int]:
    """Addresses, by name and kind of sample, whose second reading asks more than its limit; with how often it asks."""
    found: dict[tuple[str, str], int] = {}
    for row in wanted:
        if "GET" not in row.methods:
            continue
        for sample in samples_of(world, row)[:1]:
            for role in readers(world, row, sample):
                most = MORE.get(row.name, (LIMIT,))[0]
                count = len(questions(world, role, row, sample))
                if count > most:  # perhaps what is kept was read just now
                    count = len(questions(world, role, row, sample))
                if count > most:
                    found[row.name, role] = count
    return found


@pytest.fixture
def kept_world(world, monkeypatch):
    """The world as it is served: what is read may be kept, though the test itself is one transaction."""
    for module in (kept, ground):
        monkeypatch.setattr(module, "may_be_taken_back", lambda: False)
    return world


def test_every_page_takes_at_most_ten_queries_and_one_that_asks_more_is_named(kept_world, monkeypatch):
    """The planted fault: the page of a need asks once more for each of eleven items."""
    assert over(kept_world, rows()) == {}
    asking = lambda *args: [Need.objects.first() for _n in range(11)] and None  # noqa: E731
    monkeypatch.setattr("bangfu.web.views.needs._claim", asking)
    rows_of_needs = [row for row in rows() if row.name == "web:need" and row.on == "published_need"]
    assert set(over(kept_world, rows_of_needs)) == {("web:need", "bureau"), ("web:need", "hub")}


def test_what_may_ask_more_is_still_there_and_asks_no_less_than_it_may():
    assert set(MORE) <= {row.name for row in rows()} and all(most > LIMIT and why for most, why in MORE.values())
