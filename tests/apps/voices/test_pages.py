"""The pages of suggestions and wishes: a resident's two presses, the village's three ways, a wish that opens."""

import re

import pytest

from bangfu.apps.needs.models import Need
from bangfu.apps.voices.models import Suggestion, Wish, WishRead
from bangfu.plumbing import openforms
from bangfu.plumbing.documents.qr import qr_path
from tests.cast import VILLAGE
from tests.samples_voices import make_suggestion, make_wish

pytestmark = pytest.mark.django_db
WORDS = "卫生站的血压计都坏了，想要20台血压计，老人排队。"
WHERE = f"/suggest/{VILLAGE}/"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_resident_says_it_in_one_press_and_follows_it_by_code(people):
    public = people["public"].client
    page = text(public.get(WHERE))
    assert "不用登录" in page and "新桥村" in page
    sent = public.post(WHERE, {"words": WORDS, "kind_of_help": "health", "contact": "", "key": "k"})
    where = sent.headers["Location"]
    followed = text(public.get(where))
    assert "已收下" in followed and "血压计" not in followed
    code = re.search(r"<code>([A-Z2-7-]{19})</code>", followed)[1]
    assert public.post("/suggest/followed/", {"code": code.lower()}).headers["Location"] == where
    made = Suggestion.objects.get()
    people["village"].client.post(f"/my/voices/{made.pk}/answer/", {"words": "县里下月统一换新，到时通知大家。"})
    assert "县里下月统一换新" in text(public.get(where))


def test_the_village_turns_it_into_a_draft_and_goes_on_writing(people):
    made = make_suggestion(VILLAGE, words=WORDS)
    desk = people["village"].client
    assert "卫生站的血压计" in text(desk.get("/my/voices/")) and "转为需求草稿" in text(
        desk.get(f"/my/voices/{made.pk}/")
    )
    refused = desk.post(f"/my/voices/{made.pk}/draft/", {"title": WORDS})
    assert refused.status_code == 409 and "照抄" in text(refused)
    done = desk.post(f"/my/voices/{made.pk}/draft/", {"title": "村卫生站缺血压计"})
    need = Need.objects.get()
    assert done.headers["Location"] == f"/my/needs/{need.number}/edit/" or need.number in done.headers["Location"]
    public = text(people["public"].client.get(f"/suggest/followed/{code_of(made)}/"))
    assert "正在核实" in public and need.number not in public


def code_of(made) -> str:
    return openforms.tracking_code("suggestion", made.pk)


def test_without_a_poster_one_chooses_the_place_first(people):
    answer = people["public"].client.post("/suggest/", {"place": VILLAGE, "place_text": ""})
    assert answer.headers["Location"] == WHERE
    assert people["public"].client.get("/suggest/440000000000/").status_code == 404


def test_a_flood_and_a_program_are_turned_away_with_the_words_kept(people, monkeypatch):
    monkeypatch.setattr(openforms, "SENT_PER_ADDRESS", 1)
    public = people["public"].client
    trapped = public.post(WHERE, {"words": WORDS, openforms.TRAP: "x"})
    assert trapped.status_code == 422 and WORDS in text(trapped)
    statuses = [public.post(WHERE, {"words": f"{WORDS}{n}"}).status_code for n in range(2)]
    assert statuses == [302, 429] and Suggestion.objects.count() == 1


def test_the_poster_leads_to_the_page_of_its_place(people, settings):
    settings.SITE_URL = "https://bangfu.example"
    sheet = people["public"].client.get(f"{WHERE}poster.svg")
    _side, drawn = qr_path(f"https://bangfu.example{WHERE}")
    assert sheet["Content-Type"] == "image/svg+xml" and drawn in sheet.content.decode()
    assert drawn != qr_path("https://bangfu.example/suggest/450302001990/")[1]
    assert "打印" in text(people["public"].client.get(f"{WHERE}poster/"))


def test_an_organisation_proposes_and_the_place_answers(people, own):
    staff = people["staff"].client
    form = {
        "organisation": own.number,
        "place": VILLAGE,
        "title": "办一个长者饭堂",
        "words": "村里出场地，我们出厨具。",
    }
    where = staff.post("/my/ideas/new/", form).headers["Location"]
    made = Suggestion.objects.get()
    people["bureau"].client.post(f"/my/voices/{made.pk}/answer/", {"words": "今年先修路，明年再议。"})
    assert "明年再议" in text(staff.get(where)) and "办一个长者饭堂" in text(staff.get("/my/ideas/"))


def test_a_wish_is_opened_by_a_press_and_the_press_is_shown(people, own):
    desk = people["village"].client
    form = {"place": VILLAGE, "group": "elders_alone", "item": "warm", "words": "想要一床厚被子。", "person": "甲老伯"}
    assert desk.post("/my/wishes/new/", form).status_code == 302
    made = Wish.objects.get()
    for path in ("/my/wishes/", f"/my/wishes/{made.pk}/"):
        assert "被子" not in text(desk.get(path))
    assert WishRead.objects.count() == 0
    opened = text(desk.post(f"/my/wishes/{made.pk}/open/"))
    assert "想要一床厚被子" in opened and WishRead.objects.count() == 1
    assert people["frontline"].client.post(f"/my/wishes/{made.pk}/open/").status_code == 403


def test_figures_are_looked_at_before_they_are_published(people, own):
    for _ in range(12):
        make_wish(VILLAGE, people["village"].actor)
    desk, form = people["county"].client, {"place": "441802000000", "step": "look"}
    looked = text(desk.post("/my/wishes/figures/", form))
    assert "会公布的数" in looked and ">12<" in looked
    assert "微心愿人数" not in text(people["public"].client.get("/places/441802000000/"))
    assert desk.post("/my/wishes/figures/", form | {"step": "release"}).status_code == 302
    assert ">12<" in text(people["public"].client.get("/places/441802000000/"))
    served = people["public"].client.get("/api/v1/voices/wishes/441802000000").json()
    assert {row["count"] for row in served["rows"]} == {12}


def test_pages_stay_within_ten_queries(people, own, django_assert_max_num_queries):
    made = [make_suggestion(VILLAGE) for _ in range(3)]
    wish = make_wish(VILLAGE, people["village"].actor)
    for role, path in (
        ("public", WHERE),
        ("village", "/my/voices/"),
        ("village", f"/my/voices/{made[0].pk}/"),
        ("village", "/my/wishes/"),
        ("village", f"/my/wishes/{wish.pk}/"),
    ):
        with django_assert_max_num_queries(10):
            assert people[role].client.get(path).status_code == 200
