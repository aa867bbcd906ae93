"""What may be reported and answered, what looks wrong, and what a sample says: pure decisions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bangfu.apps.volunteers import rules, rules_samples
from bangfu.values import GeoPoint

NINE = datetime(2026, 11, 2, 1, tzinfo=UTC)
PLACES = {"A": GeoPoint(24.0, 113.0), "B": GeoPoint(24.0, 115.0)}


def span(name, begin=0.0, length=2.0, place="A", person="p", confirmed=None):
    starts = NINE + timedelta(hours=begin)
    said = ("c", confirmed) if confirmed else ("", None)
    return rules.Span(name, person, place, starts.date(), starts, starts + timedelta(hours=length), *said)


def codes(*spans):
    return {key: [flag.code for flag in flags] for key, flags in rules.flags_of(spans, PLACES).items()}


def reporting(**more):
    asked = {"starts": NINE, "ends": NINE + timedelta(hours=2), "day": date(2026, 11, 2), "today": date(2026, 11, 3)}
    asked |= {"at": NINE + timedelta(days=1), "what": "修剪果树"} | more
    refusal = rules.reporting_refusal(**asked)
    return refusal and refusal.code


def test_done_hours_of_one_day_are_taken_and_nothing_else():
    assert reporting() is None
    assert reporting(ends=NINE) == "volunteers.order"
    assert reporting(at=NINE + timedelta(hours=1)) == "volunteers.future"
    assert reporting(today=date(2027, 3, 1)) == "volunteers.old"
    assert reporting(what=" 无 ") == "volunteers.what"


def answering(**more):
    asked = {"by": "c", "person": "p", "sent_by": frozenset({"O1"}), "stands_with": frozenset()}
    refusal = rules.answering_refusal(**(asked | {"answered": False, "superseded": False} | more))
    return refusal and refusal.code


def test_neither_the_volunteer_nor_the_senders_people_confirm():
    assert answering() is None
    assert answering(stands_with=frozenset({"O2"})) is None
    assert answering(by="p") == "volunteers.own"
    assert answering(stands_with=frozenset({"O1", "O2"})) == "volunteers.senders"
    assert answering(answered=True) == "volunteers.answered"
    assert answering(superseded=True) == "volunteers.corrected"


def test_silence_is_not_consent_and_a_correction_ends_what_it_corrects():
    assert rules.state_of(confirmed=None, superseded=False) == "waiting"
    assert rules.state_of(confirmed=True, superseded=True) == "corrected"


def test_overlapping_hours_of_one_person_are_flagged_on_both_sides_and_of_two_people_on_none():
    assert codes(span("a"), span("b", begin=1)) == {"a": ["overlap"], "b": ["overlap"]}
    assert codes(span("a"), span("b", begin=1, person="q")) == {}
    assert codes(span("a"), span("b", begin=2)) == {}


def test_twelve_hours_a_day_pass_and_more_are_flagged():
    assert codes(span("a", length=6), span("b", begin=6, length=6)) == {}
    assert codes(span("a", length=6), span("b", begin=6, length=6.5)) == {"a": ["long"], "b": ["long"]}


def test_two_hundred_kilometres_in_one_hour_are_flagged_and_in_four_are_not():
    assert codes(span("a"), span("b", begin=3, place="B")) == {"a": ["far"], "b": ["far"]}
    assert codes(span("a"), span("b", begin=6, place="B")) == {}
    assert codes(span("a"), span("b", begin=3, place="nowhere known")) == {}


def test_more_than_ten_confirmations_within_a_minute_are_flagged_and_ten_are_not():
    many = [span(f"h{n}", begin=24 * n, confirmed=NINE + timedelta(seconds=n)) for n in range(11)]
    assert set(codes(*many)) == {each.id for each in many}
    assert codes(*many[:10]) == {}
    slow = [span(f"h{n}", begin=24 * n, confirmed=NINE + timedelta(seconds=10 * n)) for n in range(11)]
    assert codes(*slow) == {}


def test_a_sample_says_what_it_proves_and_passes_only_below_the_tolerable_share():
    size = rules_samples.size_of(1000, 50, 950)
    clean = rules_samples.outcome_of(population=1000, sample=size, found=0, tolerable=50, confidence=950)
    assert (size, clean.high, clean.passed) == (57, 49, True)
    assert "最多 49 条（4.9%）" in clean.sentence
    one_bad = rules_samples.outcome_of(population=1000, sample=size, found=1, tolerable=50, confidence=950)
    assert not one_bad.passed


def looking(**more):
    asked = {"item": "a", "sample": ["a", "b"], "looked": frozenset(), "good": True, "note": "", "concerned": False}
    refusal = rules_samples.looking_refusal(**(asked | more))
    return refusal and refusal.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"item": "c"}, "volunteers.not_drawn"),
        ({"looked": frozenset({"a"})}, "volunteers.looked"),
        ({"concerned": True}, "volunteers.concerned"),
        ({"good": False}, "volunteers.note"),
        ({"good": False, "note": "当天没有人来过"}, None),
    ],
)
def test_only_drawn_items_are_looked_at_once_by_who_had_no_part_and_a_bad_one_is_explained(change, code):
    assert looking(**change) == code
