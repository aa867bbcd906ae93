"""The pages of questions: what a stranger, an organisation, the village and the office see and can do."""

import re

import pytest

from bangfu.apps.supervision import actions
from bangfu.apps.supervision.models import Inquiry
from bangfu.plumbing import openforms
from tests.samples_voices import make_inquiry

pytestmark = pytest.mark.django_db
WORDS = "我家有台旧的，可以送到村里来吗？"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_visitor_asks_in_one_submit_and_reads_the_answer_with_the_code(people, need):
    public = people["public"].client
    page = text(public.get(f"/ask/need/{need.number}/"))
    assert "不用登录" in page and "查询码" in page
    sent = public.post(f"/ask/need/{need.number}/", {"words": WORDS, "key": "k1"})
    where = sent.headers["Location"]
    followed = text(public.get(where))
    code = re.search(r"<code>([A-Z2-7-]{19})</code>", followed)[1]
    assert "最迟" in followed and WORDS not in followed
    again = public.post(f"/ask/need/{need.number}/", {"words": WORDS, "key": "k1"})
    assert again.headers["Location"] == where and Inquiry.objects.count() == 1
    found = public.post("/asked/", {"code": code.replace("-", " ").lower()})
    assert found.headers["Location"] == where
    made = Inquiry.objects.get()
    actions.answer(by=people["county"].actor, inquiry=made.pk, words="可以，请先打村委会的电话。")
    assert "请先打村委会的电话" in text(public.get(where))
    assert public.get(where)["Cache-Control"] == "no-store, private"


def test_a_wrong_code_is_told_and_nothing_more(people, need):
    public = people["public"].client
    answer = public.post("/asked/", {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert answer.status_code == 422 and "没有这个查询码" in text(answer)
    assert public.get("/asked/aaaabbbbccccdddd/").status_code == 404


def test_a_program_that_fills_the_trap_is_not_taken_in_and_a_person_may_go_on(people, need):
    public, where = people["public"].client, f"/ask/need/{need.number}/"
    answer = public.post(where, {"words": WORDS, openforms.TRAP: "http://spam.example"})
    assert answer.status_code == 422 and Inquiry.objects.count() == 0
    assert WORDS in text(answer) and "spam.example" not in text(answer)


def test_a_flood_from_one_address_is_slowed_and_the_words_stay(people, need, monkeypatch):
    monkeypatch.setattr(openforms, "SENT_PER_ADDRESS", 2)
    public, where = people["public"].client, f"/ask/need/{need.number}/"
    statuses = [public.post(where, {"words": f"{WORDS}{n}"}).status_code for n in range(3)]
    assert statuses == [302, 302, 429] and Inquiry.objects.count() == 2


def test_an_organisation_asks_from_the_need_and_both_sides_see_the_thread(people, own, need):
    staff, village = people["staff"].client, people["village"].client
    assert f"/ask/need/{need.number}/" in text(staff.get(f"/needs/{need.number}/"))
    sent = staff.post(f"/ask/need/{need.number}/", {"words": "货车能开到村口卸货吗？", "organisation": own.number})
    where = sent.headers["Location"]
    assert "货车能开到村口" in text(village.get("/my/questions/")) and "去回答" in text(village.get("/my/"))
    village.post(f"{where}answer/", {"words": "能，东门进。"})
    for client in (staff, village):
        assert "能，东门进" in text(client.get(where))
    assert people["nobody"].client.get(where).status_code == 404
    refused = village.post(f"{where}release/", {"question": "货车能开到村口卸货吗？", "answer": "能。"})
    assert refused.status_code == 409 and "照抄" in text(refused)
    village.post(f"{where}release/", {"question": "有组织问车辆进村", "answer": "可以，从东门进。"})
    public = text(people["public"].client.get(f"/needs/{need.number}/"))
    assert "从东门进" in public and "货车能开到村口" not in public
    served = people["public"].client.get(f"/api/v1/questions/need/{need.number}").json()
    assert [each["answer"] for each in served["items"]] == ["可以，从东门进。"]


def test_the_desk_lists_visitors_questions_for_the_office_only(people, need):
    make_inquiry(need)
    assert "我家有台旧的" in text(people["county"].client.get("/desk/supervise/"))
    assert "我家有台旧的" not in text(people["district"].client.get("/desk/supervise/"))
    assert people["village"].client.get("/desk/supervise/").status_code == 403


def test_pages_stay_within_ten_queries(people, own, need, django_assert_max_num_queries):
    for _ in range(3):
        make_inquiry(need, own.number)
    made = make_inquiry(need)
    for role, path in (
        ("staff", "/my/questions/"),
        ("county", "/desk/supervise/"),
        ("public", f"/ask/need/{need.number}/"),
        ("county", f"/my/questions/{made.pk}/"),
    ):
        with django_assert_max_num_queries(10):
            assert people[role].client.get(path).status_code == 200
