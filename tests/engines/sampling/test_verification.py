"""Samples prove what they say: compared with counting every possible sample, one by one."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.engines.sampling import drawn, finding, sample_size
from bangfu.engines.sampling.verification import at_most

NINETY_FIVE = Fraction(95, 100)


@pytest.mark.parametrize(("population", "bad", "sample"), [(8, 3, 4), (9, 1, 2), (7, 7, 3), (6, 0, 2)])
def test_the_probability_is_that_of_all_samples_counted_one_by_one(population, bad, sample):
    for found in range(sample + 1):
        few = sum(sum(item < bad for item in chosen) <= found for chosen in combinations(range(population), sample))
        assert at_most(found, population, bad, sample) == Fraction(few, comb(population, sample))


@given(st.integers(1, 60), st.integers(1, 20), st.integers(50, 99), st.integers(0, 2))
def test_the_size_is_the_smallest_that_finds_a_bad_delivery_out(population, share, confidence, allowed):
    tolerable, sure = Fraction(share, 20), Fraction(confidence, 100)
    bad = -(-population * share // 20)
    enough = [
        size
        for size in range(min(allowed + 1, population), population + 1)
        if at_most(allowed, population, bad, size) <= 1 - sure
    ]
    assert sample_size(population, tolerable, sure, allowed=allowed) == (enough[0] if enough else population)


@given(st.integers(1, 40), st.data())
def test_the_bounds_are_those_of_trying_every_number_of_bad_items(population, data):
    sample = data.draw(st.integers(0, population))
    found = data.draw(st.integers(0, sample))
    risk = 1 - NINETY_FIVE
    possible = range(found, population - sample + found + 1)
    high = max(bad for bad in possible if bad == found or at_most(found, population, bad, sample) > risk)
    low = min(
        bad
        for bad in possible
        if not found or 1 - at_most(found - 1, population, bad, sample) > risk or bad == possible[-1]
    )
    seen = finding(population, sample, found, NINETY_FIVE)
    assert (seen.low, seen.high) == (low, high)


def test_a_look_at_everything_leaves_no_doubt():
    seen = finding(12, 12, 3, NINETY_FIVE)
    assert (seen.low, seen.best, seen.high) == (3, 3, 3)


def test_a_known_table_of_discovery_sampling_is_met():
    # 5 % bad, 95 % sure: 59 of an endless population, fewer of a small one.
    assert sample_size(100_000, Fraction(5, 100), NINETY_FIVE) == 59
    assert sample_size(100, Fraction(5, 100), NINETY_FIVE) == 45


def test_anybody_with_the_seed_draws_the_same_and_a_longer_sample_begins_with_the_shorter():
    ids = [f"item-{number}" for number in range(50)]
    first = drawn(ids, 10, "2026-11-23 18:00 0f3c")
    assert drawn(reversed(ids), 10, "2026-11-23 18:00 0f3c") == first
    assert drawn(ids, 20, "2026-11-23 18:00 0f3c")[:10] == first
    assert drawn(ids, 10, "another") != first


def test_draws_treat_items_alike():
    ids = [str(number) for number in range(10)]
    counts = dict.fromkeys(ids, 0)
    for seed in range(2000):
        for each in drawn(ids, 3, str(seed)):
            counts[each] += 1
    assert all(500 < count < 700 for count in counts.values())


def test_an_item_twice_and_impossible_counts_are_refused():
    for wrong in (
        lambda: drawn(["a", "a"], 1, "s"),
        lambda: finding(5, 6, 0, NINETY_FIVE),
        lambda: sample_size(0, Fraction(1), NINETY_FIVE),
    ):
        with pytest.raises(ValueError):
            wrong()
