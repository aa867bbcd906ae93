"""The page of a need's life: what each reader may do now, one form each, and what a refusal keeps."""

from datetime import timedelta

import pytest

from bangfu.apps.needs import actions
from bangfu.apps.needs.actions_ending import close_need
from bangfu.apps.needs.models import Need
from bangfu.plumbing.clock import now, today
from tests.apps.needs.conftest import AT, BUREAU, FRONTLINE, LINES, VILLAGE
from tests.apps.needs.test_after_publication import bring
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(places):
    return make_cast({"village": "441826105990", "county": "441826", "frontline": "441826"})


@pytest.fixture
def public(values):
    def make(**changes):
        need = actions.draft_need(
            by=VILLAGE, at=AT, values=values(claim_by=today() + timedelta(days=20), **changes), lines=LINES
        )
        actions.submit_need(by=VILLAGE, at=AT, number=need.number)
        actions.verify_need(by=FRONTLINE, at=AT, number=need.number)
        return actions.publish_need(by=BUREAU, at=now(), number=need.number)

    return make


def href(need, name=""):
    return f"/desk/needs/{need.number}/life/" + (f"{name}/" if name else "")


def text(answer):
    return answer.content.decode()


def test_the_village_sees_its_ways_on_and_not_those_of_others(cast, public):
    page = text(cast["village"].client.get(href(public())))
    assert "结束这条需求" in page and "撤回一部分" in page and "还需要" in page
    assert "拆成两条" not in page and "并到另一条" not in page
    assert "拆成两条" in text(cast["frontline"].client.get(href(Need.objects.get())))


def test_the_page_takes_at_most_ten_queries(cast, public, django_assert_max_num_queries):
    need = public()
    for _ in range(8):
        public()
    with django_assert_max_num_queries(10):
        cast["frontline"].client.get(href(need))


def test_a_grey_need_has_one_button_and_is_fresh_after_it(cast, public, client):
    need = public()
    Need.objects.filter(pk=need.pk).update(confirmed_at=now() - timedelta(days=90))
    assert "许久没有确认" in text(client.get(f"/needs/{need.number}/"))
    assert "许久没有确认" in text(client.get("/needs/"))
    work = text(cast["village"].client.get(f"/desk/needs/{need.number}/"))
    assert "许久没有确认" in work
    sent = cast["village"].client.post(href(need, "confirm"), follow=True)
    assert "记下了：还需要。" in text(sent)
    assert "许久没有确认" not in text(client.get(f"/needs/{need.number}/"))


def test_a_refusal_is_said_and_what_was_typed_is_kept(cast, public):
    need = public()
    answer = cast["village"].client.post(href(need, "reduce"), {"units_1": "25", "reason": "村里少了五户"})
    assert answer.status_code == 409
    assert "不能撤回 25" in text(answer) or "没有“必须”的东西" in text(answer)
    assert 'value="25"' in text(answer) and "村里少了五户" in text(answer)
    odd = cast["village"].client.post(href(need, "reduce"), {"units_1": "五", "reason": "村里少了五户"})
    assert "要是整数" in text(odd)
    odd = cast["village"].client.post(href(need, "confirm"), {"claim_by": "明天"})
    assert "不是日期" in text(odd)


def test_a_merged_need_points_to_the_other_for_everybody(cast, public, client):
    one, other = public(), public(title="卫生站还要血压计二十台")
    sent = cast["frontline"].client.post(href(one, "merge"), {"other": other.number.lower()}, follow=True)
    assert "已并入" in text(sent)
    page = text(client.get(f"/needs/{one.number}/"))
    assert "已合并" in page and f"/needs/{other.number}/" in page
    assert "撤销合并" in text(cast["frontline"].client.get(href(one)))
    assert "重新打开" not in text(cast["village"].client.get(href(one)))


def test_the_village_judges_and_everybody_reads_it(cast, public, client):
    need = public()
    bring(need, 20)
    close_need(by=VILLAGE, number=need.number, how="solved")
    assert "有用吗" in text(cast["village"].client.get(href(need)))
    cast["village"].client.post(href(need, "evaluate"), {"rating": "3", "words": "老人不用跑镇上了"})
    page = text(client.get(f"/needs/{need.number}/"))
    assert "很有用" in page and "老人不用跑镇上了" in page and "已评价" in page
    bad = cast["village"].client.post(href(need, "evaluate"), {"rating": "²"})
    assert bad.status_code == 409


def test_a_split_half_and_a_copy_say_where_they_come_from(cast, public):
    need = public()
    sent = cast["frontline"].client.post(
        href(need, "split"), {"title": "新村分站缺 8 台血压计", "units_1": "8"}, follow=True
    )
    assert "拆自" in text(sent) and need.number in text(sent)
    made = cast["village"].client.post(href(need, "again"))
    assert made["Location"].endswith("/edit/")
    assert Need.objects.filter(origin=need, origin_how="again", state="draft").count() == 1


def test_a_step_that_does_not_exist_is_not_found(cast, public):
    assert cast["village"].client.post(href(public(), "vanish")).status_code == 404


def test_who_may_not_know_of_it_finds_nothing_and_who_may_not_do_it_is_told(cast, public, submitted):
    stranger = cast["donor"].client
    assert stranger.get(href(submitted)).status_code == 404
    assert stranger.post(href(public(), "close"), {"how": "elsewhere"}).status_code in (403, 404)


def test_a_number_that_nobody_knows_is_told_so(cast, public):
    need = public()
    answer = cast["frontline"].client.post(href(need, "merge"), {"other": "N-26-999999-9"})
    assert answer.status_code == 409 and "没有找到编号是“N-26-999999-9”的需求" in text(answer)
