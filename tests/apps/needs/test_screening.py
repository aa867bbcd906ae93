"""A need judged by the written rubric: points that add up, sentences that are kept, and who moves under other weights."""

import pytest

from bangfu.apps.needs import actions
from bangfu.apps.needs.actions_screening import screen_need
from bangfu.apps.needs.models import Screening
from bangfu.apps.needs.queries_screening import rubric
from bangfu.apps.needs.rules_screening import Check, Facts, Rubric, moves, parts_of
from bangfu.plumbing.access import Denied, Hidden
from tests.apps.needs.conftest import AT, ELSEWHERE, FRONTLINE, VILLAGE
from tests.apps.needs.test_after_publication import code_of
from tests.cast import make_cast

TABLE = Rubric(
    "t 1",
    {"precise": 60, "lasting": 40},
    (
        Check("counted", "precise", "fact", 1, "写明了数量"),
        Check("right", "precise", "answer", 2, "对象对"),
        Check("builds", "lasting", "fact", 1, "有造血"),
    ),
)
FACTS = Facts(lines=1, groups=1, beneficiaries=30, nature="relief", days_left=20, accepted_by="村委")
ALL_YES = {"right_people": "yes", "kept_up": "yes", "doable": "yes", "seen": "yes"}


@pytest.mark.parametrize(("answer", "points"), [("yes", 60), ("partly", 40), ("no", 20), ("", 20)])
def test_an_answer_counts_by_its_weight_and_none_counts_nothing(answer, points):
    parts = parts_of(TABLE, FACTS, {"right": answer} if answer else {})
    assert [part.points for part in parts] == [points, 0]
    assert parts[0].says == (("写明了数量", "yes"), ("对象对", answer))


def test_the_packs_rubric_adds_up_to_a_hundred_and_every_criterion_has_checks():
    table = rubric()
    assert sum(table.points.values()) == 100
    assert {check.criterion for check in table.checks} == set(table.points)
    best = Facts(lines=1, groups=1, beneficiaries=1, nature="both", days_left=30, accepted_by="村委")
    assert sum(part.points for part in parts_of(table, best, ALL_YES)) == 100
    worst = Facts(lines=0, groups=0, beneficiaries=0, nature="relief", days_left=None, accepted_by="")
    assert sum(part.points for part in parts_of(table, worst, {})) == 0


def test_other_weights_show_who_climbs_and_who_falls():
    one = [{"criterion": "precise", "points": 60, "of": 60}, {"criterion": "lasting", "points": 0, "of": 40}]
    two = [{"criterion": "precise", "points": 10, "of": 60}, {"criterion": "lasting", "points": 40, "of": 40}]
    moved = moves([("A", 60, one), ("B", 50, two)], {"precise": 10, "lasting": 90})
    assert [(each.number, each.after, each.climbs) for each in moved] == [("B", 1, 1), ("A", 2, -1)]
    assert [each.climbs for each in moves([("A", 60, one), ("B", 50, two)], {"precise": 60, "lasting": 40})] == [0, 0]


@pytest.mark.django_db
def test_a_score_keeps_its_version_and_its_sentences(submitted):
    made = screen_need(by=FRONTLINE, at=AT, number=submitted.number, answers=ALL_YES)
    assert made.rubric == rubric().version
    assert made.score == sum(part["points"] for part in made.parts)
    assert ["做完以后，村民说得出哪里变好了", "yes"] in made.parts[-1]["says"]


@pytest.mark.django_db
def test_only_who_verifies_there_judges_and_only_before_publication(submitted, published):
    asked = {"at": AT, "answers": ALL_YES}
    other = actions.draft_need(by=VILLAGE, at=AT, values=_values(published), lines=())
    with pytest.raises(Denied):
        screen_need(by=VILLAGE, number=other.number, **asked)
    with pytest.raises(Hidden):
        screen_need(by=ELSEWHERE, number=other.number, **asked)
    assert code_of(screen_need, by=FRONTLINE, number=published.number, **asked) == "screened_late"


def _values(need):
    return {"title": "学校门口要路灯", "region": need.region, "themes": ["village_lighting"]}


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{}, {"nothing": "yes"}, {"seen": "maybe"}])
def test_answers_to_other_questions_are_refused(submitted, answers):
    assert code_of(screen_need, by=FRONTLINE, at=AT, number=submitted.number, answers=answers) in (
        "answers",
        "no_answers",
    )


@pytest.mark.django_db
def test_verifying_and_judging_are_one_submit_and_the_publisher_reads_the_score(submitted):
    cast = make_cast({"village": "441826105990", "county": "441826", "frontline": "441826"})
    path = f"/desk/needs/{submitted.number}/"
    asking = cast["frontline"].client.get(path).content.decode()
    assert "做完以后，村民说得出哪里变好了" in asking and "还没有回答" in asking
    sent = {"reason": "看过", **{f"check-{name}": value for name, value in ALL_YES.items()}}
    assert cast["frontline"].client.post(f"{path}verify/", sent).status_code == 302
    score = Screening.objects.get().score
    page = cast["bureau"].client.get(path).content.decode()
    assert f"{score} 分" in page and rubric().version in page
    table = (
        cast["frontline"].client.get("/desk/screening/?precise=0&lasting=100&feasible=0&effective=0").content.decode()
    )
    assert submitted.title in table and "只是试算" in table
    assert cast["village"].client.get("/desk/screening/").status_code == 403
    assert cast["frontline"].client.get("/desk/screening/?precise=x&lasting=-3").status_code == 200


@pytest.mark.django_db
def test_a_refused_judgement_leaves_the_need_unverified(submitted):
    cast = make_cast({"frontline": "441826"})
    answer = cast["frontline"].client.post(f"/desk/needs/{submitted.number}/verify/", {"check-nothing": "yes"})
    assert answer.status_code == 409
    submitted.refresh_from_db()
    assert submitted.state == "submitted"
