"""The pages of formed teams: one submit sends the invitations, members answer and sign, the public sees who does what."""

import re
from datetime import timedelta

import pytest

from bangfu.apps.partnerships.actions import teams
from bangfu.apps.partnerships.models import Team
from bangfu.apps.partnerships.queries.formed import todo_teams
from bangfu.plumbing.clock import now, today
from tests.apps.partnerships.conftest import solved
from tests.apps.partnerships.forming import all_say_yes, all_sign, digest, formed, parts_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(registry):
    return make_cast({"hub": registry["hub"].number, "staff": registry["fruit"].number})


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def posted_from(page: str, **changes) -> dict[str, str]:
    """What the form would send as it stands."""
    values = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    values |= {f"q-{code}": "村里商量过，够用。" for code in re.findall(r'<textarea id="q-([a-z]+)"', page)}
    return values | changes


@pytest.fixture
def page(people, draft, bureau):
    solved(bureau, draft)
    return f"/desk/teams/{draft.number}/form/"


def test_one_submit_after_solving_sends_the_invitations_with_suggested_shares(people, page):
    desk = people["bureau"].client
    shown = desk.get(page).content.decode()
    answer = desk.post(page, posted_from(shown, goals="果园增产，农户学会管护"))
    assert answer.status_code == 302, text(answer)
    team = Team.objects.get()
    shares = list(team.proposal.shares.all())
    assert sum(one.budget_permille for one in shares) == 1000 == sum(one.credit_permille for one in shares)
    assert all(one.tasks for one in shares if one.organisation != team.lead)
    assert "邀请已发出" in text(desk.get(answer["Location"]))
    assert desk.get(page).status_code == 302


def test_shares_that_are_off_are_said_beside_what_was_typed(people, page):
    desk = people["bureau"].client
    posted = posted_from(desk.get(page).content.decode(), goals="果园增产，农户学会管护")
    answer = desk.post(page, posted | {"m-0-budget": "99.9"})
    assert answer.status_code == 422 and "经费份额合计要正好是 100%" in text(answer) and 'value="99.9"' in text(answer)
    answer = desk.post(page, posted | {"m-0-budget": "三成"})
    assert answer.status_code == 422 and "请写百分数" in text(answer)
    answer = desk.post(page, {name: value for name, value in posted.items() if not name.startswith("q-")})
    assert answer.status_code == 422 and "请先回答" in text(answer)


def test_members_answer_and_sign_on_one_page(people, draft, bureau, registry):
    numbers = [registry[name].number for name in ("hub", "fruit")]
    team = formed(bureau, draft, numbers[0], parts_of((numbers[0], 500, 500), (numbers[1], 500, 500)))
    where = f"/my/teams/{team.number}/"
    hub, staff = people["hub"], people["staff"]
    assert [one.kind for one in todo_teams(staff.actor, now())] == ["组团邀请"]
    assert "愿意参加" in text(staff.client.get(where))
    no = staff.client.post(f"{where}answer/", {"organisation": numbers[1], "answer": "declined", "reason": "不"})
    assert no.status_code == 409 and "至少 4 个字" in text(no)
    for member, number in ((hub, numbers[0]), (staff, numbers[1])):
        member.client.post(f"{where}answer/", {"organisation": number, "answer": "accepted"})
    team.refresh_from_db()
    assert [one.kind for one in todo_teams(staff.actor, now())] == ["签任务书"]
    for member, number in ((hub, numbers[0]), (staff, numbers[1])):
        signed = {"organisation": number, "seen": digest(team.agreement), "intent": "同意签署"}
        member.client.post(f"{where}sign/", signed)
    shown = text(people["public"].client.get(f"/teams/{team.number}/"))
    assert "岭南果树学会" in shown and "50%" in shown
    data = people["public"].client.get(f"/teams/{team.number}.json").json()
    assert [one["credit_permille"] for one in data["members"]] == [500, 500] and "budget_permille" not in str(data)
    assert people["public"].client.get("/teams.json").json()["total"] == 1


def test_the_lead_settles_anew_from_the_page_and_the_old_shares_stay(people, draft, bureau, registry):
    numbers = [registry[name].number for name in ("hub", "fruit", "plain")]
    team = formed(bureau, draft, numbers[0], parts_of((numbers[0], 500, 500), (numbers[1], 500, 500)))
    all_say_yes(team)
    all_sign(team)
    settle = f"/my/teams/{team.number}/settle/"
    assert people["staff"].client.get(settle).status_code == 403
    posted = posted_from(people["hub"].client.get(settle).content.decode(), why="多一家农训，减轻负担")
    posted |= {"m-0-budget": "40", "m-0-credit": "40", "m-1-budget": "30", "m-1-credit": "30"}
    posted |= {"m-2-organisation": "邻里互助中心", "m-2-work": "农训", "m-2-budget": "30", "m-2-credit": "30"}
    answer = people["hub"].client.post(settle, posted)
    assert answer.status_code == 302, text(answer)
    all_say_yes(team)
    all_sign(team)
    said = text(people["staff"].client.get(f"/my/teams/{team.number}/"))
    assert "以前的份额" in said and "邻里互助中心" in said and "100%" in said


def test_leaving_is_asked_for_on_the_page(people, draft, bureau, registry):
    numbers = [registry[name].number for name in ("hub", "fruit")]
    team = formed(bureau, draft, numbers[0], parts_of((numbers[0], 500, 500), (numbers[1], 500, 500)))
    all_say_yes(team)
    all_sign(team)
    where = f"/my/teams/{team.number}/"
    left = {"act": "leave", "organisation": numbers[1], "reason": "技术员都退休了"}
    people["staff"].client.post(f"{where}answer/", left)
    assert team.members.get(organisation=numbers[1]).state == "leaving"
    assert "要退出" in text(people["hub"].client.get(where))


def test_pages_of_teams_take_few_queries(people, draft, bureau, registry, django_assert_max_num_queries):
    numbers = [registry[name].number for name in ("hub", "fruit")]
    team = formed(bureau, draft, numbers[0], parts_of((numbers[0], 500, 500), (numbers[1], 500, 500)))
    all_say_yes(team)
    all_sign(team)
    for client, path, most in (
        (people["public"].client, f"/teams/{team.number}/", 10),
        (people["staff"].client, f"/my/teams/{team.number}/", 14),  # the agreement with its signatures among them
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_a_team_that_was_given_up_says_why(people, draft, bureau, registry):
    numbers = [registry[name].number for name in ("hub", "fruit")]
    team = formed(bureau, draft, numbers[0], parts_of((numbers[0], 500, 500), (numbers[1], 500, 500)))
    end = f"/my/teams/{team.number}/end/"
    assert people["staff"].client.post(end, {"reason": "不想做了，算了"}).status_code == 403
    people["hub"].client.post(end, {"reason": "村里改了主意，不做了"})
    assert "村里改了主意" in text(people["staff"].client.get(f"/my/teams/{team.number}/"))
    assert people["public"].client.get(f"/teams/{team.number}/").status_code == 404


def test_a_day_in_the_past_is_no_end(people, page):
    posted = posted_from(people["bureau"].client.get(page).content.decode(), goals="果园增产，农户学会管护")
    posted |= {"ends_on": (today() - timedelta(days=3)).isoformat()}
    answer = people["bureau"].client.post(page, posted)
    assert answer.status_code == 422 and "截止日期" in text(answer) and not teams.Team.objects.exists()
