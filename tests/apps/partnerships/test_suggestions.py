"""A village or an organisation may ask the other to pair: one yes is given with it, the other is still asked."""

import re

import pytest
from django.test import Client

from bangfu.apps.organisations.models import CapacityHolding
from bangfu.apps.partnerships.actions import pairings
from bangfu.apps.partnerships.actions.pairings import Two
from bangfu.apps.partnerships.forms_pairs import SuggestForm
from bangfu.apps.partnerships.models import Pairing
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from tests.apps.partnerships.forming import broken, in_effect, sign, staff, terms, village
from tests.cast import VILLAGE, make_cast

pytestmark = pytest.mark.django_db
WHY = "去年一起办过果树课，村里想长期做下去"


@pytest.fixture
def fruit(registry):
    return registry["fruit"].number


def ask(by, side, number, key="", **changes):
    pair = Two(number, VILLAGE, changes.pop("reason", WHY))
    return pairings.suggest_pairing(by=by, key=key, side=side, pair=pair, terms=terms(**changes))


def refusal(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


@pytest.mark.parametrize("side", ["organisation", "place"])
def test_either_side_may_ask_and_nothing_is_paired_before_the_other_said_yes_and_both_signed(fruit, side):
    own, other = (staff(fruit), village()) if side == "organisation" else (village(), staff(fruit))
    made = ask(own, side, fruit)
    assert (made.state, [one.side for one in made.answers.all()]) == ("proposed", [side])
    assert CapacityHolding.objects.filter(holder=made.holder, released_at=None).exists() == (side == "organisation")
    left = "place" if side == "organisation" else "organisation"
    made = pairings.answer_pairing(by=other, number=made.number, side=left, answer="accepted")
    assert made.state == "agreed" and made.agreement
    sign(made, "place")
    assert sign(made, "organisation").state == "in_effect"
    assert broken("J1", "J2") == []


def test_the_same_request_twice_asks_once_and_a_second_proposal_of_the_pair_is_refused(fruit):
    first = ask(village(), "place", fruit, key="once")
    assert ask(village(), "place", fruit, key="once").pk == first.pk
    with refusal("paired_already"):
        ask(staff(fruit), "organisation", fruit)
    assert Pairing.objects.count() == 1


def test_nobody_asks_for_a_side_that_is_not_theirs(fruit):
    for by, side in ((village(), "organisation"), (staff(fruit), "place"), (village("450302001990"), "place")):
        with pytest.raises(Denied):
            ask(by, side, fruit)
    with pytest.raises(Denied):
        ask(village(), "both", fruit)
    assert not Pairing.objects.exists()


def test_asking_without_a_word_why_or_of_an_organisation_that_is_none_is_refused(fruit):
    with refusal("why"):
        ask(village(), "place", fruit, reason="  ")
    with refusal("organisation"):
        ask(village(), "place", "O-26-999999-X")
    with refusal("goals"):
        ask(village(), "place", fruit, goals="好")


def test_one_person_of_both_sides_does_not_answer_for_the_other(fruit):
    both = type(village())(village().person, "person", (*village().grants, *staff(fruit).grants))
    made = ask(both, "place", fruit)
    with refusal("same_person"):
        pairings.answer_pairing(by=both, number=made.number, side="organisation", answer="accepted")


def test_who_asked_may_take_it_back_until_the_other_answered_and_nobody_else_of_the_side_may(fruit):
    made = ask(staff(fruit), "organisation", fruit)
    with pytest.raises(Denied):
        pairings.withdraw_pairing(by=village(), number=made.number, reason="不想结了")
    with pytest.raises(Hidden):
        pairings.withdraw_pairing(by=village("450302001990"), number=made.number, reason="不想结了")
    made = pairings.withdraw_pairing(by=staff(fruit), number=made.number, reason="今年人手不够了")
    assert made.state == "withdrawn"
    assert not CapacityHolding.objects.filter(holder=made.holder, released_at=None).exists()


def test_the_page_asks_for_the_other_side_only_and_says_what_is_missing(fruit):
    cast = make_cast({"staff": fruit})
    asked = cast["village"].client
    page = asked.get("/my/pairs/new/").content.decode()
    assert 'name="organisation"' in page and 'name="place"' not in page
    form = {"side": f"place:{VILLAGE}", "organisation": "", "reason": WHY, "goals": terms().goals,
            "mutual": "每季度共上一课", "starts_on": terms().starts_on, "ends_on": terms().ends_on}  # fmt: skip
    answer = asked.post("/my/pairs/new/", form)
    assert answer.status_code == 422 and "请写想和谁结对。" in answer.content.decode()
    answer = asked.post("/my/pairs/new/", form | {"organisation": fruit})
    made = Pairing.objects.get()
    assert answer.status_code == 302 and made.number in answer.url
    assert made.number in cast["staff"].client.get("/my/pairs/").content.decode()
    answer = asked.post(f"/my/pairs/{made.number}/keep/", {"act": "withdraw", "reason": "先缓一缓再说"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"


@pytest.mark.parametrize(("roles", "other"), [("village", "organisation"), ("staff", "place")])
def test_who_to_pair_with_is_asked_as_something_that_must_be_said(fruit, roles, other):
    form = SuggestForm(own=[(f"{'place' if roles == 'village' else 'organisation'}:x", "一方")])
    assert form.fields[other].required
    page = make_cast({"staff": fruit})[roles].client.get("/my/pairs/new/").content.decode()
    label = re.search(rf'<label for="id_{other}[^>]*>(.*?)</label>', page).group(1)
    assert "选填" not in label, label


def test_who_speaks_for_both_sides_must_name_only_the_other_one(fruit):
    own = [(f"place:{VILLAGE}", "村"), (f"organisation:{fruit}", "会")]
    assert {"organisation", "place"} <= {name for name, field in SuggestForm(own=own).fields.items() if field.required}
    for side, other in ((own[0][0], "organisation"), (own[1][0], "place")):
        form = SuggestForm({"side": side}, own=own)
        assert not form.is_valid() and {"organisation", "place"} & set(form.errors) == {other}


def test_the_side_that_is_asked_reads_who_asks_and_why_first_and_the_asker_that_it_waits(fruit):
    cast = make_cast({"staff": fruit})
    made = ask(village(), "place", fruit)
    asked = cast["staff"].client.get(f"/my/pairs/{made.number}/").content.decode()
    assert "问您愿不愿意" in asked and asked.index(WHY) < asked.index("您的答复")
    asking = cast["village"].client.get(f"/my/pairs/{made.number}/").content.decode()
    assert "等对方答复" in asking and "您的答复" not in asking


def test_programs_read_pairings_in_effect_with_public_fields_only(bureau, fruit):
    hidden = ask(village(), "place", fruit)
    assert Client().get("/api/v1/pairings").json() == {"items": [], "next_cursor": ""}
    assert Client().get(f"/api/v1/pairings/{hidden.number}").status_code == 404
    pairings.withdraw_pairing(by=village(), number=hidden.number, reason="换个时间再说")
    made = in_effect(bureau, fruit)
    one = Client().get(f"/api/v1/pairings/{made.number}").json()
    assert one == Client().get("/api/v1/pairings", {"place": VILLAGE[:6]}).json()["items"][0]
    assert (one["number"], one["organisation"], one["place"]) == (made.number, fruit, VILLAGE)
    assert not {"reason", "scenario", "agreement", "proposed_by", "quarters"} & set(one)
    assert Client().get("/api/v1/pairings", {"place": "45"}).json()["items"] == []
