"""Wishes: sealed, every read recorded, outside only numbers that name nobody."""

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bangfu.apps.needs.models import Need
from bangfu.apps.regions.models import Region
from bangfu.apps.voices import actions_wishes as actions
from bangfu.apps.voices import queries_wishes as queries
from bangfu.apps.voices.invariants import INVARIANTS
from bangfu.apps.voices.models import Wish, WishFigure, WishFigures, WishRead
from bangfu.apps.voices.tasks import forget_due
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.publication.models import PublicationRow
from tests.cast import VILLAGE
from tests.samples_voices import make_wish

pytestmark = pytest.mark.django_db


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


def county() -> Region:
    return Region.objects.get(code="441802000000")


@pytest.fixture
def wish(people, village):
    return make_wish(VILLAGE, people["village"].actor)


def many(people, count, **changes):
    for _ in range(count):
        make_wish(VILLAGE, people["village"].actor, **changes)


def test_no_word_of_a_wish_stands_in_the_database(wish):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voices_wish")
        raw = repr(cursor.fetchall())
    assert "被子" not in raw and "甲老伯" not in raw and "elders_alone" in raw


def test_every_reading_is_recorded_and_nobody_else_reads(people, wish):
    for role in ("village", "county"):
        assert actions.open_wish(by=people[role].actor, wish=wish.pk).words == "想要一床厚被子。"
    assert WishRead.objects.count() == 2 and broken() == set()
    with pytest.raises(Denied):
        actions.open_wish(by=people["frontline"].actor, wish=wish.pk)
    for role in ("staff", "bureau", "district", "auditor", "administrator"):
        with pytest.raises(Hidden):
            actions.open_wish(by=people[role].actor, wish=wish.pk)
    assert WishRead.objects.count() == 2


def test_a_list_of_wishes_reads_no_words(people, wish):
    rows = queries.wish_list(people["frontline"].actor)
    assert [row.wish.pk for row in rows] == [wish.pk]
    assert not {"words", "person"} & set(rows[0].wish.__dict__)


def test_too_few_people_make_no_need_and_enough_make_one_with_a_number_only(people, village):
    many(people, 9)
    by, kind = people["village"].actor, {"group": "elders_alone", "item": "warm"}
    with pytest.raises(Refused, match="voices.too_few"):
        actions.group_wishes(by=by, region=village, **kind)
    many(people, 1)
    done = actions.group_wishes(by=by, region=village, **kind)
    need = Need.objects.get(number=done.need)
    assert (need.beneficiaries, need.groups, need.state) == (10, ["elders_alone"], "draft")
    assert [(line.item, line.quantity) for line in need.lines.all()] == [("衣被取暖", 10)]
    assert Wish.objects.filter(state="grouped", need=need.number).count() == 10
    assert queries.counted(VILLAGE) == {} and "被子" not in need.search + need.title + need.words + need.description


def test_children_need_twice_as_many(people, village):
    many(people, 19, group="pupils", item="school")
    with pytest.raises(Refused, match="voices.too_few"):
        actions.group_wishes(by=people["village"].actor, region=village, group="pupils", item="school")


def spread(people, seed: int) -> None:
    """Wishes over towns and groups at random; towns that are not in the tree count as well."""
    rng = random.Random(seed)
    rows = []
    for town in ("441802101", "441802102", "441802103"):
        for group in ("elders", "disabled", "farmers"):
            rows += [(f"{town}990", group)] * rng.choice((0, 2, 9, 11, 21, 30))
    Wish.objects.bulk_create(
        Wish(region=region, place="某地", group=group, item="warm", entered_by="somebody", entered_at=now())
        for region, group in rows
    )


@pytest.mark.parametrize("seed", range(6))
def test_published_figures_name_nobody_and_stand_in_the_record(people, village, seed):
    spread(people, seed)
    try:
        actions.release_figures(by=people["county"].actor, county=county())
    except Refused as refused:
        assert refused.refusal.code == "voices.nothing_to_show"
        return
    assert min(WishFigure.objects.values_list("count", flat=True)) >= 10
    assert PublicationRow.objects.filter(kind="wishes.counted").count() == 1
    assert "V2" not in broken()
    with pytest.raises(Refused, match="voices.too_soon"):
        actions.release_figures(by=people["county"].actor, county=county())


def test_the_check_finds_a_number_that_the_others_tell(people, village):
    """The planted fault: a total and all of its parts but a small one."""
    figures = WishFigures.objects.create(county=county().code, on=today(), released_by="x", released_at=now())
    for town, group, count in (
        ("441802101000", "elders", 30),
        ("441802101000", "", 34),
        ("", "", 34),
        ("", "elders", 30),
    ):
        WishFigure.objects.create(figures=figures, town=town, group=group, count=count, least=10)
    assert broken() == {"V2"}


def test_the_check_finds_a_reading_that_left_no_trace(people, wish):
    WishRead.objects.create(wish=wish, person="somebody", at=now())
    assert broken() == {"V3"}


@pytest.mark.both_engines
def test_the_database_refuses_a_small_figure_and_keeps_reads_and_figures(people, wish):
    figures = WishFigures.objects.create(county=county().code, on=today(), released_by="x", released_at=now())
    WishFigure.objects.create(figures=figures, count=12, least=10)
    actions.open_wish(by=people["village"].actor, wish=wish.pk)
    attempts = (
        lambda: WishFigure.objects.create(figures=figures, town="a", count=9, least=9),
        lambda: WishFigure.objects.create(figures=figures, town="b", count=19, least=20),
        lambda: WishFigure.objects.update(count=13),
        lambda: WishFigures.objects.update(county="440000000000"),
        lambda: WishRead.objects.update(person="other"),
        lambda: WishRead.objects.all().delete(),
        lambda: Wish.objects.filter(pk=wish.pk).update(entered_by="other"),
        lambda: Wish.objects.filter(pk=wish.pk).update(state="fulfilled"),
    )
    for attempt in attempts:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            attempt()


def test_the_words_of_an_ended_wish_are_emptied_in_time(people, wish):
    actions.end_wish(by=people["village"].actor, wish=wish.pk, step="fulfil")
    assert forget_due(at=now() + timedelta(days=179)) == 0
    assert forget_due(at=now() + timedelta(days=181)) == 1
    found = Wish.objects.get(pk=wish.pk)
    assert (found.words, found.person) == ("", "")
    with pytest.raises(Refused, match="wrong_state"):
        actions.end_wish(by=people["village"].actor, wish=wish.pk, step="drop")
