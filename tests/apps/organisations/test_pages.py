"""Who may open what, that it takes few queries, and that the buttons do what they say."""

import pytest
from django.test import Client
from django.urls import reverse

from bangfu.apps.organisations import actions, answers
from bangfu.apps.organisations.models import ChangeProposal, DuplicatePair, Merge, Organisation, ResponsiblePerson
from bangfu.plumbing.clock import now, today
from bangfu.values import Quarter
from tests.apps.organisations.conftest import clerk
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(verified):
    return verified()


@pytest.fixture
def members(one):
    """The cast: bureau of the city, district of 天河, staff and hub of ``one``."""
    own = dict.fromkeys(("hub", "staff", "treasurer", "employer"), one.number)
    return make_cast(own | {"bureau": "4401", "district": "440106"})


def test_the_public_finds_a_verified_organisation_by_one_and_two_character_words(one):
    for word in ("果", "果树", "gzs", one.credit_code):
        page = Client().get(reverse("organisations:list"), {"q": word})
        assert one.name in page.content.decode(), word
    assert one.name not in Client().get(reverse("organisations:list"), {"q": "舞狮"}).content.decode()


def test_an_empty_list_offers_to_drop_the_narrowest_filter(one):
    page = Client().get(reverse("organisations:list"), {"q": "果树", "kind": "foundation"}).content.decode()
    assert "去掉这一项" in page


def test_twins_show_public_fields_only(one, author):
    actions.change_organisation(by=author, number=one.number, values={"address": "体育东路 1 号"})
    for url in (
        reverse("organisations:list-json"),
        reverse("organisations:list-csv"),
        reverse("organisations:detail-json", args=[one.number]),
        reverse("organisations:detail", args=[one.number]),
    ):
        body = Client().get(url).content.decode()
        assert one.number in body and "体育东路" not in body and "aaaaaaaa" not in body


def test_an_unverified_organisation_is_a_missing_page_and_a_credit_code_leads_on(entered, one):
    assert Client().get(reverse("organisations:detail", args=[entered().number])).status_code == 404
    led = Client().get(reverse("organisations:detail", args=[one.credit_code]))
    assert led.status_code == 302 and led.url.endswith(f"{one.number}/")


@pytest.mark.parametrize("count", [1, 12])
def test_list_and_detail_take_at_most_ten_queries_whatever_the_number(verified, django_assert_max_num_queries, count):
    made = [verified(is_hub=True) for _ in range(count)]
    with django_assert_max_num_queries(10):
        Client().get(reverse("organisations:list"), {"region": "4401"})
    with django_assert_max_num_queries(10):
        Client().get(reverse("organisations:detail", args=[made[0].number]))


DESK = ("desk", "desk-recheck", "desk-proposals", "desk-duplicates", "desk-registry", "desk-new")


@pytest.mark.parametrize("name", DESK)
def test_the_desk_is_the_registrars(members, name):
    for role, member in members.items():
        status = member.client.get(reverse(f"organisations:{name}")).status_code
        allowed = {"bureau", "district"}
        assert (status == 200) == (role in allowed), (role, status)


def test_a_district_elsewhere_cannot_edit(one, members, places):
    page = reverse("organisations:desk-edit", args=[one.number])
    assert members["district"].client.get(page).status_code == 200
    other = make_other_district()
    assert other.get(page).status_code in (302, 403)


def make_other_district():
    from bangfu.apps.people.models import Person, RoleGrant
    from tests.cast import sign_in

    person = Person.objects.create(login="elsewhere", name="别区")
    RoleGrant.objects.create(person=person, role="district", scope_kind="region", scope_id="440111", from_day=today())
    return sign_in(Client(), person)


def test_entering_verifying_and_publishing_takes_two_people(members, places):
    bureau, district = members["bureau"].client, members["district"].client
    typed = {
        "name": "广州市天河区蓝蕉读书会",
        "kind": "community_org",
        "region_id": "广州市天河区",
        "themes": "果树种植提升",
        "capabilities": "果树栽培技术:3:经核实",
        "resources": "农技专家:6",
        "key": "k1",
    }
    made = bureau.post(reverse("organisations:desk-new"), typed)
    assert made.status_code == 302, made.context["form"].errors
    one = Organisation.objects.get(name=typed["name"])
    assert [row.level for row in one.capabilities.all()] == [3]
    step = reverse("organisations:desk-step", args=[one.number, "verify"])
    bureau.post(step)
    one.refresh_from_db()
    assert one.state == "to_verify", "not by the one who entered it"
    district.post(step)
    one.refresh_from_db()
    assert one.state == "verified"


def test_a_bad_form_keeps_what_was_typed_and_names_each_mistake(members):
    page = members["bureau"].client.post(
        reverse("organisations:desk-new"),
        {"name": "甲会", "kind": "social_group", "region_id": "不存在的地方", "capabilities": "会飞:3"},
    )
    body = page.content.decode()
    assert page.status_code == 422 and "甲会" in body and "会飞" in body and "错误：" in body


def test_a_conflict_shows_who_was_faster_and_both_versions(one, members):
    form = {
        "name": one.name,
        "kind": one.kind,
        "credit_code": one.credit_code,
        "region_id": "440106",
        "version": one.version,
    }
    url = reverse("organisations:desk-edit", args=[one.number])
    members["bureau"].client.post(url, form | {"summary": "甲版"})
    page = members["district"].client.post(url, form | {"summary": "乙版"})
    body = page.content.decode()
    assert page.status_code == 422 and "前改过" in body and "甲版" in body and "乙版" in body
    assert members["bureau"].person.name in body


def test_staff_propose_and_the_bureau_decides(one, members):
    staff = members["staff"].client
    assert staff.get(reverse("organisations:mine")).status_code == 302
    assert staff.get(reverse("organisations:own", args=[one.number])).status_code == 200
    url = reverse("organisations:own-propose", args=[one.number])
    form = staff.get(url).context["form"]
    typed = {name: form.initial.get(name) or "" for name in form.fields} | {"summary": "我们还能教嫁接。"}
    assert staff.post(url, typed).status_code == 302
    proposal = ChangeProposal.objects.get()
    assert proposal.field == "summary"
    assert "嫁接" in members["bureau"].client.get(reverse("organisations:desk-proposals")).content.decode()
    members["bureau"].client.post(reverse("organisations:desk-decide", args=[proposal.pk]), {"decision": "accept"})
    one.refresh_from_db()
    assert "嫁接" in one.summary


def test_staff_of_another_organisation_get_nothing(one, verified, members):
    other = verified()
    client = members["staff"].client
    assert client.get(reverse("organisations:own", args=[other.number])).status_code == 403
    assert client.post(reverse("organisations:own-capacity", args=[other.number]), {}).status_code == 403
    assert client.get(reverse("organisations:desk-profile", args=[other.number])).status_code == 403


def test_staff_declare_capacity_and_hand_over(one, members):
    quarter = Quarter.of(today()).text
    members["staff"].client.post(reverse("organisations:own-capacity", args=[one.number]), {quarter: "3"})
    assert one.capacities.get().slots == 3
    person = members["hub"].person.pk
    members["staff"].client.post(
        reverse("organisations:own-hand-over", args=[one.number]), {"duty": "principal", "person": person}
    )
    assert ResponsiblePerson.objects.get().person == person


def test_nobody_hands_over_to_a_stranger(one, members):
    url = reverse("organisations:own-hand-over", args=[one.number])
    members["staff"].client.post(url, {"duty": "principal", "person": members["nobody"].person.pk})
    assert not ResponsiblePerson.objects.exists()


def test_a_pair_is_merged_from_the_queue_and_the_old_address_leads_on(entered, one, members, author):
    double = entered(name=f"{one.name}（筹）", kind="community_org", credit_code=None)
    pair = DuplicatePair.objects.get()
    bureau = members["bureau"].client
    assert one.name in bureau.get(reverse("organisations:desk-duplicates")).content.decode()
    decision = "first" if pair.first_id == one.pk else "second"
    bureau.post(reverse("organisations:desk-judge", args=[pair.pk]), {"decision": decision})
    assert Merge.objects.get().source == double
    assert bureau.get(reverse("organisations:desk-profile", args=[double.number])).status_code == 200
    bureau.post(reverse("organisations:desk-undo-merge", args=[double.number]), {"reason": "判断有误"})
    double.refresh_from_db()
    assert double.merged_into is None


def test_the_contact_book_is_read_by_officials_and_kept_by_counties(members, places):
    typed = {"body": "town", "name": "示例镇办公室", "duty": "对接", "region_id": "440106", "valid_from": "2026-01-01"}
    assert members["district"].client.post(reverse("organisations:contact-new"), typed).status_code == 302
    for role in ("bureau", "county", "frontline", "hub"):
        assert "示例镇办公室" in members[role].client.get(reverse("organisations:contacts")).content.decode(), role
    assert members["frontline"].client.post(reverse("organisations:contact-new"), typed).status_code == 403
    assert members["staff"].client.get(reverse("organisations:contacts")).status_code == 403


def test_what_waits_is_told_to_those_who_can_verify(entered, members):
    one = entered()
    assert [todo.subject for todo in answers.todo_items(members["bureau"].actor, now())] == [one.name]
    assert answers.todo_items(members["staff"].actor, now()) == []
    assert answers.todo_items(clerk("cccccccccccccccc", scope="4418"), now()) == []
