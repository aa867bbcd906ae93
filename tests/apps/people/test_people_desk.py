"""The people desk: who may, what is refused, and what the database refuses too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bangfu.apps.people import actions, queries, rules
from bangfu.apps.people.models import PasswordLink, Person, RoleGrant
from bangfu.apps.people.rules import WantedGrant
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now, today
from tests.cast import CITY, cast  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def wanted(person, role="volunteer", scope="", **more):
    return WantedGrant(person.pk, role, scope, more.pop("from_day", today()), **more)


@pytest.mark.parametrize("name", ["list", "new"])
def test_only_administrators_open_the_desk(cast, name):  # noqa: F811
    address = reverse(f"people:{name}")
    assert cast["public"].client.get(address).status_code == 302
    assert cast["bureau"].client.get(address).status_code == 403
    assert cast["administrator"].client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["invite", "deactivate", "activate", "grant"])
def test_only_administrators_change_an_account(cast, name):  # noqa: F811
    address = reverse(f"people:{name}", args=[cast["donor"].person.pk])
    assert cast["bureau"].client.post(address).status_code == 403
    assert cast["administrator"].client.get(address).status_code == 405


def test_the_list_finds_people_in_few_queries(cast, django_assert_max_num_queries):  # noqa: F811
    Person.objects.bulk_create([Person(login=f"p{n}", name=f"人{n}") for n in range(60)])
    with django_assert_max_num_queries(10):
        page = cast["administrator"].client.get("/desk/people/").content.decode()
    assert "demo-auditor" in page
    found = cast["administrator"].client.get("/desk/people/", {"q": "demo-auditor"}).content.decode()
    assert "demo-auditor" in found and "demo-donor" not in found
    by_role = cast["administrator"].client.get("/desk/people/", {"role": "donor"}).content.decode()
    assert "demo-donor" in by_role and "demo-auditor" not in by_role


def test_a_new_person_sets_their_password_with_a_link_shown_once(cast):  # noqa: F811
    admin = cast["administrator"].client
    page = admin.post(reverse("people:new"), {"name": "张三", "login": "Zhang.San"}).content.decode()
    token = page.split("/accounts/set-password/")[1].split("/")[0]
    person = Person.objects.get(login="zhang.san")
    assert not person.has_usable_password()
    assert token not in str(list(PasswordLink.objects.values())) + str(list(AuditRecord.objects.values()))
    stranger = cast["public"].client
    address = reverse("people:set-password", args=[token])
    weak = stranger.post(address, {"password": "zhang.san2026", "again": "zhang.san2026"})
    assert weak.status_code == 200 and "需要修改" in weak.content.decode()
    assert stranger.post(address, {"password": "nine-green-hills", "again": "other"}).status_code == 200
    done = stranger.post(address, {"password": "nine-green-hills", "again": "nine-green-hills"})
    assert done.status_code == 302
    person.refresh_from_db()
    assert person.check_password("nine-green-hills")
    assert stranger.get(address).status_code == 404


def test_an_old_link_and_an_earlier_link_do_not_work(cast):  # noqa: F811
    by, person = cast["administrator"].actor, cast["donor"].person
    first = actions.make_password_link(by=by, person=person)
    second = actions.make_password_link(by=by, person=person)
    assert queries.link_for(actions.link_digest(first)) is None
    assert queries.link_for(actions.link_digest(second)) is not None
    PasswordLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert queries.link_for(actions.link_digest(second)) is None


@pytest.mark.parametrize("login", ["a", "UP per", "张三", "demo-root", "x" * 61, "a;b"])
def test_a_bad_login_is_refused(login):
    assert rules.login_refusal(login) is not None


def test_a_taken_login_is_refused_with_a_sentence(cast):  # noqa: F811
    Person.objects.create(login="taken", name="甲")
    page = cast["administrator"].client.post(reverse("people:new"), {"name": "乙", "login": "taken"})
    assert "已有人用" in page.content.decode()


def test_nobody_grants_to_themselves_in_rule_or_database(cast):  # noqa: F811
    admin = cast["administrator"]
    with pytest.raises(Refused, match="grant_to_oneself"):
        actions.grant_role(by=admin.actor, person=admin.person, wanted=wanted(admin.person))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            person=admin.person, role="auditor", scope_kind="all", from_day=today(), granted_by=admin.person
        )


def test_a_grant_is_given_with_a_scope_and_ended_but_never_removed(cast):  # noqa: F811
    admin, donor = cast["administrator"], cast["donor"].person
    form = {"role": "bureau", "scope_id": CITY, "from_day": today().isoformat(), "key": "k1"}
    address = reverse("people:grant", args=[donor.pk])
    assert admin.client.post(address, form).status_code == 302
    admin.client.post(address, form)
    grant = RoleGrant.objects.get(person=donor, role="bureau")
    assert grant.granted_by == admin.person and queries.grants_of(donor.pk)[-1].scope_id == CITY
    admin.client.post(reverse("people:end-grant", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert "bureau" not in [each.role for each in queries.grants_of(donor.pk)]
    page = admin.client.get(reverse("people:person", args=[donor.pk])).content.decode()
    assert "收回" in page and admin.person.name in page


@pytest.mark.parametrize(
    ("role", "scope", "days", "code"),
    [
        ("wizard", "", {}, "role_unknown"),
        ("bureau", "", {}, "grant_scope"),
        ("auditor", "44", {}, "grant_scope"),
        ("volunteer", "", {"to_day": today() - timedelta(days=1)}, "grant_days"),
        ("donor", "", {}, "grant_twice"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(cast, role, scope, days, code):  # noqa: F811
    donor = cast["donor"].person
    with pytest.raises(Refused, match=code):
        actions.grant_role(by=cast["administrator"].actor, person=donor, wanted=wanted(donor, role, scope, **days))


def test_a_grant_counts_only_between_its_days(cast):  # noqa: F811
    person = cast["nobody"].person
    later = wanted(person, from_day=today() + timedelta(days=2), to_day=today() + timedelta(days=4))
    actions.grant_role(by=cast["administrator"].actor, person=person, wanted=later)
    held = [bool(queries.grants_of(person.pk, today() + timedelta(days=n))) for n in range(6)]
    assert held == [False, False, True, True, True, False]


def test_the_last_administrator_stays(cast):  # noqa: F811
    admin = cast["administrator"]
    other = cast["nobody"].person
    actions.grant_role(by=admin.actor, person=other, wanted=wanted(other, "administrator"))
    second = type(admin.actor)(person=other.pk, kind="person", grants=queries.grants_of(other.pk))
    actions.deactivate_person(by=second, person=admin.person)
    with pytest.raises(Refused, match="last_administrator"):
        actions.end_grant(by=second, grant=other.role_grants.get())
    with pytest.raises(Refused, match="deactivate_oneself"):
        actions.deactivate_person(by=second, person=other)


def test_a_deactivated_person_holds_nothing_until_put_back(cast):  # noqa: F811
    by, person = cast["administrator"].actor, cast["village"].person
    actions.deactivate_person(by=by, person=person)
    assert queries.grants_of(person.pk) == ()
    with pytest.raises(Refused, match="people.inactive"):
        actions.make_password_link(by=by, person=Person.objects.get(pk=person.pk))
    actions.activate_person(by=by, person=Person.objects.get(pk=person.pk))
    assert queries.grants_of(person.pk)


@pytest.mark.parametrize("role", ["bureau", "village", "auditor"])
def test_the_actions_themselves_ask_for_the_permission(cast, role):  # noqa: F811
    with pytest.raises(Denied):
        actions.create_person(by=cast[role].actor, login="xx-yy", name="某")


def test_who_can_grant_is_named(cast):  # noqa: F811
    assert queries.who_grants() == [cast["administrator"].person.name]
    assert cast["administrator"].person.name in cast["public"].client.get("/accounts/forgotten/").content.decode()
