"""Drafts of surveys and verifications as a phone sends them: one effect each, merged by field, refusals in sentences."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from bangfu.apps.needs import actions
from bangfu.apps.needs.forms_onsite import ONSITE, seen_of
from bangfu.apps.needs.forms_survey import SURVEY, values_of
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import Line
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.offline.models import ReceivedDraft
from tests.cast import VILLAGE, cast  # noqa: F401
from tests.samples import ELSEWHERES, make_need, make_places, need_values, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast):  # noqa: F811
    """The cast in places of their own."""
    make_places()
    return cast


def written(person, **changes):
    """A draft of a survey as the phone of ``person`` sends it."""
    fields = {
        "title": "村口的路灯坏了三盏", "place": VILLAGE, "theme": "fruit_industry", "words": "晚上看不见路。", "beneficiaries": "120",
        "urgency": "2", "claim_by": str(today().replace(year=today().year + 1)), "on_behalf_of": "",
        "item_1": "路灯", "quantity_1": "3", "unit_1": "盏",
    }  # fmt: skip
    fields |= changes.pop("fields", {})
    said = {"id": "draft-0000001", "person": str(person.person.pk), "kind": "needs.survey", "subject": "", "base": {}}
    return said | {"fields": fields, "at": now().isoformat().replace("+00:00", "Z")} | changes


def sync(member, *drafts):
    """What the phone is answered, by the draft's id."""
    body = json.dumps({"drafts": list(drafts)})
    answer = member.client.post(reverse("offline:sync"), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return {each["id"]: each for each in answer.json()["answers"]}


def draft_of(people, **changes):
    """A draft of the front line's in the village, not sent yet."""
    by = people["frontline"].actor
    return actions.draft_need(
        by=by, values=need_values(VILLAGE, source="survey", **changes), lines=[Line("血压计", 20, "台")]
    )


def change_of(people, need, id="draft-0000009", **fields):
    base = values_of(need)
    return written(people["frontline"], id=id, subject=need.number, base=base) | {"fields": base | fields}


def test_a_survey_written_without_a_network_becomes_a_need_that_waits_to_be_verified(people):
    answer = sync(people["frontline"], written(people["frontline"]))["draft-0000001"]
    need = Need.objects.get()
    assert answer["outcome"] == "done" and need.number in answer["label"] and "已提交核实" in answer["sentence"]
    assert (need.state, need.source, need.beneficiaries) == ("submitted", "survey", 120)
    assert [(line.item, line.quantity, line.unit) for line in need.lines.all()] == [("路灯", 3, "盏")]
    assert people["frontline"].client.get(answer["path"]).status_code == 200


@pytest.mark.both_engines
def test_what_is_not_whole_is_kept_as_a_draft_and_says_what_is_missing(people):
    answer = sync(people["frontline"], written(people["frontline"], fields={"claim_by": ""}))["draft-0000001"]
    assert (
        answer["outcome"] == "done" and "请写接单截止日期" in answer["sentence"] and Need.objects.get().state == "draft"
    )


@pytest.mark.both_engines
def test_a_repeated_sync_and_a_lost_answer_have_one_effect(people):
    draft = written(people["frontline"])
    first = sync(people["frontline"], draft)
    again = sync(people["frontline"], draft)
    assert first == again and Need.objects.count() == ReceivedDraft.objects.count() == 1


def test_a_draft_changed_after_it_was_received_is_not_written_twice_and_says_where_the_first_is(people):
    sync(people["frontline"], written(people["frontline"]))
    answer = sync(people["frontline"], written(people["frontline"], fields={"words": "又想起一句。"}))["draft-0000001"]
    assert (answer["outcome"], answer["code"]) == ("refused", "already_received") and answer["path"]
    assert Need.objects.count() == 1


@pytest.mark.both_engines
def test_two_people_change_different_fields_and_both_stay(people):
    need = draft_of(people)
    mine = change_of(people, need, words="村医说：三台里坏了两台。")
    values = {"description": "办公室补的", "beneficiaries": 77}
    actions.change_need(by=people["county"].actor, number=need.number, values=values, version=need.version)
    answer = sync(people["frontline"], mine)["draft-0000009"]
    need.refresh_from_db()
    assert answer["outcome"] == "merged" and "受益人数" in answer["sentence"]
    assert (need.words, need.beneficiaries, need.description) == ("村医说：三台里坏了两台。", 77, "办公室补的")


def test_the_same_field_changed_twice_is_shown_side_by_side_with_who_and_when_and_nothing_is_written(people):
    need = draft_of(people)
    mine = change_of(people, need, title="村卫生站缺 12 台血压计", words="手机上的话")
    actions.change_need(by=people["county"].actor, number=need.number, values={"title": "村卫生站缺 15 台血压计"})
    answer = sync(people["frontline"], mine)["draft-0000009"]
    need.refresh_from_db()
    assert answer["outcome"] == "conflict" and answer["when"]
    assert answer["who"] == people["county"].person.name
    [field] = answer["fields"]
    assert (field["mine"], field["theirs"]) == (["村卫生站缺 12 台血压计"], ["村卫生站缺 15 台血压计"])
    assert need.words != "手机上的话" and not ReceivedDraft.objects.exists()

    chosen = mine | {"base": mine["base"] | {"title": field["theirs"][0]}}
    answer = sync(people["frontline"], chosen)["draft-0000009"]
    need.refresh_from_db()
    assert answer["outcome"] == "done"
    assert (need.title, need.words) == ("村卫生站缺 12 台血压计", "手机上的话")


def test_items_that_a_colleague_added_stay_when_the_phone_changes_another(people):
    need = draft_of(people)
    mine = change_of(people, need, quantity_1="25")
    lines = [Line("血压计", 20, "台"), Line("轮椅", 2, "辆", False, "", "要宽的")]
    actions.change_need(by=people["county"].actor, number=need.number, values={}, lines=lines)
    assert sync(people["frontline"], mine)["draft-0000009"]["outcome"] == "merged"
    kept = [(line.item, line.quantity, line.is_must, line.note) for line in need.lines.all()]
    assert kept == [("血压计", 25, True, ""), ("轮椅", 2, False, "要宽的")]


def test_a_draft_of_another_account_is_not_taken_and_stays_on_the_phone(people):
    answer = sync(people["county"], written(people["frontline"]))["draft-0000001"]
    assert (answer["outcome"], answer["code"]) == ("refused", "another_account") and not Need.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "needs.teleport"}, "kind_unknown"),
        ({"fields": {"state": "published"}}, "field_unknown"),
        ({"fields": {"title": "长" * 61}}, "field_too_long"),
        ({"fields": {"title": "灯"}}, "survey_field"),
        ({"fields": {"place": "火星村"}}, "survey_field"),
        ({"fields": {"quantity_1": "三"}}, "line_incomplete"),
        ({"fields": {"quantity_1": "0"}}, "line_incomplete"),
        ({"fields": {"unit_1": ""}}, "line_incomplete"),
        ({"fields": {"place": "450302001990"}}, "denied"),
        ({"subject": "N-26-999999-K"}, "hidden"),
    ],
)
def test_what_cannot_be_taken_is_a_sentence_and_those_behind_it_go_on(people, changes, code):
    bad, good = written(people["frontline"], **changes), written(people["frontline"], id="draft-0000002")
    answers = sync(people["frontline"], bad, good)
    assert (answers["draft-0000001"]["outcome"], answers["draft-0000001"]["code"]) == ("refused", code)
    assert len(answers["draft-0000001"]["sentence"]) > 8 and answers["draft-0000002"]["outcome"] == "done"
    assert Need.objects.count() == 1


def test_a_clock_that_runs_ahead_is_told_and_the_platforms_time_counts(people):
    answer = sync(people["frontline"], written(people["frontline"], at="2031-01-01T00:00:00Z"))["draft-0000001"]
    assert answer["outcome"] == "done" and "手机的时间比平台快" in answer["sentence"]
    assert ReceivedDraft.objects.get().written_at is None and Need.objects.get().created_at <= now()


@pytest.mark.both_engines
def test_a_form_that_breaks_is_one_refusal_and_no_half_of_it_stays(people, monkeypatch):
    def broken(**_):
        draft_of(people)
        raise ZeroDivisionError

    monkeypatch.setattr("bangfu.apps.needs.forms_survey.actions.submit_need", broken)
    answer = sync(people["frontline"], written(people["frontline"]))["draft-0000001"]
    assert (answer["outcome"], answer["code"]) == ("refused", "broken") and not Need.objects.exists()


def test_a_database_that_is_busy_gives_no_answer_so_that_the_draft_comes_again(people, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as planted:
        planted.setattr("bangfu.apps.needs.forms_survey.actions.submit_need", busy)
        assert sync(people["frontline"], written(people["frontline"])) == {} and not Need.objects.exists()
    assert sync(people["frontline"], written(people["frontline"]))["draft-0000001"]["outcome"] == "done"


def test_a_person_sends_only_so_many_in_a_day(people, monkeypatch):
    monkeypatch.setattr("bangfu.plumbing.offline.actions.DRAFTS_A_DAY", 1)
    drafts = [written(people["frontline"], id=f"draft-{n:07d}") for n in range(2)]
    answers = sync(people["frontline"], *drafts)
    assert [answer.get("code") for answer in answers.values()] == [None, "too_many_today"]


# --- verification on the spot ------------------------------------------------------------------------------------------------


def visit(people, need, **fields):
    base = {"decision": "", "note": ""} | seen_of(need)
    said = written(people["frontline"], kind="needs.onsite", subject=need.number, base=base)
    return said | {"fields": base | {"decision": "verify", "note": "到卫生站看过"} | fields}


def submitted(people):
    return make_need(VILLAGE, "submitted", {role: member.actor for role, member in people.items()})


def test_a_need_verified_on_the_spot_is_verified_once_when_the_network_is_back(people):
    need = submitted(people)
    draft = visit(people, need)
    answers = [sync(people["frontline"], draft)["draft-0000001"] for _ in range(2)]
    need.refresh_from_db()
    assert answers[0] == answers[1] and answers[0]["outcome"] == "done"
    assert (need.state, need.verified_note, need.steps.filter(name="verify").count()) == ("verified", "到卫生站看过", 1)


def test_a_return_without_a_reason_is_refused_and_with_one_goes_back(people):
    need = submitted(people)
    assert (
        sync(people["frontline"], visit(people, need, decision="return", note="缺"))["draft-0000001"]["code"]
        == "reason"
    )
    assert sync(people["frontline"], visit(people, need, decision=""))["draft-0000001"]["code"] == "decision"
    good = visit(people, need, decision="return", note="没有写给谁用")
    assert sync(people["frontline"], good)["draft-0000001"]["outcome"] == "done"
    need.refresh_from_db()
    assert (need.state, need.return_reason) == ("returned", "没有写给谁用")


def test_what_was_read_and_changed_since_is_shown_before_it_counts_as_verified(people):
    need = submitted(people)
    draft = visit(people, need)
    actions.return_need(by=people["county"].actor, number=need.number, reason="数量再核一次")
    lines = [Line("血压计", 30, "台")]
    actions.change_need(by=people["village"].actor, number=need.number, values={}, lines=lines)
    actions.submit_need(by=people["village"].actor, number=need.number)
    answer = sync(people["frontline"], draft)["draft-0000001"]
    assert answer["outcome"] == "conflict" and answer["fields"][0]["watched"]
    assert answer["fields"][0]["theirs"] == ["血压计 30 台"]
    known = draft | {"base": draft["base"] | {"seen_items": "血压计 30 台"}}
    assert sync(people["frontline"], known)["draft-0000001"]["outcome"] == "done"


def test_a_need_that_a_colleague_verified_meanwhile_is_refused_with_its_state(people):
    need = submitted(people)
    draft = visit(people, need)
    actions.verify_need(by=people["county"].actor, number=need.number)
    answer = sync(people["frontline"], draft)["draft-0000001"]
    assert answer["outcome"] == "refused" and "已核实" in answer["sentence"]


def test_the_one_who_entered_a_need_does_not_verify_it_from_a_phone_either(people):
    need = draft_of(people)
    actions.submit_need(by=people["frontline"].actor, number=need.number)
    assert sync(people["frontline"], visit(people, need))["draft-0000001"]["code"] == "own_need"


# --- photos ---------------------------------------------------------------------------------------------------------------------


def send_photo(member, draft, data, key="photo-1"):
    sent = {"id": key, "draft": draft, "caption": "路灯", "file": SimpleUploadedFile("a.jpg", data)}
    return member.client.post(reverse("offline:photo"), sent)


def test_a_photo_follows_its_draft_and_comes_once(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert send_photo(people["frontline"], "draft-0000001", picture()).status_code == 404
    sync(people["frontline"], written(people["frontline"]))
    assert [send_photo(people["frontline"], "draft-0000001", picture()).status_code for _ in range(2)] == [200, 200]
    assert StoredFile.objects.count() == ReceivedDraft.objects.get().photos == 1
    assert send_photo(people["county"], "draft-0000001", picture()).status_code == 404, "of another person's draft"


def test_a_photo_of_sixty_megabytes_or_none_at_all_is_a_sentence_and_the_draft_is_safe(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sync(people["frontline"], written(people["frontline"]))
    large = send_photo(people["frontline"], "draft-0000001", b"\xff\xd8\xff" + b"\0" * 60_000_000)
    assert large.status_code == 409 and "10 MB" in large.json()["sentence"]
    assert send_photo(people["frontline"], "draft-0000001", b"<svg/>").status_code == 409
    assert Need.objects.count() == 1 and not StoredFile.objects.exists()


def test_a_draft_takes_only_so_many_photos(people, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("bangfu.plumbing.offline.actions.PHOTOS_MAX", 1)
    sync(people["frontline"], written(people["frontline"]))
    codes = [send_photo(people["frontline"], "draft-0000001", picture(), key).status_code for key in ("one", "two")]
    assert codes == [200, 409]


# --- pages -----------------------------------------------------------------------------------------------------------------------


def test_the_phone_keeps_the_forms_of_the_one_who_is_signed_in_and_nobody_elses(people):
    mine, theirs = submitted(people), make_need("450302001990", "submitted", ELSEWHERES)
    state = people["frontline"].client.get(reverse("offline:state")).json()
    paths = [path for path, _tag in state["pages"]]
    assert state["person"] == str(people["frontline"].person.pk) and state["token"]
    assert f"/my/onsite/{mine.number}/" in paths and f"/my/onsite/{theirs.number}/" not in paths
    assert [each.status_code for each in map(people["frontline"].client.get, paths)] == [200] * len(paths)
    donor = people["donor"].client.get(reverse("offline:state")).json()
    assert [path for path, _tag in donor["pages"]] == ["/my/offline/"]


def test_a_draft_of_a_place_that_one_no_longer_works_for_is_not_offered_to_the_phone(people):
    need, client = draft_of(people), people["frontline"].client

    def kept():
        return [path for path, _tag in client.get(reverse("offline:state")).json()["pages"]]

    assert f"/my/survey/{need.number}/" in kept()
    Need.objects.filter(pk=need.pk).update(region_path="450302001990")
    assert client.get(f"/my/survey/{need.number}/").status_code in (403, 404)
    assert f"/my/survey/{need.number}/" not in kept()


def test_a_stranger_is_sent_to_sign_in_and_the_worker_tells_nothing_of_anybody(people):
    stranger = people["public"].client
    assert stranger.get(reverse("offline:state")).status_code == 302
    worker = stranger.get(reverse("offline:worker"))
    assert worker.status_code == 200 and worker["Content-Type"].startswith("text/javascript")
    assert "@" not in worker.content.decode() and reverse("offline:worker").startswith("/my/")
    assert stranger.get(reverse("offline:manifest")).json()["start_url"] == "/my/offline/"


def test_inside_wechat_the_page_first_says_where_to_open_it(people):
    words = "请点右上角，用浏览器打开"
    for path in ("/my/survey/", "/my/onsite/", "/my/offline/"):
        page = people["frontline"].client.get(path, headers={"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.49"})
        assert words in page.content.decode() and "offline/page.js" not in page.content.decode()
        assert words not in people["frontline"].client.get(path).content.decode()


def plain(fields, key="key-0000000001", base=None):
    return {"key": key, "base": json.dumps(base or {})} | fields


def test_without_javascript_the_same_form_is_one_post(people):
    fields = written(people["frontline"])["fields"]
    answers = [people["frontline"].client.post("/my/survey/", plain(fields)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and Need.objects.count() == 1
    bad = people["frontline"].client.post("/my/survey/", plain(fields | {"title": "灯"}, "key-0000000002"))
    assert bad.status_code == 409 and "晚上看不见路" in bad.content.decode(), "what was typed stays"


def test_without_javascript_a_clash_is_told_and_the_second_post_decides(people):
    need = draft_of(people)
    base = values_of(need)
    actions.change_need(by=people["county"].actor, number=need.number, values={"title": "村卫生站缺 15 台血压计"})
    path = f"/my/survey/{need.number}/"
    fields = base | {"title": "村卫生站缺 12 台血压计"}
    clash = people["frontline"].client.post(path, plain(fields, base=base))
    page = clash.content.decode()
    assert clash.status_code == 409 and "缺 15 台" in page and "缺 12 台" in page
    now_base = clash.context["plain"].base
    done = people["frontline"].client.post(path, plain(fields, "key-0000000003", dict(now_base)))
    need.refresh_from_db()
    assert done.status_code == 302 and need.title == "村卫生站缺 12 台血压计"


def test_every_field_of_a_form_is_in_one_unit():
    for form in (SURVEY, ONSITE):
        names = [name for unit in form.units() for name in unit]
        assert sorted(names) == sorted(form.names) and len(names) == len(set(names))


NEW, CLASHING, AT_ONCE = 45, 5, 20


def send_all(member, drafts):
    """As a phone does: twenty at a time. Its answers by id."""
    answers = {}
    for first in range(0, len(drafts), AT_ONCE):
        answers |= sync(member, *drafts[first : first + AT_ONCE])
    return answers


def test_of_fifty_drafts_with_five_conflicts_none_is_lost_and_none_is_written_twice(people):
    team = people["frontline"]
    needs = [draft_of(people, title=f"第 {n} 村缺血压计") for n in range(CLASHING)]
    clashing = [
        change_of(people, need, f"clash-{n:07d}", title=f"手机上的名称 {n}", words=f"第 {n} 家的话")
        for n, need in enumerate(needs)
    ]
    for n, need in enumerate(needs):
        actions.change_need(by=people["county"].actor, number=need.number, values={"title": f"办公室的名称 {n}"})
    new = [written(team, id=f"fresh-{n:07d}", fields={"title": f"第 {n} 处路灯坏了"}) for n in range(NEW)]
    answers = send_all(team, [*new[:30], *clashing, *new[30:]])
    assert len(answers) == NEW + CLASHING
    assert {each["id"] for each in clashing} == {key for key, one in answers.items() if one["outcome"] == "conflict"}
    assert Need.objects.count() == ReceivedDraft.objects.count() + CLASHING == NEW + CLASHING

    chosen = []
    for n, draft in enumerate(
        clashing
    ):  # the phone keeps what was written and asks: three for the phone, two for the office
        (field,) = answers[draft["id"]]["fields"]
        title = field["mine"] if n < 3 else field["theirs"]
        later = {"base": draft["base"] | {"title": field["theirs"][0]}, "fields": draft["fields"] | {"title": title[0]}}
        chosen.append(draft | later)
    again = send_all(team, [*new, *chosen])  # with everything once more, as after an answer that got lost
    assert {one["outcome"] for one in again.values()} <= {"done", "merged"}
    titles = sorted(need.title for need in Need.objects.filter(pk__in=[need.pk for need in needs]))
    assert titles == sorted([f"手机上的名称 {n}" for n in range(3)] + [f"办公室的名称 {n}" for n in (3, 4)])
    for n, need in enumerate(needs):
        need.refresh_from_db()
        assert need.words == f"第 {n} 家的话"
    assert Need.objects.count() == ReceivedDraft.objects.count() == NEW + CLASHING
