"""Hard rules as data: what puts a pair out whatever its score, with the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bangfu.engines.matching.features import NO_POINT, TEXT_UNIT
from bangfu.engines.matching.model import Need, Organisation
from bangfu.engines.matching.score import cosine
from bangfu.engines.matching.view import View

ALIKE_ENOUGH = 0.08
"""Text likeness from which two descriptions have something in common even when no listed word agrees."""


@dataclass(frozen=True, slots=True)
class HardRule:
    """`broken` marks the pairs that break it; `sentence` explains one such pair; `help` says what would lift it."""

    code: str
    short: str
    broken: Callable[[View, csr_array], NDArray[Any]]
    sentence: Callable[[Organisation, Need], str]
    help: str


def _credit(view: View, banned: csr_array) -> NDArray[Any]:
    return view.of_organisation(view.features.facts.suspended)


def _capacity(view: View, banned: csr_array) -> NDArray[Any]:
    return view.of_organisation(view.features.facts.full)


def _closed(view: View, banned: csr_array) -> NDArray[Any]:
    return view.of_need(view.features.facts.closed)


def _deadline(view: View, banned: csr_array) -> NDArray[Any]:
    return view.of_need(view.features.facts.passed)


def _area(view: View, banned: csr_array) -> NDArray[Any]:
    area = view.features.area
    return view.of_organisation(view.features.facts.limited) & (view.product(area.ask, area.offer) == 0)


def _radius(view: View, banned: csr_array) -> NDArray[Any]:
    angle = cosine(view)
    return (angle > NO_POINT) & (angle < view.of_organisation(view.features.facts.reach))


def _banned(view: View, banned: csr_array) -> NDArray[Any]:
    return view.cells(banned) > 0


def _stranger(view: View, banned: csr_array) -> NDArray[Any]:
    features = view.features
    wishes = (features.themes, features.capabilities, features.resources)
    asks = view.of_need(np.sum([wish.asked for wish in wishes], axis=0) > 0)
    shared: Any = view.cells(features.existing)
    for wish in wishes:
        shared = shared + view.product(wish.ask, wish.offer)
    dots = view.product(features.text_ask, features.text_offer)
    return asks & (shared == 0) & (dots < ALIKE_ENOUGH * TEXT_UNIT * TEXT_UNIT)


def _out_of_area(organisation: Organisation, need: Need) -> str:
    return f"需求所在地（{need.region_name or need.region or '未填'}）不在该组织的服务区划内"


RULES: tuple[HardRule, ...] = (
    HardRule(
        "credit_status",
        "信用状态不是正常",
        _credit,
        lambda organisation, need: f"该组织信用状态为“{organisation.credit_status}”，不参加新的对接",
        "组织修复信用、恢复为“正常”后可以参加",
    ),
    HardRule(
        "no_capacity",
        "可承接数量为 0",
        _capacity,
        lambda organisation, need: "该组织可承接数量为 0",
        "请组织核实本期还能承接多少",
    ),
    HardRule(
        "need_closed",
        "需求不接受承接组织",
        _closed,
        lambda organisation, need: "该需求的最多承接组织数为 0",
        "把该需求的最多承接组织数改为 1 或以上",
    ),
    HardRule(
        "deadline_passed",
        "截止日期已过",
        _deadline,
        lambda organisation, need: f"该需求已于 {need.deadline} 截止",
        "如仍需帮扶，请更新截止日期",
    ),
    HardRule(
        "out_of_area",
        "不在服务区划内",
        _area,
        _out_of_area,
        "动员有意愿的组织把该地列入服务区划",
    ),
    HardRule(
        "out_of_radius",
        "超出服务半径",
        _radius,
        lambda organisation, need: f"距离超出该组织 {organisation.service_radius_km:g} 公里的服务半径",
        "请邻近组织扩大服务半径，或改为线上、集中方式帮扶",
    ),
    HardRule(
        "banned",
        "被列为禁止配对",
        _banned,
        lambda organisation, need: "这一对已被列为禁止配对",
        "如情况已变化，可在锁定与禁止表中删去这一行",
    ),
    HardRule(
        "nothing_in_common",
        "领域、能力、资源和文字说明都对不上",
        _stranger,
        lambda organisation, need: "领域、专业能力、资源都对不上，文字说明也不相近",
        "把需求写得更具体，或请组织补全能力和资源清单",
    ),
)

RULE_BY_CODE = {rule.code: rule for rule in RULES}


def broken(view: View, banned: csr_array) -> dict[str, NDArray[Any]]:
    """Which pairs break which rule, by code."""
    return {rule.code: rule.broken(view, banned) for rule in RULES}


def eligible(view: View, banned: csr_array) -> NDArray[np.bool_]:
    """Pairs that break no rule."""
    out: Any = False
    for marks in broken(view, banned).values():
        out = out | marks
    return ~np.asarray(out)
