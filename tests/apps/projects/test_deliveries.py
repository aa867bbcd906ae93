"""From the chosen claim to the village's answer: who says what came, what moves, and what is refused without loss."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from bangfu.apps.needs.models import LineMove, NeedLine
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.events import open_chosen
from bangfu.apps.projects.models import Acceptance, AcceptedLine, Bundle, Delivery, Project
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.apps.projects.tasks import look_after_deliveries
from bangfu.plumbing.access import Actor, Denied, Grant, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.outbox.models import Event
from tests.apps.needs.conftest import AT, COUNTY, DAY, ELSEWHERE, VILLAGE
from tests.apps.projects.conftest import choose, nothing_broken

pytestmark = pytest.mark.both_engines
ALL, LESS = {1: Answer("promised")}, {1: Answer("less", 9)}


@pytest.fixture(autouse=True)
def day_of_the_tests(monkeypatch):
    """The clock stands on the day of the fixtures."""
    monkeypatch.setattr(actions, "now", lambda: AT + timedelta(days=60))


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def line():
    one = NeedLine.objects.get(position=1)
    return one.balance.open, one.committed, one.delivered, one.accepted


def label(begun=True):
    return NeedLine.objects.get(position=1).balance.label(begun=begun)


def bring(helper, project, bundle, units=12, at=AT, **more):
    return actions.deliver(
        by=helper[0], at=at, number=project.number, bundle=bundle.pk, units={1: units}, on=at.date(), **more
    )


def say(delivery, answers, by=VILLAGE, at=AT, **more):
    return actions.accept_delivery(by=by, at=at, delivery=delivery.pk, answers=answers, **more)


def test_every_chosen_claim_opens_one_project_however_often_it_is_told(published, helper):
    claim = choose(published, helper, 1)
    for _time in range(3):
        open_chosen({"claim": claim})
    project = Project.objects.get()
    assert (project.state, project.number[0], project.lead.number) == ("preparing", "P", helper[1])
    assert project.items.count() >= 4
    assert nothing_broken()


def test_two_claims_of_one_need_and_one_organisation_share_a_project_and_another_organisation_has_its_own(
    published, helper, party
):
    other = party("乙")
    for who, units in ((helper, 5), (helper, 4), (other, 3)):
        open_chosen({"claim": choose(published, who, units)})
    assert Project.objects.count() == 2
    assert sorted(project.bundles.count() for project in Project.objects.all()) == [1, 2]
    assert nothing_broken()


def test_a_claim_that_nobody_opened_is_found(published, helper):
    choose(published, helper, 1)
    Event.objects.all().delete()
    assert not nothing_broken()


def test_what_was_delivered_waits_and_the_work_has_begun(project, bundle, helper):
    bring(helper, project, bundle, 10)
    project.refresh_from_db()
    assert (project.state, project.begun_on) == ("underway", DAY)
    assert line() == (8, 2, 10, 0)
    assert nothing_broken()


def test_as_promised_is_accepted_and_counts_in_the_need(project, bundle, helper):
    say(bring(helper, project, bundle), ALL)
    assert line() == (8, 0, 0, 12)
    assert label() == "partly_accepted"
    assert nothing_broken()


def test_less_returns_the_rest_to_be_brought_again_with_the_village_s_reason(project, bundle, helper):
    say(bring(helper, project, bundle), {1: Answer("less", 9, reason="三台没到")}, words="谢谢师傅")
    assert line() == (8, 3, 0, 9)
    row = AcceptedLine.objects.get()
    assert (row.accepted, row.again, row.opened, row.reason) == (9, 3, 0, "三台没到")
    say(bring(helper, project, bundle, 3), ALL)
    assert line() == (8, 0, 0, 12)
    assert nothing_broken()


def test_what_is_not_wanted_again_goes_back_to_everybody(project, bundle, helper):
    say(bring(helper, project, bundle), {1: Answer("poor", 2, then="open")})
    assert line() == (18, 0, 0, 2)
    assert nothing_broken()


def test_not_at_all_accepts_nothing(project, bundle, helper):
    say(bring(helper, project, bundle), {1: Answer("not")})
    assert line() == (8, 12, 0, 0)
    assert label() == "open"
    assert nothing_broken()


def test_who_delivers_accepts_nothing_nor_does_anybody_of_their_organisation(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    with pytest.raises(Denied):
        say(delivery, ALL, by=helper[0])
    both = (Grant("village", "region", "441826105990"), Grant("staff", "organisation", helper[1]))
    with refused("交付方任职"):
        say(delivery, ALL, by=Actor("colleague".ljust(16, "x"), "person", both))
    with refused("替这个项目交过东西"):
        say(delivery, ALL, by=Actor(helper[0].person, "person", both[:1]))
    assert line() == (8, 0, 12, 0)


def test_a_village_accepts_for_nobody_else(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    with pytest.raises(Hidden):
        say(delivery, ALL, by=ELSEWHERE)
    say(delivery, ALL, by=COUNTY)
    assert Acceptance.objects.get().person == COUNTY.person


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "选一张图"),
        ({1: Answer("less", 12)}, "少了"),
        ({1: Answer("less")}, "请写实际收到多少"),
        ({1: Answer("less", 0)}, "少了"),
        ({1: Answer("poor", 13)}, "能用的要比这少"),
        ({1: Answer("promised"), 2: Answer("not")}, "没有第 2 项"),
        ({1: Answer("promised", then="burn")}, "怎么办"),
        ({1: Answer("not", reason="找黄叔 13800138000")}, "电话"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_nothing_moves(project, bundle, helper, answers, words):
    delivery = bring(helper, project, bundle)
    with refused(words):
        say(delivery, answers)
    assert line() == (8, 0, 12, 0)
    assert Acceptance.objects.count() == 0


def test_one_key_has_one_effect_and_a_second_answer_is_told_where_things_stand(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    first = say(delivery, LESS, key="draft-7")
    assert say(delivery, LESS, key="draft-7") == first
    with refused("已经验收过了"):
        say(delivery, ALL, key="draft-8", by=COUNTY)
    assert line() == (8, 3, 0, 9)


def test_a_draft_from_a_phone_with_a_wrong_clock_is_refused_in_words(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    with refused("走快了"):
        say(delivery, ALL, at=AT + timedelta(days=90))
    with refused("早于交付"):
        say(delivery, ALL, at=AT - timedelta(days=2))


def test_what_was_taken_back_waits_no_more_and_can_be_brought_again(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    actions.take_back_delivery(by=helper[0], at=AT, delivery=delivery.pk)
    with refused("收回去改"):
        say(delivery, ALL)
    bring(helper, project, bundle, 5)
    assert line() == (8, 7, 5, 0)
    assert nothing_broken()


def test_nobody_delivers_more_than_is_due_nor_tomorrow_nor_to_another_project(project, bundle, helper, party):
    with refused("还应交 12"):
        bring(helper, project, bundle, 13)
    with refused("不能晚于今天"):
        actions.deliver(
            by=helper[0], at=AT, number=project.number, bundle=bundle.pk, units={1: 1}, on=DAY + timedelta(days=1)
        )
    with refused("至少写一项"):
        bring(helper, project, bundle, 0)
    with pytest.raises(Hidden):
        bring(party("乙"), project, bundle, 1)


def test_silence_is_never_consent_it_climbs_and_goes_on_asking(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    for days in (3, 6, 9, 12, 15):
        assert look_after_deliveries(at=AT + timedelta(days=days)) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.level) == ("waiting", 2)
    assert line() == (8, 0, 12, 0)
    assert Event.objects.filter(topic="projects.delivery_climbed").count() == 5


def test_the_village_corrects_within_days_with_a_reason_and_the_first_answer_stays(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    say(delivery, ALL)
    later = AT + timedelta(days=2)
    with refused("为什么更正"):
        actions.correct_acceptance(by=VILLAGE, at=later, delivery=delivery.pk, answers=LESS, reason="")
    actions.correct_acceptance(by=VILLAGE, at=later, delivery=delivery.pk, answers=LESS, reason="拆箱才发现少三台")
    assert line() == (8, 3, 0, 9)
    assert [row.serial for row in delivery.acceptances.all()] == [1, 2]
    assert nothing_broken()
    actions.correct_acceptance(by=VILLAGE, at=later, delivery=delivery.pk, answers=ALL, reason="在仓库里找到了")
    assert line() == (8, 0, 0, 12)
    assert nothing_broken()


def test_a_correction_comes_too_late_after_a_week_and_not_for_what_was_brought_again(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    say(delivery, LESS)
    with refused("7 天以后"):
        actions.correct_acceptance(
            by=VILLAGE, at=AT + timedelta(days=8), delivery=delivery.pk, answers=ALL, reason="又找到三台"
        )
    bring(helper, project, bundle, 3)
    with refused("重新送来"):
        actions.correct_acceptance(by=VILLAGE, at=AT, delivery=delivery.pk, answers=ALL, reason="又找到三台")
    assert nothing_broken()


def test_the_database_refuses_the_deliverer_s_own_word_and_units_that_do_not_add_up(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.create(
            delivery=delivery, serial=1, person=delivery.person, delivered_by=delivery.person, at=AT
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.create(delivery=delivery, serial=1, person=delivery.person, delivered_by="else", at=AT)
    made = say(delivery, LESS)
    row = made.lines.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        AcceptedLine.objects.filter(pk=row.pk).update(accepted=12)
    with pytest.raises(DatabaseError), transaction.atomic():
        Acceptance.objects.filter(pk=made.pk).delete()
    other = Acceptance.objects.create(
        delivery=delivery, serial=2, person=VILLAGE.person, delivered_by=delivery.person, at=AT, reason="试"
    )
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        AcceptedLine.objects.create(
            acceptance=other, delivery_line=row.delivery_line, answer="less", accepted=9, again=2, opened=0
        )


def test_an_answer_forged_beside_the_actions_is_found(project, bundle, helper):
    delivery = bring(helper, project, bundle)
    Delivery.objects.filter(pk=delivery.pk).update(state="answered", answered_at=AT)
    assert not nothing_broken()


def test_the_moves_tell_who_answered_and_why(project, bundle, helper):
    say(bring(helper, project, bundle), {1: Answer("less", 9)}, words="三台没到")
    moves = LineMove.objects.filter(holder=Bundle.objects.get().holder).order_by("id")
    assert [(row.move, row.quantity) for row in moves][-3:] == [("deliver", 12), ("accept", 9), ("refuse", 3)]
    assert moves.last().person == VILLAGE.person
