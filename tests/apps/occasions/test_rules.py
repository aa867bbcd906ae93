"""Seats, the month of a village, and the calendar file."""

from datetime import UTC, date, datetime, timedelta

from bangfu.apps.occasions import rules
from bangfu.apps.occasions.calendar import event_of
from bangfu.apps.occasions.models import Occasion
from bangfu.apps.occasions.queries import Row

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_a_visit_over_the_months_points_is_refused_with_the_next_free_week():
    borne = {(2026, 11): 5, (2026, 12): 6, (2027, 1): 3}
    free = rules.next_free_week(date(2026, 11, 20), borne, 3, 6)
    assert free == date(2027, 1, 4) and free.weekday() == 0
    found = rules.cap_refusal(kind="inspection", borne=5, cap=6, free_from=free)
    assert found is not None and "2027 年 1 月 4 日" in found.sentence
    assert rules.cap_refusal(kind="visit", borne=5, cap=6, free_from=None) is None
    assert rules.cap_refusal(kind="activity", borne=60, cap=6, free_from=None) is None


def test_an_occasion_in_the_past_or_backwards_is_refused():
    later = AT + timedelta(hours=5)
    assert rules.announcing_refusal(starts=AT, ends=later, sign_up_by=None, at=AT).code == "occasions.past"
    assert rules.announcing_refusal(starts=later, ends=later, sign_up_by=None, at=AT).code == "occasions.order"
    late = rules.announcing_refusal(
        starts=later, ends=later + timedelta(hours=1), sign_up_by=later + timedelta(1), at=AT
    )
    assert late.code == "occasions.sign_up_by"
    assert rules.announcing_refusal(starts=later, ends=later + timedelta(hours=1), sign_up_by=later, at=AT) is None


def test_checking_in_has_its_hours_and_needs_a_seat():
    starts, ends = AT + timedelta(days=1), AT + timedelta(days=1, hours=3)
    said = {"state": "open", "starts": starts, "ends": ends}
    assert rules.checking_in_refusal(**said, at=AT, standing="seated").code == "occasions.early"
    assert rules.checking_in_refusal(**said, at=starts, standing="waiting").code == "occasions.no_seat"
    assert rules.checking_in_refusal(**said, at=ends + timedelta(hours=13), standing="seated").code == "occasions.late"
    assert rules.checking_in_refusal(**said, at=starts, standing="seated") is None


def test_a_calendar_line_is_folded_between_characters_and_its_commas_are_escaped():
    occasion = Occasion(
        pk="abcd", title="义诊，" * 20 + "a,b;c", starts=AT, ends=AT + timedelta(hours=1), note="一\n二"
    )
    data = event_of(Row(occasion, "活动", "村", "会", None), AT)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert "a\\,b\\;c" in unfolded and "DESCRIPTION:一\\n二" in unfolded and "DTSTART:20261102T080000Z" in unfolded
