"""Signing in: by password, by one click on a demo only, and what stands behind a second factor."""

import pytest
from django.test import Client
from django.urls import reverse

from bangfu.apps.people.models import Person, Session
from tests.cast import cast, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person():
    return Person.objects.create_person(login="li.lei", name="李雷", password="a-very-good-secret")


def test_the_sign_in_page_answers_strangers_in_chinese():
    page = Client().get("/accounts/login/")
    assert page.status_code == 200
    assert "登录名" in page.content.decode()


def test_the_right_password_opens_a_new_session_and_the_wrong_one_none(person):
    client = Client()
    wrong = client.post("/accounts/login/", {"login": "li.lei", "password": "nonsense-nonsense"})
    assert wrong.status_code == 200
    assert "登录名或密码不对" in wrong.content.decode()
    right = client.post("/accounts/login/", {"login": "li.lei", "password": "a-very-good-secret"})
    assert right.status_code == 302 and right["Location"] == "/my/"
    assert Session.objects.filter(person=person.pk).count() == 1


def test_nobody_registers_alone():
    assert Client().get("/accounts/signup/").status_code == 404


def test_the_demo_door_is_shut_when_this_is_no_demo(cast, settings):  # noqa: F811
    settings.DEMO = False
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/bureau/").status_code == 404


def test_the_demo_signs_every_role_in_with_one_click(cast, settings):  # noqa: F811
    settings.DEMO = True
    page = Client().get("/demo/").content.decode()
    for role, member in cast.items():
        if role in ("public", "nobody"):
            continue
        assert member.person.name in page
        client = Client()
        answer = client.post(reverse("web:demo-sign-in", args=[role]))
        assert answer.status_code == 302
        home = client.get(answer["Location"])
        assert home.status_code == 200, role
        assert member.person.name in home.content.decode()


def test_the_demo_signs_in_only_its_cast(person, settings):
    settings.DEMO = True
    assert Client().post("/demo/li.lei/").status_code == 404


def test_one_click_needs_a_post(cast, settings):  # noqa: F811
    settings.DEMO = True
    assert Client().get("/demo/bureau/").status_code == 405


def test_a_role_that_needs_a_second_factor_is_sent_to_set_it_up(cast):  # noqa: F811
    client = sign_in(Client(), cast["administrator"].person, factor=False)
    answer = client.get("/desk/people/")
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_role_without_that_duty_is_not_asked(cast):  # noqa: F811
    client = sign_in(Client(), cast["village"].person, factor=False)
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("address", ["/my/", "/desk/", "/desk/people/", "/my/todo/"])
def test_a_stranger_is_asked_to_sign_in_first(address):
    answer = Client().get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")


def test_the_refusal_names_the_permission_and_who_grants_it(cast):  # noqa: F811
    page = cast["bureau"].client.get("/desk/people/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "查看人员和授权" in text and cast["administrator"].person.name in text and "编号" in text
