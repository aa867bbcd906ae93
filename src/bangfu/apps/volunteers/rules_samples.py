"""Pure decisions about verification samples: what may be drawn, who may look, what the result says. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from math import ceil

from bangfu.engines.sampling import drawn, finding, sample_size
from bangfu.values import Refusal

TOLERABLE = [(20, "2%"), (50, "5%"), (100, "10%"), (200, "20%")]
CONFIDENCE = [(800, "80%"), (900, "90%"), (950, "95%"), (990, "99%")]
HOURS = "已确认的志愿时长"
POPULATION_MAX = 20_000
NOTE_MIN, NOTE_MAX = 4, 300


def thousandths(value: int) -> Fraction:
    """50 is 5 %."""
    return Fraction(value, 1000)


def size_of(population: int, tolerable: int, confidence: int) -> int:
    """The fewest items to look at, both shares in thousandths."""
    return sample_size(population, thousandths(tolerable), thousandths(confidence))


def chosen(items: Sequence[str], size: int, seed: str) -> list[str]:
    """Which items to look at, in this order: anybody with the ids and the seed draws the same."""
    return drawn(items, size, seed)


def digest_of(items: Sequence[str]) -> str:
    """What is published of the population before anybody looks: SHA-256 in hex of the ids, one a line."""
    return sha256("\n".join(items).encode()).hexdigest()


def drawing_refusal(*, population: int, since: date, until: date) -> Refusal | None:
    """A sample needs something to look at."""
    if since > until:
        return Refusal("volunteers.sample_days", "开始那天要在结束那天之前。")
    if population == 0:
        return Refusal("volunteers.sample_empty", "这段时间这个地方没有可查的条目。", "请换一个地方，或放宽日期。")
    if population > POPULATION_MAX:
        return Refusal("volunteers.sample_large", f"条目超过 {POPULATION_MAX} 条，请缩小地方或日期。")
    return None


def looking_refusal(
    *, item: str, sample: Sequence[str], looked: frozenset[str], good: bool, note: str, concerned: bool
) -> Refusal | None:
    """Only drawn items are looked at, each once, by who had no part in them; a bad one is explained."""
    if item not in sample:
        return Refusal("volunteers.not_drawn", "这一条没有抽中，不能记结果。")
    if item in looked:
        return Refusal("volunteers.looked", "这一条已经有结果了，结果不能改。")
    if concerned:
        return Refusal("volunteers.concerned", "这一条您经手过，请由另一位来查。")
    if len(note.strip()) > NOTE_MAX or (not good and len(note.strip()) < NOTE_MIN):
        return Refusal("volunteers.note", f"不实的要写明情况，{NOTE_MIN} 至 {NOTE_MAX} 个字。")
    return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished sample: ``low`` to ``high`` bad items in all, each bound at ``confidence`` (thousandths)."""

    population: int
    sample: int
    found: int
    confidence: int
    low: int
    high: int
    passed: bool

    @property
    def sentence(self) -> str:
        sure = f"{self.confidence / 10:g}%"
        share = f"{self.high * 100 / self.population:.1f}%"
        verdict = "没有超过能容忍的份额" if self.passed else "不能说没有超过能容忍的份额"
        return (
            f"从 {self.population} 条里抽查 {self.sample} 条，{self.found} 条不实。"
            f"有 {sure} 的把握：全部里不实的至少 {self.low} 条；有 {sure} 的把握：最多 {self.high} 条（{share}）。{verdict}。"
        )


def outcome_of(*, population: int, sample: int, found: int, tolerable: int, confidence: int) -> Outcome:
    """What the sample says of all items; passed when even the upper bound lies below the tolerable share."""
    said = finding(population, sample, found, thousandths(confidence))
    passed = said.high < ceil(population * thousandths(tolerable))
    return Outcome(population, sample, found, confidence, said.low, said.high, passed)
