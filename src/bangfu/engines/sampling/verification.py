"""Samples that check a delivery, with what they prove: how many to look at, which ones, and what the result says of all.

A population is finite and each of its items is good or bad; drawing is without replacement, so counts follow the hypergeometric
distribution. All probabilities are exact fractions of whole numbers, never a normal approximation: samples are small.

Sources: W. G. Cochran, *Sampling Techniques* (3rd ed., 1977), ch. 3 and 4; AICPA Audit Guide *Audit Sampling*, appendix on
discovery sampling; for the interval, inversion of the two one-sided hypergeometric tests (J. Buonaccorsi, *A Note on
Confidence Intervals for Proportions in Finite Populations*, The American Statistician 41, 1987).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, comb


def sample_size(population: int, tolerable: Fraction, confidence: Fraction, *, allowed: int = 0) -> int:
    """The fewest items to look at so that a bad delivery is found out.

    If a share of `tolerable` or more of the items is bad, a sample of this size holds more than `allowed` bad ones with
    probability `confidence` at least.

    Args:
        population: items in all, 1 or more.
        tolerable: share of bad items from which on a delivery must not pass, above 0, at most 1.
        confidence: above 0, below 1.
        allowed: bad items in the sample that still let it pass.
    Returns:
        1 to `population`; the whole population when nothing less is enough.
    Errors: ``ValueError`` for arguments out of range.

    >>> sample_size(1000, Fraction(5, 100), Fraction(95, 100))
    57
    """
    if population < 1 or not 0 < tolerable <= 1 or not 0 < confidence < 1 or allowed < 0:
        raise ValueError("population >= 1, 0 < tolerable <= 1, 0 < confidence < 1, allowed >= 0")
    bad = ceil(population * tolerable)
    low, high = min(allowed + 1, population), population
    while low < high:
        middle = (low + high) // 2
        if at_most(allowed, population, bad, middle) <= 1 - confidence:
            high = middle
        else:
            low = middle + 1
    return low


def at_most(found: int, population: int, bad: int, sample: int) -> Fraction:
    """Probability that a sample of `sample` items holds at most `found` of the `bad` ones of `population`."""
    ways = sum(comb(bad, count) * comb(population - bad, sample - count) for count in range(min(found, sample) + 1))
    return Fraction(ways, comb(population, sample))


def drawn(ids: Iterable[str], size: int, seed: str) -> list[str]:
    """Which items to look at: anybody who knows the ids and the published seed draws the same.

    The ids are put in the order of SHA-256 of seed and id; the first `size` are the sample. A longer sample of the same seed
    begins with the shorter one, so it can be extended.

    Returns: ids in the order in which to look. Errors: ``ValueError`` when an id appears twice.
    """
    every = list(ids)
    if len(set(every)) < len(every):
        raise ValueError("an item appears twice in the population")
    return sorted(every, key=lambda each: (sha256(f"{seed}\n{each}".encode()).digest(), each))[:size]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sample says of all items: `low` to `high` bad ones in the population, each bound at `confidence`.

    ``best`` is the share found, scaled to the population and rounded down.
    """

    population: int
    sample: int
    found: int
    confidence: Fraction
    low: int
    high: int

    @property
    def best(self) -> int:
        return self.found * self.population // self.sample if self.sample else 0


def finding(population: int, sample: int, found: int, confidence: Fraction) -> Finding:
    """The bounds on the number of bad items after `found` were bad in a sample of `sample`.

    Each bound holds with probability `confidence` by itself: `high` is the largest number of bad items that would still give
    so few with more than 1 − confidence, `low` the smallest that would still give so many.

    Errors: ``ValueError`` for impossible counts.

    >>> finding(1000, 57, 0, Fraction(95, 100)).high
    49
    """
    if not 0 <= found <= sample <= population or not 0 < confidence < 1:
        raise ValueError("0 <= found <= sample <= population, 0 < confidence < 1")
    risk = 1 - confidence
    least, most = found, population - (sample - found)
    high = _last(least, most, lambda bad: at_most(found, population, bad, sample) > risk)
    low = least
    if found:
        low = most - _last(0, most - least, lambda less: 1 - at_most(found - 1, population, most - less, sample) > risk)
    return Finding(population, sample, found, confidence, low, high)


def _last(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The last number from `low` to `high` for which `holds`, which is true first and false after."""
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
