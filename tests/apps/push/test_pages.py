"""The pages of pushes and subscriptions, as people meet them."""

import pytest
from django.test import Client

from bangfu.apps.notices.models import Message
from bangfu.apps.push.models import Push, Subscription
from bangfu.apps.push.queries_pages import rows_of
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.runs.models import Run
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(town):
    return sign_in(Client(), town.people["bureau"])


def composed(bureau, town, **changes):
    form = {"direction": "need", "need": town.need.number, "title": "请看一条需求", "top": "50", "key": "k1"} | changes
    return bureau.post("/desk/push/new/", form)


def test_compose_look_over_send_and_follow(bureau, town):
    page = bureau.get(f"/desk/push/new/?need={town.need.number}").content.decode()
    assert "看谁会收到" in page and town.need.title in page
    where = composed(bureau, town)["Location"]
    page = bureau.get(where).content.decode()
    assert "3 人，3 家" in page and "没有能接单的账号：1" in page and "推给您，因为" in page
    assert bureau.post(f"{where}step/", {"do": "test", "key": "t"}).status_code == 302
    assert Message.objects.get().person == town.people["bureau"].pk
    run_page = bureau.post(f"{where}step/", {"do": "send", "key": "s"})["Location"]
    carry_out.call(Run.objects.get(kind="push.send").pk)
    assert "3 人会收到" in bureau.get(run_page).content.decode()
    page = bureau.get(where).content.decode()
    assert "?stage=read" in page and "停止还没发出的" in page
    assert "试验loner果树协会" in bureau.get(f"{where}rows/?stage=left").content.decode()


def test_a_form_that_is_wrong_says_what(bureau, town):
    answer = composed(bureau, town, title="", direction="offers", need="")
    page = answer.content.decode()
    assert answer.status_code == 422 and "请写推给哪些地方" in page
    assert "没有找到“火星”" in composed(bureau, town, places="火星").content.decode()
    assert "没有发布" in composed(bureau, town, need="B-26-000009-9").content.decode()
    assert Push.objects.count() == 0


def test_a_stale_page_is_told(bureau, town):
    where = composed(bureau, town)["Location"]
    assert bureau.post(f"{where}step/", {"do": "cancel", "key": "a"}).status_code == 302
    answer = bureau.post(f"{where}step/", {"do": "send", "key": "b"})
    assert answer.status_code == 409 and "已取消" in answer.content.decode()
    assert bureau.post(f"{where}step/", {"do": "fly", "key": "c"}).status_code == 409


def test_a_hub_tells_its_members_with_one_press(town):
    hub = sign_in(Client(), town.people["hub"])
    assert "转给会员单位" in hub.get(f"/needs/{town.need.number}/").content.decode()
    page = hub.get(f"/my/relay/{town.need.number}/").content.decode()
    members = [town.parties[name].number for name in ("fruit", "care")]
    assert all(f'value="{number}" checked' in page for number in members) and "推给您，因为" in page
    answer = hub.post(f"/my/relay/{town.need.number}/", {"member": members, "key": "r"})
    assert "已转给 2 人" in answer.content.decode() and Push.objects.get().cause == "hub"
    again = hub.post(f"/my/relay/{town.need.number}/", {"member": members, "key": "r2"})
    assert again.status_code == 409 and "没有人会收到" in again.content.decode()


def test_the_explorers_search_is_saved_and_ended(town):
    staff = sign_in(Client(), town.people["fruit"])
    assert "/subscribe/?theme=fruit_industry" in staff.get("/needs/?theme=fruit_industry").content.decode()
    assert "保存并订阅" in staff.get("/subscribe/?theme=fruit_industry").content.decode()
    assert staff.post("/subscribe/?theme=fruit_industry", {"when": "weekly", "key": "k"}).status_code == 302
    made = Subscription.objects.get()
    assert made.weekly and made.query == "theme=fruit_industry"
    assert staff.post(f"/subscribe/{made.pk}/end/").status_code == 302
    assert Subscription.objects.get().ended_at is not None


@pytest.mark.parametrize("path", ["/desk/push/", "/desk/push/new/"])
def test_pages_cost_few_questions(bureau, town, path, django_assert_max_num_queries):
    composed(bureau, town)
    with django_assert_max_num_queries(10):
        assert bureau.get(path).status_code == 200


def test_a_page_of_a_push_costs_no_more_with_more_people(bureau, town, django_assert_max_num_queries):
    where = composed(bureau, town)["Location"]
    bureau.post(f"{where}step/", {"do": "send", "key": "s"})
    carry_out.call(Run.objects.get(kind="push.send").pk)
    with django_assert_max_num_queries(10):
        assert bureau.get(f"{where}rows/").status_code == 200


def test_english_pages_are_whole(bureau, town):
    where = composed(bureau, town)["Location"]
    page = bureau.get(f"/en{where}").content.decode()
    assert "Who will get it" in page


def test_a_need_goes_through_a_hub_to_its_members_and_comes_back_as_a_claim(town):
    """At the addresses that people use: the bureau's need, the hub's one press, the member's inbox, the claim, the figure."""
    hub, fruit = (sign_in(Client(), town.people[name]) for name in ("hub", "fruit"))
    member = town.parties["fruit"].number
    assert f"/my/relay/{town.need.number}/" in hub.get(f"/needs/{town.need.number}/").content.decode()
    sent = hub.post(
        f"/my/relay/{town.need.number}/", {"member": [member], "body": "会里商量过，你们合适。", "key": "r"}
    )
    assert "已转给 1 人" in sent.content.decode()
    push, message = Push.objects.get(), Message.objects.get(person=town.people["fruit"].pk)
    assert not Message.objects.filter(person=town.people["care"].pk).exists()
    inbox = fruit.get("/my/messages/").content.decode()
    assert town.need.title in inbox and "推给您，因为" in inbox
    opened = fruit.post(f"/my/messages/{message.pk}/")
    assert opened.status_code == 302 and opened.url.endswith(f"/needs/{town.need.number}/")
    assert fruit.get(opened.url).status_code == 200
    claimed = fruit.post(f"/needs/{town.need.number}/claim/", {"organisation": member, "units_1": "2", "key": "c"})
    assert claimed.status_code == 302, claimed.content.decode()[:300]
    deliver_pending(at=now())
    message.refresh_from_db()
    assert message.read_at is not None
    (row,) = rows_of(push)
    assert "claims" in row.stages
