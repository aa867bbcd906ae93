"""The explorer agrees with a slow obvious version for any filters, on both databases, in few queries."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bangfu.apps.needs.actions_bulk import add_example_needs
from bangfu.apps.needs.api import Filters, explore, facets
from bangfu.apps.needs.example import Writers, build_example
from bangfu.apps.needs.models import Need
from bangfu.apps.programmes.api import vocabulary
from bangfu.config.example import TEXTS
from bangfu.plumbing.access import Denied
from tests.apps.needs.conftest import AT, COUNTY, DAY

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
WRITERS = Writers(("a" * 16, "b" * 16), ("b" * 16, "c" * 16), ("d" * 16,))


@pytest.fixture
def city(places):
    """Two hundred needs of the example in three places."""
    villages = [(places[code], WRITERS) for code in ("441826105990", "441826105991", "441424101000")]
    return build_example(texts=TEXTS, villages=villages, count=200, random=Random(1), at=AT)


def fits(need, filters):
    """The obvious version, but for the text."""
    days = (need.claim_by - DAY).days
    classes = {
        entry.link("class")
        for line in need.lines.all()
        if (entry := vocabulary().get("resources", line.resource)) is not None
    }
    return (
        need.state == "published"
        and need.region_path.startswith(filters.region)
        and filters.help in ("", need.kind_of_help)
        and filters.theme in ("", need.theme)
        and filters.nature in ("", need.nature)
        and filters.urgency in ("", str(need.urgency))
        and (not filters.due or 0 <= days <= int(filters.due))
        and (not filters.resource or filters.resource in classes)
    )


def some_filters(random):
    """Any combination."""
    return Filters(
        region=random.choice(("", "", "4418", "441826", "441826105991", "4414")),
        help=random.choice(("", "", "health", "education", "care")),
        nature=random.choice(("", "", "relief", "capacity")),
        urgency=random.choice(("", "", "1", "3")),
        due=random.choice(("", "7", "30")),
        resource=random.choice(("", "", "goods", "people")),
    )


@pytest.mark.parametrize("seed", range(25))
def test_filters_and_their_counts_agree_with_the_obvious_version(city, seed):
    filters = some_filters(Random(seed))
    every = list(Need.objects.prefetch_related("lines"))
    wanted = {need.number for need in every if fits(need, filters)}
    counted = facets(filters, DAY)
    found = explore(filters, page=1, on=DAY)
    assert counted.total == found.total == len(wanted)
    assert {need.number for need in found.rows} <= wanted
    for name in ("help", "nature", "urgency", "resource"):
        for value, count in counted.counts[name].items():
            assert count == sum(fits(need, replace(filters, **{name: value})) for need in every), (name, value)


def test_every_match_stands_on_exactly_one_page(city):
    pages = explore(Filters(), page=1, on=DAY).pages
    numbers = [need.number for page in range(1, pages + 1) for need in explore(Filters(), page=page, on=DAY).rows]
    assert pages > 1
    assert len(numbers) == len(set(numbers)) == Need.objects.filter(state="published").count()


@pytest.mark.parametrize("word", ["血压计", "压", "芋铃村", "缺"])
def test_words_of_one_and_more_characters_are_found(published, word):
    assert [need.number for need in explore(Filters(q=word), page=1, on=DAY).rows] == [published.number]


def test_what_is_not_published_is_not_found(verified):
    assert explore(Filters(), page=1, on=DAY).total == 0
    assert facets(Filters(), DAY).total == 0


def test_the_most_urgent_and_then_the_first_to_close_come_first(city):
    rows = explore(Filters(), page=1, on=DAY).rows
    assert [(-need.urgency, need.claim_by) for need in rows] == sorted((-need.urgency, need.claim_by) for need in rows)


@pytest.mark.parametrize(
    "address", ["urgency=9&due=5&region=abc&order=x&page=x", "region=" + "9" * 40, "q=" + "长" * 500]
)
def test_no_address_is_an_error(client, published, address):
    assert client.get(f"/needs/?{address}").status_code == 200


def test_only_the_system_writes_examples(values):
    with pytest.raises(Denied):
        add_example_needs(by=COUNTY, at=AT, news=())


def test_the_example_is_the_same_for_a_seed_and_in_every_state(city, places):
    assert {need.state for need in city} == {"draft", "submitted", "returned", "verified", "published", "closed"}
    titles = [need.title for need in city]
    villages = [(places[code], WRITERS) for code in ("441826105990", "441826105991", "441424101000")]
    again = build_example(texts=TEXTS, villages=villages, count=200, random=Random(1), at=AT)
    assert [need.title for need in again] == titles
    assert all(need.claim_by > DAY - timedelta(days=1) for need in city)
