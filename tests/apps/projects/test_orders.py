"""An accepted order is carried out as a chosen claim is; a choice taken back ends what it opened."""

from datetime import timedelta

import pytest

from bangfu.apps.exchange.actions import claims, negotiating
from bangfu.apps.offers import actions as offers
from bangfu.apps.offers.invariants import INVARIANTS as OFFER_INVARIANTS
from bangfu.apps.offers.models import OfferLine
from bangfu.apps.offers.rules import Given
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.actions import diary
from bangfu.apps.projects.events import end_undone, open_chosen, open_ordered
from bangfu.apps.projects.invariants import INVARIANTS
from bangfu.apps.projects.models import Bundle, Project
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.values import shanghai_day
from tests.apps.needs.conftest import AT, DAY, VILLAGE
from tests.apps.offers.conftest import BUREAU, HOME, NEIGHBOUR, actor
from tests.apps.offers.conftest import VILLAGE as PLACE
from tests.apps.projects.conftest import choose, nothing_broken

pytestmark = pytest.mark.both_engines
BACK = "镇里另外安排了师傅"


def w1():
    return [finding for each in INVARIANTS if each.id == "W1" for finding in each.broken()]


@pytest.fixture
def ordered(helper, places):
    """Eight of twenty trainings that the organisation said yes to; nobody heard of it yet."""
    staff, number = helper
    values = {
        "title": "果树修剪下乡",
        "way": "training",
        "themes": ["fruit_industry"],
        "ends_on": DAY + timedelta(days=60),
        "contact": "李师傅 020-00000000",
    }
    made = offers.draft_offer(
        by=staff, at=AT, organisation=number, values=values,
        lines=[Given("修剪培训", 20, "场")], places=[places["441800000000"]],
    )  # fmt: skip
    offers.submit_offer(by=staff, at=AT, number=made.number)
    offers.publish_offer(by=BUREAU, at=AT, number=made.number)
    order = offers.place_order(
        by=PLACE, at=AT, number=made.number, region=places[HOME], wanted={1: 8}, purpose="村里二十户果农冬剪用"
    )
    return offers.accept_order(by=staff, at=AT, order_id=order.pk)


def line():
    one = OfferLine.objects.get()
    return one.balance.open, one.committed, one.delivered, one.accepted


def test_an_accepted_order_opens_one_project_at_the_place_that_asked(ordered, helper):
    open_ordered({"order": ordered.pk})
    open_ordered({"order": ordered.pk})
    project = Project.objects.get()
    assert (project.kind, project.region_path, project.lead.number) == ("order", HOME, helper[1])
    assert Bundle.objects.get().offer == ordered.offer
    assert nothing_broken()


def test_the_check_names_an_accepted_order_without_a_project(ordered):
    assert w1() == []  # the event waits in the outbox
    deliver_pending(at=AT)
    assert Project.objects.count() == 1 and w1() == []
    Bundle.objects.all().delete()
    assert [finding.where for finding in w1()] == [ordered.holder]


def test_what_was_ordered_is_brought_and_accepted_line_by_line(ordered, helper):
    open_ordered({"order": ordered.pk})
    project, staff = Project.objects.get(), helper[0]
    part = Bundle.objects.get()
    with pytest.raises(Refused):
        actions.deliver(by=staff, at=AT, number=project.number, bundle=part.pk, units={1: 9}, on=shanghai_day(AT))
    made = actions.deliver(by=staff, at=AT, number=project.number, bundle=part.pk, units={1: 6}, on=shanghai_day(AT))
    assert line() == (12, 2, 6, 0)
    answers = {1: Answer("less", 4, "open", "两场没有来")}
    actions.accept_delivery(by=PLACE, at=AT, delivery=made.pk, answers=answers)
    assert line() == (14, 2, 0, 4)
    diary.end_project(by=staff, at=AT, number=project.number, how="partly", reason="师傅排不开，剩下的退回")
    assert line() == (16, 0, 0, 4)
    assert nothing_broken()
    assert [finding for each in OFFER_INVARIANTS for finding in each.broken()] == []


def test_units_that_an_order_gives_back_go_to_who_waits(ordered, helper, places):
    open_ordered({"order": ordered.pk})
    county = actor("county", "village", "region", "441826")
    for by, code in (
        (NEIGHBOUR, "441826105991"),
        (county, "441826000000"),
    ):  # the first holds all twelve, the second waits
        offers.place_order(
            by=by,
            at=AT,
            number=ordered.offer.number,
            region=places[code],
            wanted={1: 12},
            purpose="邻近三十户果农冬季修剪用",
        )
    assert line() == (0, 8, 0, 0)
    diary.end_project(
        by=helper[0], at=AT, number=Project.objects.get().number, how="stopped", reason="师傅外派半年，做不成了"
    )
    deliver_pending(at=AT)
    assert (line(), OfferLine.objects.get().held) == ((0, 0, 0, 0), 20)


def test_a_choice_taken_back_ends_the_project_that_it_opened_and_says_why(published, helper):
    claim = choose(published, helper, 12)
    deliver_pending(at=AT)
    negotiating.undo_choice(by=VILLAGE, at=AT, claim_id=claim, reason=BACK)
    assert w1() == []  # on its way
    deliver_pending(at=AT)
    project = Project.objects.get()
    assert (project.state, project.ended_how) == ("ended", "stopped")
    assert BACK in project.ended_reason
    end_undone({"how": "undone", "holder": f"claim:{claim}", "reason": BACK})  # heard twice
    assert nothing_broken() and w1() == []


def test_a_claim_let_go_otherwise_ends_no_project(published, helper, project, party):
    other = party("乙")
    second = claims.start_claim(by=other[0], at=AT, number=published.number, organisation=other[1], wanted={1: 2})
    claims.withdraw_claim(by=other[0], at=AT, claim_id=second.pk, reason="人手不够")
    deliver_pending(at=AT)
    assert Project.objects.get().state == "preparing"


def test_the_check_names_a_project_that_outlived_its_only_choice(published, helper):
    open_chosen({"claim": choose(published, helper, 12)})
    Bundle.objects.update(let_go_at=AT)
    assert {finding.what for finding in w1()} == {
        "选定没有撤销，项目里却记着已撤销。",
        "唯一的选定已撤销，项目却没有结束。",
    }
