"""While a project runs and after: progress, plan, figures, changes, the end, evaluation; each refusal leaves things as they were."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangfu.apps.followups.models import Followup
from bangfu.apps.needs.models import NeedLine
from bangfu.apps.organisations.models import CapacityHolding
from bangfu.apps.projects.actions import diary, planning
from bangfu.apps.projects.actions.deliveries import accept_delivery
from bangfu.apps.projects.invariants import INVARIANTS
from bangfu.apps.projects.models import Activity, Change, Evaluation, PlanItem, Project, Reading, ShownPhoto
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.files.models import StoredFile
from tests.cast import VILLAGE, make_cast
from tests.samples import World, hands_of, make_organisation, make_places, picture
from tests.samples_projects import make_answered, make_bundle, make_change, make_delivery, make_reading

pytestmark = pytest.mark.both_engines
GOOD = {"useful": "5", "kept": "4", "lasting": "4", "words": "血压计天天在用", "key": "e"}


@pytest.fixture
def world(db):
    make_places()
    own = make_organisation(900)
    bound = dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number)
    return World(make_cast(bound), objects={"organisation": own})


@pytest.fixture
def bundle(world):
    return make_bundle(world, VILLAGE, own=True)


@pytest.fixture
def staff(world):
    return world.cast["staff"]


@pytest.fixture
def number(bundle):
    return bundle.project.number


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def test_progress_is_one_page_with_a_photo_and_stands_on_the_public_page(staff, number, client):
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    body = {
        "kind": "party",
        "words": "党员突击队和村支部一起搬设备",
        "on": today().isoformat(),
        "photos": photo,
        "key": "k",
    }
    assert staff.client.post(f"/my/projects/{number}/progress/", body).status_code == 302
    assert Activity.objects.get().kind == "party"
    assert Project.objects.get(number=number).state == "underway"
    page = client.get(f"/projects/{number}/").content.decode()
    assert "党员突击队" in page and "党建+" in page
    stored = StoredFile.objects.get(owner_type="projects.activity")
    assert client.get(f"/files/{stored.pk}").status_code == 404


@pytest.mark.parametrize(("words", "on", "said"), [("好", 0, "至少 4 个字"), ("明天去村里", 1, "不能晚于今天")])
def test_progress_that_says_nothing_or_too_early_is_refused(staff, number, words, on, said):
    body = {"kind": "work", "words": words, "on": (today() + timedelta(days=on)).isoformat(), "key": "k"}
    answer = staff.client.post(f"/my/projects/{number}/progress/", body)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert Activity.objects.count() == 0


def test_the_plan_is_changed_item_by_item_and_never_waits_for_itself(staff, number):
    address = f"/my/projects/{number}/plan/"
    body = {
        "add_item": "1",
        "kind": "task",
        "title": "装血压计",
        "due_on": today().isoformat(),
        "days": "2",
        "after": "1",
    }
    assert staff.client.post(address, body | {"key": "a"}).status_code == 302
    row = PlanItem.objects.get(title="装血压计")
    assert row.after == [1]
    assert staff.client.post(address, {"done": str(row.position), "key": "b"}).status_code == 302
    assert PlanItem.objects.get(pk=row.pk).done_on == today()
    with refused("互相等"):
        planning.set_item(by=staff.actor, number=number, position=1, title="约好", due_on=today(), after=[row.position])


def test_a_budget_is_whole_fen_and_stays_inside(staff, number, client):
    address = f"/my/projects/{number}/plan/"
    said = staff.client.post(address, {"budget": "1", "item_1": "车费", "yuan_1": "1,200.50", "key": "a"})
    assert said.status_code == 302
    assert "1,200.50" in staff.client.get(address).content.decode()
    assert "车费" not in client.get(f"/projects/{number}/").content.decode()
    for wrong in ("1.005", "abc", "-3", "1e400"):
        assert staff.client.post(address, {"budget": "1", "item_1": "车费", "yuan_1": wrong}).status_code == 422


def test_a_reading_counts_in_public_once_the_village_agreed_and_is_locked_by_the_office(world, staff, bundle, client):
    row, number = make_reading(bundle), bundle.project.number
    public = f"/projects/{number}.json"
    assert client.get(public).json()["indicators"][0]["value"] is None
    village, bureau = world.cast["village"], world.cast["bureau"]
    with pytest.raises(Denied):
        planning.review_reading(by=staff.actor, number=number, reading=row.pk, step="accept")
    assert "请核对这个数" in village.client.get(f"/my/projects/{number}/").content.decode()
    assert village.client.post(f"/my/projects/{number}/readings/{row.pk}/accept/", {"key": "k"}).status_code == 302
    assert client.get(public).json()["indicators"][0] | {"value": "20.00"} == client.get(public).json()["indicators"][0]
    assert client.get(public).json()["indicators"][0]["percent"] == 33
    planning.review_reading(by=bureau.actor, number=number, reading=row.pk, step="lock")
    with refused("已锁定"):
        planning.review_reading(by=village.actor, number=number, reading=row.pk, step="return", reason="数不对吧")
    assert Reading.objects.get().state == "locked"


def test_a_change_counts_only_with_the_village_s_yes_and_a_no_says_why(world, staff, bundle, number):
    change = make_change(bundle)
    with refused("等答复"):
        make_change(bundle)
    assert Project.objects.get(number=number).ends_on is None
    village = world.cast["village"]
    assert "等答复的变更" in village.client.get(f"/my/projects/{number}/").content.decode()
    address = f"/my/projects/{number}/change/{change.pk}/"
    assert village.client.post(address, {"agree": "no", "key": "a"}).status_code == 409
    assert village.client.post(address, {"agree": "yes", "key": "b"}).status_code == 302
    assert str(Project.objects.get(number=number).ends_on) == "2030-12-31"
    with refused("已经答复过"):
        diary.decide_change(by=village.actor, number=number, change=change.pk, agree=False, answer="不行不行")
    assert Change.objects.get().state == "agreed"


def test_an_end_returns_what_was_not_delivered_with_the_slot_and_asks_again_later(world, staff, bundle, number):
    Project.objects.filter(number=number).update(run_by=staff.actor.person)
    waiting = make_delivery(bundle)
    with refused("等村里验收"):
        diary.end_project(by=staff.actor, number=number, how="stopped", reason="资金没有到位")
    village = hands_of(world, VILLAGE)["village"]
    accept_delivery(by=village, delivery=waiting.pk, answers={1: Answer("promised")})
    answer = staff.client.post(f"/my/projects/{number}/end/", {"how": "completed", "key": "a"})
    assert answer.status_code == 409 and "没有交付" in answer.content.decode()
    done = {"how": "partly", "reason": "还有两台下批再接", "key": "b"}
    assert staff.client.post(f"/my/projects/{number}/end/", done).status_code == 302
    line = NeedLine.objects.get(need=bundle.need)
    assert (line.committed, line.accepted, line.balance.open) == (0, 3, 17)
    assert CapacityHolding.objects.get(holder=bundle.holder).released_at is not None
    assert sorted(row.title[:2] for row in Followup.objects.all()) == ["一年", "两年", "半年"]
    assert [finding for each in INVARIANTS for finding in each.broken()] == []


def test_each_side_says_once_what_came_of_it_and_far_views_are_asked_about(world, staff, bundle, number, client):
    make_answered(world, bundle)
    village, bureau = world.cast["village"], world.cast["bureau"]
    early = village.client.post(f"/my/projects/{number}/evaluate/village/", GOOD)
    assert early.status_code == 422 and "结束以后" in early.content.decode()
    diary.end_project(by=staff.actor, number=number, how="partly", reason="其余的下次再接")
    for member, side, marks in ((village, "village", "1"), (staff, "lead", "5")):
        body = GOOD | dict.fromkeys(("useful", "kept", "lasting"), marks)
        assert member.client.post(f"/my/projects/{number}/evaluate/{side}/", body).status_code == 302
    assert Evaluation.objects.count() == 2
    assert "看法差得远" in bureau.client.get(f"/my/projects/{number}/").content.decode()
    assert "血压计天天在用" in client.get(f"/projects/{number}/").content.decode()
    with refused("已经评价过"):
        diary.evaluate(
            by=village.actor,
            number=number,
            side="village",
            marks={"useful": 5, "kept": 5, "lasting": 5},
            words="改一改",
        )
    assert staff.client.get(f"/my/projects/{number}/evaluate/village/").status_code == 403


def test_a_picture_is_shown_only_by_the_office_s_word_and_never_with_a_minor(world, staff, bundle, number, client):
    body = {"kind": "work", "words": "把血压计搬进卫生站", "on": today().isoformat(), "key": "k"}
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    staff.client.post(f"/my/projects/{number}/progress/", body | {"photos": photo})
    stored, bureau = StoredFile.objects.get(owner_type="projects.activity"), world.cast["bureau"]
    address = f"/my/projects/{number}/photos/{stored.pk}/show/"
    said = {"taken_on": today().isoformat(), "taken_by": "organisation", "in_picture": "minor", "key": "a"}
    assert bureau.client.post(address, said).status_code == 409
    assert staff.client.post(address, said).status_code == 403
    assert client.get(f"/files/{stored.pk}").status_code == 404
    assert bureau.client.post(address, said | {"in_picture": "nobody", "key": "b"}).status_code == 302
    assert client.get(f"/files/{stored.pk}").status_code == 200
    assert stored.pk in client.get(f"/projects/{number}/").content.decode()
    diary.hide_photo(by=bureau.actor, number=number, file=stored.pk)
    assert ShownPhoto.objects.count() == 0
    assert client.get(f"/files/{stored.pk}").status_code == 404
    with pytest.raises(Hidden):
        diary.hide_photo(by=bureau.actor, number=make_bundle(world, VILLAGE, own=True).project.number, file=stored.pk)


def test_the_office_asks_for_mending_and_a_second_person_closes_it(world, staff, bundle, number):
    Project.objects.filter(number=number).update(run_by=staff.actor.person)
    due = (today() + timedelta(days=7)).isoformat()
    said = world.cast["bureau"].client.post(
        f"/my/projects/{number}/mend/", {"title": "补上说明书", "due": due, "key": "k"}
    )
    assert said.status_code == 302
    assert Followup.objects.get().owner == staff.actor.person


def test_figures_that_cannot_be_read_are_refused_in_words(staff, bundle, number):
    row = make_reading(bundle)
    answer = staff.client.post(
        f"/my/projects/{number}/plan/", {"reading": str(row.indicator_id), "value": "很多", "on": ""}
    )
    assert answer.status_code == 422 and "请写数字和日期" in answer.content.decode()
    with refused("看不出变化"):
        planning.add_indicator(
            by=staff.actor, number=number, name="使用次数", unit="次", baseline=Decimal(3), target=Decimal(3)
        )
