"""The pages of teams: what a planner sees, what a click does, what a refusal says, how many queries it takes."""

import re

import pytest

from bangfu.apps.partnerships.actions import drafts as actions
from bangfu.apps.partnerships.models import TeamChoice, TeamDraft
from bangfu.plumbing.runs.models import Run
from tests.apps.partnerships.conftest import carried_out, newest, solved
from tests.cast import make_cast
from tests.samples import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(registry):
    """The cast, the hub's person bound to the hub of the registry."""
    return make_cast({"hub": registry["hub"].number})


@pytest.fixture
def desk(people):
    return people["bureau"].client


@pytest.fixture
def page(desk, draft, bureau):
    """The path of a solved draft."""
    solved(bureau, draft)
    return f"/desk/teams/{draft.number}/"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def tasks(*rows, **more):
    """A posted form with these (kind, word, amount)."""
    posted = {
        "title": "果园联合帮扶",
        "max_members": "3",
        "weight_cost": "10",
        "weight_member": "25",
        "weight_other_field": "40",
        "weight_same_hub": "15",
        "tasks-TOTAL_FORMS": str(len(rows)),
        "tasks-INITIAL_FORMS": "0",
    }
    for place, (kind, word, amount) in enumerate(rows):
        posted |= {f"tasks-{place}-kind": kind, f"tasks-{place}-word": word, f"tasks-{place}-amount": amount}
    return posted | more


def test_the_page_says_who_does_what_and_why(desk, page, registry):
    said = text(desk.get(page))
    for words in ("青禾枢纽联合会", "安心农训中心", "牵头", "没有比它更好的", "多一家成员，多一份协调", "可持续"):
        assert words in said


def test_the_page_and_the_list_take_few_queries(desk, page, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        desk.get(page)
    with django_assert_max_num_queries(10):
        desk.get("/desk/teams/")


def test_a_published_need_fills_in_the_tasks(desk, people, words):
    hands = {role: member.actor for role, member in people.items()}
    need = make_need("441802101990", "published", hands, capabilities={"farmer_training": 2})
    said = text(desk.get(f"/desk/teams/new/?need={need.number}"))
    assert words["farmer_training"] in said and 'value="2"' in said and need.number in said


@pytest.mark.parametrize("number", ["N-26-000999-9", "'; DROP", "x" * 400])
def test_a_need_that_cannot_be_used_is_said_with_the_way_on(desk, number):
    response = desk.get("/desk/teams/new/", {"need": number})
    assert response.status_code == 200 and "这条需求现在不能用来组团" in text(response)


def test_saving_and_searching_leads_to_the_page_that_says_it_searches(desk, words):
    posted = tasks(("capability", words["fruit_tree_technique"], "3"), ("", "", ""), solve="1")
    response = desk.post("/desk/teams/new/", posted, follow=True)
    assert "正在求解" in text(response) and response["Refresh"]
    carried_out(Run.objects.get())
    assert "没有缺口" in text(desk.get(response.redirect_chain[-1][0]))


def test_an_unknown_word_is_refused_with_near_ones_and_nothing_is_lost(desk):
    response = desk.post("/desk/teams/new/", tasks(("capability", "果树栽陪技术", "3")))
    said = text(response)
    assert response.status_code == 422 and "果树栽培技术" in said and "果树栽陪技术" in said
    assert not TeamDraft.objects.exists()


def test_no_task_at_all_is_refused_with_a_sentence(desk):
    response = desk.post("/desk/teams/new/", tasks(("", "", "")))
    assert response.status_code == 422 and "还没有写任务" in text(response)


def test_more_rows_come_without_scolding(desk, words):
    posted = tasks(("capability", words["farmer_training"], ""), more_rows="1")
    response = desk.post("/desk/teams/new/", posted)
    assert response.status_code == 200 and text(response).count('name="tasks-') >= 4 * 3
    assert "请写多少" not in text(response)


def test_a_stale_form_is_told_and_keeps_what_was_typed(desk, draft, bureau, words):
    actions.change_team(by=bureau, number=draft.number, values={"title": "别人改的"}, version=1)
    posted = tasks(("capability", words["farmer_training"], "2"), title="我写的名称", version="1")
    response = desk.post(f"/desk/teams/{draft.number}/edit/", posted)
    assert response.status_code == 422
    assert "刚被别人改过" in text(response) and "我写的名称" in text(response)


def test_one_click_adds_and_searches_again(desk, draft, bureau):
    actions.change_team(by=bureau, number=draft.number, values={"max_members": 2})
    solved(bureau, draft)
    said = text(desk.get(f"/desk/teams/{draft.number}/"))
    assert "加上并重新求解" in said
    posted = {
        "organisations": "、".join(newest(draft).closing["smallest"]),
        "treatment": "pin",
        "more_seats": "1",
        "solve": "1",
    }
    assert desk.post(f"/desk/teams/{draft.number}/choose/", posted).status_code == 302
    carried_out(Run.objects.latest("created_at"))
    assert newest(draft).missing == {}


def test_a_choice_by_name_is_understood_and_an_unknown_name_refused(desk, draft, registry):
    address = f"/desk/teams/{draft.number}/choose/"
    assert desk.post(address, {"organisations": "邻里互助中心", "treatment": "pin"}).status_code == 302
    assert TeamChoice.objects.get().organisation == registry["plain"].number
    response = desk.post(address, {"organisations": "没有这一家", "treatment": "pin"})
    assert response.status_code == 409 and "没有这一家" in text(response)


def test_a_lead_without_the_right_is_refused_on_the_page(desk, draft):
    posted = {"organisations": "岭南果树学会", "treatment": "lead"}
    response = desk.post(f"/desk/teams/{draft.number}/choose/", posted)
    assert response.status_code == 409 and "枢纽型社会组织或行业协会商会" in text(response)


def test_a_failed_search_is_said_on_the_page_and_nothing_looks_finished(desk, draft, bureau, monkeypatch):
    run = actions.solve_team(by=bureau, number=draft.number)
    TeamDraft.objects.filter(pk=draft.pk).update(required_capabilities={})
    carried_out(run)
    said = text(desk.get(f"/desk/teams/{draft.number}/"))
    assert "上一次求解没有成功" in said and "分工：谁做什么" not in said


def test_answers_are_kept_and_shown_again(desk, page):
    desk.post(f"{page}answers/", {"accurate": "对着果园。<b>", "version": "1"})
    assert "对着果园。&lt;b&gt;" in text(desk.get(page))


@pytest.mark.parametrize("name", ["team.json", "team.docx", "project.json", "organisations.csv"])
def test_every_download_is_a_file_and_there_is_none_before_the_first_answer(desk, draft, bureau, name):
    address = f"/desk/teams/{draft.number}/{name}"
    assert desk.get(address).status_code == 404
    solved(bureau, draft)
    response = desk.get(address)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"] and response.content


def test_a_hub_finds_its_way_to_teams_and_sees_its_own_only(people, draft):
    hub = people["hub"].client
    assert "/desk/teams/" in text(hub.get("/my/"))
    assert draft.title not in text(hub.get("/desk/teams/"))
    assert hub.get(f"/desk/teams/{draft.number}/").status_code == 404


def test_the_english_page_holds_no_chinese_of_ours(desk, page):
    said = text(desk.get(f"/en{page}"))
    assert "Why these organisations" in said and "为什么是这几家" not in said
