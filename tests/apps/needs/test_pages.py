"""Pages of needs as people and strangers get them: what is shown, what is hidden, and how many queries it takes."""

import json
from datetime import timedelta
from random import Random

import pytest

from bangfu.apps.needs import actions
from bangfu.apps.needs.example import build_example
from bangfu.apps.needs.models import Need
from bangfu.config.example import TEXTS
from bangfu.plumbing.clock import today
from tests.apps.needs.conftest import AT, BUREAU, FRONTLINE, LINES, VILLAGE
from tests.apps.needs.test_explorer import WRITERS
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = (
    "/",
    "/needs/",
    "/needs/?view=table",
    "/needs/map/",
    "/search/?q=村",
    "/needs/?q=无此词语&help=health&urgency=3",
)


@pytest.fixture
def cast(places):
    """The cast, at work in the county of these tests."""
    scopes = {"village": "441826105990", "county": "441826", "frontline": "441826", "care_worker": "441826"}
    return make_cast(scopes)


@pytest.fixture
def public(values):
    """A published need that is still open today."""
    need = actions.draft_need(by=VILLAGE, at=AT, values=values(claim_by=today() + timedelta(days=20)), lines=LINES)
    actions.submit_need(by=VILLAGE, at=AT, number=need.number)
    actions.verify_need(by=FRONTLINE, at=AT, number=need.number)
    return actions.publish_need(by=BUREAU, at=AT, number=need.number)


def grow(places, count):
    """More needs than a page shows."""
    build_example(texts=TEXTS, villages=[(places["441826105990"], WRITERS)], count=count, random=Random(2), at=AT)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
@pytest.mark.parametrize("count", [5, 120])
def test_a_public_page_takes_at_most_ten_queries_however_many_needs(
    client, places, django_assert_max_num_queries, path, count
):
    grow(places, count)
    with django_assert_max_num_queries(10):
        assert client.get(path).status_code == 200


def test_a_need_takes_at_most_ten_queries(client, places, public, django_assert_max_num_queries):
    grow(places, 60)
    with django_assert_max_num_queries(10):
        assert client.get(f"/needs/{public.number}/").status_code == 200


@pytest.mark.parametrize("path", ["/desk/verify/", "/desk/verify/?state=published"])
def test_the_queue_takes_at_most_ten_queries(cast, places, django_assert_max_num_queries, path):
    grow(places, 120)
    with django_assert_max_num_queries(10):
        assert cast["county"].client.get(path).status_code == 200


def test_a_strangers_page_says_the_need_and_no_person(client, public, cast):
    page = client.get(f"/needs/{public.number}/").content.decode()
    assert public.title in page
    assert "还差 20 台" in page
    for person in (VILLAGE, FRONTLINE, BUREAU):
        assert person.person not in page


@pytest.mark.parametrize("suffix", ["/", ".json"])
def test_what_is_not_published_does_not_exist_for_strangers_and_other_counties(client, submitted, cast, suffix):
    path = f"/needs/{submitted.number}{suffix}"
    assert client.get(path).status_code == 404
    assert cast["donor"].client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/needs.json", "/needs/{number}.json", "/api/v1/needs", "/api/v1/needs/{number}"])
def test_a_twin_shows_public_fields_only(client, public, path):
    said = json.loads(client.get(path.format(number=public.number)).content)
    item = said["items"][0] if "items" in said else said
    classes = {field.name: Need.FIELD_CLASSES[field.name] for field in Need._meta.concrete_fields}
    hidden = {name for name, kind in classes.items() if kind != "public"}
    assert item["number"] == public.number
    assert not hidden & set(item)
    assert VILLAGE.person not in json.dumps(said)


def test_downloads_hold_what_the_filters_found_and_no_formula(client, values, public):
    other = values(title="=cmd|' /C calc'!A0", themes=["student_aid"], claim_by=today() + timedelta(days=9))
    need = actions.draft_need(by=VILLAGE, at=AT, values=other, lines=LINES)
    actions.submit_need(by=VILLAGE, at=AT, number=need.number)
    actions.verify_need(by=FRONTLINE, at=AT, number=need.number)
    actions.publish_need(by=BUREAU, at=AT, number=need.number)
    text = client.get("/needs.csv?theme=student_aid").content.decode("utf-8-sig")
    assert need.number in text
    assert public.number not in text
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.strip('"').startswith("=")]
    assert client.get("/needs.xlsx").content[:2] == b"PK"


def test_an_empty_result_offers_to_drop_the_filter_that_costs_most(client, public):
    page = client.get("/needs/?help=education&urgency=2").content.decode()
    assert "去掉“帮扶类别”就有 1 条" in page
    assert 'href="/needs/?urgency=2"' in page


def written(**changes):
    """What a browser sends from the form."""
    data = {
        "title": "学校门口要 12 盏路灯",
        "words": "晚上孩子走路看不清。",
        "description": "",
        "place": "441826105990",
        "theme": "village_lighting",
        "nature": "relief",
        "beneficiaries": "200",
        "urgency": "2",
        "claim_by": (today() + timedelta(days=30)).isoformat(),
        "needed_by": "",
        "max_partners": "1",
        "min_partners": "0",
        "accepted_by": "村委",
        "source": "visit",
        "key": "k-1",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "路灯",
        "lines-0-quantity": "12",
        "lines-0-unit": "盏",
        "lines-0-is_must": "on",
    }
    return data | changes


def test_a_village_writes_a_need_the_county_verifies_it_and_the_bureau_publishes_it(cast):
    sent = cast["village"].client.post("/my/needs/new/all/", written(submit="1"), follow=True)
    need = Need.objects.get()
    assert (sent.status_code, need.state, need.kind_of_help != "") == (200, "submitted", True)
    assert "核实通过" in cast["county"].client.get(f"/desk/needs/{need.number}/").content.decode()
    assert need.title in cast["county"].client.get("/desk/").content.decode()
    assert (
        cast["county"].client.post(f"/desk/needs/{need.number}/verify/", {"reason": "看过"}, follow=True).status_code
        == 200
    )
    assert cast["bureau"].client.post(f"/desk/needs/{need.number}/publish/", follow=True).status_code == 200
    assert cast["public"].client.get(f"/needs/{need.number}/").status_code == 200


def test_a_form_sent_twice_makes_one_need(cast):
    for _ in range(2):
        cast["village"].client.post("/my/needs/new/all/", written(save="1", confirmed="1"))
    assert Need.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "缺"}, "至少"),
        ({"place": "没有这个镇"}, "没有"),
        ({"lines-0-quantity": ""}, "请写数量"),
        ({"words": "找黄叔13800138000"}, "像是手机号"),
        ({"lines-0-item": "", "lines-0-quantity": "", "lines-0-unit": ""}, "请至少写一项"),
    ],
)
def test_a_mistake_is_said_in_words_and_what_was_typed_is_kept(cast, changes, sentence):
    answer = cast["village"].client.post("/my/needs/new/all/", written(submit="1", confirmed="1") | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "晚上孩子走路看不清" in page or "words" in changes
    assert "错误：" in page


def test_another_row_is_added_without_a_script_and_nothing_is_saved(cast):
    page = cast["village"].client.post("/my/needs/new/all/", written(more_lines="1")).content.decode()
    assert 'name="lines-1-item"' in page
    assert 'value="路灯"' in page
    assert not Need.objects.exists()


def test_what_may_be_the_same_is_shown_first_and_can_still_be_saved(cast, submitted):
    twin = written(title="村卫生站缺 20 台血压计", theme="village_clinic", save="1")
    page = cast["village"].client.post("/my/needs/new/all/", twin).content.decode()
    assert page.index("补充到那条") < page.index("不是同一件，存草稿")
    assert Need.objects.count() == 1
    cast["village"].client.post("/my/needs/new/all/", twin | {"confirmed": "1"})
    assert Need.objects.count() == 2


def test_who_entered_it_is_told_before_pressing_and_refused_after(cast):
    cast["county"].client.post("/my/needs/new/all/", written(submit="1"))
    number = Need.objects.get().number
    page = cast["county"].client.get(f"/desk/needs/{number}/").content.decode()
    assert "这条需求是您填报的" in page
    assert "核实通过" not in page
    answer = cast["county"].client.post(f"/desk/needs/{number}/verify/")
    assert answer.status_code == 409
    assert "这条需求是您填报的" in answer.content.decode()


@pytest.mark.parametrize("role", ["public", "donor", "staff", "auditor", "administrator"])
def test_those_without_the_right_write_no_need(cast, role):
    answer = cast[role].client.post("/my/needs/new/all/", written(submit="1"))
    assert answer.status_code in (302, 403)
    assert not Need.objects.exists()


def test_suggestions_come_from_the_text(cast):
    said = cast["village"].client.get("/my/needs/suggest/", {"text": "卫生站缺20台血压计"}).json()
    assert [(one["item"], one["quantity"]) for one in said["items"]][:1] == [("血压计", 20)]
    assert cast["donor"].client.get("/my/needs/suggest/", {"text": "x"}).status_code == 403
