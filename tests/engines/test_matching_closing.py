"""What a team leaves open: who would close it, and the smallest addition, against all sets."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from bangfu.engines.matching import Organisation, Project, closing, team

HUB = Organisation(id="H", capabilities={"统筹": 1}, is_hub=True)


def brute_smallest(outside, missing) -> int:
    """The size of the smallest set that closes all that all together close."""
    reachable = {name: min(gap, sum(one.capabilities.get(name, 0) for one in outside)) for name, gap in missing.items()}
    for size in range(len(outside) + 1):
        for chosen in combinations(outside, size):
            if all(
                sum(min(one.capabilities.get(name, 0), missing[name]) for one in chosen) >= amount
                for name, amount in reachable.items()
            ):
                return size
    raise AssertionError


def test_nothing_missing_asks_for_nobody():
    found = team([HUB], Project({"统筹": 1}, max_members=1))
    made = closing([HUB], Project({"统筹": 1}, max_members=1), found)
    assert (made.by_wish, made.smallest, made.remains) == ({}, (), {})


def test_who_brings_most_comes_first_and_at_most_three_are_named():
    others = [Organisation(id=f"A{n}", capabilities={"财务": level}) for n, level in enumerate((1, 3, 2, 1, 1))]
    project = Project({"统筹": 1, "财务": 3}, max_members=1)
    made = closing([HUB, *others], project, team([HUB, *others], project))
    assert [one.organisation for one in made.by_wish["财务"]] == ["A1", "A2", "A0"]
    assert made.smallest == ("A1",)


def test_what_nobody_has_remains_by_name():
    project = Project({"统筹": 1, "潜水": 2}, max_members=3)
    made = closing([HUB], project, team([HUB], project))
    assert made.by_wish == {"潜水": ()} and made.remains == {"潜水": 2} and made.smallest == ()


@pytest.mark.parametrize("seed", range(25))
def test_the_smallest_addition_is_the_smallest(seed):
    chance = random.Random(seed)
    words = ["甲", "乙", "丙", "丁"]
    others = [
        Organisation(id=f"A{n}", capabilities={word: chance.randint(1, 3) for word in words if chance.random() < 0.4})
        for n in range(8)
    ]
    project = Project({"统筹": 1, **{word: chance.randint(1, 5) for word in words}}, max_members=2)
    found = team([HUB, *others], project)
    made = closing([HUB, *others], project, found)
    inside = {member.organisation for member in found.members}
    outside = [one for one in others if one.id not in inside]
    assert len(made.smallest) == brute_smallest(outside, found.missing)
    assert not set(made.smallest) & inside


def test_one_who_was_left_out_by_hand_is_still_named():
    left_out = Organisation(id="B", capabilities={"财务": 2})
    project = Project({"统筹": 1, "财务": 2}, max_members=2)
    made = closing([HUB, left_out], project, team([HUB], project))
    assert made.smallest == ("B",)
