"""What the funnel and the rates count."""

from datetime import UTC, datetime, timedelta

from bangfu.apps.insight.rules import funnel, rate, trend, waiting_word
from bangfu.apps.needs.api import STATIONS, Course
from bangfu.apps.needs.rules_course import FirstTimes, first_times, together

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def on(day: int) -> datetime:
    return DAY + timedelta(days=day)


def course(number: str, state: str = "published", stands: str = "open", share: float = 0.0, **at: int) -> Course:
    return Course(number, number, "441826105000", "health", state, {k: on(v) for k, v in at.items()}, stands, share)


def test_a_line_is_signed_when_the_last_wanted_unit_is_and_given_up_later_it_was_signed_all_the_same():
    moves = [
        ("take", 3, on(1)), ("commit", 3, on(2)), ("withdraw", 1, on(3)),
        ("take", 6, on(4)), ("commit", 6, on(5)), ("step_down", 3, on(6)),
    ]  # fmt: skip
    assert first_times(10, moves) == FirstTimes(claimed=on(1), signed=on(5))


def test_what_is_refused_and_brought_again_counts_the_first_delivery_and_the_last_acceptance():
    moves = [
        ("take", 2, on(0)), ("commit", 2, on(1)), ("deliver", 2, on(2)), ("accept", 1, on(3)),
        ("refuse", 1, on(3)), ("deliver", 1, on(8)), ("accept", 1, on(9)),
    ]  # fmt: skip
    assert first_times(2, moves) == FirstTimes(on(0), on(1), on(2), on(9))


def test_a_line_that_was_withdrawn_whole_is_never_signed():
    assert first_times(4, [("withdraw", 4, on(1))]) == FirstTimes()


def test_a_need_is_claimed_with_its_first_line_and_signed_with_its_last():
    lines = [FirstTimes(on(5), on(6), on(7), on(8)), FirstTimes(on(1), on(9), None, None)]
    assert together(lines) == FirstTimes(claimed=on(1), signed=on(9))


def test_the_funnel_never_widens_and_says_who_waits_where():
    rows = [
        course("a", submitted=0, verified=2, published=4),
        course("b", submitted=0, verified=4, published=4, claimed=6, signed=10, stands="committed"),
        course("c", state="submitted", stands="", submitted=1),
        course("d", state="closed", stands="", submitted=1, published=3, accepted=20),
    ]
    steps = {step.station: step for step in funnel(rows, STATIONS)}
    counts = [step.count for step in steps.values()]
    assert counts == sorted(counts, reverse=True) == [4, 3, 3, 2, 2, 1, 1, 0]
    assert steps["verified"].waiting == {"submitted": 1} and steps["claimed"].waiting == {"open": 1}
    assert steps["delivered"].waiting == {"committed": 1} and steps["evaluated"].waiting == {}
    assert steps["verified"].median_days == 3 and steps["evaluated"].median_days is None


def test_what_was_withdrawn_waits_for_nobody():
    assert waiting_word(course("a", stands="withdrawn", published=1)) == ""


def test_a_rate_counts_by_month_of_publication_and_keeps_the_young_apart():
    rows = [
        course("a", published=0, claimed=1, signed=2, share=1.0),
        course("b", published=1),
        course("c", published=40, signed=41, share=1.0),
        course("d", published=100, signed=101, share=1.0),
        course("e", state="submitted", stands="", submitted=3),
    ]
    found = rate(rows, "success", STATIONS, on(110))
    assert [(each.month, each.below, each.above, each.share) for each in found.months] == [
        ("2026-04", 1, 1, 1.0),
        ("2026-03", 2, 1, 0.5),
    ]
    assert (found.total.below, found.total.above, found.young.below) == (3, 2, 1)
    assert found.total.rate == 2 / 3


def test_a_rate_of_nothing_is_no_number():
    assert rate([], "conversion", STATIONS, on(0)).total.rate is None


def test_the_trend_has_twelve_weeks_that_end_today():
    rows = [course("a", published=0, claimed=0), course("b", published=83), course("c", published=84)]
    weeks = trend(rows, on(83).date())
    assert len(weeks) == 12 and weeks[0].first == on(0).date()
    assert [(week.published, week.claimed) for week in weeks] == [(1, 1), *[(0, 0)] * 10, (1, 0)]
