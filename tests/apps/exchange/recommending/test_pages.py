"""Pages of recommendations: each side sees its own, the public nothing; a click is remembered and changes the list."""

from threading import Lock, Thread
from time import monotonic
from types import SimpleNamespace

import pytest
from django.test import Client

from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.queries import ground as grounds
from bangfu.apps.exchange.queries import recommend
from bangfu.apps.people.example import add_colleague
from bangfu.plumbing import kept
from tests.apps.exchange.recommending import declining
from tests.cast import sign_in

SIGNED_IN = 2  # session, person with grants
pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def place(world):
    """The small world, with somebody signed in for each side."""
    return world


def person(role, scope):
    made = add_colleague(login=f"{role}-test", name="试验", role=role, scope_id=scope)
    return sign_in(Client(), made)


@pytest.fixture
def village(place):
    return person("village", declining.VILLAGE_CODE)


@pytest.fixture
def bureau(place):
    return person("bureau", "44")


@pytest.fixture
def staff(place):
    return person("staff", place.numbers[0])


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_public_sees_nothing_of_it(client, world):
    number = world.needs[0].number
    for path in (
        f"/needs/{number}/",
        f"/needs/{number}.json",
        f"/orgs/{world.numbers[0]}/",
        f"/orgs/{world.numbers[0]}.json",
    ):
        text = page(client, path)
        assert "谁合适" not in text and "不合适" not in text and "分数怎么来" not in text


def test_each_side_sees_its_own_on_the_page_of_a_need(world, village, bureau, staff):
    path = f"/needs/{world.needs[0].number}/"
    assert "谁合适" in page(village, path) and "并排比较" not in page(village, path)
    assert "并排比较" in page(bureau, path)
    own = page(staff, path)
    assert "你们为什么适合" in own and "谁合适" not in own


def test_a_click_is_remembered_and_changes_the_next_list(world, village):
    need, first = world.needs[0].number, world.numbers[0]
    listed = recommend.recommended_for_need(need, on=declining.DAY)
    first = listed.candidates[0].number
    path = f"/my/unsuitable/{need}/{first}/"
    assert "路太远" in page(village, path)
    assert village.post(path, {"key": "k"}).status_code == 409
    answer = village.post(path, {"key": "k", "reason": "too_far"}, follow=True)
    text = answer.content.decode()
    assert "已记住" in text and "说过不合适，没有列入" in text and f"/orgs/{first}/" not in text.split("说过不合适")[0]
    said = Decline.objects.get()
    assert "没有这句话时" in page(village, f"/my/declines/{said.pk}/") and "路太远" in page(village, "/my/declines/")
    village.post(f"/my/declines/{said.pk}/withdraw/", {"key": "u"})
    assert "说过不合适" not in page(village, f"/needs/{need}/").replace("说过的“不合适”", "")


def test_homes_show_the_three_best_needs_and_all_on_a_page_of_their_own(world, staff):
    for path in ("/my/", f"/my/org/{world.numbers[0]}/", "/my/recommendations/"):
        assert "第0片果园要修剪" in page(staff, path)


def test_two_to_four_stand_side_by_side(world, bureau):
    need = world.needs[0].number
    two = [one.number for one in recommend.recommended_for_need(need, on=declining.DAY).candidates[:2]]
    text = page(bureau, f"/desk/recommendations/{need}/?org={two[0]}&org={two[1]}")
    assert "合计" in text and "请选 2 至 4 家" not in text
    assert "请选 2 至 4 家" in page(bureau, f"/desk/recommendations/{need}/?org={two[0]}")


def test_pages_take_at_most_ten_queries_beside_those_of_being_signed_in_once_the_lists_are_kept(
    world, village, bureau, staff, monkeypatch, django_assert_max_num_queries
):
    base = grounds.build(declining.DAY)
    for module in (grounds, recommend):
        monkeypatch.setattr(module, "ground", lambda on=None: base)
    monkeypatch.setattr(kept, "may_be_taken_back", lambda: False)
    need = f"/needs/{world.needs[0].number}/"
    for client, path in ((village, need), (bureau, need), (staff, need), (staff, "/my/recommendations/")):
        client.get(path)
        with django_assert_max_num_queries(10 + SIGNED_IN):
            client.get(path)


def test_a_large_registry_does_not_keep_its_first_reader_waiting(world, village, staff, monkeypatch):
    begun = []
    monkeypatch.setattr(grounds, "CELLS_AT_ONCE", 0)
    monkeypatch.setattr(grounds, "newest_change", lambda: "1")
    monkeypatch.setattr(grounds, "_kept", grounds._Kept())
    monkeypatch.setattr(grounds, "_lock", Lock())
    monkeypatch.setattr(grounds, "Thread", lambda **said: begun.append(said["args"]) or Thread(target=str))
    assert "推荐名单正在准备" in page(village, f"/needs/{world.needs[0].number}/")
    assert "推荐名单正在准备" in page(staff, "/my/")
    waiting = staff.get("/my/recommendations/")
    assert (waiting.status_code, waiting["Refresh"]) == (503, "20")
    assert "请一两分钟后刷新" in waiting.content.decode()
    assert begun == [(declining.DAY, "1")]


class Aside:
    """Stands for a thread: what it was given is carried out when the test says so."""

    begun: list["Aside"] = []

    def __init__(self, *, target, args, **_said):
        self.work = lambda: target(*args)

    def start(self):
        self.begun.append(self)


@pytest.fixture
def slow_ground(world, monkeypatch):
    """A ground that takes long to build and was built once; answers how to say that something changed."""
    newest = {"is": "1"}
    monkeypatch.setattr(Aside, "begun", [])
    monkeypatch.setattr(grounds, "Thread", Aside)
    monkeypatch.setattr(grounds, "_kept", grounds._Kept())
    monkeypatch.setattr(grounds, "_lock", Lock())
    monkeypatch.setattr(grounds, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(grounds, "newest_change", lambda: newest["is"])
    monkeypatch.setattr(grounds, "_touched", lambda base: (int(newest["is"]), 0))
    monkeypatch.setattr(grounds, "QUICK_SECONDS", -1)
    monkeypatch.setattr(grounds, "PATIENCE", 0)
    monkeypatch.setattr(grounds, "LOOK_SECONDS", -1)
    grounds.ground()
    return lambda: newest.update({"is": str(int(newest["is"]) + 1)})


def test_while_a_slow_ground_is_built_again_nobody_waits_and_it_is_built_once(slow_ground):
    old = grounds.ground()
    slow_ground()
    assert grounds.ground() is old and grounds.ground() is old
    assert len(Aside.begun) == 1
    Aside.begun[0].work()
    assert grounds.ground() is not old
    assert len(Aside.begun) == 1


def test_a_ground_that_fails_to_build_leaves_the_old_one_and_is_tried_again_ever_later(
    slow_ground, monkeypatch, caplog
):
    old, clock = grounds.ground(), {"is": monotonic() + 1}
    monkeypatch.setattr(grounds, "time", SimpleNamespace(monotonic=lambda: clock["is"]))
    slow_ground()
    build = grounds.build
    monkeypatch.setattr(grounds, "build", lambda day: 1 / 0)
    for tries, rest in enumerate((grounds.RETRY_SECONDS, 2 * grounds.RETRY_SECONDS), start=1):
        assert grounds.ground() is old
        Aside.begun[-1].work()
        clock["is"] += rest - 1
        assert grounds.ground() is old and len(Aside.begun) == tries, "it rests"
        clock["is"] += 2
    assert caplog.text.count("could not be built") == 2
    monkeypatch.setattr(grounds, "build", build)
    grounds.ground()
    Aside.begun[-1].work()
    assert grounds.ground() is not old and grounds._kept.rests_until == 0


def test_a_quick_ground_that_fails_to_build_again_leaves_the_old_one_to_its_reader(slow_ground, monkeypatch, caplog):
    old = grounds.ground()
    slow_ground()
    monkeypatch.setattr(grounds, "QUICK_SECONDS", 60)
    monkeypatch.setattr(grounds, "build", lambda day: 1 / 0)
    assert grounds.ground() is old and grounds.ground() is old
    assert caplog.text.count("could not be built") == 1
