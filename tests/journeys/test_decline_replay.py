"""What people declined changes what is proposed next, and each changed list names the decline that changed it."""

from datetime import timedelta

import pytest

from bangfu.apps.exchange.actions.declines import decline
from bangfu.apps.exchange.queries import ground, recommend
from bangfu.apps.exchange.queries.recommend import recommended_for_need
from tests.apps.exchange.recommending import declining
from tests.apps.exchange.recommending.declining import AT, BUREAU, DAY, VILLAGE, staff_of
from tests.journeys.replay_declines import replay, told

pytestmark = pytest.mark.django_db


def test_the_replay_shows_at_least_three_changed_lists_with_the_decline_that_caused_each(monkeypatch, capsys):
    monkeypatch.setattr(ground, "today", lambda: DAY)
    monkeypatch.setattr(recommend, "today", lambda: DAY)
    monkeypatch.setattr(recommend, "now", lambda: AT)
    world = declining.make_world()
    one, two, three = (need.number for need in world.needs[:3])
    for minute, (need, by, reason) in enumerate(
        ((one, VILLAGE, "too_far"), (two, None, "no_capability"), (three, BUREAU, "has_partner"))
    ):
        organisation = recommended_for_need(need, on=DAY).candidates[0].number
        at = AT + timedelta(minutes=minute)
        decline(by=by or staff_of(organisation), at=at, need=need, organisation=organisation, reason=reason)
    steps = list(replay(DAY))
    with capsys.disabled():
        print("\n" + told(steps))
    assert [step.need for step in steps if step.is_changed] == [one, two, three]
    assert all(step.organisation in step.before and step.organisation not in step.after for step in steps)
    assert any(step.others for step in steps), "no such capability is heeded for like needs too"
    for step in steps:
        assert step.decline in {each.said.id for each in recommended_for_need(step.need, on=DAY).declined}
