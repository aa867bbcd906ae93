"""One's own settings, and the trail of operations."""

import pytest
from django.test import Client

from bangfu.apps.people import actions, actions_trail
from bangfu.apps.people.models import Person, RoleGrant, Session
from bangfu.apps.people.queries import session_ref
from bangfu.apps.people.rules import WantedGrant
from bangfu.plumbing.audit.queries import Wanted, trail
from bangfu.plumbing.clock import today
from bangfu.plumbing.rest.models import ApiToken
from tests.cast import actor_for, cast, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db


def test_my_devices_are_mine_alone_and_end_at_once(cast):  # noqa: F811
    village, other = cast["village"], sign_in(Client(), cast["village"].person)
    page = village.client.get("/my/settings/")
    assert page.status_code == 200 and "就是这台" in page.content.decode()
    for key in Session.objects.values_list("session_key", flat=True):
        assert key not in page.content.decode()
    assert village.client.post("/my/settings/sessions/").status_code == 302
    assert other.get("/my/").status_code == 302
    assert village.client.get("/my/").status_code == 200
    assert cast["donor"].client.get("/my/").status_code == 200


def test_a_session_of_somebody_else_cannot_be_named(cast):  # noqa: F811
    refs = Session.objects.filter(person=cast["donor"].person.pk)
    cast["village"].client.post("/my/settings/sessions/", {"session": session_ref(refs.get().session_key)})
    assert cast["donor"].client.get("/my/").status_code == 200


def test_shortcuts_can_be_turned_off(cast):  # noqa: F811
    village = cast["village"]
    village.client.post("/my/settings/preferences/", {})
    village.person.refresh_from_db()
    assert village.person.shortcuts is False


def test_a_token_is_shown_once_and_never_exceeds_its_owner(cast):  # noqa: F811
    village = cast["village"]
    page = village.client.post("/my/settings/tokens/", {"name": "统计", "days": "30", "scope": ["needs.read"]})
    assert "bf_" in page.content.decode()
    assert "bf_" not in village.client.get("/my/settings/").content.decode()
    refused = village.client.post("/my/settings/tokens/", {"name": "x", "days": "30", "scope": ["people.grant"]})
    assert "您自己没有这些权限" in refused.content.decode() and ApiToken.objects.count() == 1
    token = ApiToken.objects.get()
    assert "不是您的" in cast["donor"].client.post(f"/my/settings/tokens/{token.pk}/").content.decode()
    village.client.post(f"/my/settings/tokens/{token.pk}/")
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize("address", ["/my/settings/", "/desk/audit/"])
def test_strangers_are_asked_to_sign_in(address):
    assert Client().get(address).status_code == 302


def test_the_trail_is_for_those_who_audit(cast):  # noqa: F811
    assert cast["village"].client.get("/desk/audit/").status_code == 403
    assert cast["auditor"].client.get("/desk/audit/").status_code == 200


def test_a_district_reads_the_acts_of_its_own_people_and_no_others(cast):  # noqa: F811
    """The right lies in a district: neither the city's acts nor those of an administrator are told there."""
    near = Person.objects.create(login="lin.ju", name="林局")
    far = Person.objects.create(login="wai.di", name="外地人")
    both = Person.objects.create(login="liang.di", name="两地人")
    for person, region in ((near, "440106001"), (far, "45"), (both, "440106"), (both, "45")):
        RoleGrant.objects.create(person=person, role="village", scope_kind="region", scope_id=region, from_day=today())
    members = [near, far, both, cast["bureau"].person, cast["district"].person]
    for person in members:
        actions_trail.note_denial(by=actor_for(person), permission="needs.read")
    seen = trail(cast["district"].actor, Wanted(action="people.meet_refusal"))
    assert {record.person for record in seen} == {str(near.pk), str(cast["district"].person.pk)}
    everything = trail(cast["auditor"].actor, Wanted(action="people.meet_refusal"))
    assert {record.person for record in everything} == {str(person.pk) for person in members}
    assert not trail(cast["district"].actor, Wanted(action="people.grant")).exists()


def test_the_trail_is_found_by_person_act_and_subject_with_names(cast, django_assert_max_num_queries):  # noqa: F811
    admin, donor = cast["administrator"], cast["donor"]
    actions.grant_role(
        by=admin.actor, person=donor.person, wanted=WantedGrant(donor.person.pk, "volunteer", "", today())
    )
    actions.create_person(by=admin.actor, login="xiao.ming", name="小明")
    client = cast["auditor"].client
    with django_assert_max_num_queries(10):
        page = client.get("/desk/audit/", {"who": admin.person.name}).content.decode()
    assert "新建账号" in page and "授权" in page and "演示账号" not in page and admin.person.name in page
    assert "小明" not in client.get("/desk/audit/", {"act": "people.grant"}).content.decode()
    assert "没有这样的记录" in client.get("/desk/audit/", {"who": "无此人"}).content.decode()
    assert "没有这样的记录" in client.get("/desk/audit/", {"to": "2001-01-01"}).content.decode()
    assert client.get("/desk/audit/", {"from": "nonsense", "page": "999"}).status_code == 200
