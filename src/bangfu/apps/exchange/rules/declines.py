"""Pure decisions about 「不合适」: the reasons, how long each counts, what it does to the next ranking. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bangfu.values import Quarter, Refusal

SIDES = {"village": "村镇一方", "organisation": "组织一方", "bureau": "登记管理机关"}
About = Literal["pair", "organisation", "quarter"]


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of the short list: ``words`` as offered, ``about`` whom it speaks, ``days`` it counts (0: to the quarter's end)."""

    words: str
    about: About
    days: int
    hint: str


REASONS: dict[str, Why] = {
    "too_far": Why("路太远", "pair", 365, "这一对一年内不再推荐。"),
    "no_capability": Why(
        "现在没有这项能力", "organisation", 180, "这一对半年内不再推荐；同主题的其他需求里也会排低一些。"
    ),
    "no_capacity": Why("这个季度排满了", "quarter", 0, "到本季度末不再推荐；组织自己说的，对所有需求都算。"),
    "no_time": Why("时间对不上", "pair", 90, "这一对三个月内不再推荐。"),
    "has_partner": Why("已经和别家合作", "pair", 180, "这一对半年内不再推荐。"),
    "other": Why("其他", "pair", 90, "请写一句；这一对三个月内不再推荐。"),
}
LOWERED = {"organisation": 150, "bureau": 100, "village": 60}
"""Points that "no such capability" takes from like needs: what an organisation says of itself weighs most."""
LOWERED_MOST = 200
WORDS_MOST = 120


def counts_until(reason: str, on: date) -> date:
    """The last day on which a decline said ``on`` counts."""
    why = REASONS[reason]
    last = on + timedelta(days=why.days) if why.days else Quarter.of(on).period.last
    assert last is not None  # a quarter ends
    return last


def decline_refusal(*, state: str, reason: str, words: str) -> Refusal | None:
    """Only a published need is proposed to anybody, so only there can a proposal be declined; one reason of the list."""
    if state != "published":
        return Refusal("exchange.not_open", "这条需求不在等人接单，不用再说“不合适”。")
    if reason not in REASONS:
        return Refusal(
            "exchange.no_reason", "请选一个原因。", f"可选：{'、'.join(why.words for why in REASONS.values())}。"
        )
    if reason == "other" and not words.strip():
        return Refusal("exchange.no_words", "选“其他”时请写一句原因。")
    if len(words.strip()) > WORDS_MOST:
        return Refusal("exchange.long_words", f"补充的话最多 {WORDS_MOST} 个字。")
    return None


def again_refusal(*, said: str, reason: str) -> Refusal | None:
    """A side says one thing of a pair; the same once more has no second effect, another reason needs the first taken back."""
    if said == reason:
        return None
    return Refusal(
        "exchange.said_already",
        f"你们一方对这一对已经说过“{REASONS[said].words}”。",
        "原因变了的话，请先撤回原来的，再说一次。",
    )


def withdraw_refusal(*, side: str, by_side: str, ended: bool) -> Refusal | None:
    """Only the side that said it takes it back, and once."""
    if side != by_side:
        return Refusal("exchange.not_your_word", f"这句“不合适”是{SIDES[side]}说的，只有他们能撤回。")
    if ended:
        return Refusal("exchange.over", "这句“不合适”已经撤回或过期。")
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """One decline in force, as rules see it."""

    id: str
    need: str
    organisation: str
    theme: str
    side: str
    reason: str
    words: str
    on: date
    until: date

    @property
    def told(self) -> str:
        """「路太远」, or the words written instead."""
        return self.words if self.reason == "other" else REASONS[self.reason].words


def rests(said: Said) -> bool:
    """Whether the organisation is out of every ranking for the time: it said of itself that the quarter is full."""
    return REASONS[said.reason].about == "quarter" and said.side == "organisation"


def shuts_out(said: Said, *, need: str, organisation: str) -> bool:
    """Whether a decline keeps a pair out of rankings and plans."""
    return said.organisation == organisation and (said.need == need or rests(said))


def lowering(said: Said, *, need: str, theme: str, organisation: str) -> int:
    """Points (0 or more) that a decline takes from another pair: same organisation, like need, no such capability."""
    like = bool(theme) and said.theme == theme and said.need != need and said.organisation == organisation
    return LOWERED[said.side] if like and REASONS[said.reason].about == "organisation" else 0


def capped(points: Iterable[int]) -> list[int]:
    """Several lowerings of one pair take at most ``LOWERED_MOST`` together; later ones give way."""
    left, given = LOWERED_MOST, []
    for each in points:
        given.append(min(each, left))
        left -= given[-1]
    return given
