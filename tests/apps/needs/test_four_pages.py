"""A need on four pages: kept field by field, checked page by page, sent once, and by whom for whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangfu.apps.needs.actions_pages import keep_pages, send_pages
from bangfu.apps.needs.models import Need, NeedPages
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.clock import today
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import path_of
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.needs.conftest import LINES, VILLAGE
from tests.apps.needs.test_after_publication import code_of
from tests.cast import make_cast
from tests.samples import picture

pytestmark = pytest.mark.django_db
NEW = "/my/needs/new/"
WHAT = {"title": "村小学缺 3 台打印机", "words": "老师印卷子要跑镇上。"}
WHOM = {
    "theme": "student_aid",
    "nature": "relief",
    "beneficiaries": "120",
    "lines-TOTAL_FORMS": "1",
    "lines-INITIAL_FORMS": "0",
    "lines-0-item": "打印机",
    "lines-0-quantity": "3",
    "lines-0-unit": "台",
    "lines-0-is_must": "on",
}
VILLAGE_NAME = "清远市连南瑶族自治县三排镇芋铃村"


def place(**changes):
    days = (today() + timedelta(days=20)).isoformat()
    return {"place": VILLAGE_NAME, "claim_by": days, "urgency": "1", "source": "visit"} | changes


@pytest.fixture
def cast(places):
    return make_cast({"village": "441826105990", "county": "441826", "frontline": "441826"})


def walk(client, **changes):
    """The first three pages in order; the last answer."""
    client.post(f"{NEW}what/", WHAT)
    client.post(f"{NEW}whom/", WHOM)
    return client.post(f"{NEW}place/", place(**changes))


def text(answer):
    return answer.content.decode()


def test_a_need_is_sent_in_four_submits_and_the_last_page_says_what_comes_next(cast):
    village = cast["village"].client
    assert village.post(NEW, WHAT)["Location"].endswith("/whom/")
    assert village.post(f"{NEW}whom/", WHOM)["Location"].endswith("/place/")
    assert village.post(f"{NEW}place/", place())["Location"].endswith("/check/")
    checked = text(village.get(f"{NEW}check/"))
    assert "打印机 3 台" in checked and "?back=check" in checked
    sent = village.post(f"{NEW}check/", {"key": "k"}, follow=True)
    need = Need.objects.get()
    assert (need.state, need.theme, need.lines.get().quantity) == ("submitted", "student_aid", 3)
    page = text(sent)
    assert need.number in page and "镇县干部" in page and "工作队" in page and "撤回" in page
    assert not NeedPages.objects.exists()


def test_pressing_twice_sends_one_need(cast):
    village = cast["village"].client
    walk(village)
    for _ in range(2):
        village.post(f"{NEW}check/", {"key": "k"})
    assert Need.objects.count() == 1


def test_items_and_field_are_suggested_from_the_text(cast):
    village = cast["village"].client
    village.post(f"{NEW}what/", {"title": "卫生站要 20 台血压计", "words": "老人量血压要走五里路。"})
    page = text(village.get(f"{NEW}whom/"))
    assert 'value="血压计"' in page and 'value="20"' in page and 'value="台"' in page


def test_what_may_be_the_same_is_shown_after_the_first_page(cast, published):
    village = cast["village"].client
    village.post(f"{NEW}what/", {"title": published.title, "words": published.words})
    page = text(village.get(f"{NEW}whom/"))
    assert "补充到那条" in page and published.number in page


def test_each_field_is_kept_while_one_types_even_what_is_not_right_yet(cast):
    village = cast["village"].client
    assert village.post(f"{NEW}what/keep/", {"title": "缺", "words": "找黄叔13800138000"}).status_code == 204
    page = text(village.get(f"{NEW}what/"))
    assert 'value="缺"' in page and "找黄叔13800138000" in page
    assert "13800138000" not in NeedPages.objects.values_list("typed", flat=True).get(), "sealed in the database"


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("what", WHAT | {"words": "找黄叔13800138000"}, "像是手机号"),
        ("what", WHAT | {"title": "缺"}, "至少"),
        ("whom", WHOM | {"lines-0-quantity": ""}, "请写数量"),
        ("whom", WHOM | {"lines-0-item": "", "lines-0-quantity": "", "lines-0-unit": ""}, "请至少写一项"),
        ("place", place(place="梅州市五华县华城镇"), "您可以填报的地方"),
        ("place", place(needed_by="2020-01-01"), "不能早于"),
    ],
)
def test_a_mistake_is_said_on_its_page_and_kept(cast, step, data, sentence):
    answer = cast["village"].client.post(f"{NEW}{step}/", data)
    assert answer.status_code == 422
    assert sentence in text(answer) and "错误：" in text(answer)
    assert NeedPages.objects.exists() and not Need.objects.exists()


def test_a_gap_leads_back_to_its_page_and_nothing_is_sent(cast):
    village = cast["village"].client
    assert village.get(f"{NEW}check/")["Location"] == NEW
    village.post(f"{NEW}what/", WHAT)
    assert village.get(f"{NEW}check/")["Location"].endswith("/whom/")
    village.post(f"{NEW}whom/", WHOM)
    village.post(f"{NEW}place/", place(claim_by=""))
    refused = village.post(f"{NEW}check/", {"key": "k"})
    assert refused.status_code == 422 and "请写接单截止日期" in text(refused) and "/place/?back=check" in text(refused)
    assert not Need.objects.exists()


def test_after_a_change_one_is_back_at_the_check(cast):
    village = cast["village"].client
    walk(village)
    assert village.post(f"{NEW}what/", WHAT | {"back": "check"})["Location"].endswith("/check/")


def test_one_may_begin_anew_twice_over(cast):
    village = cast["village"].client
    walk(village)
    for _ in range(2):
        assert village.post(f"{NEW}what/", {"restart": "1"})["Location"] == NEW
    assert not NeedPages.objects.exists()


def test_photos_wait_for_their_need_and_go_with_it(cast):
    village = cast["village"].client
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    walk(village, photo=photo)
    stored = StoredFile.objects.get()
    assert cast["frontline"].client.get(f"/files/{stored.pk}/").status_code == 404
    village.post(f"{NEW}check/", {"key": "k"})
    stored.refresh_from_db()
    assert stored.owner_id == str(Need.objects.get().pk)
    broken = village.post(f"{NEW}place/", place(photo=SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")))
    assert broken.status_code == 422


def test_what_is_written_for_somebody_names_both_and_both_see_it(cast):
    team, official = cast["frontline"], str(cast["village"].person.pk)
    assert official not in text(cast["village"].client.get(f"{NEW}place/"))
    assert official in text(team.client.get(f"{NEW}place/"))
    walk(team.client, for_whom=official, on_behalf_of="芋铃村委")
    team.client.post(f"{NEW}check/", {"key": "k"})
    need = Need.objects.get()
    assert (need.entered_by, need.for_whom) == (str(team.person.pk), official)
    for one in (team, cast["village"]):
        assert one.client.get(f"/desk/needs/{need.number}/").status_code == 200
    page = text(team.client.get(f"/desk/needs/{need.number}/"))
    assert cast["village"].person.name in page and team.person.name in page
    assert not PublicationRow.objects.filter(body__contains=official.encode()).exists()


def test_nobody_writes_for_somebody_of_another_place(cast, values):
    team = cast["frontline"]
    stranger = str(cast["donor"].person.pk)
    sent = {"values": values(for_whom=stranger), "lines": LINES}
    assert code_of(send_pages, by=team.actor, **sent) == "for_whom"
    walk(team.client, for_whom=stranger)
    assert not Need.objects.exists()


def test_only_who_writes_needs_keeps_pages():
    with pytest.raises(Denied):
        keep_pages(by=Actor(person="x" * 16, kind="person"), typed={})
    assert code_of(keep_pages, by=VILLAGE, typed={"words": ["长" * 30_000]}) == "typed_too_much"


def test_the_draft_of_one_is_not_shown_to_another(cast):
    cast["village"].client.post(f"{NEW}what/", WHAT)
    assert WHAT["title"] not in text(cast["frontline"].client.get(f"{NEW}what/"))


@pytest.mark.parametrize(("step", "most"), [("what", 10), ("whom", 10), ("place", 10), ("check", 12)])
def test_a_page_takes_few_queries(cast, step, most, django_assert_max_num_queries):
    walk(cast["village"].client)
    with django_assert_max_num_queries(most):  # the last one looks up the place as it was typed
        assert cast["village"].client.get(f"{NEW}{step}/").status_code == 200


def test_a_page_that_does_not_exist_is_not_found(cast):
    assert cast["village"].client.get(f"{NEW}thanks/").status_code == 404
    assert cast["village"].client.post(f"{NEW}check/keep/", {}).status_code == 404


def test_beginning_anew_leaves_no_byte_of_a_photo_behind_once_it_is_certain(cast, django_capture_on_commit_callbacks):
    village = cast["village"].client
    walk(village, photo=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"))
    where = path_of(StoredFile.objects.get())
    assert where.exists()
    with django_capture_on_commit_callbacks(execute=False) as later:
        village.post(f"{NEW}what/", {"restart": "1"})
    assert where.exists() and not StoredFile.objects.exists()  # what may be taken back has removed nothing
    for act in later:
        act()
    assert not where.exists()
