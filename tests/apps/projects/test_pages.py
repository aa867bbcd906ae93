"""Projects in pages: delivered in one page, answered in one with picture cards, told to everybody on one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangfu.apps.needs.models import NeedLine
from bangfu.apps.notices.models import Message
from bangfu.apps.projects.models import Delivery
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.outbox.deliver import deliver_pending
from tests.cast import VILLAGE, make_cast
from tests.samples import World, make_organisation, make_places, picture
from tests.samples_projects import make_answered, make_bundle, make_delivery

pytestmark = pytest.mark.both_engines


@pytest.fixture
def world(db):
    """The cast with their browsers and one organisation: all that these pages need."""
    make_places()
    own = make_organisation(900)
    bound = dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number)
    return World(make_cast(bound), objects={"organisation": own})


@pytest.fixture
def bundle(world):
    return make_bundle(world, VILLAGE, own=True)


def line(bundle):
    one = NeedLine.objects.get(need=bundle.need)
    return one.committed, one.delivered, one.accepted


def test_a_batch_with_a_photo_is_posted_in_one_page_and_the_village_is_asked(world, bundle):
    client, address = world.cast["staff"].client, f"/my/projects/{bundle.project.number}/deliver/"
    assert "还应交 5 台" in client.get(address).content.decode()
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    said = client.post(address, {"units_1": "5", "on": today().isoformat(), "photos": photo, "key": "k"})
    assert said.status_code == 302
    assert line(bundle) == (0, 5, 0)
    made = Delivery.objects.get(project=bundle.project)
    assert StoredFile.objects.get(owner_id=made.pk).is_public is False
    deliver_pending(at=now())
    assert Message.objects.filter(
        person=world.cast["village"].actor.person, notice__title__startswith="东西收到了吗"
    ).exists()
    assert "东西收到了吗？" in world.cast["village"].client.get("/my/").content.decode()


def test_a_photo_that_cannot_be_taken_loses_nothing_that_was_typed(world, bundle):
    address = f"/my/projects/{bundle.project.number}/deliver/"
    big = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), "image/jpeg")
    said = world.cast["staff"].client.post(
        address, {"units_1": "4", "on": today().isoformat(), "note": "先到四台", "photos": big, "key": "k"}
    )
    assert said.status_code == 422
    page = said.content.decode()
    assert "10 MB" in page and 'value="4"' in page and "先到四台" in page
    assert line(bundle) == (5, 0, 0)


def test_the_village_answers_with_cards_in_one_submit_and_the_need_moves(world, bundle):
    delivery = make_delivery(bundle)
    client, address = world.cast["village"].client, f"/my/deliveries/{delivery.pk}/accept/"
    page = client.get(address).content.decode()
    assert "东西收到了吗？" in page and page.count('class="art ') == 4
    said = client.post(
        address, {"answer_1": "less", "units_1": "2", "then_1": "again", "reason_1": "少一台", "key": "k"}
    )
    assert said.status_code == 302
    assert line(bundle) == (3, 0, 2)
    shown = client.get(said["Location"]).content.decode()
    assert "少了" in shown and "少一台" in shown
    public = client.get(f"/projects/{bundle.project.number}/").content.decode()
    assert "少一台" in public and "已验收 2 台" in public
    assert "部分验收" in client.get(f"/needs/{bundle.need.number}/").content.decode()
    deliver_pending(at=now())
    assert Message.objects.filter(notice__title__startswith="村里验收了").count() == 0, (
        "its claimant has no account here"
    )


def test_an_answer_without_a_card_comes_back_with_what_was_typed(world, bundle):
    delivery = make_delivery(bundle)
    said = world.cast["village"].client.post(f"/my/deliveries/{delivery.pk}/accept/", {"words": "谢谢你们", "key": "k"})
    assert said.status_code == 409
    assert "选一张图" in said.content.decode() and "谢谢你们" in said.content.decode()


def test_pressing_twice_answers_once_and_a_stale_page_is_told_so(world, bundle):
    delivery = make_delivery(bundle)
    client, address = world.cast["village"].client, f"/my/deliveries/{delivery.pk}/accept/"
    for _time in range(2):
        assert client.post(address, {"answer_1": "promised", "key": "k"}).status_code == 302
    assert line(bundle) == (2, 0, 3)
    stale = client.post(address, {"answer_1": "not", "key": "other"})
    assert stale.status_code == 409
    assert "已经验收过了" in stale.content.decode()


def test_the_deliverer_finds_no_way_to_answer(world, bundle):
    delivery = make_delivery(bundle)
    staff = world.cast["staff"].client
    assert "去回答" not in staff.get(f"/my/deliveries/{delivery.pk}/").content.decode()
    assert staff.get(f"/my/deliveries/{delivery.pk}/accept/").status_code == 403
    assert staff.post(f"/my/deliveries/{delivery.pk}/accept/", {"answer_1": "promised"}).status_code == 403


def test_a_correction_is_one_page_and_needs_a_reason(world, bundle):
    delivery = make_answered(world, bundle)
    client, address = world.cast["village"].client, f"/my/deliveries/{delivery.pk}/correct/"
    page = client.get(address).content.decode()
    assert 'value="less" checked' in page
    assert client.post(address, {"answer_1": "promised", "reason": "", "key": "a"}).status_code == 409
    assert client.post(address, {"answer_1": "promised", "reason": "又找到一台", "key": "b"}).status_code == 302
    assert line(bundle) == (2, 0, 3)


def test_lists_and_pages_take_few_queries_however_many_rows(world, bundle, client, django_assert_max_num_queries):
    for _each in range(3):
        make_answered(world, make_bundle(world, VILLAGE, own=True))
    make_answered(world, bundle)
    with django_assert_max_num_queries(10):
        assert client.get("/projects/").status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(f"/projects/{bundle.project.number}/").status_code == 200
    staff = world.cast["staff"].client
    with django_assert_max_num_queries(10):
        assert staff.get("/my/projects/").status_code == 200


def test_twins_say_what_the_page_says_and_nothing_of_persons(world, bundle, client):
    make_answered(world, bundle)
    told = client.get(f"/projects/{bundle.project.number}.json").json()
    assert told["deliveries"][0]["lines"][0] | {"quantity": 3} == {
        "item": "血压计", "quantity": 3, "unit": "台", "answer": "less", "accepted": 2,
    }  # fmt: skip
    assert "claimant" not in client.get(f"/projects/{bundle.project.number}.json").content.decode()
    assert client.get("/projects.json?state=underway").json()["total"] >= 1
    assert bundle.project.number in client.get("/projects.csv").content.decode()
    assert client.get("/api/v1/projects").json()["items"]
    assert client.get("/projects/P-26-999999-X/").status_code == 404


def test_a_batch_can_be_taken_back_until_it_is_answered(world, bundle):
    delivery = make_delivery(bundle)
    staff = world.cast["staff"].client
    assert staff.post(f"/my/deliveries/{delivery.pk}/take-back/", {"key": "k"}).status_code == 302
    assert Delivery.objects.get(pk=delivery.pk).state == "taken_back"
    assert line(bundle) == (5, 0, 0)
