"""The pages of pairings: both sides, the public, the planner; what a refusal says; how many queries they take."""

import re
from datetime import timedelta

import pytest

from bangfu.apps.agreements.api import Agreement
from bangfu.apps.exchange.api import gathered
from bangfu.apps.organisations import api as organisations
from bangfu.apps.partnerships.actions import pairings
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries.pairs import todo_pairings
from bangfu.apps.partnerships.tasks_what_if import compared, newcomers
from bangfu.plumbing.access import Denied
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.values import Quarter
from tests.apps.partnerships.forming import agreed, in_effect, proposed, solved_village_plan, terms
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def fruit(registry):
    return registry["fruit"].number


@pytest.fixture
def people(registry, fruit):
    return make_cast({"staff": fruit, "hub": registry["hub"].number})


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_pair_goes_from_the_form_to_the_public_page_through_three_people(people, fruit):
    bureau, village, staff = (people[role].client for role in ("bureau", "village", "staff"))
    posted = {
        "organisation": "岭南果树学会",
        "place": VILLAGE,
        "goals": "把果园管起来，农户学会修剪。",
        "special": "技术员每月到村",
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=300)).isoformat(),
    }
    answer = bureau.post("/desk/pairs/new/", posted)
    assert answer.status_code == 302
    where = answer["Location"]
    assert "不答复不算同意" in text(village.get(where)) and "不答复不算同意" in text(staff.get(where))
    village.post(f"{where}answer/", {"side": "place", "answer": "accepted"})
    staff.post(f"{where}answer/", {"side": "organisation", "answer": "accepted"})
    pairing = Pairing.objects.get()
    seen = Agreement.objects.get(pk=pairing.agreement).proposed.digest
    assert "岭南果树学会" in text(village.get(where)) and "不规定捐赠数额" in text(village.get(where))
    wrong = village.post(f"{where}sign/", {"side": "place", "seen": seen, "intent": "好的"})
    assert wrong.status_code == 409 and "请在框里原样写“同意签署”" in text(wrong)
    village.post(f"{where}sign/", {"side": "place", "seen": seen, "intent": "同意签署"})
    assert people["public"].client.get(f"/pairs/{pairing.number}/").status_code == 404
    staff.post(f"{where}sign/", {"side": "organisation", "seen": seen, "intent": "同意签署"})
    shown = people["public"].client.get(f"/pairs/{pairing.number}/")
    assert shown.status_code == 200 and "技术员每月到村" in text(shown)
    assert "岭南果树学会" in text(people["public"].client.get("/pairs/"))
    assert "岭南果树学会" in text(people["public"].client.get(f"/places/{VILLAGE}/"))
    assert deliver_pending(at=now()) > 0


def test_the_twins_hold_public_values_only(people, bureau, fruit):
    pairing = in_effect(bureau, fruit)
    client = people["public"].client
    one = client.get(f"/pairs/{pairing.number}.json").json()
    assert one["organisation_name"] == "岭南果树学会" and "reason" not in one and "proposed_by" not in one
    assert client.get("/pairs.json").json()["total"] == 1
    assert pairing.number in client.get("/pairs.csv").content.decode("utf-8-sig")
    assert client.get("/pairs.json?place=桂林市").json()["total"] == 0
    assert "没有" in text(client.get("/pairs/?place=没有这个地方")) or "找不到" in text(
        client.get("/pairs/?place=没有这个地方")
    )


def test_a_stranger_knows_nothing_of_a_proposal(people, bureau, fruit):
    made = proposed(bureau, fruit)
    assert people["public"].client.get(f"/pairs/{made.number}/").status_code == 404
    assert people["hub"].client.get(f"/my/pairs/{made.number}/").status_code == 404
    assert people["county"].client.get(f"/my/pairs/{made.number}/").status_code == 200


def test_both_sides_write_plan_visit_review_and_liaison(people, bureau, fruit):
    pairing = in_effect(bureau, fruit)
    where = f"/my/pairs/{pairing.number}/"
    village, staff = people["village"].client, people["staff"].client
    keep = f"{where}keep/"
    village.post(keep, {"act": "plan", "side": "place", "duty": "special", "words": "开两次修剪课"})
    village.post(keep, {"act": "liaison", "side": "place", "words": "林主任 13800000000"})
    staff.post(keep, {"act": "visit", "side": "organisation", "on_day": today().isoformat(), "words": "看了三户果园"})
    scores = {f"score_{duty}": "4" for duty in ("mutual", "homes", "special", "science")}
    staff.post(keep, {"act": "review", "side": "organisation", **scores})
    item = pairing.plan.get()
    village.post(keep, {"act": "done", "side": "place", "item": item.pk})
    said = text(staff.get(where))
    for words in ("开两次修剪课", "林主任 13800000000", "看了三户果园", "做到了", "已做"):
        assert words in said
    shown = text(people["public"].client.get(f"/pairs/{pairing.number}/"))
    assert "林主任" not in shown and "看了三户果园" not in shown and "开两次修剪课" in shown
    ahead = staff.post(keep, {"act": "visit", "side": "organisation", "on_day": "2999-01-01", "words": "打算去看果园"})
    assert ahead.status_code == 409 and "走访日期不能在今天之后" in text(ahead) and "打算去看果园" in text(ahead)


def test_visits_turn_amber_then_red_and_stand_on_the_list_of_what_to_do(people, bureau, fruit):
    pairing = in_effect(bureau, fruit)
    assert todo_pairings(people["staff"].actor, now()) == []
    for days, tone in ((100, "warn"), (130, "err")):
        began = now() - timedelta(days=days)
        Pairing.objects.filter(pk=pairing.pk).update(began_at=began, starts_on=today() - timedelta(days=days))
        todo = todo_pairings(people["staff"].actor, now())
        assert [one.tone for one in todo] == [tone] and "走访" in todo[0].kind
    assert "130 天没有走访" in text(people["staff"].client.get("/my/pairs/"))


def test_the_agreement_is_taken_away_as_word_and_pdf(people, bureau, fruit):
    pairing = agreed(bureau, fruit)
    client = people["village"].client
    word = client.get(f"/my/agreements/{pairing.agreement}/agreement.docx")
    pdf = client.get(f"/my/agreements/{pairing.agreement}/agreement.pdf")
    assert word.content[:2] == b"PK" and pdf.content[:5] == b"%PDF-"
    assert people["hub"].client.get(f"/my/agreements/{pairing.agreement}/agreement.pdf").status_code == 404


def test_pages_take_few_queries(people, bureau, fruit, django_assert_max_num_queries):
    pairing = in_effect(bureau, fruit)
    for client, path in (
        (people["public"].client, "/pairs/"),
        (people["public"].client, f"/pairs/{pairing.number}/"),
        (people["public"].client, "/teams/"),
        (people["bureau"].client, "/desk/pairs/coverage/"),
        (people["staff"].client, "/my/pairs/"),
    ):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(14):  # agreement, texts, signatures and liaisons are four of them
        people["staff"].client.get(f"/my/pairs/{pairing.number}/")


def test_coverage_names_who_has_none_and_who_has_some(people, bureau, fruit):
    hands = {role: member.actor for role, member in people.items()}
    make_need(VILLAGE, "published", hands)
    in_effect(bureau, fruit, "440106001990")
    said = text(people["bureau"].client.get("/desk/pairs/coverage/"))
    assert "岭南果树学会" in said and "新桥村" in said
    none = text(people["bureau"].client.get("/desk/pairs/coverage/?only=none"))
    assert "新桥村" in none and "岭南果树学会" not in none


def test_more_organisations_never_cover_fewer_villages(people, register):
    hands = {role: member.actor for role, member in people.items()}
    make_need(VILLAGE, "published", hands)
    inputs = gathered(kind="villages", region="", quarter=Quarter.of(today()).text)
    assert len({one.id for one in newcomers(inputs.organisations, 50)}) == 50
    found = compared(inputs, 50)
    assert found["after"]["covered"] >= found["before"]["covered"] and found["more"] == 50
    wrong = people["bureau"].client.post("/desk/pairs/what-if/", {"more": "9999"})
    assert wrong.status_code == 422 and "请填 1 到 200 的整数" in text(wrong)


def test_a_renewal_form_and_an_ending_work_from_the_page(people, bureau, fruit):
    pairing = in_effect(bureau, fruit)
    keep = f"/my/pairs/{pairing.number}/keep/"
    until = (pairing.ends_on + timedelta(days=100)).isoformat()
    people["village"].client.post(keep, {"act": "renew", "side": "place", "until": until})
    pairing.refresh_from_db()
    assert pairing.renew_until.isoformat() == until
    people["staff"].client.post(keep, {"act": "end", "side": "organisation", "reason": "做完了，双方商量结束"})
    pairing.refresh_from_db()
    assert pairing.state == "ended"
    assert "双方商量后结束" in text(people["public"].client.get(f"/pairs/{pairing.number}/"))


def test_a_solved_plan_is_published_as_invitations(people, bureau, fruit):
    scenario = solved_village_plan(people)
    client = people["bureau"].client
    page = text(client.get(f"/desk/pairs/plan/{scenario}/"))
    values = re.findall(r'name="pair" value="([^"]+)"', page)
    assert values
    posted = {
        "pair": values[:1],
        "goals": "把果园管起来，农户学会修剪。",
        "mutual": "党支部共上一课",
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=300)).isoformat(),
    }
    assert client.post(f"/desk/pairs/plan/{scenario}/", posted).status_code == 302
    made = Pairing.objects.get()
    assert made.scenario == scenario and f"{made.organisation} {made.place}" == values[0] and made.reason
    assert people["village"].client.get(f"/desk/pairs/plan/{scenario}/").status_code in (403, 404)


def test_nobody_without_the_right_proposes(people, fruit):
    for role in ("hub", "staff", "village", "nobody"):
        assert people[role].client.get("/desk/pairs/new/").status_code == 403
    with pytest.raises(Denied):
        pairings.propose_pairings(by=people["village"].actor, pairs=[pairings.Two(fruit, VILLAGE)], terms=terms())


def test_the_door_of_organisations_still_counts_slots(bureau, fruit):
    in_effect(bureau, fruit)
    assert organisations.engagements(Quarter.of(today()).text, now(), [fruit])[fruit].taken == 1


def test_days_are_given_to_the_browser_as_it_takes_them(people):
    page = text(people["bureau"].client.get("/desk/pairs/new/"))
    assert f'value="{today().isoformat()}"' in page
